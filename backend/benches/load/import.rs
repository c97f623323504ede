//! `kommunal import` of both files: rows a second, and the most memory the process ever held.

use crate::database::Database;
use crate::figures::{Table, grouped};
use crate::{files, server};
use std::process::Stdio;
use std::time::{Duration, Instant};

/// Makes and takes in the files of so many accounts. Answers look-ups to ask for.
pub fn measure(database: &Database, accounts: u64, table: &mut Table) -> Vec<String> {
    let summary = files::receivables(database, accounts);
    let homes = files::homes(database, accounts);
    let config = files::config(database, None);
    let (telecom_s, telecom_kib) = import(database, &config, "telecom");
    let (internet_s, internet_kib) = import(database, &config, "internet");
    let rows = summary.telecom_rows + summary.internet_rows;
    let figure = format!(
        "{} rows in {:.1} s: **{} rows/s**, peak memory {} MiB",
        grouped(rows as f64),
        telecom_s + internet_s,
        grouped(rows as f64 / (telecom_s + internet_s)),
        grouped(telecom_kib.max(internet_kib) as f64 / 1024.0)
    );
    table.row(&format!("import of {} accounts", grouped(accounts as f64)), database.engine, figure);
    for file in ["telecom.csv", "internet.csv"] {
        std::fs::remove_file(database.dir.join(file)).unwrap();
    }
    homes
}

fn import(database: &Database, config: &std::path::Path, biller: &str) -> (f64, u64) {
    let began = Instant::now();
    let mut import = server::kommunal("import", database, config);
    import.args(["--biller", biller]).arg(database.dir.join(format!("{biller}.csv")));
    let mut child = import.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let mut peak_kib = 0;
    let status = loop {
        peak_kib = server::peak_kibibytes(child.id()).unwrap_or(peak_kib);
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    assert!(status.success(), "the import of {biller} failed");
    (began.elapsed().as_secs_f64(), peak_kib)
}
