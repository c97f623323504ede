//! A new issuer's key in files: what an installation begins with, until an authority signs one.

use crate::app::digest::random_bytes;
use crate::documents::signature::{NewKey, SigningError, make as make_key};
use shared::time::{Millis, Timestamp};
use std::fs::{DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use thiserror::Error;

const YEAR_MS: Millis = 366 * 24 * 60 * 60 * 1000;

/// Whose key, what for, for how long.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// Two letters.
    pub country: &'a str,
    /// The issuer.
    pub organisation: &'a str,
    /// What the key is for.
    pub name: &'a str,
    /// Years.
    pub years: u16,
}

/// Why none was made.
#[derive(Debug, Error)]
pub enum IssuerKeyError {
    /// A file is there already, or the folder cannot be written to.
    #[error("{0}: {1}")]
    File(PathBuf, io::Error),
    /// Names or times that a certificate cannot carry.
    #[error("{0}")]
    Key(#[from] SigningError),
}

/// Makes `issuer.key.pem` and `issuer.crt.pem` in a folder that only its owner may enter; answers where they are.
///
/// # Errors
/// [`IssuerKeyError`]; a file that was there before stays as it is.
pub fn make(folder: &Path, wanted: &Wanted, now: Timestamp) -> Result<(PathBuf, PathBuf), IssuerKeyError> {
    let valid_until = now.plus_ms(YEAR_MS.saturating_mul(i64::from(wanted.years)));
    let new = NewKey { country: wanted.country, organisation: wanted.organisation, common_name: wanted.name, valid_from: now, valid_until };
    let (key, certificate) = make_key(&new, &random_bytes())?;
    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|error| IssuerKeyError::File(folder.to_owned(), error))?;
    let (key_path, certificate_path) = (folder.join("issuer.key.pem"), folder.join("issuer.crt.pem"));
    write(&key_path, &key, 0o600)?;
    write(&certificate_path, &certificate, 0o644)?;
    Ok((key_path, certificate_path))
}

fn write(path: &Path, text: &str, mode: u32) -> Result<(), IssuerKeyError> {
    let failed = |error| IssuerKeyError::File(path.to_owned(), error);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(path).map_err(failed)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)
}
