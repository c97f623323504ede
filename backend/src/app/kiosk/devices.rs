//! Devices: added and removed by whoever runs the installation, asked for sessions by their launchers, seen by operators.

use super::word;
use crate::app::digest::{random_secret, sha256};
use crate::app::{App, AppError, random_id};
use crate::store::kiosk_sessions::{self, NewKioskSession};
use crate::store::kiosks::{self, KioskRow};
use crate::store::{Store, StoreError};
use shared::api::kiosks::{KioskPlace, KioskPrinter, KioskSessionState, Kiosks, NewKioskSession as Begun, OfficeKiosk, OfficeKiosks};
use shared::id::is_hex;
use shared::time::{Millis, Timestamp};

/// A device, as its launcher's secret names it.
pub type Device = KioskRow;

/// A ticket counts for this long: the launcher starts its browser at once.
pub const TICKET_MS: Millis = 60_000;
/// Heard again within this time is not written down.
const HEARD_WRITTEN_MS: Millis = 10_000;

/// Adds a device; answers its secret, which is nowhere else. Nothing: the name is taken.
///
/// # Errors
/// The store's.
pub async fn add(store: &Store, name: &str, place: &str, now: Timestamp) -> Result<Option<String>, StoreError> {
    let secret = random_secret();
    let row = (name.to_owned(), place.to_owned(), sha256(&[secret.as_bytes()]));
    let added = store
        .write(move |connection| {
            let (name, place, hash) = row.clone();
            Box::pin(async move { kiosks::add(connection, &name, &place, &hash, now).await })
        })
        .await;
    match added {
        Ok(()) => Ok(Some(secret)),
        Err(StoreError::Constraint(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Removes a device and ends its session. False: there is none of that name.
///
/// # Errors
/// The store's.
pub async fn remove(store: &Store, name: &str) -> Result<bool, StoreError> {
    let name = name.to_owned();
    let work = store.write(move |connection| {
        let name = name.clone();
        Box::pin(async move {
            kiosk_sessions::end_of(connection, &name).await?;
            kiosks::remove(connection, &name).await
        })
    });
    work.await
}

/// The device of a launcher's secret.
///
/// # Errors
/// [`AppError::SignIn`] when there is none, or the store's.
pub async fn of_secret(app: &App, secret: Option<&str>) -> Result<Device, AppError> {
    let secret = secret.filter(|secret| is_hex(secret, 64)).ok_or(AppError::SignIn)?;
    let hash = sha256(&[secret.as_bytes()]);
    let found = kiosks::of_secret(&mut *app.store().read().await?, &hash).await?;
    let device = found.ok_or(AppError::SignIn)?;
    let now = app.clock().now();
    if device.launcher_at.is_none_or(|at| now.ms_since(at) >= HEARD_WRITTEN_MS) {
        let name = device.name.clone();
        let work = app.store().write(move |connection| {
            let name = name.clone();
            Box::pin(async move { kiosks::launcher(connection, &name, now).await })
        });
        work.await?;
    }
    Ok(device)
}

/// Begins a session; the device's earlier one is over.
///
/// # Errors
/// The store's.
pub async fn begin(app: &App, device: &Device) -> Result<Begun, AppError> {
    let (now, ticket) = (app.clock().now(), random_secret());
    let new = NewKioskSession {
        id: random_id().as_str().to_owned(),
        kiosk: device.name.clone(),
        ticket_hash: sha256(&[ticket.as_bytes()]),
        ticket_until: now.plus_ms(TICKET_MS),
        seal_salt: random_secret(),
        ends_at: now.plus_ms(app.config().kiosk.session_max_s * 1000),
    };
    let id = new.id.clone();
    let work = app.store().write(move |connection| {
        let new = new.clone();
        Box::pin(async move {
            kiosk_sessions::end_of(connection, &new.kiosk).await?;
            kiosk_sessions::begin(connection, &new, now).await
        })
    });
    work.await?;
    Ok(Begun { id, ticket, ticket_s: TICKET_MS / 1000 })
}

/// How a device's session is; one that it has not is over.
///
/// # Errors
/// The store's.
pub async fn state(app: &App, device: &Device, id: &str) -> Result<KioskSessionState, AppError> {
    let now = app.clock().now();
    let found = kiosk_sessions::of_kiosk(&mut *app.store().read().await?, &device.name, now).await?;
    let found = found.filter(|session| session.id == id);
    let heard_s = found.as_ref().and_then(|session| session.heard_at).map(|at| now.ms_since(at) / 1000);
    let away = found.as_ref().is_some_and(|session| session.away_at.is_some());
    Ok(KioskSessionState { ended: found.is_none(), heard_s, away })
}

/// Ends a device's session, if it is this one.
///
/// # Errors
/// The store's.
pub async fn end(app: &App, device: &Device, id: &str) -> Result<(), AppError> {
    let (kiosk, id) = (device.name.clone(), id.to_owned());
    let work = app.store().write(move |connection| {
        let (kiosk, id) = (kiosk.clone(), id.clone());
        Box::pin(async move { kiosk_sessions::end_one(connection, &kiosk, &id).await })
    });
    Ok(work.await?)
}

/// A launcher tells its printer's state.
///
/// # Errors
/// [`AppError::Invalid`] when it is no short word, or the store's.
pub async fn printer(app: &App, device: &Device, said: &KioskPrinter) -> Result<(), AppError> {
    word(&said.state).map_err(|error| AppError::field("state", error))?;
    let (name, state) = (device.name.clone(), said.state.clone());
    let work = app.store().write(move |connection| {
        let (name, state) = (name.clone(), state.clone());
        Box::pin(async move { kiosks::printer(connection, &name, &state).await })
    });
    Ok(work.await?)
}

/// Where kiosks stand.
///
/// # Errors
/// The store's.
pub async fn places(app: &App) -> Result<Kiosks, AppError> {
    let rows = kiosks::all(&mut *app.store().read().await?).await?;
    Ok(Kiosks { kiosks: rows.into_iter().map(|row| KioskPlace { name: row.name, place: row.place }).collect() })
}

/// How they are.
///
/// # Errors
/// The store's.
pub async fn seen_by_operator(app: &App) -> Result<OfficeKiosks, AppError> {
    let now = app.clock().now();
    let mut connection = app.store().read().await?;
    let rows = kiosks::all(&mut connection).await?;
    let used = kiosk_sessions::in_use(&mut connection, now).await?;
    let silent_ms = app.config().kiosk.silent_s * 1000;
    let lately = |at: Option<Timestamp>| at.is_some_and(|at| now.ms_since(at) < silent_ms);
    let one = |row: KioskRow| OfficeKiosk {
        alive: lately(row.heard_at),
        heard_at: row.heard_at.map(Timestamp::rfc3339),
        launcher: lately(row.launcher_at),
        launcher_at: row.launcher_at.map(Timestamp::rfc3339),
        in_use: used.contains(&row.name),
        name: row.name,
        place: row.place,
        version: row.version,
        screen: row.screen,
        printing: row.printing,
        printing_at: row.printing_at.map(Timestamp::rfc3339),
        printer: row.printer,
    };
    Ok(OfficeKiosks { kiosks: rows.into_iter().map(one).collect() })
}
