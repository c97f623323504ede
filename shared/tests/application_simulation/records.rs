//! What the test writes down by itself of each unit of work, to hold the machine against.

use crate::invariants::Invariant;
use crate::outside::Question;
use crate::world::World;
use shared::application::machine::{Event, Seen};
use shared::application::{Actor, Application, DEBT_FRESH_MS, Rule, Stage, State};
use shared::time::Timestamp;

pub(crate) struct Records {
    pub(crate) certificates: Vec<String>,
    pub(crate) told: Vec<Stage>,
    pub(crate) alarms: u32,
    pub(crate) questions: Vec<Question>,
    /// When the newest question was asked of which we have heard that it is owed.
    pub(crate) heard_owed: Option<Timestamp>,
    pub(crate) stages: Vec<Stage>,
    pub(crate) number: Option<String>,
    /// Approvals that count, since officers last looked anew.
    pub(crate) approvals: Vec<Actor>,
    /// The rule still stands for a person.
    pub(crate) rule_stands: bool,
    pub(crate) due_at: Timestamp,
    paused_at: Option<Timestamp>,
    approved_since: Option<Timestamp>,
}

impl Records {
    pub(crate) fn new(due_at: Timestamp, rule: Rule) -> Self {
        Self {
            certificates: vec![],
            told: vec![],
            alarms: 0,
            questions: vec![],
            heard_owed: None,
            // Told of having been sent; being approved by rule in the same moment needs no message of its own.
            stages: vec![Stage::Registered],
            number: None,
            approvals: vec![],
            rule_stands: rule.by_rule,
            due_at,
            paused_at: None,
            approved_since: rule.by_rule.then(|| crate::world::timestamp(0)),
        }
    }

    pub(crate) const fn is_paused(&self) -> bool {
        self.paused_at.is_some()
    }
}

impl World {
    /// Of every unit of work, before its effects.
    pub(crate) fn record(&mut self, event: &Event, key: Option<u64>, before: &Application) {
        if key.is_some_and(|key| !self.keys.insert(key)) {
            self.break_(Invariant::OneEventAClick, &format!("{event:?} twice"));
        }
        if before.is_ended() {
            self.break_(Invariant::EndsAreEnds, &format!("{event:?} after {:?}", before.state));
        }
        self.record_persons(event, before);
        self.record_stage(before);
        self.record_number();
        let late = matches!((event, &self.application.state), (Event::Signed { .. }, State::Checking { .. }));
        self.seen.extend(late.then_some("signed too late"));
    }

    fn record_persons(&mut self, event: &Event, before: &Application) {
        let by = match event {
            Event::Taken { by } | Event::Freed { by } | Event::Released { by } => Some(by),
            Event::CorrectionAsked { by } | Event::Approved { by } | Event::Rejected { by } => {
                if before.officer() != Some(by) {
                    self.break_(Invariant::OnlyWhoHasItDecides, &format!("{event:?} while {:?} has it", before.officer()));
                }
                Some(by)
            }
            _ => None,
        };
        if by.is_some_and(|by| *by == before.applicant) {
            self.break_(Invariant::NobodyDecidesOwn, &format!("{event:?}"));
        }
        let lost = before.officer().is_some() && self.application.officer() != before.officer();
        if lost && by != before.officer() && !matches!(event, Event::Freed { .. } | Event::Withdrawn) {
            self.break_(Invariant::AHoldIsNeverLost, &format!("{:?} lost it by {event:?}", before.officer()));
        }
        match event {
            Event::Approved { by } => self.records.approvals.push(by.clone()),
            Event::CorrectionAsked { .. } => self.records.approvals.clear(),
            Event::Freed { .. } if matches!(before.state, State::Checking { .. }) => {
                self.records.approvals.clear();
                self.records.rule_stands = false;
            }
            _ => {}
        }
    }

    fn record_stage(&mut self, before: &Application) {
        let (stage, at) = (self.application.stage(), self.at());
        if stage == before.stage() {
            return;
        }
        self.records.stages.push(stage);
        if let Some(paused_at) = self.records.paused_at.take() {
            self.records.due_at = self.records.due_at.plus_ms(at.ms_since(paused_at));
        }
        self.records.paused_at = (stage == Stage::CorrectionAsked).then_some(at);
        if stage == Stage::Approved {
            self.records.approved_since = Some(at);
            self.must_be_approved();
        }
    }

    fn must_be_approved(&mut self) {
        let persons = if self.application.rule.second_person { 2 } else { 1 };
        let approvals = &mut self.records.approvals;
        approvals.sort();
        approvals.dedup();
        if approvals.len() < persons && !self.records.rule_stands {
            let approvals = format!("{persons} wanted, approved by {:?}", self.records.approvals);
            self.break_(Invariant::AsManyPersonsAsTheRule, &approvals);
        }
    }

    fn record_number(&mut self) {
        let Some(number) = self.application.number.clone() else {
            if self.records.number.is_some() {
                self.break_(Invariant::ANumberStays, "lost");
            }
            return;
        };
        match &self.records.number {
            Some(mine) if *mine != number => self.break_(Invariant::ANumberStays, &format!("{mine} became {number}")),
            Some(_) => {}
            None if !self.numbers.insert(number.clone()) => self.break_(Invariant::ANumberIsNew, &number),
            None => self.records.number = Some(number),
        }
    }

    /// Of every answer that reached the store, whether or not it had a use for it.
    pub(crate) fn hear(&mut self, event: &Event) {
        if let Event::Debt { seen: Seen::Owed { .. }, asked_at, .. } = event {
            self.records.heard_owed = self.records.heard_owed.max(Some(*asked_at));
        }
    }

    pub(crate) fn store_certificate(&mut self, number: &str, as_of: Timestamp) {
        self.records.certificates.push(number.to_owned());
        let (now, since) = (self.at(), self.records.approved_since);
        let clear = |q: &&Question| matches!(q.seen, Seen::Clear { as_of: of } if of == as_of);
        let mut questions = self.records.questions.iter().filter(clear).peekable();
        if questions.peek().is_none() {
            return self.break_(Invariant::RestsOnAClearAnswer, "the biller never said so");
        }
        let heard = self.records.heard_owed;
        if !questions.clone().any(|q| Some(q.asked_at) > heard) {
            return self.break_(Invariant::RestsOnAClearAnswer, "something newer had said owed");
        }
        if !questions.any(|q| now.ms_since(q.asked_at) <= DEBT_FRESH_MS && Some(q.asked_at) >= since) {
            self.break_(Invariant::TheAnswerIsFresh, "asked too long ago, or before it was approved");
        }
    }
}
