//! What a call does to the outside when it lands, and what is said to it.

use crate::billers::Page;
use crate::driver::Call;
use crate::invariants::Invariant;
use crate::time::MINUTE;
use crate::world::{World, tell};
use shared::id::Id;
use shared::payment::State;
use shared::payment::machine::{Answer, BankView, BillerAnswer, Effect, Event};

impl World {
    pub(crate) fn lands(&mut self, call: usize) {
        if !self.calls[call].awaited {
            self.seen.push("call landed with nobody waiting");
        }
        let Call { effect, order, refused, .. } = &self.calls[call];
        let (effect, order, refused) = (effect.clone(), *order, *refused);
        let said = match &effect {
            Effect::OpenOrder { attempt } => self.opens(*attempt, refused),
            Effect::AskBank => Event::Bank(self.view(order)),
            Effect::Capture { .. } | Effect::Void | Effect::Refund { .. } => self.changes(&effect, order, refused),
            Effect::PostItem { id } => self.posts(id),
            Effect::AskItem { id } => self.item(id, |page, at| page.status(at)),
            Effect::CancelItem { id } => self.item(id, Page::cancel),
            Effect::ReverseItem { id } => self.item(id, |page, _| page.reverse()),
            record => unreachable!("{record:?} is never performed"),
        };
        tell!(self, "  call {call} lands: {said:?}");
        self.calls[call].said = Some(said);
    }

    fn opens(&mut self, attempt: u8, refused: bool) -> Event {
        let answer = if refused { Answer::No } else { Answer::Yes };
        if !refused {
            let expires_at = self.now + self.rng.between(10, 25) * MINUTE;
            self.bank.open(attempt, expires_at);
        }
        Event::Opened { attempt, answer }
    }

    fn view(&self, order: Option<u8>) -> BankView {
        let order = order.and_then(|attempt| self.bank.orders.get(&attempt));
        order.map_or(BankView::Unknown, |o| o.view(self.now))
    }

    fn changes(&mut self, effect: &Effect, order: Option<u8>, refused: bool) -> Event {
        let order = order.and_then(|attempt| self.bank.orders.get_mut(&attempt));
        let answer = match (order, effect) {
            (None, _) => Answer::No,
            (Some(_), _) if refused => Answer::No,
            (Some(_), Effect::Capture { .. }) if self.refuses_captures => Answer::No,
            (Some(order), Effect::Capture { amount }) => order.capture(*amount),
            (Some(order), Effect::Refund { amount }) => order.refund(*amount),
            (Some(order), _) => order.void(),
        };
        match effect {
            Effect::Capture { .. } => Event::CaptureAnswered(answer),
            Effect::Refund { .. } => Event::RefundAnswered(answer),
            _ => Event::VoidAnswered(answer),
        }
    }

    fn posts(&mut self, id: &Id) -> Event {
        let booked: u32 = self.pages.iter().map(|p| p.times_booked).sum();
        let said = self.item(id, Page::post);
        let now_booked: u32 = self.pages.iter().map(|p| p.times_booked).sum();
        if now_booked > booked && !matches!(self.payment.state, State::Posting) {
            self.break_(Invariant::BookingOnlyWhilePosting, "a biller booked an item whose payment was past that");
        }
        said
    }

    fn item(&mut self, id: &Id, act: impl FnOnce(&mut Page, shared::time::Timestamp) -> BillerAnswer) -> Event {
        let at = self.at();
        let index = self.payment.items.iter().position(|i| i.id == *id).expect("an item of this payment");
        Event::Item { id: id.clone(), answer: act(&mut self.pages[index], at) }
    }
}
