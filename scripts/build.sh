#!/usr/bin/env bash
# The two binaries as they are shipped: optimised, the SPA embedded and precompressed.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"

scripts/spa.sh
scripts/servers.sh release
du -h target/release/kommunal target/release/kommunal-sandbox
