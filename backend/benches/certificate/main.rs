//! What a certificate costs: its parts, all of it, cold and warm, one core; beside it in the same run a bare P-256
//! signature and a receipt's PDF, which the figures are ratios of. Release build; `make bench`.
//!
//! `KOMMUNAL_BENCH_SECONDS`: length of a measurement (10). Every figure is the middle of three runs with its spread.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::float_arithmetic)]

#[path = "../../tests/documents_support/mod.rs"]
mod documents_support;

use documents_support::certificates::{Issuer, facts, issuer, number, sealed, statement, text_of};
use documents_support::{at, guide_example};
use kommunal::documents::certificate::{draw, hidden};
use kommunal::documents::receipt_pdf;
use kommunal::documents::signature::{Signer, seal, sign_pdf};
use p256::ecdsa::signature::hazmat::PrehashSigner;
use p256::ecdsa::{Signature, SigningKey};
use shared::certificate::{Hidden, SALT_BYTES};
use shared::format::Lang;
use std::hint::black_box;
use std::time::{Duration, Instant};

const RUNS: usize = 3;

fn main() {
    let seconds: f64 = std::env::var("KOMMUNAL_BENCH_SECONDS").map_or(10.0, |text| text.parse().expect("a number of seconds"));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(measure(Duration::from_secs_f64(seconds / 4.0)));
}

async fn measure(length: Duration) {
    let issuer = issuer(1);
    println!("| what | ms | of a receipt's PDF | of a bare signature |\n|---|---|---|---|");
    let cold = Instant::now();
    let first = finished(&issuer).await;
    let cold = cold.elapsed().as_secs_f64() * 1000.0;
    let key = SigningKey::from_slice(&[1; 32]).unwrap();
    let bare = timed(length, async || _ = black_box(PrehashSigner::<Signature>::sign_prehash(&key, &[7; 32]).unwrap())).await;
    let receipt = timed(length, async || drop(black_box(receipt_pdf(&guide_example(Lang::Az)).unwrap()))).await;
    let row = |what: &str, [least, middle, most]: [f64; RUNS]| {
        let (of_receipt, of_bare) = (middle / receipt[1], middle / bare[1]);
        println!("| {what} | {middle:.3} ({least:.3}–{most:.3}) | {of_receipt:.2} | {of_bare:.1} |");
    };
    row("a bare P-256 signature", bare);
    row("a receipt's PDF", receipt);
    let (name, qr) = (number(), text_of(&sealed(&issuer.signer).await));
    let page = draw(&facts(Lang::Az, &name, &qr), Lang::Az).unwrap();
    let at = at("2026-11-21T13:05:11+04:00");
    row("the page drawn", timed(length, async || drop(black_box(draw(&facts(Lang::Az, &name, &qr), Lang::Az).unwrap()))).await);
    row("the statement sealed", timed(length, async || drop(black_box(sealed(&issuer.signer).await))).await);
    let signing = timed(length, async || drop(black_box(sign_pdf(&page, &issuer.signer, None, at).await.unwrap()))).await;
    row("the PDF signed", signing);
    let paper = timed(length, async || drop(black_box(paper(&issuer).await))).await;
    row("all but the slow hashes", paper);
    row("the two slow hashes", timed(length, async || _ = black_box(hashes())).await);
    let whole = timed(length, async || drop(black_box(finished(&issuer).await))).await;
    row("a whole certificate, warm", whole);
    println!("\nThe first of the process took {cold:.1} ms and has {} bytes.", first.len());
    println!("One core makes {:.1} certificates a second, {:.0} without the slow hashes.", 1000.0 / whole[1], 1000.0 / paper[1]);
    println!(
        "Signing the PDF is {:.1} % of the paper, {:.2} % of the whole.",
        100.0 * signing[1] / paper[1],
        100.0 * signing[1] / whole[1]
    );
    println!("The process held at most {} KiB.", peak_kib());
}

fn hashes() -> [[u8; 16]; 2] {
    let salt = [9; SALT_BYTES];
    [hidden(Hidden::SubscriberCode, "031244551234019", salt).unwrap(), hidden(Hidden::Holder, "5Z1K0Q7", salt).unwrap()]
}

/// From facts to a signed file.
async fn paper(issuer: &Issuer) -> Vec<u8> {
    finish(issuer, [[0; 16]; 2]).await
}

/// The same with what hides the holder's numbers.
async fn finished(issuer: &Issuer) -> Vec<u8> {
    finish(issuer, hashes()).await
}

async fn finish(issuer: &Issuer, [code_hash, holder_hash]: [[u8; 16]; 2]) -> Vec<u8> {
    let mut statement = statement(&issuer.signer);
    (statement.code_hash, statement.holder_hash) = (code_hash, holder_hash);
    assert_eq!(issuer.signer.certificate_chain().len(), 1);
    let sealed = seal(statement, &issuer.signer).await.unwrap();
    let (number, qr) = (number(), text_of(&sealed));
    let page = draw(&facts(Lang::Az, &number, &qr), Lang::Az).unwrap();
    sign_pdf(&page, &issuer.signer, None, at("2026-11-21T13:05:11+04:00")).await.unwrap()
}

/// Milliseconds of one, for three runs in their order.
async fn timed(length: Duration, mut work: impl AsyncFnMut()) -> [f64; RUNS] {
    let mut runs = [0.0; RUNS];
    for run in &mut runs {
        let (began, mut count) = (Instant::now(), 0_u32);
        while began.elapsed() < length / 3 || count == 0 {
            work().await;
            count += 1;
        }
        *run = began.elapsed().as_secs_f64() * 1000.0 / f64::from(count);
    }
    runs.sort_by(f64::total_cmp);
    runs
}

/// The kernel's `VmHWM` of this process; 0 where there is none.
fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("");
    line.split_whitespace().next().and_then(|kib| kib.parse().ok()).unwrap_or(0)
}
