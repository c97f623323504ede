//! Receivables files of any size: the same seed, number and date give the same bytes, in memory that does not grow.

mod lines;
mod plan;

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use indicatif::{ProgressBar, ProgressStyle};

use crate::money::decimal;
use lines::Written;
pub use plan::CAPACITY;
use plan::Plan;

/// The date a file states unless told otherwise: fixed, so that files can be compared.
pub const DEFAULT_AS_OF: &str = "2026-11-21T00:00:00+04:00";

/// What to make.
#[derive(Debug, Clone)]
pub struct Order {
    /// Number of fixed lines, the published numbers among them.
    pub accounts: u64,
    /// Seed of everything drawn.
    pub seed: u64,
    /// Directory the files go to; made when missing.
    pub out: PathBuf,
    /// The moment the files state, RFC 3339 with offset.
    pub as_of: String,
    /// Whether to show a progress bar on the terminal.
    pub progress: bool,
}

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// Rows of `telecom.csv`.
    pub telecom_rows: u64,
    /// Rows of `internet.csv`.
    pub internet_rows: u64,
}

/// Why nothing was made.
#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    /// More lines than the numbering plan has.
    #[error("at most {CAPACITY} lines can be made")]
    TooMany,
    /// The date is not RFC 3339 with an offset.
    #[error("--as-of must look like {DEFAULT_AS_OF}")]
    AsOf,
    /// A file could not be written.
    #[error("cannot write: {0}")]
    Io(#[from] io::Error),
}

/// Writes `telecom.csv` and `internet.csv`.
///
/// # Errors
/// When the order cannot be met or a file cannot be written.
pub fn generate(order: &Order) -> Result<Summary, GenerateError> {
    if order.accounts > CAPACITY {
        return Err(GenerateError::TooMany);
    }
    let dates = lines::Dates::from_as_of(&order.as_of).ok_or(GenerateError::AsOf)?;
    fs::create_dir_all(&order.out)?;
    let mut telecom = Sink::create(order, "telecom.csv")?;
    let mut internet = Sink::create(order, "internet.csv")?;
    let bar = progress(order);
    for (index, phone) in Plan::new(order.seed).phones(order.accounts).enumerate() {
        let line = lines::Line::draw(order.seed, phone, &dates);
        let written = line.write_telecom(&mut telecom.out)?;
        telecom.add(written);
        let written = line.write_internet(&mut internet.out)?;
        internet.add(written);
        if index % 4096 == 0 {
            bar.set_position(index as u64);
        }
    }
    let summary = Summary { telecom_rows: telecom.finish()?, internet_rows: internet.finish()? };
    bar.finish_and_clear();
    Ok(summary)
}

struct Sink {
    out: BufWriter<File>,
    rows: u64,
    sum_minor: i64,
}

impl Sink {
    fn create(order: &Order, name: &str) -> io::Result<Self> {
        let mut out = BufWriter::with_capacity(1 << 18, File::create(order.out.join(name))?);
        writeln!(out, "# as_of={0}\n# payments_until={0}", order.as_of)?;
        writeln!(out, "phone,account,charge,document,amount,period,due,holder")?;
        Ok(Self { out, rows: 0, sum_minor: 0 })
    }

    fn add(&mut self, written: Written) {
        self.rows += written.rows;
        self.sum_minor += written.sum_minor;
    }

    fn finish(mut self) -> io::Result<u64> {
        writeln!(self.out, "# rows={} sum={}", self.rows, decimal(self.sum_minor))?;
        self.out.flush()?;
        Ok(self.rows)
    }
}

fn progress(order: &Order) -> ProgressBar {
    if !order.progress {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(order.accounts);
    let template = "{bar:40} {human_pos}/{human_len} lines, {per_sec}, {eta} left";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}
