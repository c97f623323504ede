//! Load on the real server, on both engines: imports, look-ups beside a bare axum route, whole payments beside pgbench.
//! `make bench` runs it in release; what is worth keeping goes to BENCHMARKS.md. Only this machine's loopback is used.
//!
//! `KOMMUNAL_TEST_POSTGRES` names the PostgreSQL server (scripts/with-postgres.sh makes one). `KOMMUNAL_ROWS`: accounts of
//! the large installation (1,000,000), the small one has a hundredth. `KOMMUNAL_BENCH_SECONDS`: length of a measurement.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::float_arithmetic, unreachable_pub)]
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "figures for people")]

mod bare;
mod database;
mod figures;
mod files;
mod http;
mod import;
mod lookups;
mod payments;
mod pgbench;
mod server;

use database::Database;
use std::time::Duration;

/// What is measured, and for how long.
pub(crate) struct Plan {
    pub(crate) small: u64,
    pub(crate) large: u64,
    pub(crate) length: Duration,
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    match arguments.iter().position(|a| a == "bare") {
        // This program again, as the server to compare with.
        Some(at) => runtime.block_on(bare::serve(&arguments[at + 1], &arguments[at + 2])),
        None => runtime.block_on(measure()),
    }
}

async fn measure() {
    let large = number("KOMMUNAL_ROWS", 1_000_000);
    let plan = Plan { small: large / 100, large, length: Duration::from_secs(number("KOMMUNAL_BENCH_SECONDS", 10)) };
    let mut table = figures::Table::new();
    for engine in ["sqlite", "postgres"] {
        pgbench::beside(engine, &mut table, "before").await;
        let mut seen = lookups::Seen::default();
        for accounts in [plan.small, plan.large / 10, plan.large] {
            let database = Database::new(engine).await;
            let homes = import::measure(&database, accounts, &mut table);
            if accounts != plan.large / 10 {
                lookups::measure(&database, accounts, &homes, &plan, &mut seen, &mut table).await;
            }
            if accounts == plan.small {
                payments::measure(&database, &homes, &plan, &mut table).await;
            }
            database.drop().await;
        }
        pgbench::beside(engine, &mut table, "after").await;
    }
    table.print();
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} must be a number")))
}
