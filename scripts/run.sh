#!/usr/bin/env bash
# Builds what is needed, starts the portal and the sandbox with the demo's configuration, and stops both on Ctrl-C.
# The portal is localhost and the sandbox 127.0.0.1: two sites, so cookies and the bank's returns behave as in earnest.
# Everything it writes is in data/; remove that folder to start afresh.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"

PORT=${PORT:-8080} SANDBOX_PORT=${SANDBOX_PORT:-8081} SMTP_PORT=${SMTP_PORT:-8025} OPERATIONS_PORT=${OPERATIONS_PORT:-8082}
export KOMMUNAL_LISTEN=127.0.0.1:$PORT KOMMUNAL_CONFIG=data/demo.toml
export KOMMUNAL_DATABASE=${KOMMUNAL_DATABASE:-sqlite:data/kommunal.db}
STOP_SECONDS_MAX=20
portal='' sandbox=''

main() {
  need_free_ports
  scripts/spa.sh
  scripts/servers.sh
  mkdir -p data/demo
  sed "s/localhost:8080/localhost:$PORT/g; s/127\.0\.0\.1:8081/127.0.0.1:$SANDBOX_PORT/g; s/127\.0\.0\.1:8025/127.0.0.1:$SMTP_PORT/g; s/127\.0\.0\.1:8082/127.0.0.1:$OPERATIONS_PORT/g" \
    kommunal.demo.toml >"$KOMMUNAL_CONFIG"
  [[ -e data/issuer/issuer.crt.pem ]] || target/debug/kommunal issuer-key --out data/issuer --organisation "Azərişıq (nümayiş)" >/dev/null
  [[ $(cat data/demo/imported-into 2>/dev/null) == "$KOMMUNAL_DATABASE" ]] || import_demo
  need_free_ports # building may have taken a while
  trap stop EXIT
  trap 'exit 0' INT TERM
  start
  wait -n "$portal" "$sandbox" || true
  die "A server has stopped by itself; its last words are in data/portal.log or data/sandbox.log"
}

need_free_ports() {
  local name
  for name in PORT SANDBOX_PORT SMTP_PORT OPERATIONS_PORT; do
    if port_taken "${!name}"; then
      die "Port ${!name} is taken by another program. Stop it, or choose another port: $name=$((${!name} + 100)) make run"
    fi
  done
}

import_demo() {
  say "Making and importing the demo's receivables"
  target/debug/kommunal-sandbox generate --accounts 2000 --seed 1 --out data/demo
  local biller
  for biller in telecom internet; do
    target/debug/kommunal import --biller "$biller" --by demo --reason "the demo's receivables" "data/demo/$biller.csv"
  done
  printf '%s' "$KOMMUNAL_DATABASE" >data/demo/imported-into
}

start() {
  say "Starting the sandbox and the portal"
  target/debug/kommunal-sandbox --listen "127.0.0.1:$SANDBOX_PORT" --smtp "127.0.0.1:$SMTP_PORT" \
    --redirect-uri "http://localhost:$PORT/auth/callback,http://azerishiq.localhost:$PORT/auth/callback" \
    --state data/sandbox.json </dev/null >data/sandbox.log 2>&1 &
  sandbox=$!
  target/debug/kommunal serve </dev/null >data/portal.log 2>&1 &
  portal=$!
  until http_ok "$OPERATIONS_PORT" /readyz && port_taken "$SANDBOX_PORT"; do
    kill -0 "$portal" 2>/dev/null || give_up portal
    kill -0 "$sandbox" 2>/dev/null || give_up sandbox
    sleep 0.1
  done
  printf '\n  Logs: data/portal.log, data/sandbox.log.  Ctrl-C stops both.\n'
  printf '  Bank, billers, sign-in, SMS and mail of the demo:  http://127.0.0.1:%s\n' "$SANDBOX_PORT"
  printf '  Metrics and the description of the API:  http://127.0.0.1:%s/metrics  …/api/docs\n' "$OPERATIONS_PORT"
  printf '  The utility'"'"'s own entrance:  http://azerishiq.localhost:%s    Officers:  http://localhost:%s/office\n' "$PORT" "$PORT"
  printf '  \033[1mKommunal is ready:  http://localhost:%s\033[0m\n\n' "$PORT"
}

give_up() {
  tail -n 20 "data/$1.log" >&2
  die "The $1 did not start; the lines above are the end of data/$1.log"
}

# shellcheck disable=SC2317 # called by the trap
stop() {
  trap '' INT TERM
  local pids=() pid
  for pid in $portal $sandbox; do
    kill -TERM "$pid" 2>/dev/null && pids+=("$pid")
  done
  ((${#pids[@]})) || return 0
  say "Stopping: requests in flight finish"
  (sleep "$STOP_SECONDS_MAX" && kill -KILL "${pids[@]}") 2>/dev/null &
  local guard=$!
  wait "${pids[@]}" 2>/dev/null || true
  kill "$guard" 2>/dev/null || true
}

main
