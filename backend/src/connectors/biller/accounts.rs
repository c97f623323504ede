//! Reading an account query's answer, all or nothing: a list read in part could hide a debt.

use super::{AccountReport, ChargeReport, DocumentReport};
use crate::connectors::wire::{Reply, is_line};
use serde::Deserialize;
use shared::biller::{Account, is_key};
use shared::money::Money;
use shared::person::{Fin, Voen};
use shared::time::{Timestamp, is_iso_date, is_iso_month};
use std::collections::BTreeSet;

/// Most accounts of one answer.
const ACCOUNTS_MAX: usize = 20;
/// Most kinds of charge of one account.
const CHARGES_MAX: usize = 20;
/// Most documents of one charge.
const DOCUMENTS_MAX: usize = 200;
/// As in a receivables file.
const HOLDER_LENGTH_MAX: usize = 120;
/// As in a receivables file.
const NUMBER_LENGTH_MAX: usize = 32;

#[derive(Deserialize)]
struct Body {
    as_of: String,
    accounts: Vec<AccountBody>,
}

#[derive(Deserialize)]
struct AccountBody {
    account: String,
    #[serde(default)]
    holder: String,
    #[serde(default)]
    holder_id: Option<String>,
    charges: Vec<ChargeBody>,
}

#[derive(Deserialize)]
struct ChargeBody {
    charge: String,
    balance_minor: i64,
    #[serde(default)]
    documents: Vec<DocumentBody>,
}

#[derive(Deserialize)]
struct DocumentBody {
    #[serde(default)]
    number: String,
    amount_minor: i64,
    #[serde(default)]
    period: String,
    #[serde(default)]
    due: String,
}

/// Reads a verified answer; the error is why it cannot be relied on. `asked`: the one account that may be in it.
pub(super) fn read(reply: &Reply, asked: Option<&Account>) -> Result<Vec<AccountReport>, &'static str> {
    if reply.status != 200 {
        return Err("an HTTP status outside the contract");
    }
    let body: Body = serde_json::from_slice(&reply.body).map_err(|_| "the answer cannot be read")?;
    let as_of = Timestamp::from_rfc3339(&body.as_of).ok_or("as_of is no time")?;
    if body.accounts.len() > ACCOUNTS_MAX {
        return Err("too many accounts");
    }
    let reports = body.accounts.into_iter().map(|account| account_of(account, as_of)).collect::<Result<Vec<_>, _>>()?;
    let codes: BTreeSet<&Account> = reports.iter().map(|report| &report.account).collect();
    if codes.len() != reports.len() {
        return Err("one account twice");
    }
    if asked.is_some_and(|asked| codes.iter().any(|code| *code != asked)) {
        return Err("another account was answered");
    }
    Ok(reports)
}

fn account_of(body: AccountBody, as_of: Timestamp) -> Result<AccountReport, &'static str> {
    let account = Account::parse(&body.account).map_err(|_| "an account's code is malformed")?;
    // A code is posted to as it was shown, so it must be in its own form already.
    if account.as_str() != body.account {
        return Err("an account's code is malformed");
    }
    if !is_text(&body.holder, HOLDER_LENGTH_MAX) {
        return Err("a holder's name is malformed");
    }
    if body.charges.len() > CHARGES_MAX {
        return Err("too many charges");
    }
    let charges = body.charges.into_iter().map(charge_of).collect::<Result<Vec<_>, _>>()?;
    let kinds: BTreeSet<&str> = charges.iter().map(|charge| charge.charge.as_str()).collect();
    if kinds.len() != charges.len() {
        return Err("one charge twice");
    }
    // Only a certificate's rule goes by it: one that cannot be read is not given, and bills stay payable.
    let holder_id = body.holder_id.filter(|id| is_holder_id(id)).unwrap_or_default();
    Ok(AccountReport { account, holder: body.holder, holder_id, charges, as_of })
}

/// In its own form already: whose account it is rests on it.
fn is_holder_id(text: &str) -> bool {
    let is_fin = Fin::parse(text).is_ok_and(|fin| fin.reveal() == text);
    is_fin || Voen::parse(text).is_ok_and(|voen| voen.as_str() == text)
}

fn charge_of(body: ChargeBody) -> Result<ChargeReport, &'static str> {
    if !is_key(&body.charge) {
        return Err("a charge's key is malformed");
    }
    if body.documents.len() > DOCUMENTS_MAX {
        return Err("too many documents");
    }
    let balance = bounded(body.balance_minor)?;
    let documents = body.documents.into_iter().map(document_of).collect::<Result<_, _>>()?;
    Ok(ChargeReport { charge: body.charge, balance, documents })
}

fn document_of(body: DocumentBody) -> Result<DocumentReport, &'static str> {
    let dated = (body.period.is_empty() || is_iso_month(&body.period)) && (body.due.is_empty() || is_iso_date(&body.due));
    if !dated || !is_text(&body.number, NUMBER_LENGTH_MAX) {
        return Err("a document is malformed");
    }
    Ok(DocumentReport { number: body.number, amount: bounded(body.amount_minor)?, period: body.period, due: body.due })
}

fn bounded(minor: i64) -> Result<Money, &'static str> {
    let bound = u64::try_from(Money::LIMIT_MINOR).unwrap_or(0);
    if minor.unsigned_abs() <= bound { Ok(Money::from_minor(minor)) } else { Err("an amount beyond all bounds") }
}

fn is_text(text: &str, max: usize) -> bool {
    text.is_empty() || is_line(text, max)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use reqwest::header::HeaderMap;

    const DOCUMENT: &str = r#"{"number":"A-1","amount_minor":2417,"period":"2026-11","due":"2026-11-25"}"#;

    fn said(status: u16, body: &str) -> Result<Vec<AccountReport>, &'static str> {
        read(&Reply { status, headers: HeaderMap::new(), body: body.as_bytes().to_vec() }, None)
    }

    fn account(code: &str, holder: &str, balance: &str, documents: &str) -> String {
        let charge = format!(r#"{{"charge":"electricity","balance_minor":{balance},"documents":[{documents}]}}"#);
        format!(r#"{{"account":"{code}","holder":"{holder}","charges":[{charge}]}}"#)
    }

    fn answer(accounts: &str) -> String {
        format!(r#"{{"as_of":"2026-11-21T09:00:00Z","accounts":[{accounts}]}}"#)
    }

    #[test]
    fn the_contracts_example_is_read() {
        let reports = said(200, &answer(&account("031244551234019", "Elşad Məmmədov", "2417", DOCUMENT))).unwrap();
        let charge = &reports[0].charges[0];
        assert_eq!((reports[0].account.as_str(), charge.balance.minor()), ("031244551234019", 2417));
        assert_eq!((charge.documents[0].due.as_str(), reports[0].as_of.rfc3339().as_str()), ("2026-11-25", "2026-11-21T09:00:00Z"));
    }

    #[test]
    fn no_account_is_an_answer_and_silence_about_accounts_is_not() {
        assert_eq!(said(200, &answer("")), Ok(vec![]));
        assert!(said(200, r#"{"as_of":"2026-11-21T09:00:00Z"}"#).is_err());
        assert!(said(404, &answer("")).is_err());
        assert!(said(502, "<html>").is_err());
    }

    #[test]
    fn one_malformed_part_makes_the_whole_unreliable() {
        let fine = account("42", "A", "1", "");
        for odd in [
            account("", "A", "1", ""),
            account("42 a", "A", "1", ""),
            account("abc", "A", "1", ""),
            account("43", "A\\u0007", "1", ""),
            account("43", &"A".repeat(121), "1", ""),
            account("43", "A", "1.5", ""),
            account("43", "A", "\"1\"", ""),
            account("43", "A", "1000000000", ""),
            account("43", "A", "-9223372036854775808", ""),
            account("43", "A", "99999999999999999999", ""),
            account("43", "A", "1", r#"{"number":"1","amount_minor":1,"period":"2026-13"}"#),
            account("43", "A", "1", r#"{"number":"1","amount_minor":1,"due":"tomorrow"}"#),
            fine.clone(),
        ] {
            assert!(said(200, &answer(&format!("{fine},{odd}"))).is_err(), "{odd}");
        }
    }

    #[test]
    fn every_list_is_bounded() {
        let documents = |count| vec![DOCUMENT; count].join(",");
        assert!(said(200, &answer(&account("42", "A", "1", &documents(200)))).is_ok());
        assert!(said(200, &answer(&account("42", "A", "1", &documents(201)))).is_err());
        let accounts = |count| (0..count).map(|n| account(&n.to_string(), "A", "1", "")).collect::<Vec<_>>().join(",");
        assert!(said(200, &answer(&accounts(20))).is_ok());
        assert!(said(200, &answer(&accounts(21))).is_err());
    }

    #[test]
    fn another_account_than_the_one_asked_for_is_not_taken() {
        let body = answer(&account("42", "A", "1", "")).into_bytes();
        let reply = Reply { status: 200, headers: HeaderMap::new(), body };
        assert!(read(&reply, Some(&Account::parse("42").unwrap())).is_ok());
        assert!(read(&reply, Some(&Account::parse("43").unwrap())).is_err());
    }
}
