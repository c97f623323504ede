#!/usr/bin/python3
"""A window of WebKitGTK for WebKitWebDriver: as narrow as a phone (MiniBrowser's buttons want 447 px), with storage in
KOMMUNAL_FOLDER that outlives it, and with a finger, which WebKitWebDriver sends as a mouse. A line `X Y` on the socket
FOLDER/finger is a tap at that point of the page, answered when the toolkit has handled it."""
import ctypes
import os
import signal
import socket
import sys
import threading

import gi

for name, version in (("Gdk", "3.0"), ("Gtk", "3.0"), ("WebKit2", "4.1")):
    gi.require_version(name, version)
from gi.repository import Gdk, Gio, GLib, GObject, Gtk, WebKit2  # noqa: E402

FOLDER = os.environ["KOMMUNAL_FOLDER"]


class TouchEvent(ctypes.Structure):
    """GdkEventTouch of GTK 3; its fields cannot be written through GObject introspection."""

    _fields_ = [
        ("type", ctypes.c_int), ("window", ctypes.c_void_p), ("send_event", ctypes.c_int8), ("time", ctypes.c_uint32),
        ("x", ctypes.c_double), ("y", ctypes.c_double), ("axes", ctypes.c_void_p), ("state", ctypes.c_uint),
        ("sequence", ctypes.c_void_p), ("emulating_pointer", ctypes.c_int), ("device", ctypes.c_void_p),
        ("x_root", ctypes.c_double), ("y_root", ctypes.c_double),
    ]


GDK = ctypes.CDLL("libgdk-3.so.0")
GTK = ctypes.CDLL("libgtk-3.so.0")
GDK.gdk_event_new.restype = ctypes.POINTER(TouchEvent)
GDK.gdk_event_set_device.argtypes = GDK.gdk_event_set_source_device.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
GDK.gdk_event_free.argtypes = GTK.gtk_main_do_event.argtypes = [ctypes.c_void_p]
OBJECTS = ctypes.CDLL("libgobject-2.0.so.0")
OBJECTS.g_object_ref.argtypes = [ctypes.c_void_p]
ctypes.pythonapi.PyCapsule_GetPointer.restype = ctypes.c_void_p
ctypes.pythonapi.PyCapsule_GetPointer.argtypes = [ctypes.py_object, ctypes.c_char_p]


def pointer(of: GObject.Object) -> int:
    return ctypes.pythonapi.PyCapsule_GetPointer(of.__gpointer__, None)


def touch(view: Gtk.Widget, kind: Gdk.EventType, x: float, y: float) -> None:
    device = pointer(Gdk.Display.get_default().get_default_seat().get_pointer())
    event = GDK.gdk_event_new(int(kind))
    fields = event.contents
    fields.window = pointer(view.get_window())
    OBJECTS.g_object_ref(fields.window)  # freed with the event
    fields.time = GLib.get_monotonic_time() // 1000 & 0xFFFFFFFF
    fields.x = fields.x_root = x
    fields.y = fields.y_root = y
    fields.sequence = 1  # WebKit's table of fingers has no place for 0
    fields.emulating_pointer = 1
    GDK.gdk_event_set_device(event, device)
    GDK.gdk_event_set_source_device(event, device)
    GTK.gtk_main_do_event(event)
    GDK.gdk_event_free(event)


def tap(view: Gtk.Widget, x: float, y: float) -> None:
    # At once: on a busy machine a finger that waits is a long press, which clicks nothing.
    touch(view, Gdk.EventType.TOUCH_BEGIN, x, y)
    touch(view, Gdk.EventType.TOUCH_END, x, y)


def serve(view: Gtk.Widget) -> None:
    """The socket's own thread; GTK is touched in its main loop only."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(os.path.join(FOLDER, "finger"))
    listener.listen()
    while True:
        with listener.accept()[0] as client, client.makefile("rw") as lines:
            for line in lines:
                x, y = map(float, line.split())
                done = threading.Event()
                GLib.idle_add(lambda x=x, y=y: (tap(view, x, y), done.set()) and False)
                done.wait()
                lines.write("done\n")
                lines.flush()


def download(_context, one: WebKit2.Download) -> None:
    def decide(this: WebKit2.Download, name: str) -> bool:
        this.set_destination(Gio.File.new_for_path(os.path.join(FOLDER, "downloads", name)).get_uri())
        return True

    one.connect("decide-destination", decide)


def main() -> None:
    stores = WebKit2.WebsiteDataManager(base_data_directory=FOLDER + "/data", base_cache_directory=FOLDER + "/cache")
    private = "--private" in sys.argv
    context = WebKit2.WebContext.new_ephemeral() if private else WebKit2.WebContext.new_with_website_data_manager(stores)
    context.set_automation_allowed(True)
    context.set_preferred_languages(["az"])
    context.connect("download-started", download)
    window = Gtk.Window()

    def view_of(_session) -> WebKit2.WebView:
        view = WebKit2.WebView(web_context=context, is_controlled_by_automation=True)
        window.add(view)
        # There is no window manager that would give it the keyboard, and without that no focus is drawn.
        window.connect("map-event", lambda *_: window.get_window().focus(Gdk.CURRENT_TIME))
        window.show_all()
        threading.Thread(target=serve, args=(view,), daemon=True).start()
        return view

    def started(_context, session: WebKit2.AutomationSession) -> None:
        info = WebKit2.ApplicationInfo()
        info.set_name("window")
        info.set_version(2, 50, 0)
        session.set_application_info(info)
        session.connect("create-web-view", view_of)

    context.connect("automation-started", started)
    window.connect("destroy", Gtk.main_quit)
    GLib.unix_signal_add(GLib.PRIORITY_DEFAULT, signal.SIGTERM, Gtk.main_quit)
    Gtk.main()


main()
