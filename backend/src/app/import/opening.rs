//! A file's head: what it says of itself before its first row.

use super::frames::Frames;
use super::judge;
use super::{ImportError, ImportOptions};
use sha2::{Digest, Sha256};
use shared::id::hex;
use shared::time::Timestamp;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Most lines before the columns.
const COMMENTS_MAX: usize = 64;

/// What a file states of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) as_of: Timestamp,
    pub(super) payments_until: Timestamp,
}

/// A file with its head read; its rows come next.
pub(super) struct Opened {
    pub(super) frames: Frames<Hashed>,
    pub(super) head: Head,
    pub(super) bytes_total: u64,
}

/// A file that is hashed as it is read.
pub(super) struct Hashed {
    file: File,
    hash: Sha256,
}

impl Hashed {
    /// SHA-256 of what was read, hex.
    pub(super) fn digest(self) -> String {
        hex(&self.hash.finalize())
    }
}

impl Read for Hashed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.hash.update(&buffer[..count]);
        Ok(count)
    }
}

/// Opens a file and reads its head.
pub(super) fn open(options: &ImportOptions) -> Result<Opened, ImportError> {
    let io = |error| ImportError::Read(options.file.clone(), error);
    let file = File::open(&options.file).map_err(io)?;
    let facts = file.metadata().map_err(io)?;
    if !facts.is_file() {
        return Err(ImportError::NotAFile(options.file.clone()));
    }
    let mut frames = Frames::new(Hashed { file, hash: Sha256::new() });
    frames.skip_mark().map_err(io)?;
    let head = read_head(&mut frames, &options.file)?;
    if let Err(found) = judge::header(&mut frames).map_err(io)? {
        return Err(ImportError::Columns { found });
    }
    Ok(Opened { frames, head, bytes_total: facts.len() })
}

/// SHA-256 of a whole file, hex.
pub(super) fn digest(path: &Path) -> io::Result<String> {
    let mut hashed = Hashed { file: File::open(path)?, hash: Sha256::new() };
    let mut buffer = vec![0; 64 * 1024];
    while hashed.read(&mut buffer)? > 0 {}
    Ok(hashed.digest())
}

fn read_head<R: Read>(frames: &mut Frames<R>, path: &Path) -> Result<Head, ImportError> {
    let (mut as_of, mut payments_until) = (None, None);
    for _ in 0..COMMENTS_MAX {
        let comment = frames.comment().map_err(|error| ImportError::Read(path.to_owned(), error))?;
        let Some((line, text)) = comment else { break };
        // What is no setting of ours is a remark.
        let Some((key, value)) = text.trim_start_matches('#').split_once('=') else { continue };
        let slot = match key.trim() {
            "as_of" => &mut as_of,
            "payments_until" => &mut payments_until,
            _ => continue,
        };
        let at = Timestamp::from_rfc3339(value.trim()).ok_or(ImportError::HeadTime { line })?;
        if slot.replace(at).is_some() {
            return Err(ImportError::HeadTwice { line });
        }
    }
    let as_of = as_of.ok_or(ImportError::AsOfMissing)?;
    let payments_until = payments_until.unwrap_or(as_of);
    if payments_until > as_of {
        return Err(ImportError::PaymentsAfter);
    }
    Ok(Head { as_of, payments_until })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn head(text: &str) -> Result<Head, ImportError> {
        read_head(&mut Frames::new(text.as_bytes()), Path::new("x"))
    }

    #[test]
    fn the_head_is_read_with_its_remarks() {
        let read =
            head("# as_of=2026-11-21T00:00:00+04:00\r\n# from the billing system\n#payments_until = 2026-11-20T18:00:00Z\nphone").unwrap();
        assert_eq!(read.as_of.rfc3339(), "2026-11-20T20:00:00Z");
        assert_eq!(read.payments_until.rfc3339(), "2026-11-20T18:00:00Z");
        let alone = head("# as_of=2026-11-21T00:00:00+04:00\n").unwrap();
        assert_eq!(alone.as_of, alone.payments_until);
    }

    #[test]
    fn a_head_that_says_too_little_or_too_much_is_refused() {
        assert!(matches!(head("phone,account\n"), Err(ImportError::AsOfMissing)));
        assert!(matches!(head("# as_of=yesterday\n"), Err(ImportError::HeadTime { line: 1 })));
        assert!(matches!(head("# as_of=2026-11-21T00:00:00\n"), Err(ImportError::HeadTime { line: 1 })));
        let twice = "# as_of=2026-11-21T00:00:00Z\n# as_of=2026-11-22T00:00:00Z\n";
        assert!(matches!(head(twice), Err(ImportError::HeadTwice { line: 2 })));
        let after = "# as_of=2026-11-21T00:00:00Z\n# payments_until=2026-11-21T00:00:01Z\n";
        assert!(matches!(head(after), Err(ImportError::PaymentsAfter)));
    }
}
