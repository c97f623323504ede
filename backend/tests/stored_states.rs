//! Rows as earlier servers wrote them are read for ever: one golden row of every form that a state was ever stored in.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use kommunal::store::payments::Life;
use kommunal::store::process::{decode, encode};
use kommunal::store::refunds::RefundLife;
use kommunal::store::{Store, StoreError, alarms};
use serde_json::{Map, Value};
use shared::alarm::State as Alarm;
use shared::id::Id;
use shared::money::Money;
use shared::payment::machine::Effect;
use shared::payment::{AlarmCause, Outcome, Posting, Resolution, State};
use shared::refund::machine::Event as RefundEvent;
use shared::refund::{Reversal, State as Case};
use shared::time::Timestamp;
use support::Database;

/// Before versions: the bare state.
const PAYMENT_0: &str = include_str!("stored_states/payment-0.json");
/// Before versions and before refunds had a time of their own.
const PAYMENT_0_OLDEST: &str = include_str!("stored_states/payment-0-oldest.json");
const PAYMENT_1: &str = include_str!("stored_states/payment-1.json");
const REFUND_1: &str = include_str!("stored_states/refund-1.json");
const REFUND_1_ENDED: &str = include_str!("stored_states/refund-1-ended.json");
/// Every event that a refund's row was ever made by, a line each: the audit replays them.
const REFUND_EVENTS_1: &str = include_str!("stored_states/refund-events-1.json");
/// An alarm's state is its columns: a row a line.
const ALARM_1: &str = include_str!("stored_states/alarm-1.json");

both_engines!(alarms_of_version_1_are_read);

#[test]
fn a_payment_of_before_versions_is_read() {
    let life: Life = decode("payment.machine", PAYMENT_0).unwrap();
    assert_eq!(life.payment.state, State::AtBank);
    assert_eq!(life.payment.items[0].posting, Posting::Planned);
    assert_eq!(life.calls.in_flight[0].effect, Effect::AskBank);
    assert_eq!((life.calls.next_call, life.calls.ticks), (3, 2));
    assert_eq!(life.calls.asked_at, Timestamp::from_micros(1_760_000_002_000_000));
    let oldest: Life = decode("payment.machine", PAYMENT_0_OLDEST).unwrap();
    assert_eq!(oldest.payment.state, State::Closed { outcome: Outcome::Cancelled });
    assert!(oldest.payment.alarms.is_empty() && !oldest.payment.watched);
}

#[test]
fn a_payment_of_version_1_is_read() {
    let life: Life = decode("payment.machine", PAYMENT_1).unwrap();
    assert_eq!(life.payment.state, State::Posting);
    assert_eq!(life.payment.alarms, [AlarmCause::Overdue]);
    assert_eq!(life.calls.in_flight.len(), 1);
}

#[test]
fn what_is_written_is_read_again_and_says_its_version() {
    for golden in [PAYMENT_0, PAYMENT_0_OLDEST, PAYMENT_1] {
        let life: Life = decode("payment.machine", golden).unwrap();
        let written = encode("payment.machine", &life).unwrap();
        assert!(written.starts_with(r#"{"version":1,"state":{"#), "{written}");
        assert_eq!(decode::<Life>("payment.machine", &written).unwrap(), life);
    }
}

#[test]
fn a_state_of_a_newer_server_is_not_guessed_at() {
    let error = decode::<Life>("payment.machine", r#"{"version":2,"state":{}}"#).unwrap_err();
    assert!(matches!(&error, StoreError::Unreadable { what: "payment.machine", why } if why.contains("version 2")), "{error}");
    let error = decode::<Life>("payment.machine", "{").unwrap_err();
    assert!(matches!(error, StoreError::Unreadable { .. }));
}

#[test]
fn a_refund_of_version_1_is_read_with_its_events() {
    let life: RefundLife = decode("refund.machine", REFUND_1).unwrap();
    assert_eq!((life.refund.state, life.refund.shares.len(), life.calls.in_flight.len()), (Case::Reversing, 2, 1));
    assert_eq!((&life.refund.shares[0].reversal, life.refund.total()), (&Reversal::Asked, Some(Money::from_minor(1_215))));
    let ended: RefundLife = decode("refund.machine", REFUND_1_ENDED).unwrap();
    assert!(matches!(&ended.refund.shares[0].reversal, Reversal::OperatorCost { code, .. } if code == "not_reversible"));
    for (golden, life) in [(REFUND_1, life), (REFUND_1_ENDED, ended)] {
        assert_eq!(encode("refund.machine", &life).unwrap(), golden.trim_end());
    }
    for line in REFUND_EVENTS_1.lines() {
        let event: RefundEvent = serde_json::from_str(line).unwrap();
        assert_eq!(serde_json::to_string(&event).unwrap(), line);
    }
}

async fn alarms_of_version_1_are_read(db: Database) {
    let store = Store::connect(db.url()).await.unwrap();
    for line in ALARM_1.lines() {
        let row: Map<String, Value> = serde_json::from_str(line).unwrap();
        let work = store.write(move |connection| {
            let row = row.clone();
            Box::pin(async move {
                let (names, values): (Vec<_>, Vec<_>) = row.iter().unzip();
                let places: Vec<String> = (1..=names.len()).map(|place| format!("${place}")).collect();
                let names: Vec<&str> = names.into_iter().map(String::as_str).collect();
                let sql = format!("INSERT INTO alarm ({}) VALUES ({})", names.join(", "), places.join(", "));
                let insert = sqlx::query(sqlx::AssertSqlSafe(sql));
                let insert = values.into_iter().fold(insert, |insert, value| match value.as_i64() {
                    Some(number) => insert.bind(number),
                    None => insert.bind(value.as_str().unwrap().to_owned()),
                });
                Ok(insert.execute(connection).await.map(|_| ())?)
            })
        });
        work.await.unwrap();
    }
    let read =
        async |id: &str| alarms::by_id(&mut store.read().await.unwrap(), &Id::parse(&id.repeat(16)).unwrap()).await.unwrap().unwrap();
    let (resolving, resolved) = (read("05").await, read("08").await);
    let Alarm::Resolving { taken_by, request } = resolving.state else { panic!("{resolving:?}") };
    assert_eq!((taken_by.name.as_str(), request.resolution, resolving.times), ("Zaur", Resolution::AskAgain, 2));
    let Alarm::Resolved { request, approved_by } = resolved.state else { panic!("{resolved:?}") };
    assert_eq!((request.resolution.amount(), approved_by.name.as_str()), (Money::from_minor(2_417), "Ləman"));
    store.close().await;
}
