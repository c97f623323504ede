#!/usr/bin/env bash
# Builds the SPA into dist/: Trunk, then one page for each language (its post-build hook), then brotli.
# The servers embed dist/. Nothing is done when nothing it is made of has changed.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"

scripts/setup.sh spa
sources=$(digest_of frontend shared style index.html Trunk.toml Cargo.toml Cargo.lock tools/package-lock.json \
  scripts/spa.sh scripts/finish-spa.mjs scripts/precompress.mjs)
if [[ -f dist/index.az.html ]] && up_to_date spa "$sources"; then
  say "The SPA is up to date"
  exit
fi

say "Building the SPA (the first time takes some minutes)"
rm -rf target/spa-new
# Into a folder of its own first: a build that fails leaves no half of an SPA to be embedded.
# (Trunk reads NO_COLOR=1 as a wrong value and stops.)
env -u NO_COLOR trunk build --log error --dist target/spa-new
node scripts/precompress.mjs target/spa-new
rm -rf dist # only now: a server may be compiled meanwhile, and it makes the folder
mv target/spa-new dist
stamp spa "$sources"
