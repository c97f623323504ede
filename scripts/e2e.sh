#!/usr/bin/env bash
# e2e.sh [ARGS...]: the end-to-end tests against the servers as built; ARGS go to Playwright.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"

scripts/setup.sh tests
scripts/spa.sh
scripts/servers.sh
CHROMIUM=$(find_chromium) CHROMIUM_HEADLESS=$(find_headless)
export CHROMIUM CHROMIUM_HEADLESS
cd e2e
npx --no-install tsc --noEmit
exec npx --no-install playwright test "$@"
