//! S10: every route is in the table, and no datum of a person reaches an event by its path.
#![allow(clippy::unwrap_used)]

use super::*;
use std::collections::BTreeSet;

fn asked(method: Method, route: &str, path: &str) -> Asked {
    Asked { method, route: route.to_owned(), path: path.to_owned(), client: String::new(), brand: String::new() }
}

fn refusal(code: ProblemCode) -> Option<Refused> {
    Some(Refused { code, limit: None })
}

#[test]
fn s10_every_route_of_the_description_is_watched_or_said_to_be_nothing() {
    let document = serde_json::to_value(crate::http::document()).unwrap();
    let mut described = BTreeSet::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        described.extend(operations.as_object().unwrap().keys().map(|method| format!("{} {path}", method.to_uppercase())));
    }
    let watched: BTreeSet<String> = table::TABLE.iter().map(|(method, path, _)| format!("{method} {path}")).collect();
    assert_eq!(described, watched);
    let quiet = [
        "/api/office/kiosks",
        "/api/office/options",
        "/api/office/dashboard",
        "/api/operator/summary",
        "/api/operator/alarms",
        "/api/operator/refunds",
    ];
    for (method, path, watched) in table::TABLE {
        let staff = ["/api/office/", "/api/operator/", "/api/auditor/"].iter().any(|start| path.starts_with(start));
        assert!(!staff || *watched != Watched::Nothing || quiet.contains(path), "{method} {path}: figures and lists without people only");
    }
}

#[test]
fn s10_a_fin_in_a_path_is_in_no_event() {
    let route = shared::api::path::OFFICE_APPLICATION;
    let look = asked(Method::GET, route, "/api/office/applications/5XK2Q7M");
    let event = event(&look, &Scene::default(), StatusCode::NOT_FOUND, refusal(ProblemCode::NotFound), None).unwrap();
    assert_eq!((event.kind, event.outcome.as_str(), event.subject.as_str()), (EventKind::RecordViewed, "not_found", ""));
    assert!(!format!("{event:?}").contains("5XK2Q7M"));
    let decision = asked(Method::POST, shared::api::path::OFFICE_DECISION, "/api/office/applications/x/5XK2Q7M");
    assert_eq!(act(&decision), "");
    assert_eq!(method(&Method::from_bytes(b"5XK2Q7M").unwrap()), "OTHER");
}

#[test]
fn s10_a_limit_is_one_event_whatever_is_asked() {
    let limited = |path: &str| {
        let refused = Some(Refused { code: ProblemCode::TooMany, limit: Some("requests_per_address") });
        let number = asked(Method::GET, shared::api::path::APPLICATION, path);
        event(&number, &Scene::default(), StatusCode::TOO_MANY_REQUESTS, refused, None).unwrap()
    };
    let (one, other) = (limited("/api/applications/M-1"), limited("/api/applications/00000000000000000000000000000000"));
    assert_eq!((one.kind, one.detail.as_str()), (EventKind::LimitReached, "requests_per_address"));
    assert_eq!(one, other);
}

#[test]
fn s10_a_session_that_is_over_is_no_event_and_a_forbidden_look_is_one() {
    let look = asked(Method::POST, shared::api::path::OPERATOR_PAYMENTS, shared::api::path::OPERATOR_PAYMENTS);
    let kind = |status, code| event(&look, &Scene::default(), status, refusal(code), None).map(|event| event.kind);
    assert_eq!(kind(StatusCode::UNAUTHORIZED, ProblemCode::SignIn), None);
    assert_eq!(kind(StatusCode::FORBIDDEN, ProblemCode::Forbidden), Some(EventKind::AccessDenied));
    assert_eq!(kind(StatusCode::SERVICE_UNAVAILABLE, ProblemCode::Internal), None);
}
