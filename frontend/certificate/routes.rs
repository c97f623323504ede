//! Addresses. Pure: a path becomes a [`Route`] and a [`Route`] its path.

use frontend::app::Address;

/// A screen and what its address names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    /// `/certificate`
    Start,
    /// Anything else.
    NotFound,
}

impl Address for Route {
    const NOT_FOUND: Self = Self::NotFound;

    fn parse(address: &str) -> Self {
        let path = address.split(['?', '#']).next().unwrap_or("");
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        match (parts.next(), parts.next()) {
            (Some("certificate"), None) => Self::Start,
            _ => Self::NotFound,
        }
    }

    fn path(&self) -> String {
        match self {
            Self::Start | Self::NotFound => "/certificate".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::bundle::Bundle;

    #[test]
    fn every_screen_has_its_address_on_this_page() {
        for path in ["/certificate"] {
            let route = Route::parse(path);
            assert_ne!(route, Route::NotFound, "{path}");
            assert_eq!(route.path(), path);
            assert_eq!(Bundle::of(path), Some(Bundle::Certificate));
        }
    }

    #[test]
    fn strangers_are_not_found() {
        for path in ["/", "/certificate/nothing/here", "/pay"] {
            assert_eq!(Route::parse(path), Route::NotFound, "{path}");
        }
    }
}
