//! Certificates as PDF: what they say, and that tools that are not ours find them sound.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod documents_support;

use documents_support::certificates::{URL, facts, issuer, number, sealed, signed, text_of};
use documents_support::{assert_sound, file, info, pages, words};
use kommunal::documents::DocumentError;
use kommunal::documents::certificate::{CertificateFacts, HolderId, draw};
use shared::application::Form;
use shared::application::answers::address;
use shared::certificate::CustomerClass;
use shared::format::Lang;

async fn code() -> String {
    text_of(&sealed(&issuer(1).signer).await)
}

fn assert_says(text: &str, facts: &[&str]) {
    for fact in facts {
        assert!(text.contains(fact), "{fact:?} is missing from: {text}");
    }
}

fn pdf(facts: &CertificateFacts, lang: Lang) -> Vec<u8> {
    draw(facts, lang).unwrap_or_else(|error| panic!("{error}"))
}

#[tokio::test]
async fn every_fact_reads_back_in_all_three_languages() {
    let (number, qr) = (number(), code().await);
    for lang in Lang::ALL {
        let facts = facts(lang, &number, &qr);
        let pdf = pdf(&facts, lang);
        assert_eq!(pages(&pdf), 1, "{lang:?}");
        let text = words(&pdf);
        assert_says(&text, &[number.as_str(), facts.code, facts.holder, "5Z1K0Q7", facts.address, facts.purpose, facts.issuer]);
        assert_says(&text, &["21.11.2026 13:05", "21.11.2026 13:04", "21.12.2026", "Quliyev Rəşad", "kommunal.example/verify"]);
    }
    let text = |lang| words(&pdf(&facts(lang, &number, &qr), lang));
    assert_says(&text(Lang::Az), &["Borcun olub-olmaması barədə arayış", "Borc yoxdur", "Əhali abonenti", "FİN"]);
    assert_says(&text(Lang::Ru), &["Справка об отсутствии задолженности", "Задолженности нет", "Бытовой абонент", "ФИН"]);
    assert_says(&text(Lang::En), &["No-debt certificate", "Nothing owed", "Residential customer", "FIN"]);
}

#[tokio::test]
async fn a_company_has_its_tax_number_and_a_rule_may_approve() {
    let (number, qr) = (number(), code().await);
    let mut facts = facts(Lang::Az, &number, &qr);
    facts.class = CustomerClass::NonResidential;
    facts.holder = "“Nümunə Ticarət” MMC";
    facts.holder_id = HolderId::Voen("1401555071");
    facts.officer = None;
    facts.brand = [0x9a, 0x1b, 0x2f];
    let pdf = pdf(&facts, Lang::Az);
    std::fs::write(file("certificate_company"), &pdf).unwrap();
    assert_says(&words(&pdf), &["Qeyri-əhali abonenti", "VÖEN", "1401555071", "avtomatik təsdiqlənib"]);
}

#[tokio::test]
async fn the_document_is_archival_tagged_and_carries_its_statement_in_the_clear() {
    let (number, qr) = (number(), code().await);
    let pdf = pdf(&facts(Lang::Az, &number, &qr), Lang::Az);
    let (raw, info) = (String::from_utf8_lossy(&pdf), info(&pdf, &[]));
    assert_says(&info, &["Tagged:          yes", "A-2026-7K3M-9QX", "595.28 x 841.89"]);
    assert_says(&raw, &["<pdfaid:part>2</pdfaid:part>", "<pdfaid:conformance>A</pdfaid:conformance>", "<pdfuaid:part>1</pdfuaid:part>"]);
    assert_says(&raw, &["/Lang(az)", &format!("<pdf:Keywords>{qr}</pdf:Keywords>")]);
    let heard = documents_support::info(&pdf, &["-struct-text"]);
    assert_says(&heard, &["H1", "H2", "Table", "TH", "TD", "Figure", "Link"]);
}

#[tokio::test]
async fn a_signed_file_is_sound_and_still_tagged() {
    let issuer = issuer(1);
    for lang in Lang::ALL {
        let pdf = signed(lang, &issuer).await;
        assert_sound(&pdf, &format!("certificate_{}", lang.tag()));
        assert_eq!(pages(&pdf), 1);
        assert_says(&info(&pdf, &[]), &["Tagged:          yes", "Form:            AcroForm"]);
    }
}

#[tokio::test]
async fn long_names_wrap_and_the_page_stays_one() {
    let (number, qr) = (number(), code().await);
    for lang in Lang::ALL {
        let mut facts = facts(lang, &number, &qr);
        facts.issuer =
            "Azərbaycan Respublikasında Elektrik Enerjisinin Paylanması və Satışı üzrə Nümunəvi Birləşmiş Açıq Səhmdar Cəmiyyəti";
        facts.holder = "Azərbaycan Respublikasında Kommunal Ödənişlərin Qəbulu üzrə Nümunəvi Vahid Mərkəz Məhdud Məsuliyyətli Cəmiyyətinin Naxçıvan Muxtar Respublikası üzrə regional filialı";
        facts.address = "Naxçıvan Muxtar Respublikası, Culfa rayonu, Nümunəvi Yuxarı Qəsəbə, Şəhid Nümunə Nümunəzadə adına küçə, 1-ci döngə, 128-ci bina, 4-cü blok, 12-ci mərtəbə, 347-ci mənzil";
        facts.purpose = "Daşınmaz əmlakın alqı-satqı müqaviləsinin bağlanması zamanı notariat kontoruna, habelə kredit üçün müraciət edilən banka təqdim etmək məqsədilə";
        facts.officer =
            Some("Nümunəyev-Nümunəzadə Əbdürrəhman Məhəmmədəli oğlu, qeyri-əhali abonentləri ilə iş şöbəsinin böyük mütəxəssisi");
        let pdf = pdf(&facts, lang);
        std::fs::write(file(&format!("certificate_long_{}", lang.tag())), &pdf).unwrap();
        assert_eq!(pages(&pdf), 1, "{lang:?}");
        assert_says(&words(&pdf), &[facts.holder, facts.address, facts.purpose, facts.officer.unwrap(), "kommunal.example/verify"]);
    }
}

/// `count` letters in words of `length`.
fn text_of_words(letter: char, length: usize, count: usize) -> String {
    (0..count).map(|at| if at % (length + 1) == length && at + 1 < count { ' ' } else { letter }).collect()
}

#[tokio::test]
async fn f5_whatever_the_form_takes_stands_on_the_paper_as_it_is() {
    let (number, qr) = (number(), code().await);
    for letter in ['Щ', 'Ǆ'] {
        for length in [1, 30, 300] {
            let (purpose, street) = (text_of_words(letter, length, 300), text_of_words(letter, length, 200));
            let form = Form { purposes: &["other".to_owned()], ..Form::default() };
            assert_eq!(form.purpose("other", &purpose).expect("the form takes it").1, purpose);
            assert_eq!(address(&street).as_ref(), Ok(&street));
            let mut facts = facts(Lang::Az, &number, &qr);
            let holder = text_of_words('Ə', 12, 150);
            (facts.holder, facts.address, facts.purpose) = (&holder, &street, &purpose);
            assert!(draw(&facts, Lang::Az).is_ok(), "{letter} in words of {length}");
        }
    }
}

#[tokio::test]
async fn f5_a_paper_with_a_changed_value_is_not_made() {
    let (number, qr) = (number(), code().await);
    let long = "uzun ".repeat(900);
    for value in ["Tbilisi, საბურთალო, ქუჩა 7", "ev 🏠 12", long.trim_end()] {
        let mut facts = facts(Lang::Az, &number, &qr);
        facts.address = value;
        assert!(matches!(draw(&facts, Lang::Az), Err(DocumentError::Changed)), "{value}");
    }
}

#[tokio::test]
async fn even_the_longest_values_leave_the_code_its_place() {
    let (number, qr) = (number(), code().await);
    let mut facts = facts(Lang::Ru, &number, &qr);
    let long = "Нюмунеобразцовый ".repeat(17);
    let long = long.trim_end();
    (facts.holder, facts.address, facts.purpose, facts.officer) = (long, long, long, Some(&long[..200]));
    let pdf = pdf(&facts, Lang::Ru);
    assert_eq!(pages(&pdf), 1);
    let path = file("certificate_longest");
    std::fs::write(&path, &pdf).unwrap();
    assert_eq!(documents_support::scanned(&path).as_deref(), Some(qr.as_str()));
}

#[tokio::test]
async fn a_camera_reads_the_code_from_the_signed_page() {
    let issuer = issuer(1);
    let path = file("certificate_scanned");
    std::fs::write(&path, signed(Lang::Az, &issuer).await).unwrap();
    assert_eq!(documents_support::scanned(&path), Some(code().await));
}

#[tokio::test]
async fn the_same_certificate_is_the_same_page() {
    let (number, qr) = (number(), code().await);
    let facts = facts(Lang::Az, &number, &qr);
    assert_eq!(pdf(&facts, Lang::Az), pdf(&facts, Lang::Az));
    assert_eq!(facts.public_url, URL);
}
