//! Everybody's books side by side: ours, the bank's, the billers', the mailbox.

use crate::notes::Notes;
use crate::world::World;
use kommunal::store::payments::{ItemRow, PaymentRow};
use kommunal::store::{Store, hosted, journal, payments, receipts};
use kommunal_sandbox::mail::MessageView;
use kommunal_sandbox::{Books, OrderLine, PostingLine};
use shared::payment::machine::BillerAnswer;
use shared::payment::{Payment, Posting, State};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What was counted.
#[derive(Default)]
pub(crate) struct Counted {
    outcomes: BTreeMap<String, u64>,
    payments: u64,
    taken_minor: i64,
    orphans: u64,
    letters: u64,
    repeated_letters: usize,
}

impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { outcomes, payments, taken_minor, orphans, letters, repeated_letters } = self;
        write!(f, "{payments} payments {outcomes:?}, {taken_minor} qəpik taken, {orphans} orders that reached nobody, ")?;
        write!(f, "{letters} letters and {repeated_letters} repeats of them")
    }
}

/// Compares them.
pub(crate) async fn check(world: &World, notes: &Notes) -> Counted {
    let store = Store::connect(&world.database).await.unwrap();
    let books = world.sandbox.books();
    let mut orders: BTreeMap<String, OrderLine> = books.orders.iter().map(|order| (order.id.to_string(), order.clone())).collect();
    let mut counted = Counted::default();
    let rows = all(&store).await;
    let messages = world.sandbox.messages();
    for row in &rows {
        let order = row.facts.order.as_ref().map(|id| orders.remove(id).expect("the bank's order of a payment, of one only"));
        check_order(row, order.as_ref());
        check_letters(&messages, row, order.as_ref(), &mut counted);
        check_journal(&store, row, &mut counted).await;
        check_postings(&store, row, &books).await;
        *counted.outcomes.entry(name(&row.life.payment)).or_default() += 1;
    }
    counted.payments = rows.len() as u64;
    assert!(counted.taken_minor > 0, "nobody paid anything: this run has shown nothing");
    counted.orphans = orders.len() as u64;
    for order in orders.values() {
        assert_eq!((order.authorized_minor, order.cleared_minor), (0, 0), "money at an order of no payment: {order:?}");
    }
    check_acknowledged(notes, &rows);
    check_nothing_else_is_booked(&rows, &books);
    store.close().await;
    counted
}

async fn all(store: &Store) -> Vec<PaymentRow> {
    let mut connection = store.read().await.unwrap();
    let mut rows: Vec<PaymentRow> = vec![];
    loop {
        let after = rows.last().map(|row| row.id.as_str().to_owned()).unwrap_or_default();
        let page = payments::page_after(&mut connection, &after, 500).await.unwrap();
        if page.is_empty() {
            return rows;
        }
        rows.extend(page);
    }
}

fn name(payment: &Payment) -> String {
    match payment.state {
        State::Captured { .. } if payment.items.iter().all(|item| item.posting.is_accepted()) => "paid".to_owned(),
        State::Captured { .. } => "partly paid".to_owned(),
        State::Closed { outcome } => format!("{outcome:?}"),
        ref other => panic!("not ended: {other:?}"),
    }
}

/// Taken is exactly what was accepted; otherwise nothing is taken and nothing stays held.
fn check_order(row: &PaymentRow, order: Option<&OrderLine>) {
    let accepted = row.life.payment.accepted_total().unwrap().minor();
    match (&row.life.payment.state, order) {
        (State::Captured { amount, .. }, Some(order)) => {
            assert_eq!((order.cleared_minor, order.refunded_minor), (accepted, 0), "payment {}: {order:?}", row.id);
            assert_eq!(amount.minor(), accepted, "payment {}", row.id);
            assert_eq!(order.authorized_minor, row.total.minor(), "payment {}", row.id);
        }
        (State::Captured { .. }, None) => panic!("payment {} was captured without an order", row.id),
        (_, Some(order)) => {
            assert_eq!(order.cleared_minor, 0, "payment {} was not captured: {order:?}", row.id);
            assert_ne!(order.status, "Authorized", "payment {} left a hold behind", row.id);
        }
        (_, None) => {}
    }
}

async fn check_journal(store: &Store, row: &PaymentRow, counted: &mut Counted) {
    let mut connection = store.read().await.unwrap();
    let entries = journal::of_payment(&mut connection, row.id.as_str()).await.unwrap();
    let receipt = receipts::of_payment(&mut connection, &row.id).await.unwrap();
    let State::Captured { amount, .. } = row.life.payment.state else {
        assert!(entries.is_empty() && receipt.is_none(), "payment {} has records without money", row.id);
        return;
    };
    assert_eq!(entries.len(), 1, "payment {}", row.id);
    let taken = entries[0].postings.iter().find(|(account, _)| account.starts_with("acquirer:"));
    assert_eq!(taken.map(|(_, sum)| *sum), Some(amount.minor()), "payment {}", row.id);
    assert_eq!(receipt.map(|receipt| receipt.amount), Some(amount), "payment {}", row.id);
    counted.taken_minor += amount.minor();
}

/// What we say a biller accepted, it has once, for that sum; what we say it has not, it has not.
async fn check_postings(store: &Store, row: &PaymentRow, books: &Books) {
    let mut connection = store.read().await.unwrap();
    let planned: BTreeMap<String, ItemRow> =
        payments::items(&mut connection, &row.id).await.unwrap().into_iter().map(|item| (item.id.to_string(), item)).collect();
    for item in &row.life.payment.items {
        let theirs: Vec<&PostingLine> = books.postings.iter().filter(|posting| posting.id == item.id.as_str()).collect();
        let hosted = hosted::status(&mut connection, &item.id).await.unwrap();
        let booked: i64 = theirs.iter().filter(|posting| posting.status == "accepted").map(|posting| posting.amount_minor).sum();
        let times = theirs.iter().filter(|posting| posting.status == "accepted").count();
        let at_ours = matches!(hosted, BillerAnswer::Accepted { .. });
        let accepted = matches!(item.posting, Posting::Accepted { .. });
        assert_eq!(times + usize::from(at_ours), usize::from(accepted), "item {} of payment {}: {theirs:?}", item.id, row.id);
        if times == 1 {
            let plan = &planned[item.id.as_str()];
            assert_eq!((booked, theirs[0].account.as_str()), (item.amount.minor(), plan.account.as_str()), "item {}", item.id);
        }
        assert_eq!(planned[item.id.as_str()].amount, item.amount, "item {}", item.id);
        let captured = matches!(row.life.payment.state, State::Captured { .. });
        assert!(captured || !accepted, "item {} is booked without money", item.id);
    }
}

/// Each payment that a citizen was told of is there, and there is no other.
fn check_acknowledged(notes: &Notes, rows: &[PaymentRow]) {
    let ours: BTreeSet<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let told = notes.acknowledged();
    let told: BTreeSet<&str> = told.iter().map(|known| known.first.reference.as_str()).collect();
    let lost: Vec<_> = told.difference(&ours).collect();
    let unasked: Vec<_> = ours.difference(&told).collect();
    assert!(lost.is_empty() && unasked.is_empty(), "lost {lost:?}, nobody's {unasked:?}");
}

fn check_nothing_else_is_booked(rows: &[PaymentRow], books: &Books) {
    let items: BTreeSet<&str> = rows.iter().flat_map(|row| row.life.payment.items.iter().map(|item| item.id.as_str())).collect();
    let stray: Vec<_> = books.postings.iter().filter(|posting| !items.contains(posting.id.as_str())).collect();
    assert!(stray.is_empty(), "bookings of no payment: {stray:?}");
}

/// Whose money the bank held is told once what came of it, by the receipt or by the word that all of it went back; nobody
/// else is. A repeat carries the same Message-ID.
fn check_letters(messages: &[MessageView], row: &PaymentRow, order: Option<&OrderLine>, counted: &mut Counted) {
    if row.email.is_empty() {
        return;
    }
    let held = order.is_some_and(|order| order.authorized_minor > 0);
    let to_payer: Vec<_> = messages.iter().filter(|message| message.to.contains(&row.email)).collect();
    let ids: BTreeSet<_> = to_payer.iter().map(|message| &message.message_id).collect();
    assert_eq!(ids.len(), usize::from(held), "letters of payment {} ({}): {order:?}", row.id, name(&row.life.payment));
    counted.letters += ids.len() as u64;
    counted.repeated_letters += to_payer.len() - ids.len();
}
