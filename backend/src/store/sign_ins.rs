//! Sign-ins under way: each is taken back once, by the browser that began it.

use super::StoreError;
use shared::time::Timestamp;
use sqlx::AnyConnection;
use sqlx::{Row, query};

/// A sign-in under way. No `Debug`: it holds secrets.
#[derive(Clone)]
pub struct SignInRow {
    /// SHA-256 of the state, hex.
    pub state_hash: String,
    /// SHA-256 of the browser's cookie, hex.
    pub browser_hash: String,
    /// The ID token must repeat it.
    pub nonce: String,
    /// PKCE: what the code is exchanged with.
    pub verifier: String,
    /// Where the browser goes on.
    pub return_to: String,
    /// Where the provider sends the browser.
    pub redirect_uri: String,
    /// Over after this.
    pub expires_at: Timestamp,
}

/// Writes one.
///
/// # Errors
/// The engine's.
pub async fn insert(connection: &mut AnyConnection, sign_in: &SignInRow) -> Result<(), StoreError> {
    query(
        "INSERT INTO sign_in (state_hash, browser_hash, nonce, verifier, return_to, redirect_uri, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(sign_in.state_hash.as_str())
    .bind(sign_in.browser_hash.as_str())
    .bind(sign_in.nonce.as_str())
    .bind(sign_in.verifier.as_str())
    .bind(sign_in.return_to.as_str())
    .bind(sign_in.redirect_uri.as_str())
    .bind(sign_in.expires_at.micros())
    .execute(&mut *connection)
    .await?;
    Ok(())
}

/// Takes one away, whatever its age and whosever it is: a state that was shown is used up.
///
/// # Errors
/// The engine's.
pub async fn take(connection: &mut AnyConnection, state_hash: &str) -> Result<Option<SignInRow>, StoreError> {
    let row = query("SELECT browser_hash, nonce, verifier, return_to, redirect_uri, expires_at FROM sign_in WHERE state_hash = $1")
        .bind(state_hash)
        .fetch_optional(&mut *connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let gone = query("DELETE FROM sign_in WHERE state_hash = $1").bind(state_hash).execute(&mut *connection).await?;
    // Two at once: one of them finds it gone.
    if gone.rows_affected() != 1 {
        return Ok(None);
    }
    Ok(Some(SignInRow {
        state_hash: state_hash.to_owned(),
        browser_hash: row.try_get("browser_hash")?,
        nonce: row.try_get("nonce")?,
        verifier: row.try_get("verifier")?,
        return_to: row.try_get("return_to")?,
        redirect_uri: row.try_get("redirect_uri")?,
        expires_at: Timestamp::from_micros(row.try_get("expires_at")?),
    }))
}

/// Forgets what is over.
///
/// # Errors
/// The engine's.
pub async fn forget_old(connection: &mut AnyConnection, now: Timestamp) -> Result<(), StoreError> {
    query("DELETE FROM sign_in WHERE expires_at <= $1").bind(now.micros()).execute(&mut *connection).await?;
    Ok(())
}
