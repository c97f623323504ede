//! Signing in: the browser goes to the provider with a state, comes back once with a code, and gets a new session.

use super::{Known, begin};
use crate::app::digest::{random_secret, same, sha256};
use crate::app::{App, AppError};
use crate::config::IdentityConfig;
use crate::connectors::identity::{Attempt, Failure, Vouched};
use crate::store::sign_ins::{self, SignInRow};
use serde_json::{Map, Value};
use shared::api::identity::Role;
use shared::id::is_hex;
use shared::person::Fin;
use shared::time::Millis;

/// A sign-in that takes longer is begun again.
pub const ATTEMPT_MS: Millis = 600_000;
/// Longest local path to return to.
const RETURN_LENGTH_MAX: usize = 512;
/// Longest code and state that are looked at.
const ANSWER_LENGTH_MAX: usize = 4_096;
/// Longest name kept.
const NAME_LENGTH_MAX: usize = 120;

/// Why nobody was signed in: all that a page is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The person did not want to.
    Cancelled,
    /// The provider's answer is not believed, or it said no.
    Failed,
    /// The provider does not answer, or sign-in is not offered here.
    Unavailable,
    /// Too late, used already, or begun in another browser.
    Expired,
    /// The browser kept nothing of the beginning: cookies are off, or it was begun in another one.
    NoCookie,
    /// The provider does not say who the person is to the state.
    NoFin,
}

impl Why {
    /// The stable text form, for the page's address.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
            Self::Unavailable => "unavailable",
            Self::Expired => "expired",
            Self::NoCookie => "no_cookie",
            Self::NoFin => "no_fin",
        }
    }
}

/// A sign-in begun.
pub struct Begun {
    /// The provider's page.
    pub address: String,
    /// For the cookie that binds the browser.
    pub browser: String,
}

/// What the browser brought back.
#[derive(Default)]
pub struct Answer {
    /// `code`.
    pub code: Option<String>,
    /// `state`.
    pub state: Option<String>,
    /// `iss` (RFC 9207).
    pub issuer: Option<String>,
    /// `error`.
    pub error: Option<String>,
}

/// Somebody is signed in.
pub struct SignedInNow {
    /// The new session's token.
    pub token: String,
    /// Where to go on.
    pub return_to: String,
    /// Stands for who it is.
    pub actor: String,
    /// What they may do.
    pub roles: Vec<Role>,
}

/// Begins a sign-in. `browser`: the binding cookie of before, kept so that two tabs do not disturb each other.
///
/// # Errors
/// Inside: why it cannot be now. Outside: the store's.
pub async fn go(app: &App, public_url: &str, return_to: &str, browser: Option<&str>) -> Result<Result<Begun, Why>, AppError> {
    let Some(provider) = app.provider() else { return Ok(Err(Why::Unavailable)) };
    let attempt = Attempt {
        state: random_secret(),
        nonce: random_secret(),
        verifier: random_secret(),
        redirect_uri: format!("{public_url}{}", shared::api::path::CALLBACK),
    };
    let address = match provider.address(&attempt).await {
        Ok(address) => address,
        Err(failure) => return Ok(Err(why_of(&failure))),
    };
    let browser = browser.filter(|text| is_hex(text, 64)).map_or_else(random_secret, str::to_owned);
    let row = SignInRow {
        state_hash: sha256(&[attempt.state.as_bytes()]),
        browser_hash: sha256(&[browser.as_bytes()]),
        nonce: attempt.nonce,
        verifier: attempt.verifier,
        return_to: local_path(return_to).unwrap_or("/").to_owned(),
        redirect_uri: attempt.redirect_uri,
        expires_at: app.clock().now().plus_ms(ATTEMPT_MS),
    };
    app.store()
        .write(move |connection| {
            let row = row.clone();
            Box::pin(async move { sign_ins::insert(connection, &row).await })
        })
        .await?;
    Ok(Ok(Begun { address, browser }))
}

/// Ends a sign-in. `before`: the token of the session the browser has already; it ends with the new one's beginning.
///
/// # Errors
/// Inside: why nobody is signed in. Outside: the store's.
pub async fn come_back(
    app: &App,
    answer: Answer,
    browser: Option<&str>,
    before: Option<&str>,
) -> Result<Result<SignedInNow, Why>, AppError> {
    let (Some(provider), Some(config)) = (app.provider(), &app.config().identity) else { return Ok(Err(Why::Unavailable)) };
    let Some(row) = take(app, answer.state.as_deref(), browser).await? else { return Ok(Err(Why::Expired)) };
    // Another provider's answer must not reach this one's token endpoint, nor the other way round.
    if answer.issuer.as_deref().is_some_and(|issuer| !provider.is(issuer)) {
        tracing::warn!("a sign-in came back in another issuer's name");
        return Ok(Err(Why::Failed));
    }
    if let Some(error) = &answer.error {
        return Ok(Err(why_of_error(error)));
    }
    let Some(code) = answer.code.filter(|code| (1..=ANSWER_LENGTH_MAX).contains(&code.len())) else { return Ok(Err(Why::Failed)) };
    let attempt = Attempt { state: String::new(), nonce: row.nonce, verifier: row.verifier, redirect_uri: row.redirect_uri };
    let vouched = match provider.exchange(&code, &attempt, &config.claims.fin, app.clock().wall()).await {
        Ok(vouched) => vouched,
        Err(failure) => return Ok(Err(why_of(&failure))),
    };
    let Some(known) = known(config, &vouched) else { return Ok(Err(Why::NoFin)) };
    let (actor, roles) = (app.digests().actor(known.fin.reveal()), known.roles.clone());
    let token = begin(app, known, before).await?;
    Ok(Ok(SignedInNow { token, return_to: row.return_to, actor, roles }))
}

/// The sign-in of a state, once, if this browser began it and it is not too old.
async fn take(app: &App, state: Option<&str>, browser: Option<&str>) -> Result<Option<SignInRow>, AppError> {
    let Some(state) = state.filter(|state| is_hex(state, 64)) else { return Ok(None) };
    let state_hash = sha256(&[state.as_bytes()]);
    let row = app
        .store()
        .write(move |connection| {
            let state_hash = state_hash.clone();
            Box::pin(async move { sign_ins::take(connection, &state_hash).await })
        })
        .await?;
    let (now, browser_hash) = (app.clock().now(), browser.map(|text| sha256(&[text.as_bytes()])).unwrap_or_default());
    Ok(row.filter(|row| same(&row.browser_hash, &browser_hash) && now < row.expires_at))
}

fn why_of(failure: &Failure) -> Why {
    let (kind, why) = match failure {
        Failure::Unavailable(why) => (Why::Unavailable, why),
        Failure::Refused(why) => (Why::Failed, why),
    };
    tracing::warn!(why, "nobody was signed in");
    kind
}

/// The provider's error codes (OAuth 2.0 and OpenID Connect); its texts are not shown.
fn why_of_error(code: &str) -> Why {
    match code {
        "access_denied" | "login_required" | "interaction_required" | "consent_required" | "account_selection_required" => Why::Cancelled,
        "server_error" | "temporarily_unavailable" => Why::Unavailable,
        _ => Why::Failed,
    }
}

fn known(config: &IdentityConfig, vouched: &Vouched) -> Option<Known> {
    let text = |name: &str| vouched.claims.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    let fin = Fin::parse(text(&config.claims.fin)?).ok()?;
    let parts = || [text("given_name"), text("family_name")].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let name = text(&config.claims.name).map_or_else(parts, str::to_owned);
    let name = name.chars().filter(|c| !c.is_control()).take(NAME_LENGTH_MAX).collect();
    let roles = config.roles.of(&values(&vouched.claims, &config.claims.roles));
    Some(Known { fin, name, roles })
}

/// A claim that is a text or a list of texts.
fn values(claims: &Map<String, Value>, name: &str) -> Vec<String> {
    match claims.get(name) {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(many)) => many.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect(),
        _ => vec![],
    }
}

/// A path of this site to go on at; anything that a browser could read as another place is none.
#[must_use]
pub fn local_path(text: &str) -> Option<&str> {
    let plain = text.bytes().all(|b| b.is_ascii_graphic() && b != b'\\') && text.len() <= RETURN_LENGTH_MAX;
    let local = text.starts_with('/') && !text.starts_with("//");
    let page = !text.starts_with("/api/") && !text.starts_with("/auth/");
    (plain && local && page).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_of_this_site_is_returned_to() {
        for good in ["/", "/certificate/apply?lang=ru", "/applications/M-2026-7K3M-9QXF#top", "/a//b"] {
            assert_eq!(local_path(good), Some(good));
        }
        let long = format!("/{}", "a".repeat(RETURN_LENGTH_MAX));
        for bad in [
            "",
            "certificate",
            "//evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "https://evil.example",
            "/a\r\nSet-Cookie: x=1",
            "/\t/evil.example",
            "javascript:alert(1)",
            " /a",
            "/ə",
            "/auth/sign-in",
            "/api/session",
            &long,
        ] {
            assert_eq!(local_path(bad), None, "{bad}");
        }
    }

    #[test]
    fn roles_are_a_text_or_a_list() {
        let claims = |text: &str| serde_json::from_str::<Map<String, Value>>(text).unwrap_or_default();
        assert_eq!(values(&claims(r#"{"roles":"officer"}"#), "roles"), ["officer"]);
        assert_eq!(values(&claims(r#"{"roles":["a",1,null,"b"]}"#), "roles"), ["a", "b"]);
        assert!(values(&claims(r#"{"roles":{"officer":true}}"#), "roles").is_empty());
    }
}
