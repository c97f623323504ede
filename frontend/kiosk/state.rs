//! What the layer knows. Made once, never disposed of.

use core::ops::Deref;
use frontend::i18n;
use frontend::platform;
use leptos::prelude::*;
use shared::bundle::Bundle;
use shared::format::Lang;

/// The kiosk's session, as the server tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Session {
    /// Somebody has begun already.
    pub(crate) used: bool,
    /// Without a touch for so long, and the visitor is asked whether they are there.
    pub(crate) idle_s: i64,
    /// How long an answer is waited for.
    pub(crate) countdown_s: i64,
    /// What the kiosk is called.
    pub(crate) name: String,
    /// Where it stands.
    pub(crate) place: String,
}

impl Default for Session {
    /// Until the server has told.
    fn default() -> Self {
        Self { used: true, idle_s: 60, countdown_s: 20, name: String::new(), place: String::new() }
    }
}

/// How far the visit's end is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The visit goes on.
    No,
    /// A payment is under way: the visitor is asked.
    Asked,
    /// Everything is being wiped.
    Now,
    /// Everything is wiped here, the server does not answer.
    NoNetwork,
}

/// Keys that the focused field needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keys {
    /// Digits alone.
    Digits,
    /// Digits and a comma.
    Decimal,
    /// Letters.
    Text,
    /// Letters, and what an e-mail address needs.
    Email,
}

/// What the Enter of the keypad does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Enter {
    /// A new line.
    Line,
    /// Goes to the next control.
    Next,
    /// Sends the form.
    Send,
}

/// The layer: a handle of its signals.
#[derive(Clone, Copy)]
pub(crate) struct Kiosk(&'static Signals);

impl Deref for Kiosk {
    type Target = Signals;

    fn deref(&self) -> &Signals {
        self.0
    }
}

/// The layer's signals.
pub(crate) struct Signals {
    /// On a page of the layer's own: no other program is there.
    pub(crate) alone: bool,
    /// The language of page and layer.
    pub(crate) lang: RwSignal<Lang>,
    /// What the server says of the session.
    pub(crate) session: RwSignal<Session>,
    /// The server has said how this session is.
    pub(crate) known: RwSignal<bool>,
    /// Has the visitor begun? On the first screen not yet.
    pub(crate) begun: RwSignal<bool>,
    /// The end of the visit.
    pub(crate) ending: RwSignal<Ending>,
    /// Seconds left to say "I am here"; nothing while somebody is.
    pub(crate) left_s: RwSignal<Option<i64>>,
    /// The keypad.
    pub(crate) keys: RwSignal<Option<(Keys, Enter)>>,
    /// Something of the page's that a phone can take along: an address.
    pub(crate) qr: RwSignal<String>,
    /// A form is filled in on this page, which can be taken along.
    pub(crate) form: RwSignal<bool>,
    /// The last trouble with printing, in a word.
    pub(crate) printing: RwSignal<String>,
}

impl Kiosk {
    /// Nothing known yet.
    pub(crate) fn new() -> Self {
        let alone = Bundle::of(&platform::here()) == Some(Bundle::Kiosk);
        Self(Box::leak(Box::new(Signals {
            alone,
            lang: RwSignal::new(i18n::lang()),
            session: RwSignal::new(Session::default()),
            known: RwSignal::new(false),
            begun: RwSignal::new(!alone),
            ending: RwSignal::new(Ending::No),
            left_s: RwSignal::new(None),
            keys: RwSignal::new(None),
            qr: RwSignal::new(String::new()),
            form: RwSignal::new(false),
            printing: RwSignal::new(String::new()),
        })))
    }

    /// A signal that is told only what is new to it.
    pub(crate) fn tell<T: PartialEq + Clone + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
        if signal.with_untracked(|old| *old != value) {
            signal.set(value);
        }
    }
}
