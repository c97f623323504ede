//! The file of rejected rows: written beside its final name, put in place whole.

use super::ImportError;
use super::judge::Rejected;
use super::words;
use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

/// Collects rejected rows. Dropped before [`ErrorsFile::put_in_place`], it leaves nothing behind.
pub(super) struct ErrorsFile {
    path: PathBuf,
    /// None until the first row.
    open: Option<csv::Writer<BufWriter<File>>>,
    rows: u64,
}

impl ErrorsFile {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, open: None, rows: 0 }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Adds a row: `line,reason,detail`.
    pub(super) fn add(&mut self, rejected: &Rejected) -> Result<(), ImportError> {
        let line = rejected.line.to_string();
        let detail = words::detail(rejected);
        self.writer()
            .and_then(|out| Ok(out.write_record([line.as_str(), words::code(rejected.reason), detail.as_str()])?))
            .map_err(|error| self.failed(error))?;
        self.rows += 1;
        Ok(())
    }

    /// Puts the file in place; without a rejected row, takes away one that an earlier import left there.
    pub(super) fn put_in_place(&mut self) -> Result<(), ImportError> {
        let done = match self.open.take() {
            Some(out) => seal(out, &self.path),
            None => match fs::remove_file(&self.path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            },
        };
        done.map_err(|error| self.failed(error))
    }

    fn writer(&mut self) -> io::Result<&mut csv::Writer<BufWriter<File>>> {
        if self.open.is_none() {
            let mut out = csv::Writer::from_writer(BufWriter::new(crate::private::create(&beside(&self.path))?));
            out.write_record(["line", "reason", "detail"])?;
            self.open = Some(out);
        }
        self.open.as_mut().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn failed(&self, error: io::Error) -> ImportError {
        ImportError::ErrorsFile(self.path.clone(), error)
    }
}

impl Drop for ErrorsFile {
    fn drop(&mut self) {
        if self.open.take().is_some() {
            let _ = fs::remove_file(beside(&self.path));
        }
    }
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".tmp");
    name.into()
}

fn seal(out: csv::Writer<BufWriter<File>>, path: &Path) -> io::Result<()> {
    let file = out.into_inner().map_err(|e| io::Error::other(e.to_string()))?.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.sync_all()?;
    fs::rename(beside(path), path)
}
