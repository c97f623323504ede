//! A kiosk's session as its browser has it: entered by a ticket, known by a cookie, over when the visitor finishes, nobody
//! is there any more, or its time is up. With it go the key of what was typed and whoever had signed in.

use super::{version, word};
use crate::app::digest::{derived, random_secret, sha256};
use crate::app::{App, AppError};
use crate::store::kiosk_sessions::{self, KioskSessionRow};
use crate::store::{kiosks, sessions};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use shared::api::kiosks::{KioskHeartbeat, KioskSession};
use shared::id::is_hex;

/// The screen that invites: nobody has begun yet.
const ATTRACT: &str = "attract";
/// No screen of ours: the page has left, for another of ours or for the bank's or the provider's.
const AWAY: &str = "away";
/// What a visit's key is derived for.
const SEAL: &[u8] = b"kommunal kiosk seal";

/// Takes a ticket; answers the token for the browser's cookie.
///
/// # Errors
/// [`AppError::NotFound`] for a ticket that does not count (any more), or the store's.
pub async fn enter(app: &App, ticket: &str) -> Result<String, AppError> {
    if !is_hex(ticket, 64) {
        return Err(AppError::NotFound);
    }
    let (token, now) = (random_secret(), app.clock().now());
    let (ticket, hash) = (sha256(&[ticket.as_bytes()]), sha256(&[token.as_bytes()]));
    let work = app.store().write(move |connection| {
        let (ticket, hash) = (ticket.clone(), hash.clone());
        Box::pin(async move { kiosk_sessions::enter(connection, &ticket, &hash, now).await })
    });
    if work.await? { Ok(token) } else { Err(AppError::NotFound) }
}

/// The live session of a cookie's token.
///
/// # Errors
/// The store's.
pub async fn look(app: &App, token: Option<&str>) -> Result<Option<KioskSessionRow>, AppError> {
    let Some(token) = token.filter(|token| is_hex(token, 64)) else { return Ok(None) };
    let hash = sha256(&[token.as_bytes()]);
    Ok(kiosk_sessions::live(&mut *app.store().read().await?, &hash, app.clock().now()).await?)
}

/// What the page must know of its session.
///
/// # Errors
/// [`AppError::NotFound`] when there is none, or the store's.
pub async fn view(app: &App, token: Option<&str>) -> Result<KioskSession, AppError> {
    let (Some(token), Some(session)) = (token, look(app, token).await?) else { return Err(AppError::NotFound) };
    let device = kiosks::named(&mut *app.store().read().await?, &session.kiosk).await?.ok_or(AppError::NotFound)?;
    let config = app.config().kiosk;
    Ok(KioskSession {
        // The database has the salt and the token's hash: neither it nor the browser alone opens what was sealed.
        key: BASE64_STANDARD.encode(derived(session.seal_salt.as_bytes(), token.as_bytes(), SEAL)),
        used: session.used_at.is_some(),
        idle_s: config.idle_s,
        countdown_s: config.countdown_s,
        name: device.name,
        place: device.place,
    })
}

/// The page is there. While nobody has begun the session does not grow old; from then on its end stands.
///
/// # Errors
/// [`AppError::NotFound`] when there is none, [`AppError::Invalid`] when something said is no short word, or the store's.
pub async fn heartbeat(app: &App, token: Option<&str>, said: &KioskHeartbeat) -> Result<(), AppError> {
    version(&said.version).map_err(|error| AppError::field("version", error))?;
    word(&said.screen).map_err(|error| AppError::field("screen", error))?;
    word(&said.printing).map_err(|error| AppError::field("printing", error))?;
    let before = look(app, token).await?.ok_or(AppError::NotFound)?;
    let (now, said) = (app.clock().now(), said.clone());
    let session = KioskSessionRow {
        used_at: before.used_at.or_else(|| (said.screen != ATTRACT).then_some(now)),
        ends_at: if before.used_at.is_some() { before.ends_at } else { now.plus_ms(app.config().kiosk.session_max_s * 1000) },
        heard_at: Some(now),
        away_at: (said.screen == AWAY).then_some(now),
        ..before
    };
    let work = app.store().write(move |connection| {
        let (session, said) = (session.clone(), said.clone());
        Box::pin(async move {
            kiosk_sessions::heard(connection, &session).await?;
            kiosks::said(connection, &session.kiosk, &said.version, &said.screen, now).await?;
            if said.printing.is_empty() {
                return Ok(());
            }
            kiosks::printing(connection, &session.kiosk, &said.printing, now).await
        })
    });
    Ok(work.await?)
}

/// Ends the session, and that of whoever signed in in this browser. What is over already stays over.
///
/// # Errors
/// The store's.
pub async fn finish(app: &App, token: Option<&str>, person: Option<&str>) -> Result<(), AppError> {
    let session = look(app, token).await?;
    let person = person.map(|token| sha256(&[token.as_bytes()]));
    let work = app.store().write(move |connection| {
        let (session, person) = (session.clone(), person.clone());
        Box::pin(async move {
            if let Some(session) = &session {
                kiosk_sessions::end_one(connection, &session.kiosk, &session.id).await?;
            }
            match &person {
                Some(person) => sessions::delete(connection, person).await,
                None => Ok(()),
            }
        })
    });
    work.await?;
    app.store().forget_deleted();
    Ok(())
}

/// Somebody has signed in in this browser: it ends with the kiosk's session, and at once when that is over already.
///
/// # Errors
/// The store's.
pub async fn signed_in(app: &App, kiosk: &str, person: &str) -> Result<(), AppError> {
    let live = look(app, Some(kiosk)).await?.is_some();
    let (kiosk, person) = (sha256(&[kiosk.as_bytes()]), sha256(&[person.as_bytes()]));
    let work = app.store().write(move |connection| {
        let (kiosk, person) = (kiosk.clone(), person.clone());
        Box::pin(async move {
            let bound = live && kiosk_sessions::signed_in(connection, &kiosk, &person).await?;
            if bound { Ok(()) } else { sessions::delete(connection, &person).await }
        })
    });
    Ok(work.await?)
}

/// Ends the sessions whose time is up; how many.
///
/// # Errors
/// The store's.
pub async fn end_overdue(app: &App) -> Result<usize, AppError> {
    let now = app.clock().now();
    let work = app.store().write(move |connection| Box::pin(async move { kiosk_sessions::end_overdue(connection, now).await }));
    let ended = work.await?;
    if ended > 0 {
        app.store().forget_deleted();
    }
    Ok(ended)
}
