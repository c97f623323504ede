//! Addresses. Pure: a path becomes a [`Route`] and a [`Route`] its path.

use frontend::app::Address;

/// A screen and what its address names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    /// `/office`
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
            (Some("office"), None) => Self::Start,
            _ => Self::NotFound,
        }
    }

    fn path(&self) -> String {
        match self {
            Self::Start | Self::NotFound => "/office".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::bundle::Bundle;

    #[test]
    fn every_screen_has_its_address_on_this_page() {
        for path in ["/office"] {
            let route = Route::parse(path);
            assert_ne!(route, Route::NotFound, "{path}");
            assert_eq!(route.path(), path);
            assert_eq!(Bundle::of(path), Some(Bundle::Office));
        }
    }

    #[test]
    fn strangers_are_not_found() {
        for path in ["/", "/office/nothing/here", "/pay"] {
            assert_eq!(Route::parse(path), Route::NotFound, "{path}");
        }
    }
}
