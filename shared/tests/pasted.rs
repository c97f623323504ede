//! F7, F8, F15: a number is read alike however it was pasted, and a wrong one is told the reason that is true.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "common/pasted.rs"]
mod pasted;
#[path = "common/rng.rs"]
mod rng;
#[path = "common/wrong.rs"]
mod wrong;

use pasted::{Kind, Pasted, checked};
use shared::application::answers::sms_code;
use shared::application::number::ApplicationNumber;
use shared::biller::Account;
use shared::certificate::CertificateNumber;
use shared::contact::Email;
use shared::mobile::Mobile;
use shared::money::parse_amount;
use shared::numbering::{Landline, city};
use shared::person::{Fin, Voen};
use shared::receipt::{ReceiptCode, ReceiptNumber};
use shared::reference_number::NumberFault;
use shared::validation::{Code, FieldError};

/// What the field of a kind reads: the same function in the browser's form and behind the API.
fn read(kind: Kind, text: &str) -> Result<String, FieldError> {
    let fault = |code: Code| move |fault| FieldError::from(if fault == NumberFault::Empty { Code::Empty } else { code });
    match kind {
        Kind::Landline => Landline::parse(&city("12").unwrap().city, text).map(|line| line.national().to_owned()),
        Kind::Mobile => Mobile::parse(text).map(|mobile| mobile.national().to_owned()),
        Kind::Digits => Account::of_digits(text, 15).map(|account| account.as_str().to_owned()),
        Kind::Account => Account::of_digits(text, 0).map(|account| account.as_str().to_owned()),
        Kind::Voen => Voen::parse(text).map(|voen| voen.as_str().to_owned()),
        Kind::Fin => Fin::parse(text).map(|fin| fin.reveal().to_owned()),
        Kind::Receipt => ReceiptNumber::parse(text).map(|number| number.as_str().to_owned()),
        Kind::ReceiptCode => ReceiptCode::parse(text).map(|code| code.reveal().to_owned()),
        Kind::Application => ApplicationNumber::parse(text).map(|n| n.as_str().to_owned()).map_err(fault(Code::ApplicationNumber)),
        Kind::Certificate => CertificateNumber::parse(text).map(|n| n.as_str().to_owned()).map_err(fault(Code::CertificateNumber)),
        Kind::Sms => sms_code(text),
        Kind::Email => Email::parse(text).map(|email| email.as_str().to_owned()),
        Kind::Amount => parse_amount(text).map(|money| money.minor().to_string()),
    }
}

fn kept(one: &Pasted, number: &str) -> String {
    if matches!(one.kind, Kind::Application | Kind::Certificate) { checked(one.kind, number) } else { number.to_owned() }
}

#[test]
fn f7_f8_f15_a_thousand_pasted_forms_of_fifty_numbers_are_taken() {
    let all = pasted::taken(7, 20);
    assert_eq!(all.len(), 1_000);
    let differ = all.iter().filter(|one| read(one.kind, &one.text) != Ok(kept(one, one.right.unwrap())));
    let differ: Vec<_> = differ.map(|one| (one, read(one.kind, &one.text))).collect();
    assert!(differ.is_empty(), "{differ:#?}");
}

#[test]
fn f7_f8_f15_a_thousand_wrong_ones_are_refused_with_a_reason_that_is_true() {
    let all = pasted::refused(15, 20);
    assert_eq!(all.len(), 1_000);
    let reason = |one: &Pasted| one.right.map_err(|(code, limit)| FieldError::with_limit(code, limit)).map(str::to_owned);
    let differ = all.iter().filter(|one| read(one.kind, &one.text) != reason(one));
    let differ: Vec<_> = differ.map(|one| (one, read(one.kind, &one.text))).collect();
    assert!(differ.is_empty(), "{differ:#?}");
}
