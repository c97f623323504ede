//! The lists: what is sought in each, and its pages.

use super::App;
use crate::forms::Issue;
use crate::i18n::keys;
use crate::routes::Route;
use crate::{api, platform};
use leptos::prelude::*;
use shared::api::operator::{AlarmQuery, PaymentQuery};
use shared::validation::Code;

/// What a payment is sought by, in the order of the choice.
pub(crate) const KINDS: [&str; 4] = ["receipt", "order", "phone", "reference"];

/// Digits of a national number; what stands before them is the country's.
const PHONE_DIGITS: usize = 9;

/// The search for one payment. It may be by somebody's phone number: it is in no address.
pub(crate) struct Search {
    /// One of [`KINDS`].
    pub(crate) kind: RwSignal<String>,
    /// What stands in the field.
    pub(crate) typed: RwSignal<String>,
    /// What is sought; empty: nothing.
    pub(crate) find: RwSignal<String>,
}

impl Search {
    pub(super) fn new() -> Self {
        Self { kind: RwSignal::new(KINDS[0].to_owned()), typed: RwSignal::new(String::new()), find: RwSignal::new(String::new()) }
    }
}

impl App {
    /// The first payments of what is asked for.
    pub(crate) fn find_payments(self) {
        self.payments_ask(false);
    }

    /// Another number is sought, or none. A phone number without its area code could be anybody's.
    pub(crate) fn seek_payment(self, find: String) {
        self.issues.set(Vec::new());
        if self.search.kind.get_untracked() == "phone" && !find.is_empty() && digits(&find) < PHONE_DIGITS {
            self.issues.set(vec![Issue::new("find", keys::FIND, Code::NumberLength)]);
            platform::focus("find");
            return;
        }
        self.search.find.set(find);
        self.payments_ask(false);
    }

    pub(crate) fn payments_ask(self, more: bool) {
        let Route::Payments(state) = self.route.get_untracked() else { return };
        let find = self.search.find.get_untracked();
        let mut query = PaymentQuery::default();
        match self.search.kind.get_untracked().as_str() {
            // Whoever looks for one number wants it in whatever state it is.
            _ if find.is_empty() => query.state = state,
            "receipt" => query.receipt = find,
            "order" => query.order = find,
            "phone" => query.phone = find,
            _ => query.reference = find,
        }
        query.after = after(more, self.payments.next);
        self.payments.fill(self.session, more, self.fault, async move { api::payments(&query).await.map(|page| (page.rows, page.next)) });
    }

    pub(crate) fn cases_ask(self, more: bool) {
        let Route::Cases(show) = self.route.get_untracked() else { return };
        let after = after(more, self.cases.next);
        self.cases.fill(
            self.session,
            more,
            self.fault,
            async move { api::refunds(&show, &after).await.map(|page| (page.rows, page.next)) },
        );
    }

    pub(crate) fn alarms_ask(self, more: bool) {
        let Route::Alarms(show, cause) = self.route.get_untracked() else { return };
        let query = AlarmQuery { show, cause, after: after(more, self.alarms.next), ..AlarmQuery::default() };
        self.alarms.fill(self.session, more, self.fault, async move { api::alarms(&query).await.map(|page| (page.rows, page.next)) });
    }
}

fn digits(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}

pub(super) fn after(more: bool, next: RwSignal<Option<String>>) -> String {
    if more { next.get_untracked().unwrap_or_default() } else { String::new() }
}
