#!/usr/bin/env bash
# Firefox ESR 153.8.0 (Debian 12; 140.10.2 too): WebDriver's *Refresh* loads the page past its service worker; a reload by the
# page does not.
#
# The standard says to reload as if the user had pressed the button. After it the page has no controller
# (navigator.serviceWorker.controller is null) and was asked of the server; with the server gone the command answers with the
# browser's own error page although the worker has the page, as after location.reload(). Chromium and WebKitGTK go through
# the worker both times, so a test of an offline page that refreshes fails in Firefox alone. The remote agent's own
# protocol (Marionette) is spoken here; geckodriver passes the command on as it is.
#
# Exit 0: the behaviour is as described. Exit 1: it has changed.
set -euo pipefail
VERSION=153.8.0esr-1~deb12u1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
(cd "$folder" && apt-get download -o APT::Sandbox::User=root --quiet "firefox-esr=$VERSION" && dpkg-deb -x firefox-esr_*.deb .) >/dev/null ||
  { echo "firefox-esr $VERSION cannot be had from this Debian's archive (apt-get update?)" >&2; exit 2; }
if LD_LIBRARY_PATH=$folder/usr/lib/firefox-esr ldd "$folder/usr/lib/firefox-esr/libxul.so" | grep "not found"; then echo "these libraries are missing: apt-get install firefox-esr" >&2; exit 2; fi
HOME=$folder timeout 120 python3 - "$folder" <<'PYTHON'
import http.server
import json
import pathlib
import socket
import subprocess
import sys
import threading
import time

folder = pathlib.Path(sys.argv[1])
asked = []
FILES = {
    "/": ("text/html", "<!doctype html><title>page</title>"),
    "/sw.js": ("text/javascript", """
        oninstall = (e) => e.waitUntil(skipWaiting());
        onactivate = (e) => e.waitUntil(clients.claim());
        onfetch = (e) => e.respondWith(new Response("<!doctype html><title>worker</title>", { headers: { "content-type": "text/html" } }));
    """),
}


class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        asked.append(self.path)
        kind, text = FILES.get(self.path, ("text/plain", ""))
        self.send_response(200 if self.path in FILES else 404)
        self.send_header("content-type", kind)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


class Marionette:
    """`length:[0, id, command, parameters]`, answered by `length:[1, id, error, result]`."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.count = 0
        self.read()

    def read(self):
        size = b""
        while (byte := self.socket.recv(1)) != b":":
            size += byte
        body = b""
        while len(body) < int(size):
            body += self.socket.recv(int(size) - len(body))
        return json.loads(body)

    def call(self, command, **parameters):
        self.count += 1
        body = json.dumps([0, self.count, f"WebDriver:{command}", parameters]).encode()
        self.socket.sendall(str(len(body)).encode() + b":" + body)
        _, _, error, result = self.read()
        if error:
            raise RuntimeError(error["message"])
        return result

    def ask(self, expression):
        script = f"const done = arguments[0]; Promise.resolve({expression}).then(done)"
        return self.call("ExecuteAsyncScript", script=script, args=[])["value"]


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
threading.Thread(target=server.serve_forever, daemon=True).start()
profile = folder / "profile"
profile.mkdir()
(profile / "user.js").write_text('user_pref("marionette.port", 0);\n')
quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
firefox = subprocess.Popen([str(folder / "usr/lib/firefox-esr/firefox-esr"), "-headless", "--marionette", "-no-remote", "-profile", str(profile)], **quiet)
try:
    found = profile / "MarionetteActivePort"
    for _ in range(300):
        if found.exists() and found.read_text().strip():
            break
        time.sleep(0.1)
    browser = Marionette(int(found.read_text()))
    version = browser.call("NewSession", capabilities={})["capabilities"]["browserVersion"]
    browser.call("Navigate", url=f"http://localhost:{server.server_port}/")
    browser.ask("navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready).then(() => null)")
    state = "[document.title, navigator.serviceWorker.controller !== null]"
    browser.call("ExecuteScript", script="location.reload()", args=[])
    for _ in range(100):
        by_page = browser.ask(state)
        if by_page[0] == "worker":
            break
        time.sleep(0.1)
    before = asked.count("/")
    browser.call("Refresh")
    by_driver = browser.ask(state)
    print("Firefox", version)
    print("after location.reload():    title, controlled =", by_page)
    print("after WebDriver's Refresh:  title, controlled =", by_driver, "and the server was asked", asked.count("/") - before, "time(s)")
finally:
    firefox.terminate()
    firefox.wait(20)
    server.shutdown()
as_described = by_page == ["worker", True] and by_driver == ["page", False] and asked.count("/") - before == 1
print("as described" if as_described else "CHANGED")
sys.exit(0 if as_described else 1)
PYTHON
