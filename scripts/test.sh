#!/usr/bin/env bash
# Every check and every test. Each stage says its name and how long it took; a stage that fails does not hide the ones
# after it. Ends with one line that sums them all: a check counts as one test. `make proof` sets larger numbers.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"

LOGS=target/test-logs
passed=0 failed=0 skipped=0 failures=()

main() {
  scripts/setup.sh tests
  mkdir -p "$LOGS"
  check "format" cargo fmt --all --check
  check "SPA" scripts/spa.sh
  check "page weight" node scripts/page-weight.mjs
  check "lints: servers" cargo clippy --locked --all-targets -- -D warnings
  check "lints: SPA" cargo clippy --locked -p kommunal-frontend --target wasm32-unknown-unknown -- -D warnings
  # The API's tests wait more than they work.
  export RUST_TEST_THREADS=${RUST_TEST_THREADS:-6}
  suite "cargo test" count_cargo scripts/with-postgres.sh cargo test --locked --no-fail-fast
  # On its own: together with the servers it would have them built once more, with other features.
  suite "cargo test: SPA" count_cargo cargo test --locked -p kommunal-frontend
  rm -f e2e/test-results/results.json "$LOGS/e2e-results.txt"
  suite "end to end" count_playwright scripts/e2e.sh --retries="${KOMMUNAL_RETRIES:-1}"
  summary
}

# check NAME COMMAND...: passes or fails as one.
check() {
  if timed "$@"; then passed=$((passed + 1)); else fail "$1"; fi
}

# suite NAME COUNTER COMMAND...: COUNTER prints "passed failed skipped" from what the command left.
suite() {
  local name=$1 counter=$2 ok=1 p f s
  shift 2
  timed "$name" "$@" || ok=0
  read -r p f s < <("$counter" "$(log_of "$name")") || p=0 f=0 s=0
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  if ((f)); then
    failures+=("$name ($f)")
  elif ((!ok)); then
    fail "$name (stopped before its end)"
  elif ((p == 0)); then
    fail "$name (ran no test)"
  fi
}

log_of() { echo "$LOGS/${1//[ :]/-}.log"; }

timed() {
  local name=$1 began=$SECONDS result=0
  shift
  say "$name"
  "$@" 2>&1 | tee "$(log_of "$name")" || result=$?
  printf '  %s: %s in %ss\n\n' "$name" "$( ((result)) && echo FAILED || echo ok)" "$((SECONDS - began))"
  return "$result"
}

fail() {
  failed=$((failed + 1))
  failures+=("$1")
}

count_cargo() {
  awk '/^test result:/ { p += $4; f += $6; s += $8 } END { print p + 0, f + 0, s + 0 }' "$1"
}

count_playwright() {
  node scripts/e2e-results.mjs >"$LOGS/e2e-results.txt" 2>/dev/null || echo 0 0 0 >"$LOGS/e2e-results.txt"
  head -1 "$LOGS/e2e-results.txt"
}

summary() {
  printf 'all stages took %ss\n' "$SECONDS"
  ((${#failures[@]} == 0)) || printf 'failed: %s\n' "${failures[@]}"
  sed 1d "$LOGS/e2e-results.txt" 2>/dev/null || true
  if ((skipped)); then
    echo "skipped:"
    grep -hE '^test .* \.\.\. ignored' "$(log_of "cargo test")" "$(log_of "cargo test: SPA")" || true
    grep -hE '^ +- +[0-9]+ ' "$(log_of "end to end")" || true
    echo "$passed passed, $failed failed, $skipped skipped"
  else
    echo "$passed passed, $failed failed"
  fi
  ((failed == 0))
}

main
