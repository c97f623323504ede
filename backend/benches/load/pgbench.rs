//! pgbench's TPC-B on the same PostgreSQL, for comparison; and what one fsync costs on this disk.

use crate::database::{on_server, url_of};
use crate::figures::{Latencies, Table, grouped};
use std::io::Write;
use std::process::Command;
use std::time::Instant;

const NAME: &str = "kommunal_load_pgbench";

/// Measures what an engine stands on.
pub async fn beside(engine: &str, table: &mut Table, when: &str) {
    if engine == "sqlite" {
        table.row(&format!("fsync of 4 KiB, {when}"), "the disk", fsync());
        return;
    }
    on_server(format!("CREATE DATABASE {NAME}")).await;
    let url = url_of(NAME);
    run(&["-i", "-q", "-s", "10", &url]);
    let said = run(&["-c", "8", "-j", "2", "-T", "10", &url]);
    on_server(format!("DROP DATABASE {NAME} WITH (FORCE)")).await;
    let tps = said.lines().find_map(|line| line.strip_prefix("tps = ")).and_then(|rest| rest.split(' ').next()).unwrap();
    table.row(
        &format!("pgbench TPC-B, scale 10, 8 clients, {when}"),
        "postgres",
        format!("{} transactions/s", grouped(tps.parse().unwrap())),
    );
}

fn run(arguments: &[&str]) -> String {
    let done = Command::new("pgbench").args(arguments).output().expect("pgbench");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8_lossy(&done.stdout).into_owned()
}

fn fsync() -> String {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("fsync");
    let mut file = std::fs::File::create(&path).unwrap();
    let mut taken = Latencies::default();
    for _ in 0..200 {
        let began = Instant::now();
        file.write_all(&[1; 4096]).unwrap();
        file.sync_data().unwrap();
        taken.note(began.elapsed());
    }
    std::fs::remove_file(path).unwrap();
    format!("p50 {:.2} ms, p99 {:.2} ms", taken.percentile_ms(50), taken.percentile_ms(99))
}
