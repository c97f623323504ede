//! `kommunal kiosk`: devices, added and removed beside a running server.

use super::devices;
use crate::store::{Store, StoreError, kiosks};
use shared::biller::is_key;
use shared::time::Timestamp;

/// Longest place, in characters.
const PLACE_MAX: usize = 120;

/// Why it could not be done.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The name.
    #[error("a kiosk's name is a–z, 0–9 and -, at most 32")]
    Name,
    /// The place.
    #[error("--place must say where it stands, in at most {PLACE_MAX} characters")]
    Place,
    /// Somebody was first.
    #[error("there is a kiosk {0} already")]
    Taken(String),
    /// Nothing there.
    #[error("there is no kiosk {0}")]
    None(String),
    /// The database.
    #[error("{0}")]
    Store(#[from] StoreError),
}

/// Adds a device and prints its secret: it is shown this once.
///
/// # Errors
/// [`CliError`].
pub async fn add(store: &Store, name: &str, place: &str, now: Timestamp) -> Result<(), CliError> {
    let place = place.trim();
    if !is_key(name) {
        return Err(CliError::Name);
    }
    if place.is_empty() || place.chars().count() > PLACE_MAX || place.chars().any(char::is_control) {
        return Err(CliError::Place);
    }
    let secret = devices::add(store, name, place, now).await?.ok_or_else(|| CliError::Taken(name.to_owned()))?;
    eprintln!("The secret of {name}, shown only now; put it into the file that KIOSK_SECRET_FILE names (docs/kiosk.md):");
    println!("{secret}");
    Ok(())
}

/// Prints the devices, a line each.
///
/// # Errors
/// [`CliError`].
pub async fn list(store: &Store) -> Result<(), CliError> {
    let mut connection = store.read().await?;
    for kiosk in kiosks::all(&mut connection).await? {
        let heard = |who: &str, at: Option<Timestamp>| {
            at.map_or_else(|| format!("{who} never heard"), |at| format!("{who} heard {}", at.rfc3339()))
        };
        println!("{}\t{}\t{}\t{}", kiosk.name, kiosk.place, heard("page", kiosk.heard_at), heard("launcher", kiosk.launcher_at));
    }
    Ok(())
}

/// Removes a device: its secret counts no longer, its session is over.
///
/// # Errors
/// [`CliError`].
pub async fn remove(store: &Store, name: &str) -> Result<(), CliError> {
    if devices::remove(store, name).await? { Ok(()) } else { Err(CliError::None(name.to_owned())) }
}
