//! A file's head: what it says of itself before its first row.

use super::frames::{Foreign, Frames};
use super::judge;
use super::{ImportError, ImportOptions};
use sha2::{Digest, Sha256};
use shared::id::hex;
use shared::money::Money;
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
    /// Payments up to here are in its amounts.
    pub(super) payments_until: Option<Timestamp>,
    /// Entries of the payment registry up to here are.
    pub(super) registry_until: Option<i64>,
}

/// What a file states of itself after its last row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Trailer {
    /// Its rows, rejected ones among them.
    pub(super) rows: u64,
    /// The sum of their amounts, in qəpik.
    pub(super) sum_minor: i64,
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
    match frames.begin().map_err(io)? {
        Some(Foreign::Utf16) => return Err(ImportError::Utf16),
        Some(Foreign::Spreadsheet) => return Err(ImportError::Spreadsheet),
        None => {}
    }
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
    let (mut as_of, mut payments_until, mut registry_until) = (None, None, None);
    for _ in 0..COMMENTS_MAX {
        let comment = frames.comment().map_err(|error| ImportError::Read(path.to_owned(), error))?;
        let Some((line, text)) = comment else { break };
        // What is no setting of ours is a remark.
        let Some((key, value)) = without_marks(&text).split_once('=') else { continue };
        let (key, value) = (key.trim(), value.trim());
        let time = || Timestamp::from_rfc3339(value).ok_or(ImportError::HeadTime { line });
        let before = match key {
            "as_of" => as_of.replace(time()?).is_some(),
            "payments_until" => payments_until.replace(time()?).is_some(),
            "registry_until" => registry_until.replace(sequence(value).ok_or(ImportError::HeadSequence { line })?).is_some(),
            _ => false,
        };
        if before {
            return Err(ImportError::HeadTwice { line });
        }
    }
    let as_of = as_of.ok_or(ImportError::AsOfMissing)?;
    if payments_until.is_some_and(|until| until > as_of) {
        return Err(ImportError::PaymentsAfter);
    }
    Ok(Head { as_of, payments_until, registry_until })
}

/// A `#` line without its mark and the commas that a spreadsheet fills it up with.
fn without_marks(line: &str) -> &str {
    line.trim_start_matches('#').trim_end_matches([',', ' ', '\t'])
}

fn sequence(text: &str) -> Option<i64> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?
}

/// `# rows=1424 sum=20518.40`. `None`: another `#` line.
pub(super) fn trailer(comment: &str, line: i64) -> Option<Result<Trailer, ImportError>> {
    let text = without_marks(comment).trim_start();
    let rest = text.strip_prefix("rows=")?;
    let read = || {
        let (rows, sum) = rest.trim().split_once(char::is_whitespace)?;
        Some(Trailer {
            rows: u64::try_from(sequence(rows)?).ok()?,
            sum_minor: Money::total_from_decimal(sum.trim().strip_prefix("sum=")?)?.minor(),
        })
    };
    Some(read().ok_or(ImportError::TrailerForm { line }))
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
        assert_eq!(read.payments_until.unwrap().rfc3339(), "2026-11-20T18:00:00Z");
        let alone = head("# as_of=2026-11-21T00:00:00+04:00\n").unwrap();
        assert_eq!((alone.payments_until, alone.registry_until), (None, None));
        let filled_up = head("# as_of=2026-11-29T10:00:00+04:00,,,,,,,\r# registry_until=17,,,,,,,\r").unwrap();
        assert_eq!((filled_up.as_of.rfc3339().as_str(), filled_up.registry_until), ("2026-11-29T06:00:00Z", Some(17)));
    }

    #[test]
    fn a_head_that_says_too_little_or_too_much_is_refused() {
        assert!(matches!(head("phone,account\n"), Err(ImportError::AsOfMissing)));
        assert!(matches!(head("# as_of=yesterday\n"), Err(ImportError::HeadTime { line: 1 })));
        assert!(matches!(head("# as_of=2026-11-21T00:00:00\n"), Err(ImportError::HeadTime { line: 1 })));
        let twice = "# as_of=2026-11-21T00:00:00Z\n# as_of=2026-11-22T00:00:00Z\n";
        assert!(matches!(head(twice), Err(ImportError::HeadTwice { line: 2 })));
        for sequence in ["-1", "1.5", "all", ""] {
            let text = format!("# as_of=2026-11-21T00:00:00Z\n# registry_until={sequence}\n");
            assert!(matches!(head(&text), Err(ImportError::HeadSequence { line: 2 })), "{sequence}");
        }
        let after = "# as_of=2026-11-21T00:00:00Z\n# payments_until=2026-11-21T00:00:01Z\n";
        assert!(matches!(head(after), Err(ImportError::PaymentsAfter)));
    }

    #[test]
    fn a_trailer_is_told_from_a_remark() {
        let read = |text| trailer(text, 9).map(|read| read.map(|t| (t.rows, t.sum_minor)).map_err(|_| ()));
        assert_eq!(read("# rows=1424 sum=123456789.05"), Some(Ok((1424, 12_345_678_905))));
        assert_eq!(read("#rows=0 sum=-0.01,,,,,,,"), Some(Ok((0, -1))));
        assert_eq!(read("# the end"), None);
        for bad in ["# rows=1424", "# rows=x sum=1.00", "# rows=1 sum=1", "# rows=1 sum=1,00", "# rows=1 sum=.00", "# rows=-1 sum=1.00"] {
            assert_eq!(read(bad), Some(Err(())), "{bad}");
        }
    }
}
