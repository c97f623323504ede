//! Receipts as PDF, read back by tools that are not ours.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod documents_support;

use documents_support::{assert_sound, at, four_bills, guide_example, info, item, pages, words};
use kommunal::documents::{ReceiptPaper, receipt_pdf};
use shared::api::payments::ItemOutcome;
use shared::biller::FeeRule;
use shared::format::{self, Lang};
use shared::money::Money;

fn pdf(paper: &ReceiptPaper) -> Vec<u8> {
    receipt_pdf(paper).unwrap_or_else(|error| panic!("{error}"))
}

fn assert_says(text: &str, facts: &[&str]) {
    for fact in facts {
        assert!(text.contains(fact), "{fact:?} is missing from: {text}");
    }
}

#[test]
fn the_guides_example_reads_back_in_all_three_languages() {
    for lang in Lang::ALL {
        let paper = guide_example(lang);
        let pdf = pdf(&paper);
        assert_sound(&pdf, &format!("guide_example_{}", lang.tag()));
        assert_eq!(pages(&pdf), 1, "{lang:?}");
        let text = words(&pdf);
        assert_says(&text, &[paper.number, paper.code, paper.city, paper.line, paper.issuer, &paper.card, &paper.order, "123456"]);
        assert_says(&text, &[&paper.items[0].charge, &paper.items[0].biller, &paper.items[0].account, "88120034"]);
        assert_says(&text, &["21.11.2026 13:05:11", "13:05:12", "13:05:13", "kommunal.example/receipts"]);
    }
    let text = |lang| words(&pdf(&guide_example(lang)));
    assert_says(
        &text(Lang::Az),
        &["Qəbz № KM-2026-0A7F19XZ", "2,50 AZN", "Kartda saxlanıldı", "Telefon idarəsi qəbul etdi", "Kartdan silindi"],
    );
    assert_says(&text(Lang::Ru), &["Квитанция № KM-2026-0A7F19XZ", "2,50 AZN", "Сумма удержана на карте", "Списано с карты"]);
    assert_says(&text(Lang::En), &["Receipt No. KM-2026-0A7F19XZ", "2.50 AZN", "Held on the card", "Accepted by Telephone office"]);
}

#[test]
fn the_document_is_archival_tagged_and_named() {
    let pdf = pdf(&guide_example(Lang::Az));
    let info = info(&pdf, &[]);
    assert_says(
        &info,
        &["Tagged:          yes", "PDF version:     1.7", "Qəbz № KM-2026-0A7F19XZ: 2,50", "Nümunə Ödəniş Mərkəzi", "595.28 x 841.89"],
    );
    let raw = String::from_utf8_lossy(&pdf);
    assert_says(&raw, &["<pdfaid:part>2</pdfaid:part>", "<pdfaid:conformance>A</pdfaid:conformance>", "<pdfuaid:part>1</pdfuaid:part>"]);
    assert_says(&raw, &["/Lang(az)"]);
}

#[test]
fn someone_who_listens_hears_headings_a_table_and_the_words_of_the_qr_code() {
    let structure = info(&pdf(&four_bills(Lang::En)), &["-struct-text"]);
    assert_says(&structure, &["H1", "H2", "Table", "TH", "TD", "Figure", "Link", "LBody"]);
    let heading = structure.find("Receipt No. KM-2026-0A7F19XZ").unwrap();
    let sum = structure.find("44.91").unwrap();
    let trail = structure.find("Held on the card").unwrap();
    assert!(heading < sum && sum < trail, "read out of order: {structure}");
}

#[test]
fn a_refused_bill_is_listed_as_not_taken() {
    let paper = four_bills(Lang::Az);
    let pdf = pdf(&paper);
    assert_sound(&pdf, "four_bills");
    assert_eq!(pages(&pdf), 1);
    let text = words(&pdf);
    assert_says(
        &text,
        &[
            "Qismən ödənilib",
            "44,91 AZN",
            "44,67 AZN",
            "0,24",
            "Qəbul edilmədi, pul kartdan silinmədi",
            "Nümunə Qaz qəbul etmədi",
            "11,34 AZN",
        ],
    );
}

#[test]
fn a_bill_without_an_answer_is_listed_as_not_taken() {
    let mut paper = four_bills(Lang::En);
    paper.items[3].outcome = ItemOutcome::Cancelled;
    paper.items[3].at = None;
    assert_says(&words(&pdf(&paper)), &["No answer in time, not taken from the card", "No answer in time from Nümunə Qaz"]);
}

#[test]
fn a_bill_its_biller_took_back_is_listed_as_not_taken() {
    let mut paper = four_bills(Lang::Ru);
    paper.items[3].outcome = ItemOutcome::Reversed;
    assert_says(&words(&pdf(&paper)), &["Оплачено частично", "Отозвано получателем", "Nümunə Qaz: платёж отозван"]);
}

#[test]
fn all_six_bills_of_a_home_stand_on_one_page() {
    for lang in Lang::ALL {
        let mut paper = four_bills(lang);
        paper.items.push(item("Şəhərlərarası qəbzlər üzrə borc", "Nümunə Telefon", 310));
        paper.items.push(item("Şəhərlərarası danışıq haqqı", "Nümunə Telefon", 95));
        paper.total_captured = Money::from_minor(4491 + 310 + 95);
        let pdf = pdf(&paper);
        assert_sound(&pdf, &format!("six_bills_{}", lang.tag()));
        assert_eq!(pages(&pdf), 1, "{lang:?}");
    }
}

#[test]
fn the_longest_rule_of_a_fee_is_said_whole_beside_its_sum() {
    for lang in Lang::ALL {
        let mut paper = four_bills(lang);
        let rule = FeeRule { basis_points: 50, fixed_minor: 12_345, min_minor: 54_321, max_minor: 123_456 };
        paper.fee_rule = Some(rule);
        let pdf = pdf(&paper);
        assert_sound(&pdf, &format!("longest_rule_{}", lang.tag()));
        assert_eq!(pages(&pdf), 1, "{lang:?}");
        let rule = format::fee_rule(lang, &rule);
        assert_says(&words(&pdf), &rule.split_whitespace().collect::<Vec<_>>());
    }
}

#[test]
fn a_refund_is_shown_beside_what_was_taken() {
    let mut paper = four_bills(Lang::Ru);
    paper.refunded = Money::from_minor(1800);
    let part = pdf(&paper);
    assert_sound(&part, "refund");
    assert_says(&words(&part), &["Возвращено частично", "Возвращено на карту", "18,00 AZN", "44,91 AZN"]);
    paper.refunded = paper.total_captured;
    assert_says(&words(&pdf(&paper)), &["Деньги возвращены"]);
}

#[test]
fn many_items_go_on_over_the_page_and_every_page_says_whose_it_is() {
    let mut paper = guide_example(Lang::Az);
    paper.items = (1..=20).map(|n| item(&format!("Xidmət {n:02}"), "Nümunə Təşkilatı", 100 + n)).collect();
    paper.total_captured = Money::from_minor(20 * 100 + 210);
    let pdf = pdf(&paper);
    assert_sound(&pdf, "twenty_items");
    let text = words(&pdf);
    let count = pages(&pdf);
    assert!(count > 1);
    for n in 1..=20 {
        assert_says(&text, &[&format!("Xidmət {n:02}")]);
    }
    assert_eq!(text.matches("Komissiya Məbləğ").count(), count, "the columns are named on each page: {text}");
    for page in 1..=count {
        assert_says(&text, &[&format!("Səhifə {page} / {count}")]);
    }
}

#[test]
fn long_names_wrap_and_none_of_their_words_is_lost() {
    let mut paper = four_bills(Lang::Az);
    paper.issuer = "Azərbaycan Respublikasında Kommunal Ödənişlərin Qəbulu üzrə Nümunəvi Vahid Mərkəz Məhdud Məsuliyyətli Cəmiyyəti";
    paper.city = "Çox uzun adlı nümunəvi şəhər, onun ətrafındakı qəsəbələr və kəndlər";
    paper.items[1].charge = "Şəhərlərarası və beynəlxalq danışıqların qəbzləri üzrə ötən dövrlərin borcu ilə cari ayın haqqı".to_owned();
    paper.items[1].biller = "Şəhərlərarası Telefon Rabitəsinin Nümunəvi Birləşmiş İstehsalat İdarəsi".to_owned();
    let pdf = pdf(&paper);
    assert_sound(&pdf, "long_names");
    let text = words(&pdf);
    assert_says(&text, &[&paper.items[1].charge, &paper.items[1].biller, paper.city]);
}

#[test]
fn characters_no_font_has_do_not_cost_the_receipt() {
    let mut paper = guide_example(Lang::Az);
    paper.items[0].reference = Some("\u{0}\u{7}😀 漢字 \u{202e}\u{feff}\u{e000}\u{fffe} e\u{301} REF-1".to_owned());
    paper.items[0].charge = "x".repeat(2000);
    paper.order = String::new();
    paper.approval = None;
    let pdf = pdf(&paper);
    assert_sound(&pdf, "odd_characters");
    assert_says(&words(&pdf), &["REF-1"]);
}

#[test]
fn the_largest_sum_fits_its_place() {
    let mut paper = guide_example(Lang::En);
    paper.items[0].amount = Money::from_minor(Money::LIMIT_MINOR);
    paper.total_captured = Money::from_minor(Money::LIMIT_MINOR);
    let pdf = pdf(&paper);
    assert_sound(&pdf, "largest_sum");
    assert_says(&words(&pdf), &["9,999,999.99 AZN"]);
}

#[test]
fn the_same_receipt_is_the_same_file_and_another_is_not() {
    let paper = four_bills(Lang::Az);
    assert_eq!(pdf(&paper), pdf(&paper));
    let mut later = paper.clone();
    later.captured_at = at("2026-11-21T13:05:14+04:00");
    assert_ne!(pdf(&paper), pdf(&later));
}

#[test]
fn a_receipt_is_light_enough_to_be_mailed() {
    let bytes = pdf(&four_bills(Lang::Az)).len();
    assert!(bytes < 80_000, "{bytes} bytes");
}
