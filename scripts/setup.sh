#!/usr/bin/env bash
# Installs what is missing, says what it does, and touches nothing (nor the network) when all is there.
#   setup.sh spa     what building the SPA needs
#   setup.sh tests   besides, what the tests need
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"
TRUNK_VERSION=0.21.14 # 0.22 wants a newer rustc
GECKODRIVER_VERSION=0.37.1 # for Firefox ESR 115 and later; Debian has none

need_compilers() {
  have cargo || die "Rust is missing: install it with rustup (https://rustup.rs), then try again"
  if ! have node || ! have npm; then die "Node.js 20 or newer with npm is missing: install it, then try again"; fi
  (($(node -p 'process.versions.node.split(".")[0]') >= 20)) || die "Node.js 20 or newer is needed, found $(node --version)"
  have cc || apt_install build-essential
}

need_wasm_target() {
  local sysroot
  sysroot=$(rustc --print sysroot)
  [[ -d $sysroot/lib/rustlib/wasm32-unknown-unknown ]] && return
  have rustup || die "Rust's wasm32-unknown-unknown target is missing, and there is no rustup to add it"
  say "Adding Rust's wasm32-unknown-unknown target"
  rustup target add wasm32-unknown-unknown
}

# cargo_tool CRATE FLAGS...: installed beside other clones' tools, with the quick profile: it is run a few
# times a day, and optimising it would take longer than it ever gives back.
cargo_tool() {
  say "Building $1 (once for all clones, into $TOOLS; a few minutes)"
  CARGO_TARGET_DIR="$TOOLS/build" CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off \
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS=64 CARGO_PROFILE_RELEASE_DEBUG=false \
    cargo install --root "$TOOLS" --force "$@" || die "cargo install $1 failed"
  rm -rf "$TOOLS/build"
}

need_spa_tools() {
  local bindgen
  # wasm-bindgen's command and crate must be equal to the digit; Cargo.lock knows the crate's.
  bindgen=$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/[^0-9.]/, "", $3); print $3 }' Cargo.lock)
  [[ $(trunk --version 2>/dev/null) == "trunk $TRUNK_VERSION" ]] ||
    cargo_tool "trunk@$TRUNK_VERSION" --no-default-features --locked
  # Without --locked: the lock file it was published with names a version that is no longer served.
  [[ $(wasm-bindgen --version 2>/dev/null) == "wasm-bindgen $bindgen" ]] ||
    cargo_tool "wasm-bindgen-cli@$bindgen"
  npm_ci tools
}

need_test_tools() {
  find_chromium >/dev/null || apt_install chromium
  have chromium-headless-shell || (apt_install chromium-headless-shell) ||
    say "Without chromium-headless-shell every test runs in the whole browser: all the same, but slower"
  find_postgres >/dev/null || install_postgres
  have pdftotext || apt_install poppler-utils
  have qpdf || apt_install qpdf
  have certutil || apt_install libnss3-tools # tells pdfsig whom to trust
  need_judges
  need_engines
  [[ -z ${KOMMUNAL_HEARD:-} ]] || need_screen_reader
  npm_ci e2e
}

# What the journeys are listened to with: the reader, a browser it knows, a screen nobody looks at, its windows, its keys.
need_screen_reader() {
  have orca || apt_install orca at-spi2-core dbus
  have firefox-esr || apt_install firefox-esr
  have Xvfb || apt_install xvfb
  have openbox || apt_install openbox # without a window manager no window is the active one
  have xdotool || apt_install xdotool
}

# Firefox and WebKit for the end-to-end tests, each with its driver; Chromium's driver is as new as Chromium.
need_engines() {
  have firefox-esr || apt_install firefox-esr
  [[ $(geckodriver --version 2>/dev/null) == "geckodriver $GECKODRIVER_VERSION"* ]] ||
    cargo_tool "geckodriver@$GECKODRIVER_VERSION" --locked
  have WebKitWebDriver || apt_install webkit2gtk-driver
  have Xvfb || apt_install xvfb # WebKitGTK draws on a screen only
  # What e2e/engines/window.py is made of.
  /usr/bin/python3 -c 'import gi; gi.require_version("WebKit2", "4.1")' 2>/dev/null || apt_install python3-gi gir1.2-webkit2-4.1
  have chromedriver || apt_install chromium-driver
}

# pyHanko and zxing-cpp, which judge the certificates: exactly the versions listed, in a Python of their own.
need_judges() {
  local list=backend/tests/documents_support/requirements.txt mark=$TOOLS/python/.requirements wanted
  wanted=$(sha256sum "$list" | cut -d' ' -f1)
  [[ -f $mark && $(<"$mark") == "$wanted" ]] && return
  say "Installing the judges of signatures and QR codes (once for all clones, into $TOOLS/python)"
  python3 -c 'import ensurepip' 2>/dev/null || apt_install python3-venv
  python3 -m venv "$TOOLS/python" || die "python3 -m venv failed"
  "$TOOLS/python/bin/pip" install --quiet --disable-pip-version-check -r "$list" || die "pip install failed"
  printf '%s' "$wanted" >"$mark"
}

install_postgres() {
  # The tests start a cluster of their own; keep Debian from making and starting one for the whole machine.
  apt_install postgresql-common
  as_root sed -i 's/^#\?create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
  apt_install postgresql
  find_postgres >/dev/null || die "PostgreSQL 15 or newer is needed for the tests"
}

need_compilers
need_wasm_target
need_spa_tools
[[ ${1:-spa} == spa ]] || need_test_tools
