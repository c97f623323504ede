//! Addresses. Pure: a path becomes a [`Route`] and a [`Route`] its path.

use frontend::app::Address;

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
            _ => Self::NotFound,
        }
    }

    /// A link's key never stays in it.
    fn path(&self) -> String {
        match self {
            Self::Move(id) => return ["/drafts/move/", id].concat(),
            Self::Drafts => "/drafts",
            Self::Display => "/display",
            Self::Take(_) => "/drafts/take",
            Self::Privacy => "/privacy",
            Self::NotFound => "/not-found",
        }
        .to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_and_its_screen_are_one() {
        for path in ["/drafts", "/drafts/move/pay-0a", "/drafts/take", "/privacy", "/display"] {
            assert_eq!(Route::parse(path).path(), path);
        }
        assert_eq!(Route::parse("/drafts/no/such"), Route::NotFound);
    }

    #[test]
    fn a_links_key_is_read_and_does_not_stay() {
        let route = Route::parse("/drafts/take#0a.Kk-_");
        assert_eq!(route, Route::Take("0a.Kk-_".into()));
        assert_eq!(route.path(), "/drafts/take");
    }
}
