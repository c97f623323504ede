//! An officer: takes what waits, and decides on it or puts it back.

use crate::applicant::key;
use crate::desk::Desk;
use crate::papers::{Course, Files};
use crate::world::World;
use kommunal_sandbox::random::Stream;
use serde_json::json;
use shared::api::office::{OfficeApplication, Queue};
use shared::api::path;
use shared::api::problem::ProblemCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// The sandbox's officers.
pub(crate) const OFFICERS: [&str; 2] = ["2NG8S5M", "4TR6B9N"];
const POLL: Duration = Duration::from_millis(100);

pub(crate) struct Officer {
    desk: Desk,
    files: Arc<Files>,
    chance: Stream,
}

impl Officer {
    pub(crate) async fn new(world: &World, files: Arc<Files>, index: usize) -> Self {
        let desk = Desk::sign_in(world, OFFICERS[index]).await;
        Self { desk, files, chance: Stream::of(world.seed, 12, index as u64) }
    }

    pub(crate) async fn work_until(mut self, stop: Arc<AtomicBool>) {
        while !stop.load(Ordering::SeqCst) {
            for show in ["mine", "waiting"] {
                let queue: Queue = self.desk.post(path::OFFICE_QUEUE, None, &json!({ "show": show })).await.unwrap();
                if queue.rows.is_empty() {
                    continue;
                }
                let at = usize::try_from(self.chance.below(queue.rows.len() as u64)).unwrap();
                self.work_on(&queue.rows[at].number).await;
            }
            tokio::time::sleep(POLL).await;
        }
    }

    async fn work_on(&mut self, number: &str) {
        let address = path::OFFICE_APPLICATION.replace("{number}", number);
        let review: OfficeApplication = self.desk.get(&address).await.unwrap_or_else(|code| panic!("{number} is lost: {code:?}"));
        let may = |decision: &str| review.may.iter().any(|one| one == decision);
        let (decision, reason) = match self.chance.below(100) {
            _ if may("take") => ("take", ""),
            _ if !may("approve") => return,
            0..66 => ("approve", ""),
            66..80 => ("ask", "address"),
            80..91 => ("reject", "dispute"),
            _ => ("release", ""),
        };
        self.decide(number, decision, reason, review.version).await;
    }

    async fn decide(&mut self, number: &str, decision: &str, reason: &str, version: i64) {
        let address = path::OFFICE_DECISION.replace("{number}", number).replace("{decision}", decision);
        let (key, body) = (key(&mut self.chance), json!({ "reason": reason, "version": version }));
        let press = || self.desk.post::<OfficeApplication>(&address, Some(&key), &body);
        let said = if self.chance.below(5) == 0 {
            let (one, two) = tokio::join!(press(), press());
            assert_eq!(one.is_ok(), two.is_ok(), "one key, two answers: {number} {decision}");
            one
        } else {
            press().await
        };
        match (said, decision) {
            (Ok(_), "approve") => self.files.course(number, Course::Approved),
            (Ok(_), "reject") => self.files.course(number, Course::Rejected),
            (Ok(_), "ask") => self.files.course(number, Course::Asked),
            (Ok(_) | Err(ProblemCode::Changed | ProblemCode::NotNow), _) => {}
            (Err(code), _) => panic!("{decision} of {number} was refused: {code:?}"),
        }
    }
}
