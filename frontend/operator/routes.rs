//! Addresses. Pure: a path becomes a [`Route`] and a [`Route`] its path. Numbers that are sought are in none of them.

use frontend::app::Address;
use frontend::state::place::{decode, encode, query_value};

/// A screen and what its address names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    /// `/operator`
    Summary,
    /// `/operator/payments`, `/operator/payments?state=posting`
    Payments(String),
    /// `/operator/payments/{reference}`
    Payment(String),
    /// `/operator/payments/{reference}/refund`
    Refund(String),
    /// `/operator/refunds`, `/operator/refunds?show=open`
    Cases(String),
    /// `/operator/refunds/{id}`
    Case(String),
    /// `/operator/alarms`, `/operator/alarms?show=mine&cause=overdue`
    Alarms(String, String),
    /// `/operator/alarms/{id}`
    Alarm(String),
    /// `/operator/events`
    Events,
    /// Anything else.
    NotFound,
}

/// Parts of the refund cases, the first unless asked otherwise.
pub(crate) const CASES: [&str; 3] = ["approval", "open", "all"];
/// Parts of the alarm cases.
pub(crate) const ALARMS: [&str; 6] = ["open", "free", "mine", "waiting", "resolved", "all"];

/// One of those that there are, else the first.
fn one_of(known: &[&'static str], asked: &str) -> String {
    known.iter().find(|one| **one == asked).or_else(|| known.first()).map(|one| (*one).to_owned()).unwrap_or_default()
}

/// Lower-case words joined by underscores, as states and causes are named; anything else is left out.
fn code(text: String) -> String {
    if text.len() <= 40 && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') { text } else { String::new() }
}

/// `?name=value` of those that are not what is shown anyhow.
fn query(path: &str, pairs: &[(&str, &str, &str)]) -> String {
    let mut address = path.to_owned();
    for (name, value, _) in pairs.iter().filter(|(_, value, usual)| value != usual) {
        address.push(if address.contains('?') { '&' } else { '?' });
        address.push_str(&[name, "=", &encode(value)].concat());
    }
    address
}

impl Address for Route {
    const NOT_FOUND: Self = Self::NotFound;

    fn parse(address: &str) -> Self {
        let address = address.split('#').next().unwrap_or("");
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        match parts.as_slice() {
            ["operator"] => Self::Summary,
            ["operator", "payments"] => Self::Payments(code(query_value(query, "state"))),
            ["operator", "payments", reference] => Self::Payment(decode(reference)),
            ["operator", "payments", reference, "refund"] => Self::Refund(decode(reference)),
            ["operator", "refunds"] => Self::Cases(one_of(&CASES, &query_value(query, "show"))),
            ["operator", "refunds", id] => Self::Case(decode(id)),
            ["operator", "alarms"] => Self::Alarms(one_of(&ALARMS, &query_value(query, "show")), code(query_value(query, "cause"))),
            ["operator", "events"] => Self::Events,
            ["operator", "alarms", id] => Self::Alarm(decode(id)),
            _ => Self::NotFound,
        }
    }

    fn path(&self) -> String {
        match self {
            Self::Summary | Self::NotFound => "/operator".to_owned(),
            Self::Events => "/operator/events".to_owned(),
            Self::Payments(state) => query("/operator/payments", &[("state", state, "")]),
            Self::Payment(reference) => ["/operator/payments/", &encode(reference)].concat(),
            Self::Refund(reference) => ["/operator/payments/", &encode(reference), "/refund"].concat(),
            Self::Cases(show) => query("/operator/refunds", &[("show", show, CASES[0])]),
            Self::Case(id) => ["/operator/refunds/", &encode(id)].concat(),
            Self::Alarms(show, cause) => query("/operator/alarms", &[("show", show, ALARMS[0]), ("cause", cause, "")]),
            Self::Alarm(id) => ["/operator/alarms/", &encode(id)].concat(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::bundle::Bundle;

    #[test]
    fn every_screen_has_its_address_on_this_page() {
        for path in [
            "/operator",
            "/operator/payments",
            "/operator/payments?state=posting",
            "/operator/payments/0a1b",
            "/operator/payments/0a1b/refund",
            "/operator/refunds",
            "/operator/refunds?show=open",
            "/operator/refunds/0a1b",
            "/operator/alarms",
            "/operator/alarms?show=mine&cause=hold_lost",
            "/operator/alarms?cause=overdue",
            "/operator/alarms/0a1b",
            "/operator/events",
        ] {
            let route = Route::parse(path);
            assert_ne!(route, Route::NotFound, "{path}");
            assert_eq!(route.path(), path);
            assert_eq!(Bundle::of(path), Some(Bundle::Operator));
        }
    }

    #[test]
    fn what_an_address_asks_wrongly_is_left_out() {
        assert_eq!(Route::parse("/operator/payments?state=994501112233"), Route::Payments(String::new()));
        assert_eq!(Route::parse("/operator/refunds?show=secret"), Route::Cases("approval".to_owned()));
        assert_eq!(Route::Payment("a/b".to_owned()).path(), "/operator/payments/a%2Fb");
    }

    #[test]
    fn strangers_are_not_found() {
        for path in ["/", "/office", "/operator/nothing", "/operator/payments/a/b", "/operator/refunds/a/b"] {
            assert_eq!(Route::parse(path), Route::NotFound, "{path}");
        }
    }
}
