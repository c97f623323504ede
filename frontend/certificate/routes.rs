//! Addresses. Pure: a path becomes a [`Route`] and a [`Route`] its path.

use frontend::app::Address;
use frontend::state::place::{decode, encode, query_value};
use shared::application::journey::Step;

/// A screen and what its address names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    /// `/certificate`
    Start,
    /// `/certificate/class` and the other steps; `?change`: one answer is being changed, then back to the check.
    Step(Step, bool),
    /// `/applications`
    Applications,
    /// `/applications/{number}`
    Application(String),
    /// `/track`, with a number from the query.
    Track(String),
    /// `/documents`, with the token from a fragment.
    Documents(String),
    /// `/signed-out`, with why from the query.
    SignedOut(String),
    /// Anything else.
    NotFound,
}

/// The steps' addresses, in order.
const STEPS: [(Step, &str); 6] = [
    (Step::Class, "class"),
    (Step::Person, "person"),
    (Step::Details, "details"),
    (Step::Contact, "contact"),
    (Step::Check, "check"),
    (Step::Sent, "sent"),
];

impl Address for Route {
    const NOT_FOUND: Self = Self::NotFound;

    fn parse(address: &str) -> Self {
        let (address, fragment) = address.split_once('#').unwrap_or((address, ""));
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        match (parts.next(), parts.next(), parts.next()) {
            (Some("certificate"), None, None) => Self::Start,
            (Some("certificate"), Some(step), None) => {
                let known = STEPS.into_iter().find(|(_, name)| *name == step);
                known.map_or(Self::NotFound, |(step, _)| Self::Step(step, query == "change"))
            }
            (Some("applications"), None, None) => Self::Applications,
            (Some("applications"), Some(number), None) => Self::application(number),
            (Some("track"), None, None) => Self::Track(query_value(query, "number")),
            (Some("documents"), None, None) => Self::Documents(decode(fragment)),
            (Some("signed-out"), None, None) => Self::SignedOut(query_value(query, "why")),
            _ => Self::NotFound,
        }
    }

    /// A link's token never stays in it.
    fn path(&self) -> String {
        let fixed = match self {
            Self::Step(step, changes) => {
                let name = STEPS.into_iter().find(|(known, _)| known == step).map_or("", |(_, name)| name);
                return ["/certificate/", name, if *changes { "?change" } else { "" }].concat();
            }
            Self::Application(number) => return ["/applications/", number].concat(),
            Self::Track(number) if !number.is_empty() => return ["/track?number=", &encode(number)].concat(),
            Self::SignedOut(why) if !why.is_empty() => return ["/signed-out?why=", &encode(why)].concat(),
            Self::Applications => "/applications",
            Self::Track(_) => "/track",
            Self::Documents(_) => "/documents",
            Self::SignedOut(_) => "/signed-out",
            Self::Start | Self::NotFound => "/certificate",
        };
        fixed.to_owned()
    }
}

impl Route {
    fn application(number: &str) -> Self {
        let fine = number.len() <= 40 && number.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if fine { Self::Application(number.to_owned()) } else { Self::NotFound }
    }

    /// True for what only somebody signed in may see.
    #[must_use]
    pub(crate) const fn is_personal(&self) -> bool {
        matches!(self, Self::Step(..) | Self::Applications | Self::Application(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::bundle::Bundle;

    #[test]
    fn every_screen_has_its_address_on_this_page() {
        for path in [
            "/certificate",
            "/certificate/class",
            "/certificate/person",
            "/certificate/details?change",
            "/certificate/contact",
            "/certificate/check",
            "/certificate/sent",
            "/applications",
            "/applications/M-2026-7K3M-9QXF",
            "/track",
            "/track?number=M-2026-7K3M-9QXF",
            "/documents",
            "/signed-out",
            "/signed-out?why=cancelled",
        ] {
            let route = Route::parse(path);
            assert_ne!(route, Route::NotFound, "{path}");
            assert_eq!(route.path(), path);
            assert_eq!(Bundle::of(path), Some(Bundle::Certificate));
        }
    }

    #[test]
    fn a_links_token_is_read_and_not_kept_in_the_address() {
        let route = Route::parse("/documents#0123456789abcdef0123456789abcdef");
        assert_eq!(route, Route::Documents("0123456789abcdef0123456789abcdef".into()));
        assert_eq!(route.path(), "/documents");
    }

    #[test]
    fn strangers_are_not_found() {
        for path in [
            "/",
            "/certificate/nothing",
            "/certificate/class/here",
            "/pay",
            "/applications/<x>",
            "/applications/a/b",
            "/track/a",
            "/verify",
        ] {
            assert_eq!(Route::parse(path), Route::NotFound, "{path}");
        }
    }
}
