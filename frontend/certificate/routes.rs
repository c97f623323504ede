//! Addresses. Pure: a path becomes a [`Route`] and a [`Route`] its path.

use frontend::app::Address;

/// A screen and what its address names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    /// `/certificate`
    Start,
    /// `/verify`
    Verify,
    /// `/verify/scan`
    VerifyScan,
    /// `/verify/result`: of what is not in an address.
    VerifyResult,
    /// `/verify#K1.…`: what a certificate's QR code leads to. The fragment is never sent.
    VerifyCode(String),
    /// Anything else.
    NotFound,
}

impl Address for Route {
    const NOT_FOUND: Self = Self::NotFound;

    fn parse(address: &str) -> Self {
        let (address, fragment) = address.split_once('#').unwrap_or((address, ""));
        let path = address.split('?').next().unwrap_or("");
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        match (parts.next(), parts.next()) {
            (Some("certificate"), None) => Self::Start,
            (Some("verify"), None) if fragment.is_empty() => Self::Verify,
            (Some("verify"), None) => Self::VerifyCode(fragment.to_owned()),
            (Some("verify"), Some("scan")) => Self::VerifyScan,
            (Some("verify"), Some("result")) => Self::VerifyResult,
            _ => Self::NotFound,
        }
    }

    fn path(&self) -> String {
        match self {
            Self::Verify => "/verify".to_owned(),
            Self::VerifyScan => "/verify/scan".to_owned(),
            Self::VerifyResult => "/verify/result".to_owned(),
            Self::VerifyCode(fragment) => ["/verify#", fragment].concat(),
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
        for path in ["/certificate", "/verify", "/verify/scan", "/verify/result", "/verify#K1.a.b"] {
            let route = Route::parse(path);
            assert_ne!(route, Route::NotFound, "{path}");
            assert_eq!(route.path(), path);
            assert_eq!(Bundle::of(path), Some(Bundle::Certificate));
        }
    }

    #[test]
    fn strangers_are_not_found() {
        for path in ["/", "/certificate/nothing/here", "/verify/nothing", "/pay"] {
            assert_eq!(Route::parse(path), Route::NotFound, "{path}");
        }
    }
}
