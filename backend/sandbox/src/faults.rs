//! Trouble on request: which surface misbehaves, how, how often and for whom.

use serde::{Deserialize, Serialize};

use crate::random::Stream;

/// Everything that can be told to misbehave.
pub const SURFACES: &[&str] = &[
    "bank.create",
    "bank.status",
    "bank.orders",
    "bank.capture",
    "bank.void",
    "bank.refund",
    "biller.gas.query",
    "biller.gas.post",
    "biller.gas.status",
    "biller.gas.list",
    "biller.gas.cancel",
    "biller.gas.reverse",
    "biller.gas.reversal",
    "biller.gas.reversal_status",
    "biller.electricity.query",
    "biller.electricity.post",
    "biller.electricity.status",
    "biller.electricity.list",
    "biller.electricity.cancel",
    "biller.electricity.reverse",
    "biller.electricity.reversal",
    "biller.electricity.reversal_status",
    "smtp",
    "registry.persons",
    "registry.companies",
    "sms.bind",
    "sms.smpp",
    "sms.http",
    "sms.status",
    "identity.discovery",
    "identity.jwks",
    "identity.page",
    "identity.authorize",
    "identity.token",
    "identity.userinfo",
];

/// How a surface misbehaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Works. A rule with this mode exempts what its filters name from the rules after it.
    None,
    /// Answers 500 and does nothing.
    Error500,
    /// Answers 502 with an HTML page, as a gateway does, and does nothing.
    Html502,
    /// Says no, with `code`.
    Refuse,
    /// Waits `ms`, then works.
    Slow,
    /// Does nothing and never answers: the connection stays open until the client gives up.
    Silent,
    /// Does the work, then never answers.
    SilentAfter,
    /// Does the work, then drops the connection; with `"code":"502"` answers an HTML 502 instead.
    LostAnswer,
    /// Does the work, but names a status nobody has documented.
    UnknownStatus,
    /// Receives the request twice; the second answer is sent.
    Duplicate,
    /// Does the work, but signs the answer wrongly (billers and registers only; elsewhere the same as `none`).
    BadSignature,
    /// Another `state` comes back (identity.authorize).
    WrongState,
    /// The ID token answers another sign-in (identity.token).
    WrongNonce,
    /// The ID token, or the discovery document, names another issuer.
    WrongIssuer,
    /// The ID token is meant for another client.
    WrongAudience,
    /// The ID token names another person than userinfo does, or the other way round.
    WrongSubject,
    /// The ID token claims to need no signature.
    AlgNone,
    /// The ID token is signed by HMAC, keyed with the public key.
    AlgHmac,
    /// The ID token is signed by a key that is not published, under the published key's id.
    WrongKey,
    /// The ID token's claims were changed after it was signed.
    AlteredToken,
    /// The ID token expired an hour ago.
    ExpiredToken,
}

/// One rule. The first that fits a request decides.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// One of [`SURFACES`], or a beginning of one followed by `*`.
    pub surface: String,
    /// How it misbehaves.
    pub mode: Mode,
    /// Milliseconds for `slow`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ms: Option<u64>,
    /// Code for `refuse` and `lost_answer`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// How many requests are hit before the rule goes away; no limit when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// Chance of a hit, 0 to 1, drawn from the sandbox's seed; always when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// Only this account, phone or posting id (billers), this recipient (smtp, sms), this FIN or client (identity), this FIN or VÖEN (registry).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// Only this order id, or orders whose description contains this text (six characters or more).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
}

impl Rule {
    /// A rule without limits or filters.
    #[must_use]
    pub fn new(surface: &str, mode: Mode) -> Self {
        let surface = surface.to_owned();
        Self { surface, mode, ms: None, code: None, times: None, probability: None, account: None, order: None }
    }

    /// The same, for so many requests only.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// The same, with a code.
    #[must_use]
    pub fn code(mut self, code: &str) -> Self {
        self.code = Some(code.to_owned());
        self
    }

    /// The same, with a delay.
    #[must_use]
    pub fn ms(mut self, ms: u64) -> Self {
        self.ms = Some(ms);
        self
    }

    /// Why this rule cannot be taken, if so.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        if !SURFACES.iter().any(|surface| self.covers(surface)) {
            return Some(format!("no such surface: {}", self.surface));
        }
        match self.probability {
            Some(chance) if !(0.0..=1.0).contains(&chance) => Some("probability must be between 0 and 1".to_owned()),
            _ => None,
        }
    }

    fn covers(&self, surface: &str) -> bool {
        match self.surface.strip_suffix('*') {
            Some(beginning) => surface.starts_with(beginning),
            None => self.surface == surface,
        }
    }

    fn names(&self, subjects: &[&str]) -> bool {
        let account_fits = self.account.as_deref().is_none_or(|account| subjects.contains(&account));
        // Short texts are ids and must match whole: "12" must not hit order 1012.
        let is_order = |order: &str, subject: &str| subject == order || (order.len() >= 6 && subject.contains(order));
        let order_fits = self.order.as_deref().is_none_or(|order| subjects.iter().any(|s| is_order(order, s)));
        account_fits && order_fits
    }

    #[allow(clippy::float_arithmetic, reason = "a chance, not an amount")]
    fn strikes(&self, stream: &mut Stream) -> bool {
        let Some(chance) = self.probability else { return true };
        let draw = u32::try_from(stream.below(1 << 32)).unwrap_or(0);
        f64::from(draw) < chance * f64::from(u32::MAX)
    }
}

/// The rules in force.
#[derive(Debug)]
pub(crate) struct Faults {
    rules: Vec<Rule>,
    chance: Stream,
}

impl Faults {
    pub(crate) fn new(seed: u64) -> Self {
        Self { rules: Vec::new(), chance: Stream::of(seed, 0xfa, 0) }
    }

    pub(crate) fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Adds a rule; one with the same surface and filters is replaced.
    pub(crate) fn set(&mut self, rule: Rule) {
        let same = |old: &Rule| old.surface == rule.surface && old.account == rule.account && old.order == rule.order;
        self.rules.retain(|old| !same(old));
        // An unlimited, unfiltered "none" is the absence of a rule.
        if rule.mode != Mode::None || rule.account.is_some() || rule.order.is_some() {
            self.rules.push(rule);
            // Narrow rules decide before broad ones, whichever came first.
            self.rules.sort_by_key(|r| r.account.is_none() && r.order.is_none());
        }
    }

    pub(crate) fn clear(&mut self) {
        self.rules.clear();
    }

    /// The rule that hits this request, if any. Counts it.
    pub(crate) fn take(&mut self, surface: &str, subjects: &[&str]) -> Option<Rule> {
        let at = self.rules.iter().position(|rule| rule.covers(surface) && rule.names(subjects))?;
        let rule = self.rules.get_mut(at)?;
        if !rule.strikes(&mut self.chance) {
            return None;
        }
        let hit = rule.clone();
        if let Some(left) = rule.times.as_mut() {
            *left = left.saturating_sub(1);
        }
        if rule.times == Some(0) {
            self.rules.remove(at);
        }
        (hit.mode != Mode::None).then_some(hit)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn a_rule_goes_away_after_its_times() {
        let mut faults = Faults::new(1);
        faults.set(Rule::new("bank.status", Mode::Error500).times(2));
        assert!(faults.take("bank.create", &[]).is_none());
        assert!(faults.take("bank.status", &[]).is_some());
        assert!(faults.take("bank.status", &[]).is_some());
        assert!(faults.take("bank.status", &[]).is_none());
    }

    #[test]
    fn a_filter_hits_only_what_it_names() {
        let mut faults = Faults::new(1);
        faults.set(Rule { account: Some("17".into()), ..Rule::new("biller.gas.*", Mode::Silent) });
        assert!(faults.take("biller.gas.post", &["7"]).is_none());
        assert!(faults.take("biller.gas.post", &["17"]).is_some());
        faults.set(Rule { order: Some("12".into()), ..Rule::new("bank.status", Mode::Silent) });
        assert!(faults.take("bank.status", &["1012", "text"]).is_none());
    }

    #[test]
    fn chance_follows_the_seed_and_lies_near_what_was_asked() {
        let hits = |seed| {
            let mut faults = Faults::new(seed);
            faults.set(Rule { probability: Some(0.3), ..Rule::new("smtp", Mode::Error500) });
            (0..1000).filter(|_| faults.take("smtp", &[]).is_some()).count()
        };
        assert_eq!(hits(5), hits(5));
        assert!((250..350).contains(&hits(5)), "{}", hits(5));
    }

    #[test]
    fn an_unknown_surface_is_named() {
        assert!(Rule::new("bank.craete", Mode::Silent).problem().unwrap().contains("craete"));
        assert!(Rule::new("bank.*", Mode::Silent).problem().is_none());
    }
}
