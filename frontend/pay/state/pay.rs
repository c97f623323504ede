//! The payment being made: what is kept of it, and what is only known while the page lives.

use crate::api::ApiError;
use crate::state::drafts::{self, Kept};
use crate::state::records;
use core::ops::Deref;
use frontend::api::json::Json;
use frontend::state::draft::{Draft, Form, Later, Members};
use frontend::state::{Load, Page};
use leptos::prelude::*;
use shared::api::bills::Bill;
use shared::api::payments::PaymentView;
use shared::payment::journey::PayDraft;

/// What the identifiers of payments in the making begin with: nobody has signed in, they are the device's.
pub(crate) const WHOSE: &str = "pay";
/// The kind of a finished payment's record; its identifier is this, a dash and the reference.
pub(crate) const PAID: &str = "paid";

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

impl Form for PayRecord {
    const KIND: &'static str = "pay";

    fn write(&self) -> Json {
        records::of_pay(self)
    }

    fn read(record: &mut Members<'_>) -> Self {
        records::pay(record)
    }

    fn is_begun(&self) -> bool {
        self.answers.attempt.is_some()
    }

    fn has_ended(&self) -> bool {
        self.done
    }
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
    /// The draft it is kept as.
    pub(crate) draft: Draft<PayRecord>,
    /// What is kept.
    pub(crate) record: RwSignal<PayRecord>,
    /// Where it is kept, and since when.
    pub(crate) saved: RwSignal<(Kept, Option<i64>)>,
    /// City and number that `cards` belong to.
    pub(crate) shown_for: RwSignal<(String, String)>,
    /// Whether the bills are there.
    pub(crate) load: RwSignal<Load>,
    /// Holder's name, masked.
    pub(crate) holder: RwSignal<String>,
    /// The bills.
    pub(crate) cards: RwSignal<Vec<BillCard>>,
    /// What changed of the bills since they were shown, a line each; empty: nothing. Until the next press.
    pub(crate) changed: RwSignal<String>,
    /// The payment on its own page.
    pub(crate) view: RwSignal<Option<PaymentView>>,
    /// Counts changes of it within the stage of processing, of which `view` does not tell.
    pub(crate) moved: RwSignal<u32>,
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
    pub(crate) fn new(page: Page) -> Self {
        let draft = Draft::new(page);
        Self(Box::leak(Box::new(PaySignals {
            draft,
            record: draft.record,
            saved: draft.saved,
            shown_for: RwSignal::new(<(String, String)>::default()),
            load: RwSignal::new(Load::Waiting),
            holder: RwSignal::new(String::new()),
            cards: RwSignal::new(Vec::new()),
            changed: RwSignal::new(String::new()),
            view: RwSignal::new(None),
            moved: RwSignal::new(0),
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

    /// Changes the answers and saves them a moment later.
    pub(crate) fn change(self, change: impl FnOnce(&mut PayDraft)) {
        self.draft.update(|record| change(&mut record.answers));
    }

    /// Saves; when this returns the record is durable, or `saved` says that it is not.
    pub(crate) fn save(self) -> Later<()> {
        self.draft.save()
    }

    /// Begins another payment with these answers; what is kept of this one stays.
    pub(crate) fn begin(self, record: PayRecord) {
        self.draft.begin(record);
        self.unknown();
    }

    /// Leaves nothing behind.
    pub(crate) async fn forget(self) {
        self.unknown();
        self.draft.forget().await;
    }

    /// Nothing is known yet of the bills.
    pub(crate) fn unknown(self) {
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
