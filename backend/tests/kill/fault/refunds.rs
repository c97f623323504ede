//! Operators who give money back amid the faults, as at the command line: whole payments with their fees, a part of a bill,
//! and the same request twice at once under one key. What passes the limit is approved by a second person.

use crate::notes::{Acknowledged, Notes, is_paid};
use crate::world::World;
use kommunal::app::refunds::cli::{self, Asked as Wanted};
use kommunal::app::refunds::{Listed, Who, list};
use kommunal::app::{App, Clock};
use kommunal::store::Store;
use kommunal_sandbox::random::Stream;
use shared::api::payments::{ItemOutcome, ItemView};
use shared::api::refunds::{RefundState, RefundView};
use shared::money::Money;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Of a hundred paid payments so many are given back, in part or whole.
const GIVEN_BACK: u64 = 60;
const PAUSE: Duration = Duration::from_millis(200);
/// Of one command.
const TRIES: u32 = 3;

/// Operators, and what they asked for.
pub(crate) struct Operators {
    app: App,
    seen: Mutex<BTreeSet<String>>,
    counted: Mutex<BTreeMap<&'static str, u64>>,
}

impl Operators {
    pub(crate) async fn new(world: &World) -> Arc<Self> {
        let store = Store::connect(&world.database).await.unwrap();
        let app = App::new(world.config.clone(), store, Clock::default()).await.unwrap();
        Arc::new(Self { app, seen: Mutex::default(), counted: Mutex::default() })
    }

    /// Asks for refunds until aborted.
    pub(crate) async fn give_back_until_told(self: Arc<Self>, notes: Arc<Notes>, mut chance: Stream) {
        loop {
            let paid = notes.acknowledged().into_iter().filter(|known| is_paid(&known.last));
            let fresh: Vec<Acknowledged> = paid.filter(|known| self.seen.lock().unwrap().insert(known.last.reference.clone())).collect();
            for known in fresh {
                if chance.below(100) < GIVEN_BACK {
                    self.give_back(&known, &mut chance).await;
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn give_back(&self, known: &Acknowledged, chance: &mut Stream) {
        let key = format!("{:016x}{:016x}", chance.next_u64(), chance.next_u64());
        let kind = chance.pick(&["whole", "part", "twice"]);
        let items = &known.last.items;
        let first = items.iter().find(|item| item.outcome == ItemOutcome::Accepted).unwrap();
        let alone = items.iter().filter(|item| same_charge(item, first)).count() == 1;
        let part = Money::from_minor((first.amount_minor / 2).max(1)).to_decimal();
        let all = kind == "whole" || !alone;
        let wanted = Wanted {
            payment: known.last.reference.clone(),
            bills: if all { vec![] } else { vec![format!("{}:{}={part}", first.biller, first.charge)] },
            all,
            fee: kind == "whole",
            by: "Zaur".to_owned(),
            reason: "paid twice".to_owned(),
            key: Some(key.clone()),
            wait: Duration::ZERO,
        };
        let view = if kind == "twice" {
            let (one, two) = tokio::join!(self.ask(&wanted), self.ask(&wanted));
            assert_eq!((&one.id, one.total_minor), (&two.id, two.total_minor), "one key made two cases");
            two
        } else {
            self.ask(&wanted).await
        };
        assert_eq!(view.id, key);
        *self.counted.lock().unwrap().entry(kind).or_default() += 1;
        if view.state == RefundState::AwaitingApproval {
            self.approve(&view.id).await;
        }
    }

    /// What could not be done is tried again: the key makes it the same case.
    async fn ask(&self, wanted: &Wanted) -> RefundView {
        let mut said = cli::ask(&self.app, wanted).await;
        for _ in 1..TRIES {
            if said.is_err() {
                said = cli::ask(&self.app, wanted).await;
            }
        }
        said.unwrap()
    }

    async fn approve(&self, case: &str) {
        let approved = cli::decide(&self.app, case, "Ləman", "seen", true, Duration::ZERO).await.unwrap();
        assert_eq!(approved.decided_by.as_deref(), Some("Ləman"));
    }

    /// Once all is calm: nobody is left waiting for a second person. The operators go home.
    pub(crate) async fn approve_the_rest(&self) {
        let (nobody, waiting) =
            (Who { actor: String::new(), name: String::new() }, Listed { show: "approval".to_owned(), ..Listed::default() });
        for case in list(&self.app, &nobody, &waiting).await.unwrap().rows {
            self.approve(&case.id).await;
        }
        self.app.wait_for_calls(Duration::from_secs(30)).await;
        self.app.store().close().await;
    }

    /// How many of each kind.
    pub(crate) fn counted(&self) -> BTreeMap<&'static str, u64> {
        self.counted.lock().unwrap().clone()
    }
}

fn same_charge(one: &ItemView, other: &ItemView) -> bool {
    (&one.biller, &one.charge) == (&other.biller, &other.charge)
}
