//! A request of the contract once its signature was found right; signs what is answered.

use std::time::Duration;

use axum::http::{HeaderMap, Method, Uri};
use axum::response::Response;
use serde_json::json;

use crate::app::{Answer, App, Twist};
use crate::billers::population::{Account, Kind};
use crate::signature::Caller;
use crate::special::Habit;

/// A checked request.
pub(super) struct Call {
    pub(super) app: App,
    pub(super) kind: Kind,
    caller: Caller,
}

impl Call {
    pub(super) fn check(app: App, biller: &str, method: &Method, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Result<Self, Answer> {
        let kind = Kind::parse(biller).ok_or_else(|| problem(404, "no_such_biller"))?;
        let caller = Caller::check(&app.config().biller_keys, headers, method.as_str(), uri.path(), body);
        let caller = caller.map_err(|reason| problem(401, reason))?;
        Ok(Self { app, kind, caller })
    }

    pub(super) async fn answer(&self, operation: &str, subjects: &[&str], work: impl Fn(&Twist) -> Answer + Send) -> Response {
        let surface = format!("biller.{}.{operation}", self.kind.name());
        self.app.meddle(&surface, subjects, work, |answer| self.signed(answer)).await
    }

    pub(super) fn signed(&self, answer: Answer) -> Response {
        self.caller.signed(answer)
    }

    pub(super) fn habit_of(&self, account: Option<&Account>) -> Habit {
        account.map_or(Habit::Ordinary, |account| self.app.world().billers.get(self.kind).habit(account))
    }

    pub(super) async fn dawdle(&self) {
        tokio::time::sleep(Duration::from_millis(self.app.config().slow_account_ms)).await;
    }
}

pub(super) fn problem(status: u16, code: &str) -> Answer {
    Answer::json(status, &json!({ "error": code }))
}
