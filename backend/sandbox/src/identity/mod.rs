//! The identity provider: OpenID Connect 1.0, authorization code flow with PKCE, ES256.
//!
//! It knows nobody's password: a person is chosen by FIN and a PIN that is the same for all. There is no session of its
//! own, so every sign-in shows the page and two people can be signed in side by side.

mod grants;
mod jwt;
mod metadata;
mod page;
mod render;
mod request;
mod token;

use axum::Router;
use axum::routing::{get, post};

pub(crate) use grants::Grants;

use crate::app::App;
use crate::html::asset;

/// The one PIN of everybody.
pub const PIN: &str = "1234";

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/identity/.well-known/openid-configuration", get(metadata::discovery))
        .route("/identity/jwks", get(metadata::jwks))
        .route("/identity/authorize", get(page::show))
        .route("/identity/sign-in", post(page::sign_in))
        .route("/identity/token", post(token::exchange))
        .route("/identity/userinfo", get(token::userinfo).post(token::userinfo))
        .route("/identity/end-session", get(page::end_session).post(page::end_session_by_form))
        .route(
            "/identity/assets/identity.css",
            get(|| async { asset("text/css; charset=utf-8", include_str!("../../assets/identity.css")) }),
        )
}

/// The issuer's identifier.
pub(crate) fn issuer(app: &App) -> String {
    format!("{}/identity", app.base_url())
}
