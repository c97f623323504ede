//! The state file: one JSON line for each change, the last line of an order or posting being the one that counts.
//!
//! Appending costs the same however many orders there are; the file is written compactly once, at the start.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::bank::order::Order;
use crate::billers::book::Posting;

/// One remembered thing.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Line {
    Order(Box<Order>),
    Posting { biller: String, posting: Box<Posting> },
}

/// The open file, if there is to be one.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    file: Option<(PathBuf, File)>,
}

impl Journal {
    /// Reads what an earlier run remembered. No file is nothing remembered; a torn last line is dropped.
    pub(crate) fn read(path: &Path) -> io::Result<Vec<Line>> {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut lines = Vec::new();
        for text in BufReader::new(file).lines() {
            match serde_json::from_str(&text?) {
                Ok(line) => lines.push(line),
                Err(error) => tracing::warn!(%error, "a line of the state file was not understood"),
            }
        }
        Ok(lines)
    }

    /// Writes the file anew with what is known now, atomically, and keeps it open for more.
    pub(crate) fn open(path: &Path, known: impl Iterator<Item = Line>) -> io::Result<Self> {
        let fresh = path.with_extension("tmp");
        let mut writer = BufWriter::new(File::create(&fresh)?);
        for line in known {
            writeln!(writer, "{}", serde_json::to_string(&line)?)?;
        }
        writer.flush()?;
        std::fs::rename(&fresh, path)?;
        let file = OpenOptions::new().append(true).open(path)?;
        Ok(Self { file: Some((path.to_owned(), file)) })
    }

    pub(crate) fn order(&mut self, order: &Order) {
        if self.file.is_some() {
            self.append(&Line::Order(Box::new(order.clone())));
        }
    }

    pub(crate) fn posting(&mut self, biller: &str, posting: &Posting) {
        if self.file.is_some() {
            self.append(&Line::Posting { biller: biller.to_owned(), posting: Box::new(posting.clone()) });
        }
    }

    /// Forgets everything.
    pub(crate) fn reset(&mut self) {
        if let Some((path, file)) = &self.file
            && let Err(error) = file.set_len(0)
        {
            tracing::error!(%error, path = %path.display(), "the state file was not emptied");
        }
    }

    fn append(&mut self, line: &Line) {
        let Some((path, file)) = &mut self.file else { return };
        let written = serde_json::to_string(line).map_err(io::Error::from).and_then(|mut text| {
            text.push('\n');
            // One write a line, so that a kill leaves at most one torn line at the end.
            file.write_all(text.as_bytes())
        });
        if let Err(error) = written {
            tracing::error!(%error, path = %path.display(), "the state file was not written");
        }
    }
}
