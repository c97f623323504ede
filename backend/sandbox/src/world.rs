//! Everything that changes, behind one lock.

use std::io;

use serde::Serialize;

use crate::bank::Bank;
use crate::billers::Billers;
use crate::billers::book::Posting;
use crate::clock;
use crate::config::Config;
use crate::faults::Faults;
use crate::identity::Grants;
use crate::journal::{Journal, Line};
use crate::mail::Mailbox;
use crate::sms::Phones;

/// The world.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) bank: Bank,
    pub(crate) billers: Billers,
    pub(crate) mailbox: Mailbox,
    pub(crate) phones: Phones,
    pub(crate) grants: Grants,
    pub(crate) faults: Faults,
    pub(crate) journal: Journal,
    clock_offset_secs: i64,
}

impl World {
    pub(crate) fn load(config: &Config) -> io::Result<Self> {
        let mut world = Self {
            bank: Bank::default(),
            billers: Billers::new(config.seed),
            mailbox: Mailbox::new(config.mail_kept_max),
            phones: Phones::new(config.sms_kept_max),
            grants: Grants::default(),
            faults: Faults::new(config.seed),
            journal: Journal::default(),
            clock_offset_secs: 0,
        };
        if let Some(path) = &config.state {
            for line in Journal::read(path)? {
                match line {
                    Line::Order(order) => world.bank.put(*order),
                    Line::Posting { biller, posting } => world.billers.restore(&biller, *posting),
                }
            }
            let known = world.lines();
            world.journal = Journal::open(path, known.into_iter())?;
        }
        Ok(world)
    }

    fn lines(&mut self) -> Vec<Line> {
        let now = self.now();
        let orders = self.bank.all(now).map(|order| Line::Order(Box::new(order.clone())));
        let mut lines: Vec<Line> = orders.collect();
        for (biller, posting) in self.billers.postings() {
            lines.push(Line::Posting { biller: biller.to_owned(), posting: Box::new(posting.clone()) });
        }
        lines
    }

    /// The sandbox's time in seconds since 1970: the machine's, plus what tests advanced it by.
    pub(crate) fn now(&self) -> i64 {
        clock::system_secs().saturating_add(self.clock_offset_secs)
    }

    pub(crate) fn advance(&mut self, secs: i64) {
        self.clock_offset_secs = self.clock_offset_secs.saturating_add(secs);
    }

    /// Back to the first day: no orders, postings, messages, faults; the clock is the machine's again.
    pub(crate) fn reset(&mut self) {
        self.bank.clear();
        self.billers.clear();
        self.mailbox.clear();
        self.phones.clear();
        self.grants = Grants::default();
        self.faults.clear();
        self.journal.reset();
        self.clock_offset_secs = 0;
    }

    pub(crate) fn books(&mut self) -> Books {
        let now = self.now();
        let orders = self.bank.all(now).map(|order| OrderLine {
            id: order.id,
            r#type: order.kind.rid(),
            status: order.status.name(),
            description: order.description.clone(),
            currency: order.currency.clone(),
            amount_minor: order.amount_minor,
            authorized_minor: order.authorized_minor,
            cleared_minor: order.cleared_minor,
            refunded_minor: order.refunded_minor,
            card: order.card.as_ref().map(|card| card.display_name.clone()),
            brand: order.card.as_ref().map(|card| card.brand.name()),
        });
        let orders = orders.collect();
        let postings = self.billers.postings().map(|(biller, posting)| PostingLine::new(biller, posting)).collect();
        Books { orders, postings }
    }
}

/// What bank and billers have in their books, for audits and tests. Amounts in qəpik.
#[derive(Debug, Clone, Serialize)]
pub struct Books {
    /// The bank's orders, by id.
    pub orders: Vec<OrderLine>,
    /// The billers' postings, by biller and id.
    pub postings: Vec<PostingLine>,
}

/// One order of the bank's books.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "the protocol's own words")]
pub struct OrderLine {
    pub id: u64,
    pub r#type: &'static str,
    pub status: &'static str,
    pub description: String,
    pub currency: String,
    pub amount_minor: i64,
    /// What was authorised, also after a void.
    pub authorized_minor: i64,
    pub cleared_minor: i64,
    pub refunded_minor: i64,
    pub card: Option<String>,
    pub brand: Option<&'static str>,
}

/// One posting of a biller's books.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "the contract's own words")]
pub struct PostingLine {
    pub biller: String,
    pub id: String,
    pub account: String,
    pub charge: String,
    pub amount_minor: i64,
    /// Booked less taken back.
    pub remaining_minor: i64,
    /// accepted, refused, cancelled or reversed.
    pub status: &'static str,
    pub reference: Option<String>,
    pub code: Option<String>,
}

impl PostingLine {
    fn new(biller: &str, posting: &Posting) -> Self {
        let asked = posting.asked.as_ref();
        Self {
            biller: biller.to_owned(),
            id: posting.id.clone(),
            account: asked.map(|a| a.account.clone()).unwrap_or_default(),
            charge: asked.map(|a| a.charge.clone()).unwrap_or_default(),
            amount_minor: asked.map_or(0, |a| a.amount_minor),
            remaining_minor: posting.booked_minor(),
            status: posting.fate.name(),
            reference: posting.fate.reference().map(str::to_owned),
            code: posting.fate.code().map(str::to_owned),
        }
    }
}
