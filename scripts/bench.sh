#!/usr/bin/env bash
# Measurements of what is shipped (release build). Tables go to target/bench/; the ones worth keeping, with the machine
# they were taken on, are in BENCHMARKS.md.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"

scripts/setup.sh tests
scripts/build.sh
mkdir -p target/bench
say "Page weight"
node scripts/page-weight.mjs | tee target/bench/page-weight.txt
say "Lighthouse, mobile, median of 5"
CHROMIUM=$(find_chromium)
export CHROMIUM KOMMUNAL_BIN=target/release
(cd e2e && npx --no-install playwright test --config bench.config.ts) | tee target/bench/lighthouse.txt
say "A certificate: its parts, whole, cold and warm"
cargo bench --locked -p kommunal --bench certificate | tee target/bench/certificate.txt
say "Imports, look-ups and whole payments on both engines, beside a bare route and pgbench"
KOMMUNAL_PG_FSYNC=on scripts/with-postgres.sh cargo bench --locked -p kommunal --bench load | tee target/bench/load.txt
