//! Addresses. Pure: a path becomes a [`Route`] and a [`Route`] its path.

use frontend::app::Address;

/// A screen and what its address names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    /// `/drafts`
    Drafts,
    /// `/display`
    Display,
    /// Anything else.
    NotFound,
}

impl Address for Route {
    const NOT_FOUND: Self = Self::NotFound;

    fn parse(address: &str) -> Self {
        let path = address.split(['?', '#']).next().unwrap_or("");
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        match (parts.next(), parts.next()) {
            (Some("drafts"), None) => Self::Drafts,
            (Some("display"), None) => Self::Display,
            _ => Self::NotFound,
        }
    }

    fn path(&self) -> String {
        match self {
            Self::Drafts => "/drafts",
            Self::Display => "/display",
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
        for path in ["/drafts", "/display"] {
            assert_eq!(Route::parse(path).path(), path);
        }
        assert_eq!(Route::parse("/drafts/no/such"), Route::NotFound);
    }
}
