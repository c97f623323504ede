//! The words of a payment's events and of the journal.

use super::known;
use crate::i18n::{Key, fill, keys, money, t};
use crate::state::App;

/// An event of a payment.
#[must_use]
pub(crate) fn event(what: &str) -> String {
    known(&EVENTS, what)
}

const EVENTS: [(&str, Key); 10] = [
    ("opened", keys::EVENT_OPENED),
    ("bank", keys::EVENT_BANK),
    ("payer_cancelled", keys::EVENT_PAYER_CANCELLED),
    ("item", keys::EVENT_ITEM),
    ("capture_answered", keys::EVENT_CAPTURE_ANSWERED),
    ("void_answered", keys::EVENT_VOID_ANSWERED),
    ("refund_asked", keys::EVENT_REFUND_ASKED),
    ("refund_answered", keys::EVENT_REFUND_ANSWERED),
    ("resolved", keys::EVENT_RESOLVED),
    ("tick", keys::EVENT_TICK),
];

/// What an event or a state carries, in words: sums, answers, references. What only the machine needs is left out.
#[must_use]
pub(crate) fn details(pairs: &str) -> Vec<String> {
    pairs.split(", ").filter_map(detail).collect()
}

fn detail(pair: &str) -> Option<String> {
    let (name, value) = pair.split_once(' ').unwrap_or((pair, ""));
    match name {
        "amount" => value.parse().ok().map(money),
        "state" => Some(super::payment_state(value).1),
        "outcome" => Some(super::outcome(value)),
        "resolution" => Some(t(super::resolution(value).0).to_owned()),
        "reference" | "code" => Some(value.to_owned()),
        "answer" | "view" => Some(known(&ANSWERS, value)),
        _ if value.is_empty() => Some(known(&ANSWERS, name)),
        _ => None,
    }
}

/// What banks and billers answer.
const ANSWERS: [(&str, Key); 17] = [
    ("yes", keys::ANSWER_YES),
    ("no", keys::ANSWER_NO),
    ("unknown", keys::ANSWER_UNKNOWN),
    ("accepted", keys::POSTING_ACCEPTED),
    ("refused", keys::POSTING_REFUSED),
    ("tombstoned", keys::POSTING_CANCELLED),
    ("reversed", keys::POSTING_REVERSED),
    ("not_found", keys::ANSWER_NOT_FOUND),
    ("waiting", keys::ANSWER_WAITING),
    ("held", keys::ANSWER_HELD),
    ("declined", keys::OUTCOME_DECLINED),
    ("cancelled", keys::OUTCOME_CANCELLED),
    ("expired", keys::OUTCOME_EXPIRED),
    ("cleared", keys::ANSWER_CLEARED),
    ("voided", keys::ANSWER_VOIDED),
    ("refunded", keys::ANSWER_REFUNDED),
    ("no_order", keys::CAUSE_ORDER_UNKNOWN),
];

/// A kind of journal entry.
#[must_use]
pub(crate) fn entry_kind(kind: &str) -> String {
    known(
        &[
            ("capture", keys::ENTRY_CAPTURE),
            ("refund", keys::ENTRY_REFUND),
            ("biller_reversal", keys::ENTRY_BILLER_REVERSAL),
            ("operator_cost", keys::ENTRY_OPERATOR_COST),
            ("write_off", keys::ENTRY_WRITE_OFF),
            ("adjustment", keys::ENTRY_ADJUSTMENT),
        ],
        kind,
    )
}

/// An account of the journal, with the biller's name where it has one.
#[must_use]
pub(crate) fn account(app: App, account: &str) -> String {
    let (kind, id) = account.split_once(':').unwrap_or((account, ""));
    let biller = || app.offered.biller(id).map_or_else(|| id.to_owned(), |biller| biller.name);
    let of = |key, name: &str| fill(key, &[("name", name)]);
    match kind {
        "acquirer" => of(keys::ACCOUNT_ACQUIRER, id),
        "biller" => of(keys::ACCOUNT_BILLER, &biller()),
        "recoverable" => of(keys::ACCOUNT_RECOVERABLE, &biller()),
        "fees" => t(keys::ACCOUNT_FEES).to_owned(),
        "costs" => t(keys::ACCOUNT_COSTS).to_owned(),
        "losses" => t(keys::ACCOUNT_LOSSES).to_owned(),
        _ => account.to_owned(),
    }
}
