//! Receipts of made-up people, and the tools that read a PDF as others would.
#![allow(dead_code)] // each test binary uses its own part
#![allow(clippy::unwrap_used, clippy::expect_used)]

pub(crate) mod certificates;

use kommunal::documents::{PaperItem, ReceiptPaper};
use shared::api::payments::ItemOutcome;
use shared::biller::FeeRule;
use shared::format::Lang;
use shared::money::Money;
use shared::time::Timestamp;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

pub(crate) fn at(text: &str) -> Timestamp {
    Timestamp::from_rfc3339(text).expect("a time in the test")
}

/// A share that was accepted.
pub(crate) fn item(charge: &str, biller: &str, minor: i64) -> PaperItem {
    PaperItem {
        charge: charge.to_owned(),
        biller: biller.to_owned(),
        account: "0312 4455 •••• 019".to_owned(),
        amount: Money::from_minor(minor),
        fee: Money::ZERO,
        outcome: ItemOutcome::Accepted,
        reference: Some("88120034".to_owned()),
        at: Some(at("2026-11-21T13:05:12+04:00")),
        returned: shared::money::Money::ZERO,
    }
}

/// The guide's own example: one telephone bill of 2.50.
pub(crate) fn guide_example(lang: Lang) -> ReceiptPaper<'static> {
    let (charge, biller, city) = match lang {
        Lang::Az => ("Telefon — abunə haqqı", "Telefon idarəsi", "Bakı, Abşeron"),
        Lang::Ru => ("Телефон — абонентская плата", "Телефонный узел", "Баку, Апшерон"),
        Lang::En => ("Telephone — subscription", "Telephone office", "Bakı, Abşeron"),
    };
    let mut phone = item(charge, biller, 250);
    phone.account = "421 •• 72".to_owned();
    ReceiptPaper {
        lang,
        number: "KM-2026-0A7F19XZ",
        code: "7Q4M2KXW9D",
        city,
        line: "(12) 421 23 72",
        items: vec![phone],
        total_captured: Money::from_minor(250),
        fee: Money::ZERO,
        fee_rule: Some(FeeRule { basis_points: 100, ..FeeRule::default() }),
        card: "Visa 4••• 1111".to_owned(),
        order: "632513005512".to_owned(),
        approval: Some("123456".to_owned()),
        held_at: at("2026-11-21T13:05:11+04:00"),
        captured_at: at("2026-11-21T13:05:13+04:00"),
        refunded: Money::ZERO,
        check_url: "https://kommunal.example/receipts#KM-2026-0A7F19XZ;7Q4M2KXW9D".to_owned(),
        issuer: "Nümunə Ödəniş Mərkəzi",
    }
}

/// Four bills, one refused, a fee on one.
pub(crate) fn four_bills(lang: Lang) -> ReceiptPaper<'static> {
    let mut paper = guide_example(lang);
    paper.items.push(item("İnternet — abunə haqqı", "Nümunə Net", 1800));
    let mut power = item("İşıq", "Nümunə İşıq", 2417);
    power.fee = Money::from_minor(24);
    paper.items.push(power);
    let mut gas = item("Qaz", "Nümunə Qaz", 1134);
    gas.outcome = ItemOutcome::Refused;
    gas.reference = None;
    paper.items.push(gas);
    paper.fee = Money::from_minor(24);
    paper.total_captured = Money::from_minor(250 + 1800 + 2417 + 24);
    paper
}

/// Runs a tool on bytes; a missing tool fails the test with words that help.
fn run(tool: &str, package: &str, arguments: &[&str], input: &[u8]) -> Output {
    let child = Command::new(tool).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = child.unwrap_or_else(|error| panic!("`{tool}` does not start ({error}): install the package {package}"));
    let mut stdin = child.stdin.take().expect("a piped input");
    stdin.write_all(input).expect("the tool reads its input");
    drop(stdin);
    child.wait_with_output().expect("the tool ends")
}

/// What `pdftotext` reads, no-break spaces made plain and every run of blanks one.
pub(crate) fn words(pdf: &[u8]) -> String {
    let output = run("pdftotext", "poppler-utils", &["-enc", "UTF-8", "-", "-"], pdf);
    assert!(output.status.success(), "pdftotext: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What `pdfinfo` says.
pub(crate) fn info(pdf: &[u8], arguments: &[&str]) -> String {
    let output = run("pdfinfo", "poppler-utils", &[arguments, &["-"]].concat(), pdf);
    assert!(output.status.success(), "pdfinfo: {}", String::from_utf8_lossy(&output.stderr));
    // Of a title that is not ASCII, the structure shows the mark of UTF-16 and nothing more.
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub(crate) fn pages(pdf: &[u8]) -> usize {
    let info = info(pdf, &[]);
    let line = info.lines().find_map(|line| line.strip_prefix("Pages:")).expect("a number of pages");
    line.trim().parse().expect("a number")
}

/// `qpdf --check` has nothing to say against it. (qpdf reads no standard input, so it gets a file.)
pub(crate) fn assert_sound(pdf: &[u8], name: &str) {
    let path = file(name);
    std::fs::write(&path, pdf).expect("a file for qpdf");
    let output = run("qpdf", "qpdf", &["--check", path.to_str().expect("a path in UTF-8")], &[]);
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}");
    assert!(said.contains("No syntax or stream encoding errors found"), "{said}");
}

/// A file in the tests' own directory under `target`: what a test leaves there can be looked at.
pub(crate) fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.pdf"))
}

/// Runs `judge.py` in the Python that scripts/setup.sh makes (KOMMUNAL_TOOLS, as there).
pub(crate) fn judge(arguments: &[&str]) -> String {
    let home = std::env::var("HOME").unwrap_or_default();
    let tools = std::env::var("KOMMUNAL_TOOLS").unwrap_or_else(|_| format!("{home}/.cache/kommunal/tools"));
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/documents_support/judge.py");
    let output = run(&format!("{tools}/python/bin/python"), "that scripts/setup.sh tests makes", &[&[script], arguments].concat(), &[]);
    assert!(output.status.success(), "judge.py: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// What a camera reads from the first page of a PDF, drawn at 150 dots an inch; `None`: no code, or several.
pub(crate) fn scanned(pdf: &Path) -> Option<String> {
    let picture = pdf.with_extension("png");
    let stem = pdf.with_extension("");
    let path = |path: &Path| path.to_str().expect("a path in UTF-8").to_owned();
    let drawn = run("pdftoppm", "poppler-utils", &["-r", "150", "-png", "-singlefile", &path(pdf), &path(&stem)], &[]);
    assert!(drawn.status.success(), "pdftoppm: {}", String::from_utf8_lossy(&drawn.stderr));
    Some(judge(&["qr", &path(&picture)])).filter(|text| !text.is_empty())
}

/// A database of NSS that trusts one authority, for `pdfsig`.
pub(crate) fn trusting(folder: &Path, certificate: &Path) -> PathBuf {
    let database = folder.join("nss");
    std::fs::create_dir_all(&database).expect("a folder");
    let (database_name, certificate) = (database.to_str().expect("UTF-8"), certificate.to_str().expect("UTF-8"));
    let certutil = |arguments: &[&str]| {
        let output = run("certutil", "libnss3-tools", &[&["-d", database_name], arguments].concat(), &[]);
        assert!(output.status.success(), "certutil: {}", String::from_utf8_lossy(&output.stderr));
    };
    certutil(&["-N", "--empty-password"]);
    certutil(&["-A", "-n", "authority", "-t", "C,C,C", "-a", "-i", certificate]);
    database
}

/// What `pdfsig` says; nothing when it cannot open the file.
pub(crate) fn pdfsig(trust: &Path, pdf: &Path) -> String {
    let path = |path: &Path| path.to_str().expect("UTF-8").to_owned();
    let output = run("pdfsig", "poppler-utils", &["-nssdir", &path(trust), &path(pdf)], &[]);
    String::from_utf8_lossy(&output.stdout).into_owned()
}
