//! A citizen: looks bills up, starts a payment under one key, goes to the bank, comes back or does not. Whatever the
//! server does, the same request is sent again until it is answered.

use crate::bank_page;
use crate::notes::{Notes, is_over};
use crate::plan::{Cancels, Plan};
use crate::portal::{Portal, Said};
use crate::world::World;
use kommunal_sandbox::random::Stream;
use reqwest::Client;
use shared::api::bills::{AskRequest, Bill, BillsRequest};
use shared::api::payments::{PaymentView, Stage, StartItem, StartPayment};
use shared::api::problem::ProblemCode;
use shared::bill::Standing;
use shared::format::Lang;
use shared::money::Money;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How long a citizen looks at the page that says *being processed*.
const PATIENCE: Duration = Duration::from_secs(15);
const AGAIN: Duration = Duration::from_millis(60);
const POLL: Duration = Duration::from_millis(150);

pub(crate) struct Citizen {
    world: Arc<World>,
    notes: Arc<Notes>,
    portal: Portal,
    browser: Client,
    chance: Stream,
}

impl Citizen {
    pub(crate) fn new(world: Arc<World>, notes: Arc<Notes>, number: u64) -> Self {
        let chance = Stream::of(world.seed, 1, number);
        let browser = kommunal::connectors::http_client(10_000, 2_000).unwrap();
        Self { portal: Portal::new(&world), browser, world, notes, chance }
    }

    pub(crate) async fn pay_until(mut self, stop: Arc<AtomicBool>) {
        while !stop.load(Ordering::SeqCst) {
            let plan = Plan::draw(&self.world, &mut self.chance);
            match self.pay(&plan).await {
                Ok(()) => {}
                Err(code) => self.notes.refused(code),
            }
        }
    }

    async fn pay(&mut self, plan: &Plan) -> Result<(), ProblemCode> {
        let Some(request) = self.choose(plan).await? else { return Ok(()) };
        let view = self.start(plan, &request).await?;
        let Some(redirect) = self.redirect(plan, view).await? else { return Ok(()) };
        let reference = redirect.0;
        if plan.cancels == Cancels::InsteadOfPaying {
            return self.cancel(plan, &reference).await;
        }
        bank_page::visit(&self.browser, &redirect.1, plan.at_bank).await;
        if plan.cancels == Cancels::AfterPaying {
            self.cancel(plan, &reference).await?;
        }
        if plan.comes_back {
            self.watch(plan, &reference, is_over).await?;
        }
        Ok(())
    }

    /// Looks up and chooses; `None` when nothing of this home can be paid now.
    async fn choose(&mut self, plan: &Plan) -> Result<Option<StartPayment>, ProblemCode> {
        let wanted = BillsRequest { city: plan.city.clone(), number: plan.number.clone() };
        let mut bills = self.until_answered(|| self.portal.bills(&plan.address, &wanted)).await?.bills;
        for biller in ["electricity", "gas"] {
            let wanted = AskRequest { city: plan.city.clone(), number: plan.number.clone(), biller: biller.to_owned(), account: None };
            bills.extend(self.until_answered(|| self.portal.ask_biller(&plan.address, &wanted)).await?.bills);
        }
        let mut items = vec![];
        let mut total = 0;
        while !bills.is_empty() && items.len() < plan.items_max {
            let bill = bills.swap_remove(usize::try_from(self.chance.below(bills.len() as u64)).unwrap());
            if let Some(amount_minor) = self.amount(&bill).filter(|_| bill.leased_ms == 0) {
                let config = &self.world.config;
                let fee = config.fee(config.card(plan.card).unwrap()).fee_of(Money::from_minor(amount_minor));
                total += amount_minor + fee.minor();
                let advance = amount_minor > bill.balance_minor.max(0);
                let shown_minor = Some(bill.balance_minor);
                items.push(StartItem { bill: bill.id, biller: bill.biller, account: None, amount_minor, shown_minor, advance });
            }
        }
        let (city, number) = (plan.city.clone(), plan.number.clone());
        let (card, email, secret) = (plan.card.to_owned(), plan.email.clone(), plan.secret.clone());
        let request = StartPayment { city, number, items, card, email, lang: Lang::En, secret, total_minor: total };
        Ok(Some(request).filter(|request| !request.items.is_empty()))
    }

    /// What to pay of a bill: all that is owed, or some sum where the rule lets one.
    fn amount(&mut self, bill: &Bill) -> Option<i64> {
        let payable = matches!(bill.standing, Standing::Owed | Standing::NothingOwed | Standing::PaidAhead);
        let rule = self.world.config.biller(&bill.biller)?.charge(&bill.charge)?.rule;
        match bill.balance_minor {
            _ if !payable => None,
            owed if owed > 0 && self.chance.below(2) == 0 => Some(owed),
            _ if rule.part && rule.advance => Some(self.chance.between(rule.min_minor, 900)),
            owed => Some(owed).filter(|owed| *owed > 0),
        }
    }

    async fn start(&self, plan: &Plan, request: &StartPayment) -> Result<PaymentView, ProblemCode> {
        let press = || self.until_answered(|| self.portal.start(&plan.address, &plan.key, request));
        let view = if plan.presses_twice {
            match tokio::join!(press(), press()) {
                (Ok(first), Ok(second)) => {
                    assert_eq!(first.reference, second.reference, "one key made two payments");
                    second
                }
                (Ok(_), Err(ProblemCode::Leased)) | (Err(ProblemCode::Leased), Ok(_)) => panic!("leased by the payment itself"),
                (Ok(view), Err(_)) | (Err(_), Ok(view)) => view,
                (Err(code), Err(_)) => return Err(code),
            }
        } else {
            press().await?
        };
        self.notes.told(plan, &view);
        Ok(view)
    }

    /// Reference and the bank's page, once there is one.
    async fn redirect(&self, plan: &Plan, view: PaymentView) -> Result<Option<(String, String)>, ProblemCode> {
        let at_bank = |view: &PaymentView| view.stage != Stage::Opening;
        let view = if at_bank(&view) { view } else { self.watch(plan, &view.reference, at_bank).await? };
        Ok(view.redirect.map(|redirect| (view.reference, redirect)))
    }

    async fn cancel(&self, plan: &Plan, reference: &str) -> Result<(), ProblemCode> {
        match self.until_answered(|| self.portal.cancel(reference, &plan.secret)).await {
            Ok(view) => self.notes.told(plan, &view),
            // Held already, or cancelled by the request whose answer was lost.
            Err(ProblemCode::TooLate) => {}
            Err(other) => panic!("a cancel was refused: {other:?}"),
        }
        Ok(())
    }

    async fn watch(&self, plan: &Plan, reference: &str, enough: impl Fn(&PaymentView) -> bool) -> Result<PaymentView, ProblemCode> {
        let began = Instant::now();
        loop {
            let view = match self.until_answered(|| self.portal.payment(reference, &plan.secret)).await {
                Ok(view) => view,
                Err(code) => panic!("an acknowledged payment is not found: {code:?}"),
            };
            self.notes.told(plan, &view);
            if enough(&view) || began.elapsed() > PATIENCE {
                return Ok(view);
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// The same again until there is an answer.
    async fn until_answered<T, F: Future<Output = Said<T>>>(&self, ask: impl Fn() -> F) -> Result<T, ProblemCode> {
        loop {
            match ask().await {
                Said::Yes(answer) => return Ok(answer),
                Said::No(code) => return Err(code),
                Said::Down => self.notes.retried(),
            }
            tokio::time::sleep(AGAIN).await;
        }
    }
}
