//! Where the app is: leptos_router's location and history, and who has moved it.

use crate::platform;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_url};
use leptos_router::location::Url;

type Navigate = Box<dyn Fn(&str, NavigateOptions) + Send + Sync>;

/// The address. Made inside `<Router>`, which owns it.
pub(crate) struct Place {
    url: ReadSignal<Url>,
    navigate: Navigate,
    /// The address the app itself went to last, until the router has told of it.
    own: RwSignal<String>,
}

impl Place {
    /// The router's.
    #[must_use]
    pub(crate) fn of_router() -> Self {
        Self { url: use_url(), navigate: Box::new(use_navigate()), own: RwSignal::new(String::new()) }
    }

    /// Path, query and fragment. After a click on a link the address bar has them only once [`Self::write`] put them there.
    #[must_use]
    pub(crate) fn address(&self) -> String {
        self.url.with_untracked(|url| {
            let query = if url.search().is_empty() { "" } else { "?" };
            [url.path(), query, url.search(), url.hash()].concat()
        })
    }

    /// Runs its effect again after Back, Forward and links; true when the reader moved, not the app.
    pub(crate) fn moved(&self) -> bool {
        self.url.track();
        let own = self.own.get_untracked();
        self.own.set(String::new());
        own != self.address()
    }

    /// Puts an address into the bar: a new entry in the history, or in place of this one.
    pub(crate) fn write(&self, path: &str, replace: bool) {
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
