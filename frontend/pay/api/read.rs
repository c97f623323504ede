//! What the server says, read into the types it is said with. A member missing or of another type makes it unreadable.

use frontend::api::json::{Json, meaning};
use shared::api::bills::{Bill, Bills, Document};
use shared::api::catalogue::{Catalogue, Organisation, Service};
use shared::bill::Standing;

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

const STANDINGS: [(&str, Standing); 6] = [
    ("owed", Standing::Owed),
    ("nothing_owed", Standing::NothingOwed),
    ("paid_ahead", Standing::PaidAhead),
    ("no_account", Standing::NoAccount),
    ("unknown", Standing::Unknown),
    ("ask", Standing::Ask),
];

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
