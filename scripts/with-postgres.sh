#!/usr/bin/env bash
# with-postgres.sh COMMAND...: runs COMMAND with KOMMUNAL_TEST_POSTGRES naming an empty PostgreSQL of its own, which is
# stopped and removed afterwards, however COMMAND ends. KOMMUNAL_PG_FSYNC=on for measurements: tests survive no power cut.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"

bin=$(find_postgres) || die "PostgreSQL 15 or newer is missing: scripts/setup.sh tests"
home=$(mktemp -d "${TMPDIR:-/tmp}/kommunal-pg.XXXXXX")
# PostgreSQL refuses to run as root.
as_owner=()
if [[ $(id -u) == 0 ]]; then
  owner=$(id -un postgres 2>/dev/null || echo nobody)
  chown "$owner" "$home"
  as_owner=(setpriv --reuid "$owner" --regid "$(id -g "$owner")" --clear-groups env HOME="$home")
fi
pg() { (cd "$home" && "${as_owner[@]}" "$bin/$1" "${@:2}"); }

cleanup() {
  pg pg_ctl -D "$home/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$home"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

pg initdb -D "$home/data" -U kommunal --auth=trust --encoding=UTF8 --locale=C >"$home/initdb.log" 2>&1 ||
  { cat "$home/initdb.log" >&2 && die "initdb failed"; }
port=$(free_port)
pg pg_ctl -D "$home/data" -w -l "$home/server.log" -o "-p $port -k $home -c listen_addresses=127.0.0.1 \
  -c max_connections=200 -c fsync=${KOMMUNAL_PG_FSYNC:-off}" start >/dev/null ||
  { cat "$home/server.log" >&2 && die "PostgreSQL did not start"; }
export KOMMUNAL_TEST_POSTGRES=postgres://kommunal@127.0.0.1:$port/postgres

"$@"
