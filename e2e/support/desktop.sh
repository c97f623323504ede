#!/usr/bin/env bash
# desktop.sh FOLDER URL: a screen, a bus, the screen reader and Firefox, each private to FOLDER. Ends with its input.
# Whoever starts it makes it the leader of a process group: nothing of it outlives it, whatever happens to the starter.
set -euo pipefail
folder=$1 url=$2
here=$(cd "$(dirname "$0")" && pwd)
trap 'trap - TERM EXIT; kill -TERM 0' EXIT TERM

export HOME=$folder XDG_RUNTIME_DIR=$folder XDG_CONFIG_HOME=$folder/config XDG_CACHE_HOME=$folder/cache XDG_DATA_HOME=$folder/data
export LC_ALL=C.UTF-8 GNOME_ACCESSIBILITY=1 GTK_MODULES='' MOZ_DBUS_REMOTE=0
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS AT_SPI_BUS_ADDRESS

# until_there FILE: written by a program that is ready.
until_there() {
  for _ in {1..200}; do
    [[ -s $1 ]] && return
    sleep 0.05
  done
  echo "$1 was not written" >&2
  return 1
}

Xvfb -displayfd 3 -screen 0 1280x1000x24 -nolisten tcp 3>"$folder/display" &
until_there "$folder/display"
DISPLAY=:$(<"$folder/display")
export DISPLAY
dbus-daemon --session --nofork --nopidfile --print-address=3 3>"$folder/bus" &
until_there "$folder/bus"
DBUS_SESSION_BUS_ADDRESS=$(<"$folder/bus")
export DBUS_SESSION_BUS_ADDRESS
/usr/libexec/at-spi-bus-launcher --launch-immediately &
openbox &
SPEECHD_ADDRESS=unix_socket:$folder/speech PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 "$here/reader.py" "$folder/reader" &
until_there "$folder/reader/ready"
firefox-esr --no-remote --profile "$folder/profile" --kiosk "$url" &
printf '%s' "$DISPLAY" >"$folder/ready"
cat >/dev/null
