//! Files that nobody else on the machine reads, whatever the umask is: what the server writes is money, names and keys.

use std::fs::{File, OpenOptions, Permissions};
use std::io::{self, Read};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

/// Owner only.
const MODE: u32 = 0o600;
/// What of a mode lets others in.
const OTHERS: u32 = 0o077;

/// Opens for writing; a file that is missing is made, and what is there stays.
///
/// # Errors
/// The file's.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    made(OpenOptions::new().write(true), path)
}

/// Makes a file anew; what was there is gone.
///
/// # Errors
/// The file's.
pub(crate) fn create(path: &Path) -> io::Result<File> {
    made(OpenOptions::new().write(true).truncate(true), path)
}

/// Opens at the file's end.
///
/// # Errors
/// The file's.
pub(crate) fn append(path: &Path) -> io::Result<File> {
    made(OpenOptions::new().append(true), path)
}

fn made(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    let file = options.create(true).mode(MODE).open(path)?;
    tighten(path);
    Ok(file)
}

/// Takes others' rights off a file that has them; what cannot be tightened is warned about, not refused.
pub(crate) fn tighten(path: &Path) {
    let Ok(metadata) = path.metadata() else { return };
    let mode = metadata.permissions().mode();
    if !metadata.is_file() || mode & OTHERS == 0 {
        return;
    }
    let (path, mode) = (path.display(), format!("{:03o}", mode & 0o777));
    match std::fs::set_permissions(path.to_string(), Permissions::from_mode(MODE)) {
        Ok(()) => tracing::warn!(%path, mode, "others could read this file: it is the owner's alone now"),
        Err(error) => tracing::warn!(%path, mode, %error, "others can read this file, and its mode cannot be changed"),
    }
}

/// A private key's text, and whether others of the machine can read it.
///
/// # Errors
/// The file's.
pub(crate) fn key(path: &Path) -> io::Result<(String, Option<String>)> {
    let mut file = File::open(path)?;
    let mode = file.metadata()?.permissions().mode();
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    Ok((text, (mode & OTHERS != 0).then(|| format!("{:03o}", mode & 0o777))))
}
