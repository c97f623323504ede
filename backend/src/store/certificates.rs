//! Certificates: exactly one for each issued application, its files, and how its life ended.

use super::StoreError;
use shared::application::{Actor, Class};
use shared::format::Lang;
use shared::time::Timestamp;
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use sqlx::{Row, query};

/// A certificate's row.
#[derive(Debug, Clone)]
pub struct CertificateRow {
    /// `A-2026-…`.
    pub number: String,
    /// The application it answers.
    pub application: String,
    /// For which class.
    pub class: Class,
    /// Subscriber code.
    pub account: String,
    /// Digest of class, account and holder.
    pub about: String,
    /// When.
    pub issued_at: Timestamp,
    /// The time the biller's answer is of.
    pub as_of: Timestamp,
    /// Last day, `YYYY-MM-DD`.
    pub valid_until: String,
    /// The QR code's text after `#`: payload and signature.
    pub statement: String,
    /// Eight hex digits of the key that signed.
    pub key_id: String,
    /// How and when its life ended before its time: `revoked` or `replaced`.
    pub ended: Option<(String, Timestamp)>,
}

/// How it looks in one language.
#[derive(Debug, Clone)]
pub struct CertificateFile {
    /// Language.
    pub lang: Lang,
    /// PDF.
    pub content: Vec<u8>,
}

/// Sets a number aside for an application.
///
/// # Errors
/// [`StoreError::Constraint`] when it was ever set aside before.
pub async fn set_aside(connection: &mut AnyConnection, number: &str, application: &str, at: Timestamp) -> Result<(), StoreError> {
    query("INSERT INTO certificate_number (number, application, at) VALUES ($1, $2, $3)")
        .bind(number)
        .bind(application)
        .bind(at.micros())
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// Writes a certificate with its files; those in force for the same class, account and holder are replaced by it.
///
/// # Errors
/// [`StoreError::Constraint`] when the application has one.
pub async fn insert(connection: &mut AnyConnection, row: &CertificateRow, files: &[CertificateFile]) -> Result<(), StoreError> {
    query("UPDATE certificate SET ended_at = $1, ended_how = 'replaced' WHERE about = $2 AND ended_at IS NULL")
        .bind(row.issued_at.micros())
        .bind(row.about.as_str())
        .execute(&mut *connection)
        .await?;
    query(
        "INSERT INTO certificate (number, application, class, account, about, issued_at, as_of, valid_until, statement, key_id) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(row.number.as_str())
    .bind(row.application.as_str())
    .bind(row.class.as_str())
    .bind(row.account.as_str())
    .bind(row.about.as_str())
    .bind(row.issued_at.micros())
    .bind(row.as_of.micros())
    .bind(row.valid_until.as_str())
    .bind(row.statement.as_str())
    .bind(row.key_id.as_str())
    .execute(&mut *connection)
    .await?;
    for (position, file) in (0_i64..).zip(files) {
        query("INSERT INTO certificate_file (certificate, lang, position, content) VALUES ($1, $2, $3, $4)")
            .bind(row.number.as_str())
            .bind(file.lang.tag())
            .bind(position)
            .bind(file.content.clone())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

const COLUMNS: &str = "SELECT number, application, class, account, about, issued_at, as_of, valid_until, statement, key_id, ended_at, \
                       ended_how FROM certificate";

/// A certificate by its number.
///
/// # Errors
/// The engine's.
pub async fn by_number(connection: &mut AnyConnection, number: &str) -> Result<Option<CertificateRow>, StoreError> {
    let row = query(sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE number = $1"))).bind(number).fetch_optional(&mut *connection).await?;
    row.as_ref().map(read).transpose()
}

/// The certificate of an application.
///
/// # Errors
/// The engine's.
pub async fn of_application(connection: &mut AnyConnection, application: &str) -> Result<Option<CertificateRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE application = $1"));
    let row = query(sql).bind(application).fetch_optional(&mut *connection).await?;
    row.as_ref().map(read).transpose()
}

/// The languages it is there in, the one that counts first.
///
/// # Errors
/// The engine's.
pub async fn languages(connection: &mut AnyConnection, number: &str) -> Result<Vec<Lang>, StoreError> {
    let rows = query("SELECT lang FROM certificate_file WHERE certificate = $1 ORDER BY position")
        .bind(number)
        .fetch_all(&mut *connection)
        .await?;
    let tags: Result<Vec<String>, StoreError> = rows.iter().map(|row| Ok(row.try_get("lang")?)).collect();
    Ok(tags?.iter().filter_map(|tag| Lang::from_tag(tag)).collect())
}

/// Its PDF in a language.
///
/// # Errors
/// The engine's.
pub async fn file(connection: &mut AnyConnection, number: &str, lang: Lang) -> Result<Option<Vec<u8>>, StoreError> {
    let row = query("SELECT content FROM certificate_file WHERE certificate = $1 AND lang = $2")
        .bind(number)
        .bind(lang.tag())
        .fetch_optional(&mut *connection)
        .await?;
    row.map(|row| Ok(row.try_get("content")?)).transpose()
}

/// Revokes it. False: its life had ended.
///
/// # Errors
/// The engine's.
pub async fn revoke(
    connection: &mut AnyConnection,
    number: &str,
    by: &(Actor, String),
    reason: &str,
    words: &str,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let done = query(
        "UPDATE certificate SET ended_at = $1, ended_how = 'revoked', ended_by = $2, ended_by_name = $3, ended_reason = $4, \
         ended_words = $5 WHERE number = $6 AND (ended_at IS NULL OR ended_how = 'replaced')",
    )
    .bind(at.micros())
    .bind(by.0.as_str())
    .bind(by.1.as_str())
    .bind(reason)
    .bind(words)
    .bind(number)
    .execute(&mut *connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// How it was revoked: name of the supervisor, template, words; `None` when it was not.
///
/// # Errors
/// The engine's.
pub async fn revocation(connection: &mut AnyConnection, number: &str) -> Result<Option<(String, String, String)>, StoreError> {
    let row = query("SELECT ended_by_name, ended_reason, ended_words FROM certificate WHERE number = $1 AND ended_how = 'revoked'")
        .bind(number)
        .fetch_optional(&mut *connection)
        .await?;
    row.map(|row| Ok((row.try_get("ended_by_name")?, row.try_get("ended_reason")?, row.try_get("ended_words")?))).transpose()
}

fn read(row: &AnyRow) -> Result<CertificateRow, StoreError> {
    let how: Option<String> = row.try_get("ended_how")?;
    let at: Option<i64> = row.try_get("ended_at")?;
    let class: String = row.try_get("class")?;
    Ok(CertificateRow {
        number: row.try_get("number")?,
        application: row.try_get("application")?,
        class: if class == Class::Residential.as_str() { Class::Residential } else { Class::NonResidential },
        account: row.try_get("account")?,
        about: row.try_get("about")?,
        issued_at: Timestamp::from_micros(row.try_get("issued_at")?),
        as_of: Timestamp::from_micros(row.try_get("as_of")?),
        valid_until: row.try_get("valid_until")?,
        statement: row.try_get("statement")?,
        key_id: row.try_get("key_id")?,
        ended: how.zip(at.map(Timestamp::from_micros)),
    })
}
