//! Receivables files as `kommunal-sandbox generate` makes them, and the configuration.

use crate::database::Database;
use kommunal::app::Clock;
use kommunal::app::certificates::issuer_key;
use kommunal_sandbox::Running;
use kommunal_sandbox::generate::{DEFAULT_AS_OF, Order, Summary, generate};
use shared::numbering;
use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;

/// Homes whose look-ups are measured.
const HOMES_MAX: usize = 40_000;

pub fn receivables(database: &Database, accounts: u64) -> Summary {
    let order = Order { accounts, seed: 1, out: database.dir.clone(), as_of: DEFAULT_AS_OF.to_owned(), progress: false };
    generate(&order).unwrap()
}

/// Homes spread over the whole file, as look-ups ask for them.
pub fn homes(database: &Database, accounts: u64) -> Vec<String> {
    let file = BufReader::new(std::fs::File::open(database.dir.join("telecom.csv")).unwrap());
    let each = (accounts as usize / HOMES_MAX).max(1);
    let (mut seen, mut last, mut homes) = (0, String::new(), Vec::new());
    let mut cities = HashMap::new();
    for line in file.lines().skip(3).map(Result::unwrap).filter(|line| !line.starts_with('#')) {
        let phone = line.split(',').next().unwrap_or_default().to_owned();
        if phone != last {
            // The published numbers come first; they are not ordinary.
            if seen >= 20 && seen % each == 0 {
                homes.push(request(&phone, &mut cities));
            }
            seen += 1;
            last = phone;
        }
    }
    homes
}

fn request(phone: &str, cities: &mut HashMap<String, &'static str>) -> String {
    let city = cities.entry(phone[..5].to_owned()).or_insert_with(|| {
        let mut rows = numbering::cities();
        rows.find(|row| row.city.prefixes.split(';').any(|prefix| phone.starts_with(prefix))).unwrap().city.id
    });
    format!("{{\"city\":\"{city}\",\"number\":\"{}\"}}", &phone[2..])
}

/// The demonstration's configuration without limits; with a sandbox, against it.
pub fn config(database: &Database, sandbox: Option<&Running>) -> PathBuf {
    let limits = ["lookups_per_address", "lookups_per_number", "payments_per_address", "receipts_per_address", "requests_per_address"];
    let limits = limits.map(|limit| format!("{limit} = 4000000000\n")).concat();
    let mut text = include_str!("../../../kommunal.demo.toml").replace("settle_ms = 3000", &format!("look_ms = 100\n\n[limits]\n{limits}"));
    assert!(text.contains("[limits]"), "the demonstration no longer says settle_ms = 3000");
    text = text.replace("127.0.0.1:8082", "127.0.0.1:0");
    if let Some(sandbox) = sandbox {
        text = text.replace("http://127.0.0.1:8081", sandbox.base_url());
    }
    let (issuer, now) = (database.dir.join("issuer"), Clock::default().now());
    let wanted = issuer_key::Wanted { country: "AZ", organisation: "Test", name: "Test", years: 3 };
    if !issuer.exists() {
        issuer_key::make(&issuer, &wanted, now).unwrap();
    }
    text = text.replace("data/issuer", &issuer.display().to_string());
    let path = database.dir.join("kommunal.toml");
    std::fs::write(&path, text).unwrap();
    path
}
