//! What the hosted billers' files say.

use crate::support::Database;
use kommunal::app::Clock;
use kommunal::app::import::{ImportOptions, run};
use kommunal::store::Store;
use std::fmt::Write;

/// The guide's number.
pub const GUIDE: &str = "4212372";
/// So many for each test, and more where payers go on for some seconds (`KOMMUNAL_PUT_BACK_S`).
const HOMES: u32 = 60;
const HOMES_A_SECOND: u32 = 40;
const PUBLISHED: std::ops::RangeInclusive<u32> = 4_990_001..=4_990_010;
const HEAD: &str = "phone,account,charge,document,amount,period,due,holder\n";
const DAY_MS: i64 = 24 * 3_600_000;

fn homes() -> u32 {
    let seconds = std::env::var("KOMMUNAL_PUT_BACK_S").ok().and_then(|text| text.parse::<u32>().ok()).unwrap_or_default();
    HOMES + seconds * HOMES_A_SECOND
}

/// The local number of an ordinary home.
pub fn home(n: u32) -> String {
    assert!(n < homes(), "more homes are needed than the files have");
    (4_300_000 + n).to_string()
}

pub(super) async fn import(store: &Store, db: &Database, clock: &Clock) {
    take_in(store, db, clock, "telecom", &["subscription", "intercity-issued", "intercity-current"], &telecom()).await;
    take_in(store, db, clock, "internet", &["internet"], &internet()).await;
}

async fn take_in(store: &Store, db: &Database, clock: &Clock, biller: &str, charges: &[&str], rows: &str) {
    let file = db.dir.path().join(format!("{biller}.csv"));
    let as_of = clock.now().plus_ms(-DAY_MS).rfc3339();
    std::fs::write(&file, format!("# as_of={as_of}\n{HEAD}{rows}")).unwrap();
    let charges = charges.iter().map(|charge| (*charge).to_owned()).collect();
    let options = ImportOptions { biller: biller.to_owned(), charges, file, ..ImportOptions::default() };
    run(store, &options, || clock.now(), &mut |_| ()).await.unwrap();
}

fn telecom() -> String {
    let mut rows = String::new();
    let mut row = |number: &str, charge: &str, document: &str, amount: &str| {
        writeln!(rows, "12{number},{number},{charge},{document},{amount},2026-11,2026-11-25,Elşad Məmmədov").unwrap();
    };
    row(GUIDE, "subscription", "", "2.50");
    row(GUIDE, "intercity-issued", "SQ-10", "3.85");
    row(GUIDE, "intercity-issued", "SQ-09", "1.40");
    row(GUIDE, "intercity-current", "", "0.62");
    for number in PUBLISHED.map(|n| n.to_string()) {
        row(&number, "subscription", "", "2.50");
    }
    for number in (0..homes()).map(home) {
        row(&number, "subscription", "", "2.50");
        row(&number, "intercity-issued", "SQ-1", "4.00");
        row(&number, "intercity-current", "", "0.00");
    }
    row("4400001", "subscription", "", "-5.00");
    row("4400002", "subscription", "", "not a sum");
    rows
}

fn internet() -> String {
    let numbers = PUBLISHED.map(|n| n.to_string()).chain((0..homes()).map(home)).chain([GUIDE.to_owned()]);
    numbers.map(|number| format!("12{number},NET{number},internet,,15.00,2026-11,2026-11-30,Elşad Məmmədov\n")).collect()
}
