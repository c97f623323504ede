//! Files that citizens added, and the links under which documents are fetched.

use super::StoreError;
use super::payments::id_of;
use shared::id::Id;
use shared::time::Timestamp;
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use sqlx::{Row, query};

/// A file without its bytes.
#[derive(Debug, Clone)]
pub struct AttachmentRow {
    /// Identifier.
    pub id: Id,
    /// Whose it is.
    pub owner: String,
    /// To which application it belongs; `None`: none yet.
    pub application: Option<String>,
    /// Its name.
    pub name: String,
    /// Media type, by its first bytes.
    pub kind: String,
    /// Bytes.
    pub size: i64,
}

/// Keeps a file.
///
/// # Errors
/// The engine's.
pub async fn insert(connection: &mut AnyConnection, row: &AttachmentRow, content: &[u8], at: Timestamp) -> Result<(), StoreError> {
    query("INSERT INTO attachment (id, owner, name, kind, size, content, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(row.id.as_str())
        .bind(row.owner.as_str())
        .bind(row.name.as_str())
        .bind(row.kind.as_str())
        .bind(row.size)
        .bind(content.to_vec())
        .bind(at.micros())
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// How many files of a person belong to no application.
///
/// # Errors
/// The engine's.
pub async fn loose(connection: &mut AnyConnection, owner: &str) -> Result<i64, StoreError> {
    let row = query("SELECT COUNT(*) AS n FROM attachment WHERE owner = $1 AND application IS NULL")
        .bind(owner)
        .fetch_one(&mut *connection)
        .await?;
    Ok(row.try_get("n")?)
}

const COLUMNS: &str = "SELECT id, owner, application, name, kind, size FROM attachment";

/// A file's facts.
///
/// # Errors
/// The engine's.
pub async fn by_id(connection: &mut AnyConnection, id: &Id) -> Result<Option<AttachmentRow>, StoreError> {
    let row = query(sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE id = $1"))).bind(id.as_str()).fetch_optional(&mut *connection).await?;
    row.as_ref().map(read).transpose()
}

/// The files of an application, those that were replaced by a correction among them.
///
/// # Errors
/// The engine's.
pub async fn of_application(connection: &mut AnyConnection, application: &str) -> Result<Vec<AttachmentRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE application = $1 ORDER BY created_at, id"));
    let rows = query(sql).bind(application).fetch_all(&mut *connection).await?;
    rows.iter().map(read).collect()
}

/// A file's bytes.
///
/// # Errors
/// The engine's.
pub async fn content(connection: &mut AnyConnection, id: &Id) -> Result<Option<Vec<u8>>, StoreError> {
    let row = query("SELECT content FROM attachment WHERE id = $1").bind(id.as_str()).fetch_optional(&mut *connection).await?;
    row.map(|row| Ok(row.try_get("content")?)).transpose()
}

/// Gives a person's own loose file to an application, or finds that it has it. False: it is not there to be given.
///
/// # Errors
/// The engine's.
pub async fn give(connection: &mut AnyConnection, id: &Id, owner: &str, application: &str) -> Result<bool, StoreError> {
    let given = query("UPDATE attachment SET application = $1 WHERE id = $2 AND owner = $3 AND (application IS NULL OR application = $1)")
        .bind(application)
        .bind(id.as_str())
        .bind(owner)
        .execute(&mut *connection)
        .await?;
    Ok(given.rows_affected() == 1)
}

fn read(row: &AnyRow) -> Result<AttachmentRow, StoreError> {
    Ok(AttachmentRow {
        id: id_of(&row.try_get::<String, _>("id")?)?,
        owner: row.try_get("owner")?,
        application: row.try_get("application")?,
        name: row.try_get("name")?,
        kind: row.try_get("kind")?,
        size: row.try_get("size")?,
    })
}

/// Lets whoever has the token see an application's documents.
///
/// # Errors
/// The engine's.
pub async fn add_link(
    connection: &mut AnyConnection,
    token_hash: &str,
    application: &str,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    query("INSERT INTO document_link (token_hash, application, expires_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
        .bind(token_hash)
        .bind(application)
        .bind(expires_at.micros())
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// The application behind a token that has not run out.
///
/// # Errors
/// The engine's.
pub async fn behind_link(connection: &mut AnyConnection, token_hash: &str, now: Timestamp) -> Result<Option<String>, StoreError> {
    let row = query("SELECT application FROM document_link WHERE token_hash = $1 AND expires_at > $2")
        .bind(token_hash)
        .bind(now.micros())
        .fetch_optional(&mut *connection)
        .await?;
    row.map(|row| Ok(row.try_get("application")?)).transpose()
}

/// Forgets links that have run out.
///
/// # Errors
/// The engine's.
pub async fn forget_links(connection: &mut AnyConnection, now: Timestamp) -> Result<(), StoreError> {
    query("DELETE FROM document_link WHERE expires_at <= $1").bind(now.micros()).execute(&mut *connection).await?;
    Ok(())
}
