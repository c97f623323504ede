//! Addresses. Pure: a path becomes a [`Route`] and a [`Route`] its path.

use frontend::app::Address;

/// A screen and what its address names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    /// `/verify`
    Start,
    /// `/verify/scan`
    Scan,
    /// `/verify/result`: of what is not in an address.
    Result,
    /// `/verify#K1.…`: what a certificate's QR code leads to. The fragment is never sent.
    Code(String),
    /// Anything else.
    NotFound,
}

impl Address for Route {
    const NOT_FOUND: Self = Self::NotFound;

    fn parse(address: &str) -> Self {
        let (address, fragment) = address.split_once('#').unwrap_or((address, ""));
        let path = address.split('?').next().unwrap_or("");
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        match (parts.next(), parts.next(), parts.next()) {
            (Some("verify"), None, None) if fragment.is_empty() => Self::Start,
            (Some("verify"), None, None) => Self::Code(fragment.to_owned()),
            (Some("verify"), Some("scan"), None) => Self::Scan,
            (Some("verify"), Some("result"), None) => Self::Result,
            _ => Self::NotFound,
        }
    }

    fn path(&self) -> String {
        match self {
            Self::Code(fragment) => return ["/verify#", fragment].concat(),
            Self::Start | Self::NotFound => "/verify",
            Self::Scan => "/verify/scan",
            Self::Result => "/verify/result",
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
        for path in ["/verify", "/verify/scan", "/verify/result", "/verify#K1.a.b"] {
            let route = Route::parse(path);
            assert_ne!(route, Route::NotFound, "{path}");
            assert_eq!(route.path(), path);
            assert_eq!(Bundle::of(path), Some(Bundle::Verify));
        }
        for path in ["/", "/verify/nothing", "/verify/scan/here", "/certificate"] {
            assert_eq!(Route::parse(path), Route::NotFound, "{path}");
        }
    }
}
