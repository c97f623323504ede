#!/usr/bin/env bash
# launch.sh: a kiosk's browser, one fresh profile for each visitor. docs/kiosk.md tells how it is installed.
#
# Settings, from the environment:
#   KIOSK_URL            the portal's address, e.g. https://pay.example.az
#   KIOSK_PLAIN_TRANSPORT=yes  the portal outside of this machine may be spoken to by http: whoever is between reads the
#                        device's secret and what visitors type
#   KIOSK_SECRET_FILE    the file with the device's secret (kommunal kiosk add); default /etc/kommunal-kiosk/secret
#   KIOSK_MEMORY         a folder on a memory disk; default /dev/shm/kommunal-kiosk
#   KIOSK_IDLE_S         on a page that is not ours (the bank's), without a touch for this long: the session is over;
#                        default 180, needs X and xprintidle
#   KIOSK_AWAY_S         our page silent for this long, wherever the visitor is: the session is over; default 1020. Longer
#                        than an order at the bank lets a page be away: its life (15 minutes, [payment] order_life_s) and
#                        a minute for the way back
#   KIOSK_SILENT_S       our page silent for this long without having left for another: it hangs, and the session is over;
#                        default 150, five of its heartbeats
#   KIOSK_POLL_S         longest pause between two looks, in seconds; default 3
#   KIOSK_PRINTER        the printer's name for lpstat; default: the system's own
#   KIOSK_CHROMIUM       the browser; default chromium
#   KIOSK_CHROMIUM_ARGS  further arguments for it, separated by blanks
#
# Every way a session can end (the page's Finish or countdown, its time at the server, a crash, a signal) leads through
# `wipe`; what a loss of power left is wiped at the next start, before anything else.
set -uo pipefail

url=${KIOSK_URL:?the address of the portal}
secret_file=${KIOSK_SECRET_FILE:-/etc/kommunal-kiosk/secret}
memory=${KIOSK_MEMORY:-/dev/shm/kommunal-kiosk}
idle_max_s=${KIOSK_IDLE_S:-180}
away_max_s=${KIOSK_AWAY_S:-1020}
silent_max_s=${KIOSK_SILENT_S:-150}
poll_s=${KIOSK_POLL_S:-3}
chromium=${KIOSK_CHROMIUM:-chromium}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
xauthority=${XAUTHORITY:-${HOME:-}/.Xauthority}
read -ra more_args <<<"${KIOSK_CHROMIUM_ARGS:-}"

folder='' browser='' session='' printer_said='' sleeping=''
# Our page beats more often than this (BEAT_MS in frontend/kiosk): silent for longer, it is not the one that is shown.
readonly OURS_S=60
# A page that has not entered with its ticket by then never will.
readonly ENTER_S=90
readonly FEATURES=Translate,MediaRouter,OptimizationHints,AutofillServerCommunication,AutofillEnableAccountWalletStorage,PasswordManagerOnboarding,DownloadBubble,GlobalMediaControls,SpellcheckServiceMultilingual

say() { printf 'kiosk: %s\n' "$*" >&2; }

if [[ ! $url =~ ^(https://|http://(localhost|127\.0\.0\.1|\[::1\])([:/]|$)) && ${KIOSK_PLAIN_TRANSPORT:-} != yes ]]; then
  say "KIOSK_URL=$url: nothing on the way is encrypted. Write https://; or, if it is meant, KIOSK_PLAIN_TRANSPORT=yes"
  exit 78
fi

# vary SECONDS: between half of them and all of them, to the hundredth. Kiosks that lost the server at once do not come back
# at once, and none meets the same moment of an outage again and again.
vary() {
  local most drawn
  most=$(LC_ALL=C printf '%.0f' "${1}e2")
  drawn=$((most / 2 + RANDOM % (most - most / 2 + 1)))
  printf '%d.%02d' $((drawn / 100)) $((drawn % 100))
}

# A pause that a signal ends at once.
pause() {
  sleep "$1" 9>&- &
  sleeping=$!
  wait "$sleeping" 2>/dev/null
}

# ask METHOD PATH [BODY]: the answer's body, then its status on a line of its own (000: no answer). The secret travels in
# no argument and no file: curl reads the header from a pipe.
ask() {
  local body=()
  [[ -n ${3:-} ]] && body=(-H 'content-type: application/json' --data "$3")
  curl --silent --max-time 10 --request "$1" --write-out '\n%{http_code}' "${body[@]}" \
    --header @<(printf 'Authorization: Bearer %s\n' "$(<"$secret_file")") "$url$2"
}

field() { [[ $1 =~ \"$2\":\"?([0-9a-z]+) ]] && printf '%s' "${BASH_REMATCH[1]}"; }

# Processes that were started on a folder, all their children included: each is given a path below it.
users_of() {
  local process
  for process in /proc/[0-9]*; do
    [[ ${process#/proc/} != "$$" ]] && tr '\0' ' ' 2>/dev/null <"$process/cmdline" | grep -qF -- "$1/" && echo "${process#/proc/}"
  done
}

# start ADDRESS: the browser on a new folder. What it may write anywhere, it writes there; in a private window that is
# little: without `--incognito` history and the state of tabs would hold what was typed until the folder is removed.
start() {
  folder=$(mktemp -d "$memory/session.XXXXXX") || return
  mkdir -p "$folder"/{home,tmp,profile,cache}
  env HOME="$folder/home" TMPDIR="$folder/tmp" XDG_CONFIG_HOME="$folder/home" XDG_CACHE_HOME="$folder/cache" \
    XDG_DATA_HOME="$folder/home" XAUTHORITY="$xauthority" \
    "$chromium" --incognito --kiosk --kiosk-printing --user-data-dir="$folder/profile" --disk-cache-dir="$folder/cache" \
    --no-first-run --no-default-browser-check --noerrdialogs --disable-session-crashed-bubble --password-store=basic \
    --disable-sync --disable-background-networking --disable-component-update --disable-breakpad --disable-pinch \
    --overscroll-history-navigation=0 --disable-features="$FEATURES" "${more_args[@]}" "$1" \
    >/dev/null 2>&1 9>&- &
  browser=$!
}

# Ends the browser by its number: asked first, then made to.
end_browser() {
  [[ -n $browser ]] || return 0
  local tries pid
  kill -TERM "$browser" 2>/dev/null
  for ((tries = 0; tries < 20; tries++)); do
    kill -0 "$browser" 2>/dev/null || break
    sleep 0.1
  done
  kill -KILL "$browser" 2>/dev/null
  wait "$browser" 2>/dev/null
  browser=''
  for pid in $(users_of "$folder"); do kill -KILL "$pid" 2>/dev/null; done
}

# Browser, then everything it wrote. A process on its way out may still write: until nothing is left.
wipe() {
  end_browser
  local tries
  for ((tries = 0; tries < 50; tries++)); do
    [[ -n $folder ]] || return 0
    rm -rf -- "$folder" 2>/dev/null
    [[ -e $folder ]] || folder=''
    [[ -z $folder ]] || sleep 0.1
  done
  say "$folder could not be removed"
}

# What a loss of power, or of this program, left behind.
wipe_leftovers() {
  local left pid
  for left in "$memory"/session.*; do
    [[ -e $left ]] || continue
    for pid in $(users_of "$left"); do kill -KILL "$pid" 2>/dev/null; done
    folder=$left
    wipe
  done
}

end_session() {
  [[ -n $session ]] && ask DELETE "/api/kiosk/sessions/$session" >/dev/null
  session=''
}

stop() {
  trap '' EXIT INT TERM HUP
  [[ -n $sleeping ]] && kill "$sleeping" 2>/dev/null
  wipe
  end_session
  exit 0
}

# The printer's state, told when it is another.
tell_printer() {
  local state=none text
  if command -v lpstat >/dev/null; then
    # shellcheck disable=SC2086 # no name: no argument
    text=$(LC_ALL=C timeout 5 lpstat -p ${KIOSK_PRINTER:-} 2>/dev/null | head -n 1)
    case $text in
    *'now printing'*) state=printing ;;
    *disabled*) state=disabled ;;
    *idle*) state=idle ;;
    esac
  fi
  [[ $state == "$printer_said" ]] && return
  [[ $(ask POST /api/kiosk/printer "{\"state\":\"$state\"}") == *204 ]] && printer_said=$state
}

# Nobody has touched the screen for so many seconds; nothing where that cannot be known.
untouched_s() {
  local ms
  [[ -n ${DISPLAY:-} ]] && ms=$(xprintidle 2>/dev/null) && echo $((ms / 1000))
}

# is_over ANSWER: whether a look at the session says that it must end now, and why.
is_over() {
  local heard untouched
  case $1 in
  *$'\n'401) echo 'the secret no longer counts' ;;
  *'"ended":true'*200) echo 'finished' ;;
  *200)
    heard=$(field "$1" heard_s) || heard=null
    if [[ $heard == null ]]; then
      ((SECONDS - began >= ENTER_S)) && echo 'the page did not come'
      return
    fi
    # Said by the server since it tells pages that hang from pages that have left; an older one says nothing.
    [[ $(field "$1" away) == false ]] && ((heard >= silent_max_s)) && echo 'the page does not answer'
    untouched=$(untouched_s)
    ((heard >= away_max_s)) && echo 'left alone'
    ((heard >= OURS_S && ${untouched:-0} >= idle_max_s)) && echo 'left alone'
    ;;
  esac
}

# Until the session is over, whoever ends it.
watch_session() {
  local answer why began=$SECONDS answered=$SECONDS told=-600
  while :; do
    pause "$(vary "$poll_s")"
    kill -0 "$browser" 2>/dev/null || { say 'the browser is gone'; return; }
    ((SECONDS - told >= 60)) && { tell_printer; told=$SECONDS; }
    answer=$(ask GET "/api/kiosk/sessions/$session")
    [[ $answer == *$'\n'000 || $answer == *$'\n'5?? ]] || answered=$SECONDS
    why=$(is_over "$answer" | head -n 1)
    ((SECONDS - answered >= away_max_s)) && why='no network'
    [[ -n $why ]] && { say "the session is over: $why"; return; }
  done
}

# A new session at the server, or a page of our own that says that there is none, until there is.
begin_session() {
  local answer
  until answer=$(ask POST /api/kiosk/sessions) && [[ $answer == *$'\n'200 ]] && session=$(field "$answer" id); do
    say "no session: ${answer##*$'\n'}"
    if [[ -z $browser ]] || ! kill -0 "$browser" 2>/dev/null; then
      wipe
      start "file://$here/offline.html"
    fi
    pause "$(vary 8)"
  done
  wipe
  start "$url/kiosk/begin#$(field "$answer" ticket)"
}

umask 077
mkdir -p "$memory" || exit
[[ -r $secret_file ]] || { say "$secret_file cannot be read"; exit 1; }
exec 9>"$memory/lock"
flock -w 10 9 || { say "another launcher uses $memory"; exit 1; }
trap stop EXIT INT TERM HUP
wipe_leftovers
while :; do
  before=$SECONDS
  begin_session
  watch_session
  wipe
  end_session
  # A browser that cannot start must not be started a hundred times a minute.
  ((SECONDS - before >= 3)) || pause 3
done
