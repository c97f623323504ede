//! Everybody's books side by side after the fault run.

use super::bank::Bank;
use super::book::{Order, Status};
use crate::server::Server;
use crate::world::World;
use kommunal::store::payments::PaymentRow;
use kommunal::store::{Store, journal, outbox, payments};
use shared::payment::State;
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Row, query};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

pub(crate) struct Agreed {
    pub(crate) outcomes: BTreeMap<String, u64>,
    /// Refund cases by state.
    pub(crate) refunds: BTreeMap<String, u64>,
    /// Alarm cases by cause.
    pub(crate) alarms: BTreeMap<String, u64>,
    /// Payments that wait for a person, each in an alarm case.
    pub(crate) waiting: usize,
    /// Given back by the bank's book.
    pub(crate) given_back: i64,
    /// The bank's own, and the journal's.
    pub(crate) bank: (i64, i64),
    /// By biller: its own, and the journal's.
    pub(crate) billers: BTreeMap<String, (i64, i64)>,
}

/// What has not ended by then waits for a person, if there is an alarm case about it.
const FOR_A_PERSON: Duration = Duration::from_secs(120);

/// Waits until nothing is left to do, but for a person.
pub(crate) async fn settle(world: &World, servers: &mut [Server], longest: Duration) -> Duration {
    let began = Instant::now();
    let store = Store::connect(&world.database).await.unwrap();
    loop {
        let left = what_is_left(&store, began.elapsed() > FOR_A_PERSON).await;
        if left.is_empty() {
            break;
        }
        assert!(servers.iter_mut().all(|server| server.ended().is_none()), "a server ended by itself:\n{}", world.log_tail());
        assert!(began.elapsed() < longest, "not settled: {left}\n{}", world.log_tail());
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    store.close().await;
    began.elapsed()
}

async fn what_is_left(store: &Store, but_for_a_person: bool) -> String {
    let mut connection = store.read().await.unwrap();
    let mut left = vec![];
    for (table, kind, ends) in [("payment", "payments", PAYMENT_ENDS), ("refund", "refunds", REFUND_ENDS)] {
        let alarmed = if but_for_a_person { NO_ALARM } else { "" };
        let sql = format!("SELECT t.id AS id, t.state AS state FROM {table} t WHERE t.state NOT IN ({ends}) {alarmed}");
        let rows = query(AssertSqlSafe(sql)).fetch_all(&mut *connection).await.unwrap();
        left.extend(rows.iter().map(|row| format!("{kind} {} {}", row.get::<String, _>("id"), row.get::<String, _>("state"))));
    }
    if !journal::unsealed(&mut connection, 1).await.unwrap().is_empty() {
        left.push("entries not sealed".to_owned());
    }
    let unsent = outbox::waiting(&mut connection).await.unwrap();
    if unsent > 0 {
        left.push(format!("{unsent} letters not sent"));
    }
    left.join(", ")
}

const PAYMENT_ENDS: &str = "'captured', 'closed'";
const REFUND_ENDS: &str = "'done', 'rejected', 'bank_refused'";
const NO_ALARM: &str = "AND NOT EXISTS (SELECT 1 FROM alarm a WHERE a.about = t.id AND a.state <> 'resolved')";

/// How many rows of each kind there are.
async fn counted(store: &Store, sql: &'static str) -> BTreeMap<String, u64> {
    let rows = query(sql).fetch_all(&mut *store.read().await.unwrap()).await.unwrap();
    rows.iter().map(|row| (row.get("kind"), u64::try_from(row.get::<i64, _>("n")).unwrap())).collect()
}

/// Payment by payment and in sum; panics where two books differ.
pub(crate) async fn books(world: &World, bank: &Bank) -> Agreed {
    let store = Store::connect(&world.database).await.unwrap();
    let mut orders = bank.orders();
    let mut outcomes: BTreeMap<String, u64> = BTreeMap::new();
    let rows = all(&store).await;
    // What waits for a person may be anywhere between two books; how much of it is told apart.
    let (mut between, mut waiting) = (0, Waiting::default());
    for row in &rows {
        *outcomes.entry(outcome(row)).or_default() += 1;
        let order = row.facts.order.as_ref().and_then(|id| orders.remove(&id.parse().ok()?));
        let entries = journal::of_payment(&mut store.read().await.unwrap(), row.id.as_str()).await.unwrap();
        let ours = sum_of(entries.iter().flat_map(|entry| &entry.postings), "acquirer:");
        let theirs = order.as_ref().map_or(0, Order::net);
        if !matches!(row.life.payment.state, State::Captured { .. } | State::Closed { .. }) {
            between += theirs - ours;
            waiting.payments += 1;
            waiting.items.extend(row.life.payment.items.iter().map(|item| item.id.as_str().to_owned()));
            waiting.postings.extend(entries.into_iter().flat_map(|entry| entry.postings));
            continue;
        }
        assert_eq!(theirs, ours, "payment {}: {order:?}, {entries:?}", row.id);
        assert_ne!(order.map(|order| order.status), Some(Status::Authorized), "payment {} left a hold behind", row.id);
    }
    for order in orders.values() {
        assert_eq!((order.authorized, order.cleared), (0, 0), "money at an order of no payment: {order:?}");
    }
    let balances = journal::balances(&mut store.read().await.unwrap()).await.unwrap();
    let of_bank: i64 = bank.orders().values().map(super::book::Order::net).sum();
    let ours = sum_of(balances.iter(), "acquirer:");
    assert_eq!(of_bank, ours + between, "the bank's book and the journal");
    assert!(ours > 0, "nobody paid anything: this run has shown nothing");
    let billers = billers(world, &balances, &waiting).await;
    let refunds = counted(&store, "SELECT state AS kind, COUNT(*) AS n FROM refund GROUP BY state").await;
    let alarms = counted(&store, "SELECT cause AS kind, COUNT(*) AS n FROM alarm GROUP BY cause").await;
    store.close().await;
    let given_back = bank.orders().values().map(|order| order.refunded).sum();
    Agreed { outcomes, refunds, alarms, waiting: waiting.payments, given_back, bank: (of_bank, ours), billers }
}

/// What waits for a person, in both kinds of books.
#[derive(Default)]
struct Waiting {
    payments: usize,
    items: BTreeSet<String>,
    postings: Vec<(String, i64)>,
}

/// What each biller has through us by its own book, and what the journal owes it, but for what waits for a person.
async fn billers(world: &World, balances: &[(String, i64)], waiting: &Waiting) -> BTreeMap<String, (i64, i64)> {
    let mut theirs: BTreeMap<String, i64> = hosted(&world.database, waiting).await;
    let remote = world.sandbox.books().postings;
    for posting in remote.iter().filter(|posting| posting.status == "accepted" && !waiting.items.contains(&posting.id)) {
        *theirs.entry(posting.biller.clone()).or_default() += posting.remaining_minor;
    }
    let mut billers = BTreeMap::new();
    for (biller, theirs) in theirs {
        // What a biller has yet to take back is still in its book, and owed to it by ours.
        let account = format!("biller:{biller}");
        let ours = sum_of(waiting.postings.iter(), &account) - sum_of(balances.iter(), &account);
        assert_eq!(theirs, ours, "the book of {biller} and the journal");
        billers.insert(biller, (theirs, ours));
    }
    billers
}

/// The hosted billers' books, read past the server's own code.
async fn hosted(database: &str, waiting: &Waiting) -> BTreeMap<String, i64> {
    let mut connection = AnyConnection::connect(database).await.unwrap();
    let sql = "SELECT p.item_id, p.biller, CAST(p.amount - COALESCE((SELECT SUM(r.amount) FROM hosted_reversal r WHERE r.item_id = p.item_id), 0) \
               AS BIGINT) AS left_minor FROM hosted_posting p WHERE p.status = 'accepted'";
    let rows = query(sql).fetch_all(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let mut book: BTreeMap<String, i64> = BTreeMap::new();
    for row in rows.iter().filter(|row| !waiting.items.contains(&row.get::<String, _>("item_id"))) {
        *book.entry(row.get("biller")).or_default() += row.get::<i64, _>("left_minor");
    }
    book
}

/// Of all accounts that begin so, or of the one of exactly this name.
fn sum_of<'a>(postings: impl Iterator<Item = &'a (String, i64)>, account: &str) -> i64 {
    let fits = |name: &str| if account.ends_with(':') { name.starts_with(account) } else { name == account };
    postings.filter(|(name, _)| fits(name)).map(|(_, amount)| amount).sum()
}

async fn all(store: &Store) -> Vec<PaymentRow> {
    let mut rows: Vec<PaymentRow> = vec![];
    loop {
        let after = rows.last().map(|row| row.id.as_str().to_owned()).unwrap_or_default();
        let page = payments::page_after(&mut store.read().await.unwrap(), &after, 500).await.unwrap();
        if page.is_empty() {
            return rows;
        }
        rows.extend(page);
    }
}

fn outcome(row: &PaymentRow) -> String {
    match row.life.payment.state {
        State::Captured { .. } if row.life.payment.items.iter().all(|item| item.posting.is_accepted()) => "paid".to_owned(),
        State::Captured { .. } => "partly paid".to_owned(),
        State::Closed { outcome } => format!("{outcome:?}"),
        ref other => format!("{other:?}"),
    }
}
