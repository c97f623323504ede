//! Addresses. Pure: a path becomes a [`Route`] and a [`Route`] its path.

use frontend::app::Address;
use frontend::state::place::{decode, encode, query_value};

/// A screen and what its address names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    /// `/`
    Home,
    /// `/services`, with the search's words.
    Services(String),
    /// `/services/{organisation}`
    Organisation(String),
    /// `/services/{organisation}/{service}`
    Service(String, String),
    /// `/pay`: city and number.
    Number,
    /// `/pay/account`: a subscriber code that another form hands over.
    Account,
    /// `/pay/bills`
    Bills,
    /// `/pay/card`
    Card,
    /// `/pay/check`
    Check,
    /// `/pay/start`: an attempt whose answer has not come yet.
    Start,
    /// `/pay/{reference}`
    Payment(String),
    /// Anything else.
    NotFound,
}

impl Address for Route {
    const NOT_FOUND: Self = Self::NotFound;

    fn parse(address: &str) -> Self {
        let address = address.split('#').next().unwrap_or("");
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        let found = (parts.next(), parts.next(), parts.next(), parts.next());
        match found {
            (None, ..) => Self::Home,
            (Some("services"), None, ..) => Self::Services(query_value(query, "q")),
            (Some("services"), Some(org), None, _) => Self::Organisation(decode(org)),
            (Some("services"), Some(org), Some(service), None) => Self::Service(decode(org), decode(service)),
            (Some("pay"), None, ..) => Self::Number,
            (Some("pay"), Some("account"), None, _) => Self::Account,
            (Some("pay"), Some("bills"), None, _) => Self::Bills,
            (Some("pay"), Some("card"), None, _) => Self::Card,
            (Some("pay"), Some("check"), None, _) => Self::Check,
            (Some("pay"), Some("start"), None, _) => Self::Start,
            // The bank's return: its query is a hint that nothing rests on.
            (Some("pay"), Some("return"), Some(reference), None) | (Some("pay"), Some(reference), None, _) => Self::payment(reference),
            _ => Self::NotFound,
        }
    }

    fn path(&self) -> String {
        let fixed = match self {
            Self::Services(words) if !words.is_empty() => return ["/services?q=", &encode(words)].concat(),
            Self::Organisation(org) => return ["/services/", &encode(org)].concat(),
            Self::Service(org, service) => return ["/services/", &encode(org), "/", &encode(service)].concat(),
            Self::Payment(reference) => return ["/pay/", reference].concat(),
            Self::Services(_) => "/services",
            Self::Number => "/pay",
            Self::Account => "/pay/account",
            Self::Bills => "/pay/bills",
            Self::Card => "/pay/card",
            Self::Check => "/pay/check",
            Self::Start => "/pay/start",
            Self::Home | Self::NotFound => "/",
        };
        fixed.to_owned()
    }
}

impl Route {
    fn payment(reference: &str) -> Self {
        let fine = reference.len() <= 64 && reference.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if fine { Self::Payment(reference.to_owned()) } else { Self::NotFound }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_screen_has_its_address() {
        for path in [
            "/",
            "/services",
            "/services?q=qaz",
            "/services/ministry",
            "/services/ministry/pay",
            "/pay",
            "/pay/account",
            "/pay/bills",
            "/pay/card",
            "/pay/check",
            "/pay/start",
            "/pay/0a7f19",
        ] {
            let route = Route::parse(path);
            assert_ne!(route, Route::NotFound, "{path}");
            assert_eq!(route.path(), path);
        }
    }

    #[test]
    fn the_banks_return_leads_to_the_payment_without_its_hints() {
        let route = Route::parse("/pay/return/0a7f19?ID=12&STATUS=FullyPaid");
        assert_eq!(route, Route::Payment("0a7f19".into()));
        assert_eq!(route.path(), "/pay/0a7f19");
    }

    #[test]
    fn words_survive_their_way_through_an_address() {
        let route = Route::Services("işıq & qaz".into());
        assert_eq!(Route::parse(&route.path()), route);
        assert_eq!(Route::parse("/services?q=a+b%2"), Route::Services("a b%2".into()));
    }

    #[test]
    fn strangers_are_not_found() {
        for path in ["/admin", "/receipts", "/pay/<script>", "/pay/a/b", "/services/a/b/c"] {
            assert_eq!(Route::parse(path), Route::NotFound, "{path}");
        }
    }
}
