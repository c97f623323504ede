//! The auditor's search.

use super::{about_typed, name_of_ours};
use crate::app::operator::{ROWS_AND_ONE, cursor, cut, place};
use crate::app::{App, AppError};
use crate::store::security_events::{self, Filter};
use shared::api::events::{EventPage, EventQuery, EventRow};
use shared::id::is_hex;
use shared::person::Fin;
use shared::security::EventKind;
use shared::time::{Millis, Timestamp};
use shared::typed::cleaned;
use shared::validation::Code;

/// Hex digits of a keyed digest.
const DIGEST_DIGITS: usize = 32;
const DAY_MS: Millis = 86_400_000;

/// A page of events, the newest first.
///
/// # Errors
/// [`AppError::Invalid`] for a filter that cannot be, or the store's.
pub async fn page(app: &App, query: &EventQuery) -> Result<EventPage, AppError> {
    let filter = filter(app, query)?;
    let mut connection = app.store().read().await?;
    let mut rows = security_events::page(&mut connection, &filter, ROWS_AND_ONE).await?;
    let more = cut(&mut rows);
    let next = rows.last().filter(|_| more).map(|row| cursor(row.at, &row.id));
    Ok(EventPage { next, rows: rows.into_iter().map(shown).collect() })
}

fn filter(app: &App, query: &EventQuery) -> Result<Filter, AppError> {
    if !query.kind.is_empty() && EventKind::from_text(&query.kind).is_none() {
        return Err(AppError::field("kind", Code::ChoiceUnknown));
    }
    Ok(Filter {
        from: day("from", &query.from)?,
        to: day("to", &query.to)?.map(|day| day.plus_ms(DAY_MS)),
        kind: query.kind.clone(),
        actors: actors(app, &query.who),
        subjects: subjects(app, &query.about),
        client: cleaned(&query.client),
        after: place(&query.after),
    })
}

/// Baku's midnight; nothing when nothing was given.
fn day(field: &str, typed: &str) -> Result<Option<Timestamp>, AppError> {
    if typed.is_empty() {
        return Ok(None);
    }
    let midnight = Timestamp::from_rfc3339(&format!("{typed}T00:00:00+04:00"));
    midnight.map(Some).ok_or_else(|| AppError::field(field, Code::Characters))
}

/// Seven letters may be a FIN or the name of whoever ran a command: both are looked for.
fn actors(app: &App, who: &str) -> Vec<String> {
    let who = cleaned(who);
    if who.is_empty() || is_hex(&who, DIGEST_DIGITS) {
        return Some(who).filter(|who| !who.is_empty()).into_iter().collect();
    }
    let fin = Fin::parse(&who).ok().map(|fin| app.digests().actor(fin.reveal()));
    fin.into_iter().chain([app.digests().commander(&who)]).collect()
}

/// A number of ours, the digest of anything else, or a biller's or kiosk's name as a command has it.
fn subjects(app: &App, about: &str) -> Vec<String> {
    let about = cleaned(about);
    if about.is_empty() {
        return vec![];
    }
    let ours = name_of_ours(&about).into_iter();
    ours.chain([about_typed(app, &about).subject, about]).collect()
}

fn shown(row: security_events::EventRow) -> EventRow {
    EventRow {
        id: row.id,
        at: row.at.rfc3339(),
        kind: row.kind,
        route: row.route,
        client: row.client,
        actor: row.actor,
        roles: row.roles,
        brand: row.brand,
        outcome: row.outcome,
        subject: row.subject,
        detail: row.detail,
        reason: row.reason,
        times: row.times,
    }
}
