//! The browser's side: the sign-in page, its form, the way out. Works without a script.

use axum::extract::{Form, Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::app::{Answer, App, Twist};
use crate::faults::Mode;
use crate::html::see_other;
use crate::identity::grants::Grant;
use crate::identity::render::{self, Problems};
use crate::identity::request::{Refusal, Request, may_leave_to};
use crate::identity::{PIN, jwt};
use crate::residents::{self, Person};

pub(super) async fn show(State(app): State<App>, Query(request): Query<Request>) -> Response {
    if let Some(refused) = refused(&app, &request) {
        return refused;
    }
    let page = |_| render::sign_in(&request, "", &Problems::default());
    app.meddle("identity.page", &[&request.client_id], |_: &Twist| Answer::text(200, ""), page).await
}

/// The answer to a request that is not served.
fn refused(app: &App, request: &Request) -> Option<Response> {
    match request.check(app.config()) {
        Ok(()) => None,
        Err(Refusal::Page) => Some(render::stranger(request)),
        Err(Refusal::Client(error, about)) => {
            Some(see_other(&request.back(&[("error", error), ("error_description", about)], request.state.as_deref())))
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Posted {
    #[serde(flatten)]
    request: Request,
    #[serde(default)]
    fin: String,
    #[serde(default)]
    pin: String,
    /// A button of the list of people: stands for FIN and PIN.
    #[serde(default)]
    person: String,
    #[serde(default)]
    action: String,
}

impl Posted {
    fn person(&self) -> Result<&'static Person, Problems> {
        if let Some(chosen) = residents::person(&self.person) {
            return Ok(chosen);
        }
        let known = residents::person(&self.fin);
        let fin = match known {
            None if self.fin.trim().is_empty() => Some("fin_empty"),
            None => Some("fin_unknown"),
            Some(_) => None,
        };
        let pin = (self.pin.trim() != PIN).then_some("pin_wrong");
        match known {
            Some(person) if pin.is_none() => Ok(person),
            _ => Err(Problems { fin, pin }),
        }
    }
}

pub(super) async fn sign_in(State(app): State<App>, Form(posted): Form<Posted>) -> Response {
    let request = &posted.request;
    if let Some(refused) = refused(&app, request) {
        return refused;
    }
    if posted.action == "cancel" {
        return see_other(&request.back(&[("error", "access_denied")], request.state.as_deref()));
    }
    let person = match posted.person() {
        Ok(person) => person,
        Err(problems) => return render::sign_in(request, &posted.fin, &problems),
    };
    let work = |twist: &Twist| Answer::text(303, &granted(&app, request, person, twist));
    app.meddle("identity.authorize", &[person.fin, &request.client_id], work, |answer| see_other(&answer.body)).await
}

/// Where the browser takes its code, or the refusal a rule asked for.
fn granted(app: &App, request: &Request, person: &Person, twist: &Twist) -> String {
    if let Some(error) = &twist.refuse {
        return request.back(&[("error", error)], request.state.as_deref());
    }
    let grant = Grant::new(&request.client_id, &request.redirect_uri, &request.code_challenge, request.nonce.as_deref(), person.fin);
    let mut world = app.world();
    let now = world.now();
    let code = world.grants.code(grant, now);
    let state = if twist.forgery == Some(Mode::WrongState) { Some("another") } else { request.state.as_deref() };
    request.back(&[("code", &code)], state)
}

/// RP-initiated logout. There is no session here to end: what matters is where the browser goes.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Leaving {
    id_token_hint: Option<String>,
    client_id: Option<String>,
    post_logout_redirect_uri: Option<String>,
    state: Option<String>,
    ui_locales: String,
}

pub(super) async fn end_session(State(app): State<App>, Query(leaving): Query<Leaving>) -> Response {
    leave(&app, leaving)
}

pub(super) async fn end_session_by_form(State(app): State<App>, Form(leaving): Form<Leaving>) -> Response {
    leave(&app, leaving)
}

fn leave(app: &App, leaving: Leaving) -> Response {
    let client = leaving.client_id.or_else(|| leaving.id_token_hint.as_deref().and_then(jwt::audience));
    let ends = Request {
        redirect_uri: leaving.post_logout_redirect_uri.unwrap_or_default(),
        ui_locales: leaving.ui_locales,
        ..Request::default()
    };
    if ends.redirect_uri.is_empty() {
        return render::signed_out(&ends);
    }
    if !may_leave_to(app.config(), client.as_deref(), &ends.redirect_uri) {
        return render::stranger(&ends);
    }
    see_other(&ends.back(&[], leaving.state.as_deref()))
}
