//! Security events: written in batches, searched by keyset, removed by age.

use super::StoreError;
use shared::time::Timestamp;
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use sqlx::{Row, query};

/// A row. `kind` is a text form of `shared::security::EventKind`; `client` and `actor` are keyed digests.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[allow(missing_docs, reason = "the table's columns, described in its migration")]
pub struct EventRow {
    pub id: String,
    pub at: Timestamp,
    pub kind: String,
    pub route: String,
    pub client: String,
    pub actor: String,
    pub roles: String,
    pub brand: String,
    pub outcome: String,
    pub subject: String,
    pub detail: String,
    pub reason: String,
    pub times: i64,
}

/// Which events. Empty and absent: any.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// At this time or later.
    pub from: Option<Timestamp>,
    /// Before this time.
    pub to: Option<Timestamp>,
    /// A kind's text form.
    pub kind: String,
    /// One of these digests; at most [`CHOICES_MAX`].
    pub actors: Vec<String>,
    /// One of these subjects; at most [`CHOICES_MAX`].
    pub subjects: Vec<String>,
    /// A client's digest.
    pub client: String,
    /// The last one of the page before: its time and its identifier.
    pub after: Option<(i64, String)>,
}

/// Most values that one filter is compared with.
pub const CHOICES_MAX: usize = 8;

/// Writes events; one that is there already stays as it is, so that a batch whose fate is unknown can be written again.
///
/// # Errors
/// The engine's.
pub async fn insert(connection: &mut AnyConnection, events: &[EventRow]) -> Result<(), StoreError> {
    for event in events {
        query(
            "INSERT INTO security_event (id, at, kind, route, client, actor, roles, brand, outcome, subject, detail, reason, times) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING",
        )
        .bind(event.id.as_str())
        .bind(event.at.micros())
        .bind(event.kind.as_str())
        .bind(event.route.as_str())
        .bind(event.client.as_str())
        .bind(event.actor.as_str())
        .bind(event.roles.as_str())
        .bind(event.brand.as_str())
        .bind(event.outcome.as_str())
        .bind(event.subject.as_str())
        .bind(event.detail.as_str())
        .bind(event.reason.as_str())
        .bind(event.times)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// A page of events, the newest first.
///
/// # Errors
/// The engine's.
pub async fn page(connection: &mut AnyConnection, filter: &Filter, limit: i64) -> Result<Vec<EventRow>, StoreError> {
    let (mut conditions, mut texts) = (vec![], vec![]);
    for (column, choices) in [("actor", &filter.actors), ("subject", &filter.subjects)] {
        if !choices.is_empty() {
            // $1 to $5 are always there.
            let places: Vec<String> = choices.iter().take(CHOICES_MAX).map(|value| place(&mut texts, value)).collect();
            conditions.push(format!("{column} IN ({})", places.join(", ")));
        }
    }
    for (column, value) in [("kind", &filter.kind), ("client", &filter.client)] {
        if !value.is_empty() {
            conditions.push(format!("{column} = {}", place(&mut texts, value)));
        }
    }
    conditions.push("at >= $1 AND at < $2 AND at <= $3 AND (at < $3 OR id < $4)".to_owned());
    let sql = format!(
        "SELECT id, at, kind, route, client, actor, roles, brand, outcome, subject, detail, reason, times FROM security_event \
         WHERE {} ORDER BY at DESC, id DESC LIMIT $5",
        conditions.join(" AND ")
    );
    let (at, id) = filter.after.clone().unwrap_or((i64::MAX, String::new()));
    let mut asked = query(sqlx::AssertSqlSafe(sql))
        .bind(filter.from.map_or(i64::MIN, Timestamp::micros))
        .bind(filter.to.map_or(i64::MAX, Timestamp::micros))
        .bind(at)
        .bind(id)
        .bind(limit);
    for text in texts {
        asked = asked.bind(text);
    }
    asked.fetch_all(&mut *connection).await?.iter().map(read).collect()
}

fn place(texts: &mut Vec<String>, value: &str) -> String {
    texts.push(value.to_owned());
    format!("${}", texts.len() + 5)
}

fn read(row: &AnyRow) -> Result<EventRow, StoreError> {
    Ok(EventRow {
        id: row.try_get("id")?,
        at: Timestamp::from_micros(row.try_get("at")?),
        kind: row.try_get("kind")?,
        route: row.try_get("route")?,
        client: row.try_get("client")?,
        actor: row.try_get("actor")?,
        roles: row.try_get("roles")?,
        brand: row.try_get("brand")?,
        outcome: row.try_get("outcome")?,
        subject: row.try_get("subject")?,
        detail: row.try_get("detail")?,
        reason: row.try_get("reason")?,
        times: row.try_get("times")?,
    })
}
