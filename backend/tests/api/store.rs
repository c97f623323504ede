//! Units of work: alone or together, whole or not at all.

use crate::app::all_at_once;
use crate::both_engines;
use crate::support::Database;
use kommunal::app::random_id;
use kommunal::store::alarms::{Kind, Raised};
use kommunal::store::{Engine, Store, StoreError, alarms, journal, leases, outbox};
use shared::id::Id;
use shared::time::Timestamp;
use sqlx::Row;

both_engines!(
    units_of_work_written_at_once_are_all_kept,
    a_constraint_in_one_unit_of_work_does_not_spoil_its_neighbours,
    a_broken_unit_of_work_leaves_nothing_and_the_next_one_works,
    of_many_takers_of_one_lease_exactly_one_has_it,
    of_many_claimers_each_message_has_exactly_one,
    of_two_sealers_of_an_entry_one_is_told_that_it_was_late,
    a_second_server_on_a_sqlite_file_is_refused,
    what_is_written_is_there_after_opening_again,
    m23_servers_that_start_together_on_an_empty_database_all_start,
);

const AT: Timestamp = Timestamp::from_micros(1_795_280_712_000_000);

/// Writes one row under a name of its own.
async fn enqueue(store: &Store, cause: &str) -> Result<(), StoreError> {
    let cause = cause.to_owned();
    store
        .write(move |connection| {
            let cause = cause.clone();
            Box::pin(async move { outbox::enqueue(connection, &random_id(), "test", &cause, "{}", AT).await.map(|_| ()) })
        })
        .await
}

/// Writes two rows, the second of which collides when `id` is taken.
async fn write_two(store: &Store, id: &Id) -> Result<(), StoreError> {
    let id = id.clone();
    store
        .write(move |connection| {
            let id = id.clone();
            Box::pin(async move {
                for (id, about) in [(&random_id(), random_id()), (&id, random_id())] {
                    let raised = Raised { id, kind: Kind::Payment, about: about.as_str(), cause: "overdue", reason: "" };
                    alarms::raise(connection, raised, AT).await?;
                }
                Ok(())
            })
        })
        .await
}

async fn count(store: &Store, table: &str) -> i64 {
    let sql = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
    sqlx::query(sql).fetch_one(&mut *store.read().await.unwrap()).await.unwrap().try_get(0).unwrap()
}

async fn units_of_work_written_at_once_are_all_kept(db: Database) {
    let store = db.store().await;
    let causes: Vec<String> = (0..300).map(|n| format!("cause {n}")).collect();
    let written = all_at_once(causes.iter().map(|cause| enqueue(&store, cause))).await;
    assert!(written.iter().all(Result::is_ok));
    assert_eq!(count(&store, "outbox").await, 300);
}

async fn a_constraint_in_one_unit_of_work_does_not_spoil_its_neighbours(db: Database) {
    let store = db.store().await;
    let id = random_id();
    let written = all_at_once((0..60).map(|n| {
        let (store, id) = (&store, if n % 3 == 0 { id.clone() } else { random_id() });
        async move { write_two(store, &id).await }
    }))
    .await;
    let refused = written.iter().filter(|result| matches!(result, Err(StoreError::Constraint(_)))).count();
    assert_eq!((written.iter().filter(|result| result.is_ok()).count(), refused), (41, 19));
    // Of a refused unit of work its first row is not there either.
    assert_eq!(count(&store, "alarm").await, 82);
}

async fn a_broken_unit_of_work_leaves_nothing_and_the_next_one_works(db: Database) {
    let store = db.store().await;
    for round in 0..3 {
        let broken = store.write(|connection| {
            Box::pin(async move {
                outbox::enqueue(connection, &random_id(), "test", "broken", "{}", AT).await?;
                sqlx::query("SELECT nothing FROM nowhere").execute(&mut *connection).await?;
                Ok(())
            })
        });
        assert!(matches!(broken.await, Err(StoreError::Unknown(_))));
        enqueue(&store, &format!("after {round}")).await.unwrap();
    }
    assert_eq!(count(&store, "outbox").await, 3);
}

async fn of_many_takers_of_one_lease_exactly_one_has_it(db: Database) {
    let store = db.store().await;
    for round in 0..5 {
        let now = AT.plus_ms(round * 2_000);
        let takers = all_at_once((0..30).map(|_| {
            store.write(move |connection| {
                Box::pin(async move {
                    leases::take(connection, "telecom|subscription|1", random_id().as_str(), "address", now.plus_ms(1_000), now).await
                })
            })
        }))
        .await;
        assert_eq!(takers.into_iter().filter(|taken| matches!(taken, Ok(true))).count(), 1, "round {round}");
    }
    assert_eq!(count(&store, "lease").await, 1);
}

async fn of_many_claimers_each_message_has_exactly_one(db: Database) {
    let store = db.store().await;
    for n in 0..40 {
        enqueue(&store, &format!("message {n}")).await.unwrap();
    }
    let claims = all_at_once((0..10).map(|_| {
        store.write(|connection| {
            Box::pin(async move { outbox::claim_due(connection, outbox::Channel::Mail, AT.plus_ms(1), AT.plus_ms(60_000), 10).await })
        })
    }))
    .await;
    let mut ids: Vec<String> = claims.into_iter().flat_map(Result::unwrap).map(|message| message.id.to_string()).collect();
    let claimed = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), claimed, "a message was claimed twice");
    assert!(claimed >= 10);
}

async fn of_two_sealers_of_an_entry_one_is_told_that_it_was_late(db: Database) {
    let store = db.store().await;
    let (payment, entry) = (random_id(), random_id());
    let sql = format!(
        "INSERT INTO payment (id, idempotency_key, body_hash, secret_hash, city, phone, lang, email, card, acquirer, address_digest, total, \
         state, machine, version, created_at, updated_at) VALUES ('{payment}', 'k', '', '', '', '', '', '', '', '', '', 1, '', '', 1, 0, 0)"
    );
    let entry_sql =
        format!("INSERT INTO journal_entry (id, payment_id, kind, cause, at) VALUES ('{entry}', '{payment}', 'capture', 'c', 0)");
    for sql in [sql, entry_sql] {
        let write = store.write(move |connection| {
            let sql = sqlx::AssertSqlSafe(sql.clone());
            Box::pin(async move {
                sqlx::query(sql).execute(&mut *connection).await?;
                Ok(())
            })
        });
        write.await.unwrap();
    }
    let sealed = all_at_once((0..8).map(|_| {
        let entry = entry.clone();
        store.write(move |connection| {
            let entry = entry.clone();
            Box::pin(async move { journal::seal(connection, entry.as_str(), 1, journal::GENESIS, "hash").await })
        })
    }))
    .await;
    assert_eq!(sealed.iter().filter(|result| result.is_ok()).count(), 1);
    assert!(sealed.iter().filter(|result| result.is_err()).all(|result| matches!(result, Err(StoreError::Stale))));
    assert_eq!(journal::head(&mut store.read().await.unwrap()).await.unwrap(), (1, "hash".to_owned()));
}

async fn a_second_server_on_a_sqlite_file_is_refused(db: Database) {
    let first = Store::open(db.url()).await.unwrap();
    let second = Store::open(db.url()).await;
    match first.engine() {
        Engine::Sqlite => assert!(matches!(second, Err(StoreError::Taken))),
        Engine::Postgres => assert!(second.is_ok(), "a server's database has many"),
    }
    // Commands work beside it.
    enqueue(&db.store().await, "beside").await.unwrap();
    assert_eq!(count(&first, "outbox").await, 1);
    first.close().await;
    drop(first);
    Store::open(db.url()).await.unwrap();
}

async fn what_is_written_is_there_after_opening_again(db: Database) {
    let store = db.store().await;
    enqueue(&store, "kept").await.unwrap();
    store.close().await;
    assert!(enqueue(&store, "too late").await.is_err());
    let again = db.store().await;
    assert_eq!(count(&again, "outbox").await, 1);
}

async fn m23_servers_that_start_together_on_an_empty_database_all_start(db: Database) {
    let url = db.url().to_owned();
    let opened = all_at_once((0..8).map(|_| Store::connect(&url))).await;
    for store in opened {
        let store = store.expect("every server starts");
        assert_eq!(count(&store, "payment").await, 0);
        store.close().await;
    }
}
