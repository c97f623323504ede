//! Addresses. Pure: a path becomes a [`Route`] and a [`Route`] its path. What is sought in the queue is in none of them.

use frontend::app::Address;
use frontend::state::place::{decode, encode, query_value};

/// A part of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Show {
    /// Nobody has them.
    Waiting,
    /// This officer has them.
    Mine,
    /// A correction is waited for.
    Asked,
    /// Approved, not issued yet.
    Making,
    /// Issued, rejected or withdrawn.
    Ended,
    /// Every one.
    All,
}

impl Show {
    /// In the order of the tabs.
    pub(crate) const EACH: [Self; 6] = [Self::Waiting, Self::Mine, Self::Asked, Self::Making, Self::Ended, Self::All];

    /// The text form, here and for the server.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Mine => "mine",
            Self::Asked => "asked",
            Self::Making => "making",
            Self::Ended => "ended",
            Self::All => "all",
        }
    }

    fn parse(text: &str) -> Self {
        Self::EACH.into_iter().find(|show| show.as_str() == text).unwrap_or(Self::Waiting)
    }
}

/// Days that the figures may be of; the second unless asked otherwise.
pub(crate) const DAYS: [u32; 3] = [7, 30, 90];

/// A screen and what its address names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    /// `/office`, `/office?show=mine`
    Queue(Show),
    /// `/office/applications/M-2026-…`
    One(String),
    /// `/office/figures`, `/office/figures?days=7`
    Figures(u32),
    /// `/office/kiosks`
    Kiosks,
    /// Anything else.
    NotFound,
}

impl Address for Route {
    const NOT_FOUND: Self = Self::NotFound;

    fn parse(address: &str) -> Self {
        let address = address.split('#').next().unwrap_or("");
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        match parts.as_slice() {
            ["office"] => Self::Queue(Show::parse(&query_value(query, "show"))),
            ["office", "applications", number] => Self::One(decode(number)),
            ["office", "figures"] => {
                let days = query_value(query, "days").parse().unwrap_or(0);
                Self::Figures(if DAYS.contains(&days) { days } else { DAYS[1] })
            }
            ["office", "kiosks"] => Self::Kiosks,
            _ => Self::NotFound,
        }
    }

    fn path(&self) -> String {
        match self {
            Self::Queue(Show::Waiting) | Self::NotFound => "/office".to_owned(),
            Self::Kiosks => "/office/kiosks".to_owned(),
            Self::Queue(show) => ["/office?show=", show.as_str()].concat(),
            Self::One(number) => ["/office/applications/", &encode(number)].concat(),
            Self::Figures(days) if *days == DAYS[1] => "/office/figures".to_owned(),
            Self::Figures(days) => ["/office/figures?days=", &days.to_string()].concat(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::bundle::Bundle;

    #[test]
    fn every_screen_has_its_address_on_this_page() {
        let one = "/office/applications/M-2026-7K3M-9QXF";
        for path in
            ["/office", "/office?show=mine", "/office?show=all", one, "/office/figures", "/office/figures?days=90", "/office/kiosks"]
        {
            let route = Route::parse(path);
            assert_ne!(route, Route::NotFound, "{path}");
            assert_eq!(route.path(), path);
            assert_eq!(Bundle::of(path), Some(Bundle::Office));
        }
    }

    #[test]
    fn what_an_address_asks_wrongly_is_left_out() {
        assert_eq!(Route::parse("/office?show=secret"), Route::Queue(Show::Waiting));
        assert_eq!(Route::parse("/office/figures?days=5"), Route::Figures(30));
        assert_eq!(Route::One("a/b".to_owned()).path(), "/office/applications/a%2Fb");
    }

    #[test]
    fn strangers_are_not_found() {
        for path in ["/", "/office/nothing/here", "/pay", "/office/queue"] {
            assert_eq!(Route::parse(path), Route::NotFound, "{path}");
        }
    }
}
