//! What the server says, read into the types it is said with. A member missing or of another type makes it unreadable.

use frontend::api::json::{Json, meaning, perhaps};
use shared::api::bills::{Bill, Bills, Document};
use shared::api::catalogue::{BillerOption, CardOption, Catalogue, ChargeOption, CityOption, Options, Organisation, Service};
use shared::api::payments::{ItemOutcome, ItemView, PaymentView, ReceiptRef, Stage};
use shared::bill::Standing;
use shared::biller::{AmountRule, FeeRule};
use shared::payment::Outcome;

/// Organisations and services.
pub(super) fn catalogue(json: &Json) -> Option<Catalogue> {
    let service = |json: &Json| {
        Some(Service {
            id: json.get("id").text()?,
            name: json.get("name").text()?,
            about: json.get("about").text()?,
            start: json.get("start").text(),
        })
    };
    let organisations = json
        .get("organisations")
        .list(|json| Some(Organisation { id: json.get("id").text()?, name: json.get("name").text()?, services: Vec::new() }));
    let mut organisations = organisations?;
    if let Json::List(all) = json.get("organisations") {
        for (organisation, json) in organisations.iter_mut().zip(all) {
            organisation.services = json.get("services").list(service)?;
        }
    }
    Some(Catalogue { organisations })
}

/// What the forms offer.
pub(super) fn options(json: &Json) -> Option<Options> {
    Some(Options {
        cities: json.get("cities").list(city)?,
        billers: json.get("billers").list(biller)?,
        charges: json.get("charges").list(charge)?,
        cards: json.get("cards").list(card)?,
    })
}

fn city(json: &Json) -> Option<CityOption> {
    Some(CityOption {
        id: json.get("id").text()?,
        name: json.get("name").text()?,
        area: json.get("area").text()?,
        prefixes: json.get("prefixes").text()?,
    })
}

fn biller(json: &Json) -> Option<BillerOption> {
    let digits = json.get("account_digits").int().map(u8::try_from).transpose().ok()?;
    Some(BillerOption { id: json.get("id").text()?, name: json.get("name").text()?, account_digits: digits })
}

fn charge(json: &Json) -> Option<ChargeOption> {
    let rule = json.get("rule");
    let rule = AmountRule {
        part: rule.get("part").bool()?,
        advance: rule.get("advance").bool()?,
        min_minor: rule.get("min_minor").int()?,
        max_minor: rule.get("max_minor").int()?,
    };
    let (id, biller, name) = (json.get("id").text()?, json.get("biller").text()?, json.get("name").text()?);
    Some(ChargeOption { id, biller, name, rule })
}

fn card(json: &Json) -> Option<CardOption> {
    let part = |name| json.get("fee").get(name).int().unwrap_or(0);
    let fee = FeeRule {
        basis_points: part("basis_points"),
        fixed_minor: part("fixed_minor"),
        min_minor: part("min_minor"),
        max_minor: part("max_minor"),
    };
    Some(CardOption { id: json.get("id").text()?, name: json.get("name").text()?, fee })
}

/// The bills of a number, or one biller's.
pub(super) fn bills(json: &Json) -> Option<Bills> {
    Some(Bills { display: json.get("display").text()?, holder: json.get("holder").text()?, bills: json.get("bills").list(bill)? })
}

fn bill(json: &Json) -> Option<Bill> {
    Some(Bill {
        id: json.get("id").text()?,
        biller: json.get("biller").text()?,
        charge: json.get("charge").text()?,
        account: json.get("account").text()?,
        standing: meaning(json.get("standing"), &STANDINGS)?,
        balance_minor: json.get("balance_minor").int()?,
        period: json.get("period").text()?,
        due: json.get("due").text()?,
        documents: json.get("documents").list(document)?,
        leased_ms: json.get("leased_ms").int()?,
    })
}

fn document(json: &Json) -> Option<Document> {
    Some(Document {
        number: json.get("number").text()?,
        amount_minor: json.get("amount_minor").int()?,
        period: json.get("period").text()?,
        due: json.get("due").text()?,
    })
}

/// A payment.
pub(super) fn payment(json: &Json) -> Option<PaymentView> {
    Some(PaymentView {
        reference: json.get("reference").text()?,
        stage: meaning(json.get("stage"), &STAGES)?,
        outcome: perhaps(json.get("outcome"), |json| meaning(json, &OUTCOMES))?,
        redirect: json.get("redirect").text(),
        city: json.get("city").text()?,
        number: json.get("number").text()?,
        items: json.get("items").list(item)?,
        total_minor: json.get("total_minor").int()?,
        fee_minor: json.get("fee_minor").int()?,
        captured_minor: json.get("captured_minor").int()?,
        refunded_minor: json.get("refunded_minor").int()?,
        card: json.get("card").text()?,
        card_used: json.get("card_used").text(),
        order: json.get("order").text(),
        approval: json.get("approval").text(),
        created_at: json.get("created_at").text()?,
        held_at: json.get("held_at").text(),
        captured_at: json.get("captured_at").text(),
        receipt: perhaps(json.get("receipt"), receipt)?,
        emailed_to: json.get("emailed_to").text(),
    })
}

fn item(json: &Json) -> Option<ItemView> {
    Some(ItemView {
        biller: json.get("biller").text()?,
        charge: json.get("charge").text()?,
        account: json.get("account").text()?,
        amount_minor: json.get("amount_minor").int()?,
        fee_minor: json.get("fee_minor").int()?,
        outcome: meaning(json.get("outcome"), &ITEM_OUTCOMES)?,
        reference: json.get("reference").text(),
        at: json.get("at").text(),
    })
}

fn receipt(json: &Json) -> Option<ReceiptRef> {
    Some(ReceiptRef { number: json.get("number").text()?, code: json.get("code").text()? })
}

const STANDINGS: [(&str, Standing); 6] = [
    ("owed", Standing::Owed),
    ("nothing_owed", Standing::NothingOwed),
    ("paid_ahead", Standing::PaidAhead),
    ("no_account", Standing::NoAccount),
    ("unknown", Standing::Unknown),
    ("ask", Standing::Ask),
];

const STAGES: [(&str, Stage); 7] = [
    ("opening", Stage::Opening),
    ("at_bank", Stage::AtBank),
    ("processing", Stage::Processing),
    ("paid", Stage::Paid),
    ("partly_paid", Stage::PartlyPaid),
    ("not_paid", Stage::NotPaid),
    ("refunded", Stage::Refunded),
];

const OUTCOMES: [(&str, Outcome); 11] = [
    ("bank_unavailable", Outcome::BankUnavailable),
    ("cancelled", Outcome::Cancelled),
    ("expired", Outcome::Expired),
    ("declined", Outcome::Declined),
    ("insufficient_funds", Outcome::InsufficientFunds),
    ("card_expired", Outcome::CardExpired),
    ("authentication_failed", Outcome::AuthenticationFailed),
    ("lease_lost", Outcome::LeaseLost),
    ("nothing_accepted", Outcome::NothingAccepted),
    ("amount_mismatch", Outcome::AmountMismatch),
    ("hold_lost", Outcome::HoldLost),
];

const ITEM_OUTCOMES: [(&str, ItemOutcome); 5] = [
    ("waiting", ItemOutcome::Waiting),
    ("accepted", ItemOutcome::Accepted),
    ("refused", ItemOutcome::Refused),
    ("cancelled", ItemOutcome::Cancelled),
    ("reversed", ItemOutcome::Reversed),
];

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
