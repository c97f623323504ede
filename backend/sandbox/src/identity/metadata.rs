//! What a client learns about the provider before it sends anybody.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::app::{Answer, App, Twist};
use crate::faults::Mode;
use crate::identity::issuer;
use crate::identity::jwt::Key;

pub(super) async fn discovery(State(app): State<App>) -> Response {
    let real = issuer(&app);
    let work = |twist: &Twist| {
        if let Some(code) = &twist.refuse {
            return Answer::json(400, &json!({ "error": code }));
        }
        let named = if twist.forgery == Some(Mode::WrongIssuer) { format!("{real}-elsewhere") } else { real.clone() };
        Answer::json(
            200,
            &json!({
                "issuer": named,
                "authorization_endpoint": format!("{real}/authorize"),
                "token_endpoint": format!("{real}/token"),
                "userinfo_endpoint": format!("{real}/userinfo"),
                "end_session_endpoint": format!("{real}/end-session"),
                "jwks_uri": format!("{real}/jwks"),
                "scopes_supported": ["openid", "profile"],
                "response_types_supported": ["code"],
                "response_modes_supported": ["query"],
                "grant_types_supported": ["authorization_code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["ES256"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
                "code_challenge_methods_supported": ["S256"],
                "claims_supported": ["iss", "sub", "aud", "exp", "iat", "nonce", "at_hash", "name", "given_name", "family_name", "fin", "roles"],
                "ui_locales_supported": ["az", "ru", "en"],
            }),
        )
    };
    app.meddle("identity.discovery", &[], work, Answer::into_response).await
}

pub(super) async fn jwks(State(app): State<App>) -> Response {
    let work = |twist: &Twist| {
        // Under `wrong_key` a key is published that has signed nothing.
        let purpose = if twist.forgery == Some(Mode::WrongKey) { "stranger" } else { "signing" };
        match (&twist.refuse, Key::new(app.config().seed, purpose)) {
            (None, Some(key)) => Answer::json(200, &json!({ "keys": [key.jwk()] })),
            (code, _) => Answer::json(400, &json!({ "error": code })),
        }
    };
    app.meddle("identity.jwks", &[], work, Answer::into_response).await
}
