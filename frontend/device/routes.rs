//! Addresses. Pure: a path becomes a [`Route`] and a [`Route`] its path.

use frontend::app::Address;
use frontend::state::place::decode;

/// A screen and what its address names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    /// `/drafts`
    Drafts,
    /// `/display`
    Display,
    /// `/drafts/move/{id}`: to another device.
    Move(String),
    /// `/drafts/take#{id}.{key}`: from another device. What the link carries; empty: nothing.
    Take(String),
    /// `/privacy`
    Privacy,
    /// `/receipts`, with number and code from a fragment such as `#KM-2026-0A7F19XZ;ABCDEFGHJK`.
    Receipts(String, String),
    /// Anything else.
    NotFound,
}

impl Address for Route {
    const NOT_FOUND: Self = Self::NotFound;

    fn parse(address: &str) -> Self {
        let (address, fragment) = address.split_once('#').unwrap_or((address, ""));
        let path = address.split('?').next().unwrap_or("");
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some("drafts"), None, ..) => Self::Drafts,
            (Some("drafts"), Some("move"), Some(id), None) => Self::Move(id.to_owned()),
            (Some("drafts"), Some("take"), None, _) => Self::Take(fragment.to_owned()),
            (Some("display"), None, ..) => Self::Display,
            (Some("privacy"), None, ..) => Self::Privacy,
            (Some("receipts"), None, ..) => {
                let fragment = decode(fragment);
                let (number, code) = fragment.split_once(';').unwrap_or((&fragment, ""));
                Self::Receipts(number.to_owned(), code.to_owned())
            }
            _ => Self::NotFound,
        }
    }

    /// A link's key and a receipt's number and code never stay in it.
    fn path(&self) -> String {
        match self {
            Self::Move(id) => return ["/drafts/move/", id].concat(),
            Self::Drafts => "/drafts",
            Self::Display => "/display",
            Self::Take(_) => "/drafts/take",
            Self::Privacy => "/privacy",
            Self::Receipts(..) => "/receipts",
            Self::NotFound => "/not-found",
        }
        .to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::bundle::Bundle;

    #[test]
    fn every_screen_has_its_address_on_this_page() {
        for path in ["/drafts", "/drafts/move/pay-0a", "/drafts/take", "/privacy", "/display", "/receipts"] {
            assert_eq!(Route::parse(path).path(), path);
            assert_eq!(Bundle::of(path), Some(Bundle::Device));
        }
        for path in ["/drafts/no/such", "/receipts/a", "/verify", "/"] {
            assert_eq!(Route::parse(path), Route::NotFound, "{path}");
        }
    }

    #[test]
    fn a_links_key_is_read_and_does_not_stay() {
        let route = Route::parse("/drafts/take#0a.Kk-_");
        assert_eq!(route, Route::Take("0a.Kk-_".into()));
        assert_eq!(route.path(), "/drafts/take");
    }

    #[test]
    fn a_receipts_code_is_read_from_the_fragment_and_not_kept_in_the_address() {
        let route = Route::parse("/receipts#KM-2026-0A7F19XZ;ABCDEFGHJK");
        assert_eq!(route, Route::Receipts("KM-2026-0A7F19XZ".into(), "ABCDEFGHJK".into()));
        assert_eq!(route.path(), "/receipts");
    }
}
