//! The payment being made: what is kept of it, and what is only known while the page lives.

use crate::api::ApiError;
use crate::platform;
use crate::state::drafts::{self, Kept};
use crate::state::records;
use core::ops::Deref;
use frontend::state::Load;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::bills::Bill;
use shared::api::payments::PaymentView;
use shared::payment::journey::PayDraft;

/// The draft's identifier and kind: there is one payment in the making on a device.
pub(crate) const DRAFT: &str = "pay";
/// The kind of a finished payment's record; its identifier is this, a dash and the reference.
pub(crate) const PAID: &str = "paid";
/// Typing pauses this long before it is saved.
const PAUSE_MS: u32 = 300;

/// What the draft's record holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct PayRecord {
    /// What was typed and chosen.
    pub(crate) answers: PayDraft,
    /// Bill's identifier and the subscriber code that was typed to find it.
    pub(crate) by_hand: Vec<(String, String)>,
    /// The form that handed its subscriber code over, to go back to; empty: none did.
    pub(crate) back: String,
    /// The body of the attempt under way: every try sends the same.
    pub(crate) body: String,
    /// The attempt has ended, well or not.
    pub(crate) done: bool,
    /// It ended with money taken.
    pub(crate) paid: bool,
}

/// What is kept of a payment that was paid: enough to see it again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct PaidRecord {
    /// The payment's reference.
    pub(crate) reference: String,
    /// Its payer's proof.
    pub(crate) secret: String,
    /// Receipt's number and code.
    pub(crate) number: String,
    /// See `number`.
    pub(crate) code: String,
    /// What was taken.
    pub(crate) total_minor: i64,
    /// RFC 3339.
    pub(crate) at: String,
    /// The payment as the server told it last, so that the receipt can be seen without a network.
    pub(crate) view: String,
}

/// How far a card on the bills page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asking {
    /// It came with the page.
    No,
    /// Its biller is being asked.
    Now,
    /// Its biller was asked, by number or by a code typed in.
    Done,
}

/// A bill on the page and what the citizen does with it.
#[derive(Debug, Clone)]
pub(crate) struct BillCard {
    /// As the server told it.
    pub(crate) bill: Bill,
    /// Whether its biller is still being asked.
    pub(crate) asking: Asking,
    /// The subscriber code it was found by, when typed in.
    pub(crate) code: Option<String>,
    /// Chosen to be paid.
    pub(crate) picked: bool,
    /// The amount as typed.
    pub(crate) typed: String,
}

/// The payment in the making: a handle of its signals.
#[derive(Clone, Copy)]
pub(crate) struct Pay(&'static PaySignals);

impl Deref for Pay {
    type Target = PaySignals;

    fn deref(&self) -> &PaySignals {
        self.0
    }
}

/// Signals of the payment in the making. They belong to the app, so a task may outlive its screen.
pub(crate) struct PaySignals {
    /// What is kept.
    pub(crate) record: RwSignal<PayRecord>,
    /// Where it is kept, and since when.
    pub(crate) saved: RwSignal<(Kept, Option<i64>)>,
    /// Counts changes: a saving that was overtaken gives up.
    changes: RwSignal<u32>,
    /// City and number that `cards` belong to.
    pub(crate) shown_for: RwSignal<(String, String)>,
    /// Whether the bills are there.
    pub(crate) load: RwSignal<Load>,
    /// Holder's name, masked.
    pub(crate) holder: RwSignal<String>,
    /// The bills.
    pub(crate) cards: RwSignal<Vec<BillCard>>,
    /// The payment on its own page.
    pub(crate) view: RwSignal<Option<PaymentView>>,
    /// What keeps that page from being up to date.
    pub(crate) trouble: RwSignal<Option<ApiError>>,
    /// Something was pressed whose answer is awaited: a second press does nothing.
    pub(crate) busy: RwSignal<bool>,
    /// Go to the bank by itself, once: set where **İrəli** was pressed, never by a reload.
    pub(crate) to_bank: RwSignal<bool>,
}

impl Pay {
    /// Nothing yet.
    #[must_use]
    pub(crate) fn new() -> Self {
        Self(Box::leak(Box::new(PaySignals {
            record: RwSignal::new(PayRecord::default()),
            saved: RwSignal::new((Kept::Disk, None)),
            changes: RwSignal::new(0),
            shown_for: RwSignal::new(<(String, String)>::default()),
            load: RwSignal::new(Load::Waiting),
            holder: RwSignal::new(String::new()),
            cards: RwSignal::new(Vec::new()),
            view: RwSignal::new(None),
            trouble: RwSignal::new(None),
            busy: RwSignal::new(false),
            to_bank: RwSignal::new(false),
        })))
    }

    /// The answers as they are now.
    #[must_use]
    pub(crate) fn answers(self) -> PayDraft {
        self.record.with_untracked(|record| record.answers.clone())
    }

    /// Changes the answers and saves them after a pause.
    pub(crate) fn change(self, change: impl FnOnce(&mut PayDraft)) {
        self.record.update(|record| change(&mut record.answers));
        self.save_soon();
    }

    fn save_soon(self) {
        self.changes.update_untracked(|changes| *changes += 1);
        let mine = self.changes.get_untracked();
        spawn_local(async move {
            platform::sleep(PAUSE_MS).await;
            if self.changes.get_untracked() == mine {
                self.save().await;
            }
        });
    }

    /// Saves now what has not been saved yet; for a page that is about to go.
    pub(crate) fn flush(self) {
        spawn_local(self.flushed());
    }

    /// The same; it is saved when this returns.
    pub(crate) async fn flushed(self) {
        if self.changes.get_untracked() > 0 {
            self.save().await;
        }
    }

    /// Saves; when this returns the record is durable, or `saved` says that it is not.
    pub(crate) async fn save(self) {
        let record = self.record.get_untracked();
        let changes = self.changes.get_untracked();
        let (kept, at_ms) = drafts::save(DRAFT, DRAFT, &records::of_pay(&record)).await;
        if self.changes.get_untracked() == changes {
            self.changes.set(0);
        }
        self.saved.set((kept, Some(at_ms)));
    }

    /// Takes what is kept, also by another tab. What was typed here since wins, unless there a payment has begun.
    pub(crate) async fn load(self) {
        if let Some(kept) = drafts::load(DRAFT, records::pay).await {
            let newer_here = self.changes.get_untracked() > 0 && kept.value.answers.attempt.is_none();
            if !newer_here && self.record.with_untracked(|mine| *mine != kept.value) {
                self.record.set(kept.value);
            }
            self.saved.update(|saved| saved.1 = Some(kept.saved_ms));
        }
    }

    /// Leaves nothing behind.
    pub(crate) async fn forget(self) {
        self.changes.set(0);
        self.reset(PayRecord::default());
        drafts::delete(DRAFT).await;
        self.saved.update(|saved| saved.1 = None);
    }

    /// Starts from these answers, with nothing known yet of their bills.
    pub(crate) fn reset(self, record: PayRecord) {
        self.record.set(record);
        self.load.set(Load::Waiting);
        self.shown_for.set(<(String, String)>::default());
        self.cards.set(Vec::new());
        self.view.set(None);
        self.trouble.set(None);
    }

    /// The attempt is over: its answers stay for another.
    pub(crate) fn drop_attempt(self) {
        self.record.update(|record| {
            record.answers.attempt = None;
            record.body.clear();
            record.done = false;
            record.paid = false;
        });
        self.view.set(None);
        self.trouble.set(None);
    }

    /// Marks the attempt's end.
    pub(crate) async fn ended(self, paid: bool) {
        self.record.update(|record| {
            record.done = true;
            record.paid = paid;
        });
        self.save().await;
    }
}

/// Keeps a paid payment where its receipt can be found again, as it is now.
pub(crate) async fn keep_paid(view: &PaymentView, secret: String, said: String) {
    let (id, Some(receipt)) = (paid_id(&view.reference), view.receipt.clone()) else { return };
    let paid = PaidRecord {
        reference: view.reference.clone(),
        secret,
        number: receipt.number,
        code: receipt.code,
        total_minor: view.captured_minor,
        at: view.captured_at.clone().unwrap_or_default(),
        view: said,
    };
    drafts::save(&id, PAID, &records::of_paid(&paid)).await;
}

/// The identifier of a paid payment's record.
#[must_use]
pub(crate) fn paid_id(reference: &str) -> String {
    [PAID, "-", reference].concat()
}
