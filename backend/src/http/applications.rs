//! Applications of the person signed in.

use super::Web;
use super::brand::Brand;
use super::error::ApiProblem;
use super::extract::{Body, Key, Language, Named, Params};
use super::files;
use super::session::SignedInPerson;
use crate::app::applications::{change, debt, documents, form, submit, view};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use shared::api::applications::{AnswerCorrection, ApplicationList, ApplicationView, DebtRequest, DebtView, FormOptions, SendApplication};
use shared::api::path;
use shared::api::problem::Problem;

/// What the form offers.
#[utoipa::path(get, path = path::APPLICATION_FORM, params(("lang" = Option<String>, Query)), responses(
    (status = 200, body = FormOptions), (status = 404, body = Problem)))]
pub(super) async fn get_form(State(web): State<Web>, Language(lang): Language) -> Result<Json<FormOptions>, ApiProblem> {
    Ok(Json(form::options(&web.app, lang)?))
}

/// Does an account owe anything?
#[utoipa::path(post, path = path::APPLICATION_DEBT, request_body = DebtRequest, responses(
    (status = 200, body = DebtView), (status = 401, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn post_debt(
    State(web): State<Web>,
    SignedInPerson(person): SignedInPerson,
    Body(request): Body<DebtRequest>,
) -> Result<Json<DebtView>, ApiProblem> {
    web.limits.debts.check(&person.actor)?;
    Ok(Json(debt::look_up(&web.app, &request).await?))
}

/// Sends an application; the same key again answers how it stands now.
#[utoipa::path(post, path = path::APPLICATIONS, request_body = SendApplication, params(("idempotency-key" = String, Header)), responses(
    (status = 200, body = ApplicationView), (status = 401, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn post_application(
    State(web): State<Web>,
    brand: Brand,
    SignedInPerson(person): SignedInPerson,
    Key(key): Key,
    Body(request): Body<SendApplication>,
) -> Result<Json<ApplicationView>, ApiProblem> {
    web.limits.applications.check(&person.actor)?;
    let row = submit::submit(&web.app, &person, &brand.public_url, &key, &request).await?;
    Ok(Json(view::view(&web.app, &row, request.lang).await?))
}

/// From where a list goes on.
#[derive(Deserialize)]
pub(super) struct After {
    after: Option<String>,
}

/// One's own applications, newest first.
#[utoipa::path(get, path = path::APPLICATIONS, params(("after" = Option<String>, Query)), responses(
    (status = 200, body = ApplicationList), (status = 401, body = Problem)))]
pub(super) async fn get_applications(
    State(web): State<Web>,
    SignedInPerson(person): SignedInPerson,
    Params(query): Params<After>,
) -> Result<Json<ApplicationList>, ApiProblem> {
    Ok(Json(view::list(&web.app, &person, query.after.as_deref()).await?))
}

/// One's own application.
#[utoipa::path(get, path = path::APPLICATION, params(("number" = String, Path), ("lang" = Option<String>, Query)), responses(
    (status = 200, body = ApplicationView), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn get_application(
    State(web): State<Web>,
    SignedInPerson(person): SignedInPerson,
    Named(number): Named,
    Language(lang): Language,
) -> Result<Json<ApplicationView>, ApiProblem> {
    let row = view::owned(&web.app, &person, &number).await?;
    Ok(Json(view::view(&web.app, &row, lang).await?))
}

/// Answers a correction; the same key again answers how it stands now.
#[utoipa::path(post, path = path::APPLICATION_ANSWER, request_body = AnswerCorrection,
    params(("number" = String, Path), ("lang" = Option<String>, Query), ("idempotency-key" = String, Header)), responses(
    (status = 200, body = ApplicationView), (status = 401, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
    (status = 422, body = Problem)))]
pub(super) async fn post_answer(
    State(web): State<Web>,
    SignedInPerson(person): SignedInPerson,
    Named(number): Named,
    Language(lang): Language,
    Key(key): Key,
    Body(request): Body<AnswerCorrection>,
) -> Result<Json<ApplicationView>, ApiProblem> {
    let row = change::answer(&web.app, &person, &number, &key, &request).await?;
    Ok(Json(view::view(&web.app, &row, lang).await?))
}

/// Takes an application back.
#[utoipa::path(post, path = path::APPLICATION_WITHDRAW, params(("number" = String, Path), ("lang" = Option<String>, Query)), responses(
    (status = 200, body = ApplicationView), (status = 401, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(super) async fn post_withdraw(
    State(web): State<Web>,
    SignedInPerson(person): SignedInPerson,
    Named(number): Named,
    Language(lang): Language,
) -> Result<Json<ApplicationView>, ApiProblem> {
    let row = change::withdraw(&web.app, &person, &number).await?;
    Ok(Json(view::view(&web.app, &row, lang).await?))
}

/// The application as it was sent.
#[utoipa::path(get, path = path::APPLICATION_PDF, params(("number" = String, Path), ("lang" = Option<String>, Query)), responses(
    (status = 200, content_type = "application/pdf", body = Vec<u8>), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn get_pdf(
    State(web): State<Web>,
    SignedInPerson(person): SignedInPerson,
    Named(number): Named,
    Language(lang): Language,
) -> Result<Response, ApiProblem> {
    let row = view::owned(&web.app, &person, &number).await?;
    Ok(files::answer(documents::paper(&web.app, &row, lang).await?))
}

/// Its certificate.
#[utoipa::path(get, path = path::APPLICATION_CERTIFICATE, params(("number" = String, Path), ("lang" = Option<String>, Query)), responses(
    (status = 200, content_type = "application/pdf", body = Vec<u8>), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn get_certificate(
    State(web): State<Web>,
    SignedInPerson(person): SignedInPerson,
    Named(number): Named,
    Language(lang): Language,
) -> Result<Response, ApiProblem> {
    let row = view::owned(&web.app, &person, &number).await?;
    Ok(files::answer(documents::certificate(&web.app, &row, lang).await?))
}
