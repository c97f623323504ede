//! The calm afterwards: every payment ends, the journal is sealed, the letters are out; and every citizen who comes
//! back finds what was promised.

use crate::notes::{Notes, is_over};
use crate::portal::{Portal, Said};
use crate::server::Server;
use crate::world::World;
use kommunal::store::{Store, journal, outbox, payments};
use shared::payment::Outcome;
use std::time::{Duration, Instant};

/// Longest wait: a letter that was unlucky several times waits longest, its pauses double.
const SETTLE: Duration = Duration::from_secs(600);

/// Waits until nothing is left to do. Answers how long the payments took, and everything.
pub(crate) async fn wait(world: &World, server: &mut Server) -> (Duration, Duration) {
    let (began, mut payments) = (Instant::now(), Duration::ZERO);
    let store = Store::connect(&world.database).await.unwrap();
    loop {
        let left = what_is_left(&store).await;
        if left.is_empty() {
            break;
        }
        if !left.starts_with("0 entries") {
            payments = began.elapsed();
        }
        assert!(server.ended().is_none(), "the server ended by itself:\n{}", world.log_tail());
        assert!(began.elapsed() < SETTLE, "{}: not settled: {left}\n{}", world.engine(), world.log_tail());
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    store.close().await;
    (payments, began.elapsed())
}

async fn what_is_left(store: &Store) -> String {
    let mut connection = store.read().await.unwrap();
    let mut left = String::new();
    for (state, count) in payments::count_by_state(&mut connection).await.unwrap() {
        if count > 0 && !matches!(state.as_str(), "captured" | "closed") {
            left += &format!("{count} {state}, ");
        }
    }
    let unsealed = journal::unsealed(&mut connection, 1).await.unwrap().len();
    let unsent = outbox::waiting(&mut connection).await.unwrap();
    if unsealed + usize::try_from(unsent).unwrap() > 0 {
        left += &format!("{unsealed} entries not sealed, {unsent} letters not sent");
    }
    left
}

/// Asks for every acknowledged payment once more.
pub(crate) async fn every_citizen_finds_what_was_promised(world: &World, notes: &Notes) {
    let portal = Portal::new(world);
    for known in notes.acknowledged() {
        let reference = &known.first.reference;
        let Said::Yes(view) = portal.payment(reference, &known.plan.secret).await else { panic!("payment {reference} is lost") };
        assert!(is_over(&view), "payment {reference} has not ended: {:?}", view.stage);
        let wrong = matches!(view.outcome, Some(Outcome::AmountMismatch | Outcome::HoldLost));
        assert!(!wrong, "payment {reference} ended as {:?}", view.outcome);
        notes.told(&known.plan, &view);
    }
}
