//! A bench for imports: a store, a directory, a clock that stands still at a day of November 2026.
#![allow(unreachable_pub, clippy::unwrap_used)]

use crate::support::Database;
use kommunal::app::import::{ImportError, ImportOptions, Progress, Responsible, Summary, Undo, run, undo};
use kommunal::app::payment_registry;
use kommunal::store::Store;
use kommunal::store::hosted::{HostedPosting, post};
use kommunal::store::payment_registry_acks::{Acked, acknowledge};
use kommunal::store::receivables::{HostedAnswer, HostedBill, bills_of_phone};
use shared::id::Id;
use shared::money::Money;
use shared::time::Timestamp;
use sqlx::Row;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};

pub const BILLER: &str = "telecom";
pub const CHARGES: [&str; 3] = ["subscription", "intercity-issued", "intercity-current"];
/// The clock of a bench stands at the end of this day.
const TODAY: u32 = 28;

pub struct Bench {
    pub db: Database,
    pub store: Store,
}

/// Midnight at the start of a day of November 2026.
pub fn at(day: u32) -> Timestamp {
    Timestamp::from_rfc3339(&day_text(day)).unwrap()
}

fn day_text(day: u32) -> String {
    format!("2026-11-{day:02}T00:00:00+04:00")
}

/// A subscription's row.
pub fn row(phone: &str, account: &str, amount: &str) -> String {
    format!("{phone},{account},subscription,,{amount},2026-11,2026-11-25,Əli Məmmədov\n")
}

/// A row for each of so many homes.
pub fn homes(count: u32, amount: &str) -> String {
    (0..count).map(|n| row(&home(n), &n.to_string(), amount)).collect()
}

fn home(n: u32) -> String {
    format!("12{}", 4_000_000 + n)
}

/// Account, charge and sum of bills; no sum: unknown.
pub fn sums(bills: &[HostedBill]) -> Vec<(&str, &str, Option<i64>)> {
    bills.iter().map(|bill| (bill.account.as_str(), bill.charge.as_str(), bill.known.then(|| bill.balance.minor()))).collect()
}

/// What a home of [`homes`] owes.
pub async fn sum_of_home(store: &Store, n: u32) -> Option<i64> {
    let HostedAnswer::Bills(bills) = look_up(store, BILLER, &home(n)).await else { panic!("home {n} has no bills") };
    sums(&bills)[0].2
}

async fn look_up(store: &Store, biller: &str, phone: &str) -> HostedAnswer {
    let mut connection = store.read().await.unwrap();
    bills_of_phone(&mut connection, biller, phone, &CHARGES).await.unwrap()
}

impl Bench {
    pub async fn new(db: Database) -> Self {
        let store = db.store().await;
        Self { db, store }
    }

    /// Writes a file as of a day that says nothing of payments.
    pub fn write(&self, name: &str, day: u32, rows: &str) -> PathBuf {
        self.write_with(name, day, "", rows)
    }

    /// Writes a file as of a day with more lines in its head.
    pub fn write_with(&self, name: &str, day: u32, head: &str, rows: &str) -> PathBuf {
        let path = self.db.dir.path().join(name);
        let text = format!("# as_of={}\n{head}phone,account,charge,document,amount,period,due,holder\n{rows}", day_text(day));
        std::fs::write(&path, text).unwrap();
        path
    }

    pub async fn import(&self, name: &str, day: u32, rows: &str) -> Result<Summary, ImportError> {
        self.import_with(name, day, "", rows).await
    }

    pub async fn import_with(&self, name: &str, day: u32, head: &str, rows: &str) -> Result<Summary, ImportError> {
        self.run(&self.write_with(name, day, head, rows), 5_000, TODAY, &mut |_| ()).await
    }

    pub async fn import_until(&self, name: &str, day: u32, until: u32, rows: &str) -> Result<Summary, ImportError> {
        self.import_with(name, day, &format!("# payments_until={}\n", day_text(until)), rows).await
    }

    pub async fn import_in_batches(&self, name: &str, day: u32, rows: &str, batch_rows: usize) -> Result<Summary, ImportError> {
        self.run(&self.write(name, day, rows), batch_rows, TODAY, &mut |_| ()).await
    }

    /// As `kommunal import` does unless told otherwise: files that lack most accounts are refused.
    pub async fn import_guarded(&self, name: &str, day: u32, rows: &str, force: bool) -> Result<Summary, ImportError> {
        let force = force.then(responsible);
        let options = ImportOptions { accounts_percent_min: 70, force, ..options(&self.write(name, day, rows), 5_000) };
        run(&self.store, &options, || at(TODAY), &mut |_| ()).await
    }

    pub async fn import_of_digits(&self, name: &str, day: u32, digits: u8, rows: &str) -> Result<Summary, ImportError> {
        let options = ImportOptions { account_digits: Some(digits), ..options(&self.write(name, day, rows), 5_000) };
        run(&self.store, &options, || at(TODAY), &mut |_| ()).await
    }

    pub async fn undo(&self) -> Result<Undo, ImportError> {
        undo(&self.store, BILLER, &responsible(), at(TODAY)).await
    }

    /// Enters what was booked into the payment registry.
    pub async fn enter(&self) -> usize {
        payment_registry::enter(&self.store).await.unwrap()
    }

    pub async fn acknowledge(&self, until: i64, entries: i64, minor: i64, when: Timestamp) -> Acked {
        let work = self.store.write(move |connection| {
            Box::pin(async move { acknowledge(connection, BILLER, until, (entries, minor), "Aygün", when).await })
        });
        work.await.unwrap()
    }

    /// Takes a part of a booked posting back, as a refund does.
    pub async fn reverse_part(&self, item: &Id, minor: i64, when: Timestamp) {
        let sql = format!(
            "INSERT INTO hosted_reversal (id, item_id, biller, charge, account, amount, reference, at) \
             SELECT '{}', item_id, biller, charge, account, {minor}, reference, {} FROM hosted_posting WHERE item_id = '{item}'",
            kommunal::app::random_id(),
            when.micros()
        );
        let work = self.store.write(move |connection| {
            let sql = sqlx::AssertSqlSafe(sql.clone());
            Box::pin(async move { Ok(sqlx::query(sql).execute(&mut *connection).await.map(|_| ())?) })
        });
        work.await.unwrap();
    }

    pub async fn import_bytes(&self, name: &str, bytes: &[u8]) -> Result<Summary, ImportError> {
        std::fs::write(self.db.dir.path().join(name), bytes).unwrap();
        self.import_path(name).await
    }

    pub async fn import_path(&self, name: &str) -> Result<Summary, ImportError> {
        self.run(&self.db.dir.path().join(name), 5_000, TODAY, &mut |_| ()).await
    }

    pub async fn import_for(&self, biller: &str, name: &str, day: u32, rows: &str) -> Result<Summary, ImportError> {
        let options = ImportOptions { biller: biller.to_owned(), ..options(&self.write(name, day, rows), 5_000) };
        run(&self.store, &options, || at(TODAY), &mut |_| ()).await
    }

    pub async fn run(
        &self,
        path: &Path,
        batch_rows: usize,
        today: u32,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<Summary, ImportError> {
        run(&self.store, &options(path, batch_rows), || at(today), progress).await
    }

    /// Drops an import once so many batches are staged, as a crash would.
    pub async fn crash_after(&self, path: &Path, batch_rows: usize, batches: u32) {
        let crash = tokio::sync::Notify::new();
        let mut count = 0;
        let mut progress = |_| {
            count += 1;
            if count == batches {
                crash.notify_one();
            }
        };
        tokio::select! {
            biased;
            () = crash.notified() => {}
            outcome = self.run(path, batch_rows, 22, &mut progress) => panic!("it ended before the crash: {outcome:?}"),
        }
    }

    /// Runs `other` in the middle of `slow`, at a time when `slow` counts as dead.
    pub async fn overtake(&self, slow: &Path, other: &Path) -> Result<Summary, ImportError> {
        let today = AtomicU8::new(21);
        let (reached, go_on) = (tokio::sync::Notify::new(), std::sync::Barrier::new(2));
        let count = AtomicU32::new(0);
        let mut progress = |_| {
            if count.fetch_add(1, Ordering::SeqCst) == 3 {
                reached.notify_one();
                tokio::task::block_in_place(|| go_on.wait());
            }
        };
        let slow_store = self.db.store().await;
        let slow_options = options(slow, 100);
        let slow_run = run(&slow_store, &slow_options, || at(u32::from(today.load(Ordering::SeqCst))), &mut progress);
        let handle = tokio::runtime::Handle::current();
        std::thread::scope(|scope| {
            let overtaking = scope.spawn(|| {
                handle.block_on(async {
                    reached.notified().await;
                    self.run(other, 100, 22, &mut |_| ()).await.unwrap();
                });
                go_on.wait();
            });
            let outcome = tokio::task::block_in_place(|| handle.block_on(slow_run));
            overtaking.join().unwrap();
            outcome
        })
    }

    pub async fn bills(&self, phone: &str) -> Vec<HostedBill> {
        self.bills_of(BILLER, phone).await
    }

    pub async fn bills_of(&self, biller: &str, phone: &str) -> Vec<HostedBill> {
        match look_up(&self.store, biller, phone).await {
            HostedAnswer::Bills(bills) => bills,
            other => panic!("{phone}: {other:?}"),
        }
    }

    pub async fn has_no_account(&self, phone: &str) -> bool {
        look_up(&self.store, BILLER, phone).await == HostedAnswer::NoAccount
    }

    pub async fn has_no_file(&self, phone: &str) -> bool {
        look_up(&self.store, BILLER, phone).await == HostedAnswer::NoFile
    }

    /// Books a payment of a subscription.
    pub async fn pay(&self, account: &str, minor: i64, when: Timestamp) -> Id {
        let item = kommunal::app::random_id();
        let posting = HostedPosting {
            item: item.clone(),
            biller: BILLER.to_owned(),
            charge: CHARGES[0].to_owned(),
            account: account.to_owned(),
            amount: Money::from_minor(minor),
        };
        let work = self.store.write(move |connection| {
            let posting = posting.clone();
            Box::pin(async move { post(connection, &posting, when).await })
        });
        work.await.unwrap();
        item
    }

    pub fn errors_of(&self, name: &str) -> PathBuf {
        self.db.dir.path().join(format!("{name}.errors.csv"))
    }

    /// Line and reason of each rejected row.
    pub fn errors(&self, name: &str) -> Vec<(String, String)> {
        let mut reader = csv::Reader::from_path(self.errors_of(name)).unwrap();
        assert_eq!(reader.headers().unwrap(), vec!["line", "reason", "detail"]);
        reader.records().map(|record| record.unwrap()).map(|r| (r[0].to_owned(), r[1].to_owned())).collect()
    }

    pub async fn count_rows(&self) -> i64 {
        let mut connection = self.store.read().await.unwrap();
        let row = sqlx::query("SELECT COUNT(*) AS n FROM receivable").fetch_one(&mut *connection).await.unwrap();
        row.get("n")
    }

    /// Everything the receivables' tables hold but the sequence.
    pub async fn dump(&self) -> String {
        let mut connection = self.store.read().await.unwrap();
        let mut dump = String::new();
        for sql in [
            "SELECT account || '|' || charge || '|' || document || '|' || holder || '|' || CAST(snapshot_id AS TEXT) AS line FROM receivable",
            "SELECT account || '|' || charge || '|' || CAST(snapshot_id AS TEXT) AS line FROM receivable_doubt",
            "SELECT biller || '|' || CAST(id AS TEXT) AS line FROM receivable_snapshot",
            "SELECT biller || '|' || CAST(snapshot_id AS TEXT) || '|' || COALESCE(CAST(staging_id AS TEXT), '') AS line FROM receivable_feed",
        ] {
            let mut lines: Vec<String> =
                sqlx::query(sql).fetch_all(&mut *connection).await.unwrap().iter().map(|row| row.get("line")).collect();
            lines.sort();
            dump += &(lines.join("\n") + "\n--\n");
        }
        dump
    }
}

fn options(path: &Path, batch_rows: usize) -> ImportOptions {
    let charges = CHARGES.map(str::to_owned).to_vec();
    ImportOptions { biller: BILLER.to_owned(), charges, file: path.to_owned(), batch_rows, ..ImportOptions::default() }
}

/// Who acts against the checks in these tests.
pub fn responsible() -> Responsible {
    Responsible { by: " Aygün Quliyeva ".to_owned(), reason: "the biller sent half a file".to_owned() }
}

/// What the first debt found under (12) 421 23 72 is now, in qəpik; `None`: unknown.
pub async fn owed(bench: &Bench) -> Option<i64> {
    sums(&bench.bills("124212372").await)[0].2
}
