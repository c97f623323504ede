//! What surrounds the server of one run: the sandbox, the configuration, the files of the hosted billers.

use crate::support::Database;
use kommunal::app::certificates::issuer_key;
use kommunal::config::Config;
use kommunal_sandbox::generate::{self, Order};
use kommunal_sandbox::{Running, Sandbox};
use shared::time::Timestamp;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

/// Homes in the hosted billers' files.
const HOMES: u64 = 600;
/// Refunds of a payment that together are more wait for a second person.
const REFUND_LIMIT_MINOR: i64 = 500;
/// Life of a bank's order, in seconds.
pub(crate) const ORDER_LIFE_S: i64 = 12;

pub(crate) struct World {
    pub(crate) seed: u64,
    pub(crate) sandbox: Running,
    pub(crate) config: Config,
    /// National digits of the homes.
    pub(crate) homes: Vec<String>,
    /// The servers' addresses: one, or two on one database.
    pub(crate) addresses: Vec<String>,
    /// What the servers have in their environment.
    pub(crate) environment: Vec<(String, String)>,
    pub(crate) database: String,
    pub(crate) config_file: PathBuf,
    pub(crate) log_file: PathBuf,
}

impl World {
    /// `port`: of its server; runs at the same time need different ones.
    pub(crate) async fn new(db: &Database, seed: u64, port: u16) -> Self {
        Self::with_bank(db, seed, &[port], None).await
    }

    /// A server for each port; `bank`: the API of another bank than the sandbox's.
    pub(crate) async fn with_bank(db: &Database, seed: u64, ports: &[u16], bank: Option<&str>) -> Self {
        let sandbox = kommunal_sandbox::Config {
            seed,
            order_lifetime_secs: ORDER_LIFE_S,
            slow_account_ms: 100,
            mail_kept_max: 1_000_000,
            sms_kept_max: 1_000_000,
            late_approval_secs: 1,
            ..kommunal_sandbox::Config::for_tests()
        };
        let sandbox = Sandbox::start(sandbox).await.unwrap();
        let dir = db.dir.path();
        let issuer = dir.join("issuer");
        let wanted = issuer_key::Wanted { country: "AZ", organisation: "Test", name: "Test", years: 3 };
        issuer_key::make(&issuer, &wanted, now()).unwrap();
        let mut text = config_text(&sandbox, &issuer.display().to_string());
        if let Some(bank) = bank {
            // As the published protocol is: without a list of orders.
            text = text.replace(&format!("{}/bank/api", sandbox.base_url()), bank).replace("orders_list = true", "orders_list = false");
        }
        let config_file = dir.join("kommunal.toml");
        std::fs::write(&config_file, &text).unwrap();
        let world = Self {
            seed,
            config: Config::parse(&text, |_| None).unwrap(),
            homes: files(db, seed),
            addresses: ports.iter().map(|port| own_address(db.url(), *port)).collect(),
            environment: vec![],
            database: db.url().to_owned(),
            log_file: dir.join("server.log"),
            config_file,
            sandbox,
        };
        for biller in ["telecom", "internet"] {
            let file = dir.join(format!("{biller}.csv"));
            let done = world
                .command("import")
                .args(["--biller", biller, "--by", "test", "--reason", "test"])
                .arg(file)
                .stdin(Stdio::null())
                .output()
                .unwrap();
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        }
        world
    }

    /// `kommunal COMMAND` for this database.
    pub(crate) fn command(&self, command: &str) -> Command {
        let mut it = Command::new(env!("CARGO_BIN_EXE_kommunal"));
        it.arg(command).args(["--database", &self.database]).arg("--config").arg(&self.config_file).env("KOMMUNAL_LOG", "warn");
        it
    }

    pub(crate) fn base_url(&self) -> String {
        format!("http://{}", self.addresses[0])
    }

    pub(crate) fn engine(&self) -> &str {
        self.database.split(':').next().unwrap_or_default()
    }

    /// Exit code 0 and nothing left unanswered or unsealed.
    pub(crate) fn audit_is_clean(&self) {
        self.audit_is_clean_but_for(0);
    }

    /// The same where so many payments wait for a person.
    pub(crate) fn audit_is_clean_but_for(&self, open: usize) {
        let done = self.command("audit").stdin(Stdio::null()).output().unwrap();
        let said = String::from_utf8_lossy(&done.stdout);
        assert!(done.status.success(), "{said}{}", String::from_utf8_lossy(&done.stderr));
        for part in ["clean", " 0 of them not sealed", &format!(" {open} still open"), " 0 not answered"] {
            assert!(said.contains(part), "the audit does not say {part:?}:\n{said}");
        }
    }

    pub(crate) fn log_tail(&self) -> String {
        let log = std::fs::read_to_string(&self.log_file).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(40)..].join("\n")
    }
}

/// The demonstration's configuration with short times and without limits.
fn config_text(sandbox: &Running, issuer: &str) -> String {
    let smtp = format!("smtp://{}", sandbox.smtp_addr().unwrap());
    let payment = format!(
        "settle_ms = 500\nlook_ms = 200\norder_life_s = {ORDER_LIFE_S}\npost_window_s = 5\nwatch_s = 6\nalarm_after_s = 60\n\n[limits]\n{}",
        [
            "lookups_per_address",
            "lookups_per_number",
            "payments_per_address",
            "receipts_per_address",
            "emails_per_address",
            "sign_ins_per_address",
            "registers_per_person",
            "sent_per_person",
            "documents_per_address",
            "checks_per_address",
            "transfers_per_address",
            "checks_per_number",
            "kiosks_per_address",
            "requests_per_address"
        ]
        .map(|limit| format!("{limit} = 1000000\n"))
        .concat()
    );
    let changes = [
        ("http://127.0.0.1:8081", sandbox.base_url()),
        ("smtp://127.0.0.1:8025", &smtp),
        ("public_url = \"http://localhost:8080\"", "public_url = \"http://localhost:8080\"\ntrusted_proxies = [\"127.0.0.0/8\"]"),
        ("listen = \"127.0.0.1:8082\"", "listen = \"127.0.0.1:0\""),
        ("settle_ms = 3000", &payment),
        ("data/issuer", issuer),
        ("kind = \"kapital\"", "kind = \"kapital\"\nfee = { basis_points = 50, min_minor = 5, max_minor = 200 }"),
        ("timeout_ms = 6000", "timeout_ms = 1500"),
        ("timeout_ms = 5000", "timeout_ms = 1000"),
        ("timeout_ms = 4000", "timeout_ms = 800"),
    ];
    let text = changes.iter().fold(include_str!("../../../kommunal.demo.toml").to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "the demonstration no longer says {from}");
        text.replace(from, to)
    });
    format!("{text}\n[refund]\nsecond_person_above_minor = {REFUND_LIMIT_MINOR}\nalarm_after_s = 60\n")
}

pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap())
}

fn files(db: &Database, seed: u64) -> Vec<String> {
    let hour_ago = now().plus_ms(-3_600_000);
    let out = db.dir.path().to_owned();
    let as_of = hour_ago.rfc3339().replace('Z', "+00:00");
    generate::generate(&Order { accounts: HOMES, seed, out: out.clone(), as_of, progress: false }).unwrap();
    let telecom = std::fs::read_to_string(out.join("telecom.csv")).unwrap();
    let mut homes: Vec<String> =
        telecom.lines().skip(3).filter(|row| !row.starts_with('#')).filter_map(|row| row.split(',').next().map(str::to_owned)).collect();
    homes.dedup();
    homes
}

/// A loopback address that is this world's alone: while its server is down, no other may take the place.
fn own_address(database: &str, port: u16) -> String {
    let engine = if database.starts_with("sqlite") { 1 } else { 2 };
    let process = std::process::id();
    format!("127.{engine}.{}.{}:{port}", process / 250 % 250 + 1, process % 250 + 1)
}
