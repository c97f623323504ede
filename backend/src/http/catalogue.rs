//! Catalogue and options.

use super::Web;
use super::brand::Brand;
use super::extract::Language;
use crate::app::catalogue;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, header};
use shared::api::catalogue::{Catalogue, Options};

const FIVE_MINUTES: [(HeaderName, &str); 1] = [(header::CACHE_CONTROL, "public, max-age=300")];

/// Organisations and their services, in the language asked for; under a brand its own organisation alone.
#[utoipa::path(get, path = shared::api::path::CATALOGUE, params(("lang" = Option<String>, Query, description = "az, ru or en")), responses((status = 200, body = Catalogue)))]
pub(super) async fn get_catalogue(
    State(web): State<Web>,
    brand: Brand,
    Language(lang): Language,
) -> ([(HeaderName, &'static str); 1], Json<Catalogue>) {
    (FIVE_MINUTES, Json(catalogue::catalogue(&web.app, lang, brand.organisation.as_deref())))
}

/// Cities, billers, kinds of charge and card types, in the language asked for.
#[utoipa::path(get, path = shared::api::path::OPTIONS, params(("lang" = Option<String>, Query, description = "az, ru or en")), responses((status = 200, body = Options)))]
pub(super) async fn get_options(State(web): State<Web>, Language(lang): Language) -> ([(HeaderName, &'static str); 1], Json<Options>) {
    (FIVE_MINUTES, Json(catalogue::options(&web.app, lang)))
}
