# shellcheck shell=bash
# Shared by every script here: where things are, how progress is said, how work already done is recognised.
# Source it; it changes to the repository's root.

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit
TOOLS=${KOMMUNAL_TOOLS:-$HOME/.cache/kommunal/tools} # shared by all clones, so outside target/
STAMPS=target/stamps
export PATH="$TOOLS/bin:$PWD/tools/node_modules/.bin:$HOME/.cargo/bin:$PATH"

say() { printf '\033[1m▸ %s\033[0m\n' "$*"; }
die() {
  printf '\033[1;31m✗ %s\033[0m\n' "$*" >&2
  exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# One digest over the names and contents of files and folders; what is absent counts as absent.
digest_of() {
  find "$@" -type f -not -path '*/target/*' -not -path '*/node_modules/*' -print0 2>/dev/null |
    LC_ALL=C sort -z | xargs -0 -r sha256sum | sha256sum | cut -d' ' -f1
}

# up_to_date NAME DIGEST: was this step finished for exactly these inputs? `stamp` records that it was.
up_to_date() { [[ -f $STAMPS/$1 && $(<"$STAMPS/$1") == "$2" ]]; }
stamp() {
  mkdir -p "$STAMPS"
  printf '%s' "$2" >"$STAMPS/$1"
}

as_root() { if [[ $(id -u) == 0 ]]; then "$@"; else sudo "$@"; fi; }

# apt_install PACKAGE...: as root or through sudo, or the exact words for whoever may.
apt_install() {
  local install=(env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@")
  have apt-get || die "missing: $*. This is not a Debian-like system; install them its own way and try again"
  [[ $(id -u) == 0 ]] || have sudo || die "missing: $*. As root, run: apt-get install $*"
  say "Installing $*"
  # The package lists may be there already; they are fetched only when the first try fails.
  as_root "${install[@]}" >/dev/null 2>&1 && return
  as_root apt-get update -qq || true # what counts is whether the next line finds the packages
  as_root "${install[@]}" >/dev/null || die "apt-get could not install: $*"
}

# npm_ci FOLDER: exactly what the lock file says, once for each lock file.
npm_ci() {
  local wanted mark=$1/node_modules/.lock-digest
  wanted=$(sha256sum "$1/package-lock.json" | cut -d' ' -f1)
  [[ -f $mark && $(<"$mark") == "$wanted" ]] && return
  say "Installing npm packages of $1/"
  # The browser is Debian's; no package may fetch another.
  (cd "$1" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 PUPPETEER_SKIP_DOWNLOAD=1 npm ci --loglevel=error) ||
    die "npm ci failed in $1/"
  printf '%s' "$wanted" >"$mark"
}

free_port() { node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }
port_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# http_ok PORT PATH: does GET answer 200? (bash alone: curl may not be there)
http_ok() {
  local status
  status=$( (exec 3<>"/dev/tcp/127.0.0.1/$1" && printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "$2" >&3 &&
    head -n 1 <&3) 2>/dev/null) || return 1
  [[ $status == *" 200"* ]]
}

find_chromium() {
  local name
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
    [[ -n $name ]] && command -v "$name" && return
  done
  return 1
}

# The same engine without a window: the end-to-end tests take a quarter less time in it.
find_headless() { command -v chromium-headless-shell || find_chromium; }

# The folder of a PostgreSQL 15 or newer: Debian keeps each version's programs off the PATH.
find_postgres() {
  local dir
  for dir in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV) "$(dirname "$(command -v initdb || echo /none/initdb)")"; do
    if [[ -x $dir/initdb && $("$dir/initdb" --version) =~ \ ([0-9]+) ]] && ((BASH_REMATCH[1] >= 15)); then
      echo "$dir"
      return
    fi
  done
  return 1
}
