//! Checking certificates: for anyone.

use super::Web;
use super::address::Client;
use super::error::ApiProblem;
use super::extract::Body;
use crate::app::certificates::{check, keys};
use axum::Json;
use axum::extract::State;
use shared::api::certificates::{CertificateCheck, CheckCertificate, IssuerKeys};
use shared::api::path;
use shared::api::problem::Problem;
use shared::certificate::CertificateNumber;

/// What a certificate is worth now.
#[utoipa::path(post, path = path::CERTIFICATES_CHECK, request_body = CheckCertificate, responses(
    (status = 200, body = CertificateCheck), (status = 404, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn post_check(
    State(web): State<Web>,
    client: Client,
    Body(request): Body<CheckCertificate>,
) -> Result<Json<CertificateCheck>, ApiProblem> {
    web.limits.checks.check(&client)?;
    // However it is written; what is no number is refused later and looks nothing up.
    if let Ok(number) = CertificateNumber::parse(&request.number) {
        web.limits.check_numbers.check(number.as_str())?;
    }
    Ok(Json(check::check(&web.app, &request).await?))
}

/// Whose signatures count.
#[utoipa::path(get, path = path::CERTIFICATES_KEYS, responses((status = 200, body = IssuerKeys), (status = 404, body = Problem)))]
pub(super) async fn get_keys(State(web): State<Web>) -> Result<Json<IssuerKeys>, ApiProblem> {
    Ok(Json(keys::keys(&web.app)?))
}
