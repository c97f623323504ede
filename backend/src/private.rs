//! Files that nobody else on the machine reads, whatever the umask is: what the server writes is money, names and keys.

use std::fs::{File, OpenOptions, Permissions};
use std::io::{self, Read};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// Read and written by its owner, by nobody else.
const MODE: u32 = 0o600;
/// What of a mode lets others in.
const OTHERS: u32 = 0o077;

/// Opens for writing; a file that is missing is made, and what is there stays.
///
/// # Errors
/// What the system says: no such folder, no right, no room.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    made(OpenOptions::new().write(true), path)
}

/// Makes a file anew; what was there is gone.
///
/// # Errors
/// What the system says: no such folder, no right, no room.
pub(crate) fn create(path: &Path) -> io::Result<File> {
    made(OpenOptions::new().write(true).truncate(true), path)
}

/// Opens at the file's end.
///
/// # Errors
/// What the system says: no such folder, no right, no room.
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

/// A private key's text, and its mode when others of the machine can read it.
///
/// # Errors
/// What the system says: no such folder, no right, no room.
pub(crate) fn key(path: &Path) -> io::Result<(String, Option<String>)> {
    let credentials = std::env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from);
    key_beside(path, credentials.as_deref())
}

/// systemd gives a service its credentials by an access list, which shows as rights of the group, in a folder that nobody
/// else enters.
fn key_beside(path: &Path, credentials: Option<&Path>) -> io::Result<(String, Option<String>)> {
    let mut file = File::open(path)?;
    let mode = file.metadata()?.permissions().mode();
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    let is_credential = credentials.is_some_and(|folder| path.starts_with(folder));
    Ok((text, (mode & OTHERS != 0 && !is_credential).then(|| format!("{:03o}", mode & 0o777))))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn s11_files_are_made_and_made_again_for_their_owner_alone() {
        let path = std::env::temp_dir().join(format!("kommunal-private-{}", std::process::id()));
        let mode = || path.metadata().unwrap().permissions().mode() & 0o777;
        let mut modes = vec![];
        for make in [open, append, create] {
            drop(make(&path).unwrap());
            modes.push(mode());
            // As a version before left it.
            std::fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
        }
        let shown = [key_beside(&path, None).unwrap().1, key_beside(&path, path.parent()).unwrap().1];
        tighten(&path);
        modes.push(mode());
        std::fs::remove_file(&path).unwrap();
        assert_eq!(modes, [MODE; 4]);
        assert_eq!(shown, [Some("644".to_owned()), None], "a service's credentials are its own");
    }
}
