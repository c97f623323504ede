//! Who is signed in. A session lives here; the browser has its token in a cookie, the store only the token's hash.

pub mod sign_in;

use super::digest::{random_secret, sha256};
use super::{App, AppError};
use crate::config::SessionConfig;
use crate::store::sessions::{self, SessionRow};
use shared::api::identity::{Role, SessionView, SignedIn, SignedOut};
use shared::id::is_hex;
use shared::person::Fin;
use shared::time::{Millis, Timestamp};

/// A use within this time of the last one is not written down: a page's requests come in bunches.
const USE_WRITTEN_MS: Millis = 30_000;

/// The page the provider sends a browser to after signing out.
const SIGNED_OUT: &str = "/signed-out";

/// Somebody signed in.
#[derive(Clone)]
pub struct Person {
    /// Stands for the person in rows that need no name: a keyed digest of the FIN.
    pub actor: String,
    /// FIN.
    pub fin: Fin,
    /// Name, as the provider says it.
    pub name: String,
    /// What they may do; always a citizen.
    pub roles: Vec<Role>,
}

impl Person {
    /// True when they may do what `role` may.
    #[must_use]
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}

/// A session with its person.
pub struct Session {
    /// Whose.
    pub person: Person,
    row: SessionRow,
}

/// What the identity provider says of somebody.
pub(super) struct Known {
    pub(super) fin: Fin,
    pub(super) name: String,
    pub(super) roles: Vec<Role>,
}

/// The session of a cookie's token; using it prolongs it.
///
/// # Errors
/// [`AppError::SignIn`] when there is none, or the store's.
pub async fn used(app: &App, token: Option<&str>) -> Result<Session, AppError> {
    let mut session = look(app, token).await?.ok_or(AppError::SignIn)?;
    let now = app.clock().now();
    if now.ms_since(session.row.used_at) >= USE_WRITTEN_MS {
        prolong_row(app, &mut session.row, now).await?;
    }
    Ok(session)
}

/// The session of a cookie's token, looked at without using it.
///
/// # Errors
/// The store's.
pub async fn look(app: &App, token: Option<&str>) -> Result<Option<Session>, AppError> {
    let Some(token) = token.filter(|token| is_hex(token, 64)) else { return Ok(None) };
    let hash = sha256(&[token.as_bytes()]);
    let mut connection = app.store().read().await?;
    let row = sessions::live(&mut connection, &hash, app.clock().now()).await?;
    row.map(session_of).transpose()
}

/// Prolongs a session as far as it goes.
///
/// # Errors
/// [`AppError::SignIn`] when there is none, or the store's.
pub async fn prolong(app: &App, token: Option<&str>) -> Result<Session, AppError> {
    let mut session = look(app, token).await?.ok_or(AppError::SignIn)?;
    prolong_row(app, &mut session.row, app.clock().now()).await?;
    Ok(session)
}

/// Ends a session; answers whose it was, and the provider's own address to sign out at, if it has one.
///
/// # Errors
/// The store's.
pub async fn sign_out(app: &App, public_url: &str, token: Option<&str>) -> Result<(Option<Person>, SignedOut), AppError> {
    let Some(Session { row, person }) = look(app, token).await? else { return Ok((None, SignedOut { redirect: None })) };
    let hash = row.token_hash;
    app.store()
        .write(move |connection| {
            let hash = hash.clone();
            Box::pin(async move { sessions::delete(connection, &hash).await })
        })
        .await?;
    app.store().forget_deleted();
    let redirect = match app.provider() {
        Some(provider) => provider.leave(&format!("{public_url}{SIGNED_OUT}")).await,
        None => None,
    };
    Ok((Some(person), SignedOut { redirect }))
}

/// Begins a session under a new token, which is answered; the browser's session of before ends.
pub(super) async fn begin(app: &App, known: Known, before: Option<&str>) -> Result<String, AppError> {
    let now = app.clock().now();
    let life = life(app)?;
    let token = random_secret();
    let roles = serde_json::to_string(&known.roles).map_err(|_| AppError::Internal("roles cannot be written"))?;
    let row = SessionRow {
        token_hash: sha256(&[token.as_bytes()]),
        actor: app.digests().actor(known.fin.reveal()),
        fin: known.fin.reveal().to_owned(),
        name: known.name,
        roles,
        created_at: now,
        used_at: now,
        ends_at: now.plus_ms(life.idle_s.min(life.absolute_s) * 1000),
        ends_latest: now.plus_ms(life.absolute_s * 1000),
    };
    let before = before.map(|token| sha256(&[token.as_bytes()]));
    app.store()
        .write(move |connection| {
            let (row, before) = (row.clone(), before.clone());
            Box::pin(async move {
                if let Some(before) = &before {
                    sessions::delete(connection, before).await?;
                }
                sessions::insert(connection, &row).await
            })
        })
        .await?;
    Ok(token)
}

/// How a session is shown to its browser.
#[must_use]
pub fn view(app: &App, session: Option<&Session>) -> SessionView {
    let person = session.map(|session| SignedIn {
        name: session.person.name.clone(),
        fin: session.person.fin.masked(),
        roles: session.person.roles.clone(),
        ends_at: session.row.ends_at.rfc3339(),
        ends_at_latest: session.row.ends_latest.rfc3339(),
        now: app.clock().now().rfc3339(),
    });
    SessionView { person, offered: app.config().identity.is_some() }
}

async fn prolong_row(app: &App, row: &mut SessionRow, now: Timestamp) -> Result<(), AppError> {
    let ends_at = now.plus_ms(life(app)?.idle_s * 1000).min(row.ends_latest);
    let hash = row.token_hash.clone();
    app.store()
        .write(move |connection| {
            let hash = hash.clone();
            Box::pin(async move { sessions::prolong(connection, &hash, now, ends_at).await })
        })
        .await?;
    row.ends_at = ends_at;
    Ok(())
}

/// Without a provider there are no sessions: those of before the setting was taken away end with it.
fn life(app: &App) -> Result<SessionConfig, AppError> {
    app.config().identity.as_ref().map(|identity| identity.session).ok_or(AppError::SignIn)
}

fn session_of(row: SessionRow) -> Result<Session, AppError> {
    let fin = Fin::parse(&row.fin).map_err(|_| AppError::Internal("a session's FIN does not parse"))?;
    let roles = serde_json::from_str(&row.roles).map_err(|_| AppError::Internal("a session's roles do not parse"))?;
    let person = Person { actor: row.actor.clone(), fin, name: row.name.clone(), roles };
    Ok(Session { person, row })
}
