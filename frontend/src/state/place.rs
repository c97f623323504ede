//! Where the app is: leptos_router's location and history, and who has moved it.

use crate::platform;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_url};
use leptos_router::location::Url;

type Navigate = Box<dyn Fn(&str, NavigateOptions) + Send + Sync>;

/// The address. Made inside `<Router>`, which owns it.
pub struct Place {
    url: ReadSignal<Url>,
    navigate: Navigate,
    /// The address the app itself went to last, until the router has told of it.
    own: RwSignal<String>,
}

impl Place {
    /// The router's.
    #[must_use]
    pub fn of_router() -> Self {
        Self { url: use_url(), navigate: Box::new(use_navigate()), own: RwSignal::new(String::new()) }
    }

    /// Path, query and fragment. After a click on a link the address bar has them only once [`Self::write`] put them there.
    #[must_use]
    pub fn address(&self) -> String {
        self.url.with_untracked(|url| {
            let query = if url.search().is_empty() { "" } else { "?" };
            [url.path(), query, url.search(), url.hash()].concat()
        })
    }

    /// Runs its effect again after Back, Forward and links; true when the reader moved, not the app.
    pub fn moved(&self) -> bool {
        self.url.track();
        let own = self.own.get_untracked();
        self.own.set(String::new());
        own != self.address()
    }

    /// Puts an address into the bar: a new entry in the history, or in place of this one.
    pub fn write(&self, path: &str, replace: bool) {
        let before = self.address();
        if before == path && platform::here() == path {
            return;
        }
        platform::turn();
        (self.navigate)(path, NavigateOptions { resolve: false, replace, scroll: false, ..NavigateOptions::default() });
        if before != path {
            self.own.set(path.to_owned());
        }
        // leptos_router 0.8 does not push an address it believes to be the last one; after Back over several entries, or
        // over a replaced one, it is wrong about that.
        if platform::here() != path {
            platform::push(path);
        }
    }
}

/// A value of a query such as `q=qaz&page=2`; empty when it is not there.
#[must_use]
pub fn query_value(query: &str, name: &str) -> String {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.filter(|(key, _)| *key == name).map(|(_, value)| decode(value)).next().unwrap_or_default()
}

/// Percent-decoding, `+` for a space; what is not UTF-8 afterwards is shown as the replacement character.
#[must_use]
pub fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        let byte = match (first, after) {
            (b'%', [high, low, tail @ ..]) if hex(*high).is_some() && hex(*low).is_some() => {
                rest = tail;
                hex(*high).unwrap_or(0) * 16 + hex(*low).unwrap_or(0)
            }
            (b'+', _) => b' ',
            _ => *first,
        };
        bytes.push(byte);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// Percent-encoding of everything but letters, digits and `-._`.
#[must_use]
pub fn encode(text: &str) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_') {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.push(char::from(DIGITS[usize::from(byte >> 4)]));
            encoded.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
    }
    encoded
}
