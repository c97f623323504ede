//! The receipt as a letter: both halves say the same, and nothing in it can be bent into something else.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod documents_support;

use documents_support::{four_bills, guide_example};
use kommunal::documents::receipt_letter;
use shared::format::Lang;
use shared::money::Money;

#[test]
fn text_and_html_say_the_same_in_all_three_languages() {
    for lang in Lang::ALL {
        let paper = four_bills(lang);
        let letter = receipt_letter(&paper);
        let mut facts = vec![paper.number, paper.code, paper.city, paper.line, paper.issuer, &*paper.card, &*paper.order, "123456"];
        facts.extend(["21.11.2026 13:05:11", "21.11.2026 13:05:13", "88120034", "0312 4455 •••• 019"]);
        facts.extend(paper.items.iter().flat_map(|item| [item.charge.as_str(), item.biller.as_str()]));
        for fact in facts {
            assert!(letter.text.contains(fact), "{fact} is missing from the text in {lang:?}");
            assert!(letter.html.contains(fact), "{fact} is missing from the HTML in {lang:?}");
        }
        assert!(letter.html.contains(&format!("<html lang=\"{}\">", lang.tag())));
        assert!(letter.subject.contains(paper.number));
    }
}

#[test]
fn the_subject_names_receipt_and_sum() {
    assert_eq!(receipt_letter(&guide_example(Lang::Az)).subject, "Qəbz № KM-2026-0A7F19XZ: 2,50\u{a0}AZN");
    assert_eq!(receipt_letter(&guide_example(Lang::En)).subject, "Receipt No. KM-2026-0A7F19XZ: 2.50\u{a0}AZN");
}

#[test]
fn a_refused_bill_and_a_refund_are_said() {
    let mut paper = four_bills(Lang::En);
    let letter = receipt_letter(&paper);
    assert!(letter.text.contains("No money was taken for the services that were not accepted"));
    assert!(letter.text.contains("Not accepted, not taken from the card"));
    assert!(letter.html.contains("<s>11.34\u{a0}AZN</s>"));
    paper.refunded = Money::from_minor(1800);
    let letter = receipt_letter(&paper);
    assert!(letter.text.contains("Returned to the card: 18.00\u{a0}AZN"), "{}", letter.text);
    assert!(letter.html.contains("Partly refunded"));
}

#[test]
fn a_biller_cannot_write_html_or_headers_into_the_letter() {
    let mut paper = guide_example(Lang::Az);
    paper.number = "KM-2026\r\nBcc: someone@example.org";
    paper.items[0].charge = "<script>alert(1)</script>".to_owned();
    paper.items[0].reference = Some("\"><img src=x onerror=alert(1)>".to_owned());
    paper.check_url = "https://kommunal.example/receipts?a=\"&b=<c>#x".to_owned();
    let letter = receipt_letter(&paper);
    assert!(!letter.subject.contains(['\r', '\n']));
    for tag in ["<script", "<img", "<c>"] {
        assert!(!letter.html.contains(tag), "{tag}");
    }
    assert!(letter.html.contains("a=&quot;&amp;b=&lt;c&gt;"));
}

#[test]
fn the_html_loads_nothing() {
    let html = receipt_letter(&four_bills(Lang::Az)).html;
    for loader in ["<img", "<link", "<script", "src=", "url(", "@import"] {
        assert!(!html.contains(loader), "{loader}");
    }
}
