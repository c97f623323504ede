#!/usr/bin/env bash
# Builds the SPA into dist/, bundle by bundle: Trunk, then one page for each language (its post-build hook); then brotli.
# The servers embed dist/. Nothing is done when nothing it is made of has changed.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"

scripts/setup.sh spa
sources=$(digest_of frontend shared style index.html Trunk.toml .cargo Cargo.toml Cargo.lock tools/package-lock.json \
  scripts/spa.sh scripts/finish-spa.mjs scripts/kiosk-pages.mjs scripts/manifest.mjs scripts/service-worker.mjs scripts/precompress.mjs assets)
if [[ -f dist/index.az.html ]] && up_to_date spa "$sources"; then
  say "The SPA is up to date"
  exit
fi

say "Building the SPA (the first time takes some minutes)"
new=target/spa-new
rm -rf "$new" "$new"-*
# All programs at once; Trunk finds them built.
cargo build --quiet --locked --profile spa --target wasm32-unknown-unknown -p kommunal-frontend --bins

# bundle NAME PAGE: Trunk's page and assets of one program, beside the others'. Into a folder of its own first: a build that
# fails leaves no half of an SPA to be embedded. (Trunk reads NO_COLOR=1 as a wrong value and stops.)
bundle() {
  env -u NO_COLOR KOMMUNAL_BUNDLE="$1" trunk build --log error --dist "$new-$1" "$2"
  mkdir -p "$new"
  cp "$new-$1"/* "$new"
}

# The other bundles' pages are the same shell; Trunk looks for what a page names from the page's own folder.
page_of() {
  mkdir -p target/pages
  sed -E "s/data-bin=\"pay\"/data-bin=\"$1\"/; s,href=\"(assets|frontend)/,href=\"../../\1/," index.html >"target/pages/$1.html"
  echo "target/pages/$1.html"
}

bundle pay index.html
for name in $(node -p 'Object.keys(require("./frontend/bundles.json")).join(" ")'); do
  [[ $name == pay ]] || bundle "$name" "$(page_of "$name")"
done
node scripts/kiosk-pages.mjs "$new"
node scripts/manifest.mjs "$new"
node scripts/service-worker.mjs "$new"
node scripts/precompress.mjs "$new"
rm -rf dist # only now: a server may be compiled meanwhile, and it makes the folder
mv "$new" dist
stamp spa "$sources"
