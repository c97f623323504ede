//! Which requests are security events: one table of all routes, read by one middleware around every handler.

mod table;

use super::Web;
use super::address::{self, Client};
use super::brand::Brand;
use super::error::Refused;
use crate::app::App;
use crate::app::security::{Event, about_typed, name_of_ours};
use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use shared::api::identity::Role;
use shared::api::problem::ProblemCode;
use shared::security::EventKind;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use table::Watched;

/// What handlers and extractors say about a request, for its event. Each request has its own.
#[derive(Clone, Default)]
pub(super) struct Scene(Arc<Mutex<Said>>);

#[derive(Default)]
struct Said {
    actor: String,
    roles: String,
    subject: String,
    detail: String,
    searched: bool,
}

impl Scene {
    pub(super) fn of(parts: &Parts) -> Self {
        parts.extensions.get::<Self>().cloned().unwrap_or_default()
    }

    /// Who asks: a keyed digest, and their roles.
    pub(super) fn person(&self, actor: &str, roles: &[Role]) {
        let roles = roles.iter().map(|role| role_name(*role)).collect::<Vec<_>>().join(" ");
        self.say(|said| (said.actor, said.roles) = (actor.to_owned(), roles));
    }

    /// What was typed into a search, by what; the first that is not empty counts. None: a list is looked at.
    pub(super) fn searched(&self, app: &App, typed: &[(&'static str, &String)]) {
        let Some((by, typed)) = typed.iter().find(|(_, typed)| !typed.trim().is_empty()) else { return };
        let about = about_typed(app, typed);
        let detail = if by.is_empty() { about.by } else { by };
        self.say(|said| (said.subject, said.detail, said.searched) = (about.subject, detail.to_owned(), true));
    }

    /// What the body says that it is about; only a number of ours is kept.
    pub(super) fn about(&self, text: &str) {
        self.say(|said| said.subject = name_of_ours(text).unwrap_or_default());
    }

    fn say(&self, change: impl FnOnce(&mut Said)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Scene {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::of(parts))
    }
}

/// Goes with an answer, inside the server: an event that only its handler knows of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Noted {
    pub(super) kind: EventKind,
    pub(super) outcome: &'static str,
}

const fn role_name(role: Role) -> &'static str {
    match role {
        Role::Citizen => "citizen",
        Role::Officer => "officer",
        Role::Supervisor => "supervisor",
        Role::Operator => "operator",
        Role::Auditor => "auditor",
    }
}

/// A request as its event needs it, before it is handed on.
struct Asked {
    method: Method,
    route: String,
    path: String,
    client: String,
    brand: String,
}

/// Notes what a request was.
pub(super) async fn watch(State(web): State<Web>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let asked = Asked {
        method: parts.method.clone(),
        route: parts.extensions.get::<MatchedPath>().map_or_else(|| "other".to_owned(), |path| path.as_str().to_owned()),
        path: parts.uri.path().to_owned(),
        client: Client::of(address::of_parts(&parts, &web)).line,
        brand: Brand::of(&parts.headers, web.app.config()).id.unwrap_or_default(),
    };
    let scene = Scene::default();
    parts.extensions.insert(scene.clone());
    let response = next.run(Request::from_parts(parts, body)).await;
    let refused = response.extensions().get::<Refused>().copied();
    let noted = response.extensions().get::<Noted>().copied();
    if let Some(event) = event(&asked, &scene, response.status(), refused, noted) {
        web.app.events().note(Event { client: web.app.client_digest(&asked.client), ..event });
    }
    response
}

fn event(asked: &Asked, scene: &Scene, status: StatusCode, refused: Option<Refused>, noted: Option<Noted>) -> Option<Event> {
    let said = scene.0.lock().unwrap_or_else(PoisonError::into_inner);
    let code = refused.map(|refused| refused.code);
    let (kind, detail) = match (noted, code) {
        (Some(noted), _) => (noted.kind, String::new()),
        (_, Some(ProblemCode::TooMany)) => (EventKind::LimitReached, refused.and_then(|r| r.limit).unwrap_or("quota").to_owned()),
        (_, Some(ProblemCode::Forbidden | ProblemCode::Origin)) => (EventKind::AccessDenied, String::new()),
        _ => of_route(asked, &said, status)?,
    };
    // A limit stands for whoever reaches it, wherever: its route would let a flood make many events of one.
    let limited = kind == EventKind::LimitReached;
    let detail = if detail.is_empty() { said.detail.clone() } else { detail };
    let outcome = noted.map_or_else(|| code.map_or("ok", ProblemCode::as_str), |noted| noted.outcome);
    Some(Event {
        actor: said.actor.clone(),
        roles: said.roles.clone(),
        brand: asked.brand.clone(),
        outcome: outcome.to_owned(),
        subject: if limited { String::new() } else { subject(asked, &said) },
        detail,
        ..Event::new(kind, format!("{} {}", method(&asked.method), asked.route))
    })
}

/// What the table says about a route; nothing: no event.
fn of_route(asked: &Asked, said: &Said, status: StatusCode) -> Option<(EventKind, String)> {
    let answered = !status.is_server_error() && status != StatusCode::UNAUTHORIZED;
    match table::of(&asked.method, &asked.route)? {
        Watched::Nothing => None,
        Watched::Guess => {
            let wrong = [StatusCode::UNAUTHORIZED, StatusCode::NOT_FOUND, StatusCode::UNPROCESSABLE_ENTITY].contains(&status);
            wrong.then(|| (EventKind::WrongCode, String::new()))
        }
        Watched::List if said.searched => answered.then(|| (EventKind::Search, String::new())),
        Watched::List => answered.then(|| (EventKind::ListViewed, String::new())),
        Watched::As(EventKind::Decision) => answered.then(|| (EventKind::Decision, act(asked))),
        Watched::As(kind) => answered.then(|| (kind, String::new())),
    }
}

/// The last segment of a decision's path, when it is a plain word and so nobody's datum: `approve`.
fn act(asked: &Asked) -> String {
    let last = asked.path.rsplit('/').next().unwrap_or_default();
    if last.len() <= 16 && last.bytes().all(|byte| byte.is_ascii_lowercase()) { last.to_owned() } else { String::new() }
}

/// What the handler said, else the path's first variable when it is a number of ours: anybody may write anything there.
fn subject(asked: &Asked, said: &Said) -> String {
    if !said.subject.is_empty() {
        return said.subject.clone();
    }
    let pairs = asked.route.split('/').zip(asked.path.split('/'));
    let first = pairs.into_iter().find(|(pattern, _)| pattern.starts_with('{')).map(|(_, value)| value);
    first.and_then(name_of_ours).unwrap_or_default()
}

/// Whoever asks may invent a method.
fn method(method: &Method) -> &str {
    if [Method::GET, Method::POST, Method::DELETE, Method::PUT].contains(method) { method.as_str() } else { "OTHER" }
}

#[cfg(test)]
#[path = "events_tests.rs"]
mod tests;
