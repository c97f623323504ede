//! Kiosks: devices known by the hash of their secret, and how each of them is.

use super::StoreError;
use shared::time::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row, query};

/// A device's row.
#[derive(Debug, Clone)]
pub struct KioskRow {
    /// Name, unique.
    pub name: String,
    /// Where it stands.
    pub place: String,
    /// When it was added.
    pub created_at: Timestamp,
    /// When its page was heard last.
    pub heard_at: Option<Timestamp>,
    /// When its launcher was heard last.
    pub launcher_at: Option<Timestamp>,
    /// Of the application, as its page last said.
    pub version: String,
    /// Which screen its page showed.
    pub screen: String,
    /// Its last trouble with printing; empty: none yet.
    pub printing: String,
    /// When that was.
    pub printing_at: Option<Timestamp>,
    /// Its printer's state, as the launcher last said.
    pub printer: String,
}

const COLUMNS: &str = "SELECT name, place, created_at, heard_at, launcher_at, version, screen, printing, printing_at, printer FROM kiosk";

/// Adds a device.
///
/// # Errors
/// [`StoreError::Constraint`] when the name is taken.
pub async fn add(connection: &mut AnyConnection, name: &str, place: &str, secret_hash: &str, now: Timestamp) -> Result<(), StoreError> {
    query("INSERT INTO kiosk (name, place, secret_hash, created_at) VALUES ($1, $2, $3, $4)")
        .bind(name)
        .bind(place)
        .bind(secret_hash)
        .bind(now.micros())
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// Removes a device. False: there was none of that name.
///
/// # Errors
/// The engine's.
pub async fn remove(connection: &mut AnyConnection, name: &str) -> Result<bool, StoreError> {
    let gone = query("DELETE FROM kiosk WHERE name = $1").bind(name).execute(&mut *connection).await?;
    Ok(gone.rows_affected() > 0)
}

/// Every device, by name.
///
/// # Errors
/// The engine's.
pub async fn all(connection: &mut AnyConnection) -> Result<Vec<KioskRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} ORDER BY name"));
    query(sql).fetch_all(&mut *connection).await?.iter().map(row).collect()
}

/// The device of a secret.
///
/// # Errors
/// The engine's.
pub async fn of_secret(connection: &mut AnyConnection, secret_hash: &str) -> Result<Option<KioskRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE secret_hash = $1"));
    query(sql).bind(secret_hash).fetch_optional(&mut *connection).await?.as_ref().map(row).transpose()
}

/// The device of a name.
///
/// # Errors
/// The engine's.
pub async fn named(connection: &mut AnyConnection, name: &str) -> Result<Option<KioskRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE name = $1"));
    query(sql).bind(name).fetch_optional(&mut *connection).await?.as_ref().map(row).transpose()
}

/// Its launcher was heard.
///
/// # Errors
/// The engine's.
pub async fn launcher(connection: &mut AnyConnection, name: &str, now: Timestamp) -> Result<(), StoreError> {
    query("UPDATE kiosk SET launcher_at = $1 WHERE name = $2").bind(now.micros()).bind(name).execute(&mut *connection).await?;
    Ok(())
}

/// Its page was heard, and what it says of itself.
///
/// # Errors
/// The engine's.
pub async fn said(connection: &mut AnyConnection, name: &str, version: &str, screen: &str, now: Timestamp) -> Result<(), StoreError> {
    query("UPDATE kiosk SET heard_at = $1, version = $2, screen = $3 WHERE name = $4")
        .bind(now.micros())
        .bind(version)
        .bind(screen)
        .bind(name)
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// Trouble with printing.
///
/// # Errors
/// The engine's.
pub async fn printing(connection: &mut AnyConnection, name: &str, trouble: &str, now: Timestamp) -> Result<(), StoreError> {
    query("UPDATE kiosk SET printing = $1, printing_at = $2 WHERE name = $3")
        .bind(trouble)
        .bind(now.micros())
        .bind(name)
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// What its launcher says of the printer.
///
/// # Errors
/// The engine's.
pub async fn printer(connection: &mut AnyConnection, name: &str, state: &str) -> Result<(), StoreError> {
    query("UPDATE kiosk SET printer = $1 WHERE name = $2").bind(state).bind(name).execute(&mut *connection).await?;
    Ok(())
}

fn row(row: &AnyRow) -> Result<KioskRow, StoreError> {
    let at = |name: &str| row.try_get::<Option<i64>, _>(name).map(|at| at.map(Timestamp::from_micros));
    Ok(KioskRow {
        name: row.try_get("name")?,
        place: row.try_get("place")?,
        created_at: Timestamp::from_micros(row.try_get("created_at")?),
        heard_at: at("heard_at")?,
        launcher_at: at("launcher_at")?,
        version: row.try_get("version")?,
        screen: row.try_get("screen")?,
        printing: row.try_get("printing")?,
        printing_at: at("printing_at")?,
        printer: row.try_get("printer")?,
    })
}
