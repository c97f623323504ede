//! The state registers, for the person signed in.

use super::Web;
use super::error::ApiProblem;
use super::extract::Body;
use super::session::SignedInPerson;
use crate::app::registers;
use axum::Json;
use axum::extract::State;
use shared::api::identity::{CompanyRecord, CompanyRequest, PersonRecord};
use shared::api::problem::Problem;

/// What the population register says of oneself.
#[utoipa::path(get, path = shared::api::path::REGISTRY_PERSON, responses((status = 200, body = PersonRecord),
    (status = 401, body = Problem), (status = 409, body = Problem, description = "registry_silent or registry_unknown"), (status = 429, body = Problem)))]
pub(super) async fn get_person(State(web): State<Web>, SignedInPerson(person): SignedInPerson) -> Result<Json<PersonRecord>, ApiProblem> {
    web.limits.registers.check(&person.actor)?;
    Ok(Json(registers::person(&web.app, &person).await?))
}

/// What the taxpayers' register says of a company.
#[utoipa::path(post, path = shared::api::path::REGISTRY_COMPANY, request_body = CompanyRequest, responses((status = 200, body = CompanyRecord),
    (status = 401, body = Problem), (status = 409, body = Problem, description = "registry_silent or registry_unknown"),
    (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn post_company(
    State(web): State<Web>,
    SignedInPerson(person): SignedInPerson,
    Body(request): Body<CompanyRequest>,
) -> Result<Json<CompanyRecord>, ApiProblem> {
    web.limits.registers.check(&person.actor)?;
    Ok(Json(registers::company(&web.app, &person, &request).await?))
}
