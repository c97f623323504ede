#!/usr/bin/env bash
# servers.sh [release]: builds the portal and the sandbox, with dist/ inside the portal.
# Without `release`: the profile the tests use, so that a newcomer compiles everything once.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"

if [[ ${1:-} == release ]]; then folder=release flags=(--release); else folder=debug flags=(); fi
# What cargo would find out itself, but in seconds: the second `make run` should not wait for it.
sources=$(digest_of backend shared Cargo.toml Cargo.lock "$STAMPS/spa")
if [[ -x target/$folder/kommunal && -x target/$folder/kommunal-sandbox ]] && up_to_date "servers-$folder" "$sources"; then
  say "The servers are up to date"
  exit
fi
say "Building the servers, $folder (the first time takes some minutes)"
cargo build --locked "${flags[@]}" -p kommunal -p kommunal-sandbox
stamp "servers-$folder" "$sources"
