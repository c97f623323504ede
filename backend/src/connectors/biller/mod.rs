//! The remote biller port: the client's side of `docs/biller-contract.md`. Billers whose debts come as files live in the store.
//!
//! [`signed`](super::signed) signs and verifies, [`accounts`] reads an account query, [`posting`] what became of a
//! posting, [`reversal`] what became of taking it back.
//! An answer that is unsigned, malformed or outside the contract is *don't know*.

mod accounts;
mod list;
mod posting;
mod reversal;

pub use list::{ListedPosting, Postings};

use crate::connectors::signed::Caller;
use crate::connectors::{Secret, SetupError, base_url, http_client, wire};
use posting::Call;
use reqwest::Method;
use serde::Deserialize;
use serde_json::json;
use shared::biller::Account;
use shared::id::Id;
use shared::money::Money;
use shared::numbering::Landline;
use shared::payment::machine::BillerAnswer;
use shared::refund::machine::ReversalAnswer;
use shared::time::Timestamp;

/// Of a call's time, what the connection may take.
const CONNECT_MS_MAX: u64 = 3_000;

/// Postings on one page of the list: well within the largest answer that is read.
const POSTINGS_MAX: u32 = 200;

/// A cursor is the biller's own text: what means something in a query is escaped.
fn query_value(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// Settings of one remote biller.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemoteBillerConfig {
    /// Base of its API, to which `/v1/…` is added.
    pub base_url: String,
    /// Which shared key signs.
    pub key: String,
    /// The shared key.
    pub secret: Secret,
    /// For one posting call, from the connection to the last byte.
    #[serde(default = "posting_timeout_ms")]
    pub timeout_ms: u64,
    /// For one account query: a citizen waits for it.
    #[serde(default = "query_timeout_ms")]
    pub query_timeout_ms: u64,
    /// It offers the contract's list of postings. Without it the audit asks for each posting by itself.
    #[serde(default = "postings_list")]
    pub postings_list: bool,
}

const fn postings_list() -> bool {
    true
}

const fn posting_timeout_ms() -> u64 {
    10_000
}

const fn query_timeout_ms() -> u64 {
    5_000
}

/// Answer to an account query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Queried {
    /// The accounts; none: the biller knows no such account.
    Accounts(Vec<AccountReport>),
    /// *Don't know*.
    Unknown {
        /// For the operator's log.
        why: String,
    },
}

/// One account as its biller shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountReport {
    /// Subscriber code.
    pub account: Account,
    /// The holder's whole name; mask it before it is shown. At most 120 characters, may be empty.
    pub holder: String,
    /// The holder's FIN or VÖEN in its own form; may be empty.
    pub holder_id: String,
    /// One for each kind of charge.
    pub charges: Vec<ChargeReport>,
    /// The state that is shown.
    pub as_of: Timestamp,
}

/// What an account owes for one kind of charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChargeReport {
    /// Kind of charge, a key.
    pub charge: String,
    /// Above zero owed, below paid ahead.
    pub balance: Money,
    /// What the sum consists of.
    pub documents: Vec<DocumentReport>,
}

/// One issued bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentReport {
    /// Its number, at most 32 characters; may be empty.
    pub number: String,
    /// Its sum.
    pub amount: Money,
    /// `YYYY-MM` or empty.
    pub period: String,
    /// `YYYY-MM-DD` or empty.
    pub due: String,
}

/// A payment to book.
#[derive(Debug, Clone)]
pub struct PostingRequest<'a> {
    /// The item's id: the idempotency key.
    pub id: Id,
    /// Subscriber code.
    pub account: &'a str,
    /// Kind of charge.
    pub charge: &'a str,
    /// What the biller gets.
    pub amount: Money,
    /// When the payer paid. The same in every repetition, to the second.
    pub paid_at: Timestamp,
}

/// A biller that is asked online; a clone shares its connections.
#[derive(Debug, Clone)]
pub struct RemoteBiller {
    config: RemoteBillerConfig,
    caller: Caller,
}

impl RemoteBiller {
    /// Checks the settings; calls nobody.
    ///
    /// # Errors
    /// [`SetupError`] naming what cannot be used.
    pub fn new(config: RemoteBillerConfig) -> Result<Self, SetupError> {
        let base_url = base_url("biller base_url", &config.base_url)?;
        let client = http_client(config.timeout_ms, config.timeout_ms.min(CONNECT_MS_MAX))?;
        let caller = Caller::new(&config.key, &config.secret, client)?;
        Ok(Self { config: RemoteBillerConfig { base_url, ..config }, caller })
    }

    /// The accounts of a fixed line.
    pub async fn query_phone(&self, phone: &Landline) -> Queried {
        self.query(&json!({ "phone": phone.national() }).to_string(), None).await
    }

    /// One account by its subscriber code.
    pub async fn query_account(&self, account: &Account) -> Queried {
        self.query(&json!({ "account": account.as_str() }).to_string(), Some(account)).await
    }

    /// Books a payment. The same request again answers the same and books once.
    pub async fn post(&self, posting: &PostingRequest<'_>) -> BillerAnswer {
        let body = json!({
            "account": posting.account,
            "charge": posting.charge,
            "amount_minor": posting.amount.minor(),
            "currency": "AZN",
            "paid_at": posting.paid_at.rfc3339(),
        });
        self.ask(Call::Post, &posting.id, body.to_string()).await
    }

    /// Asks what became of a posting.
    pub async fn status(&self, id: &Id) -> BillerAnswer {
        self.ask(Call::Status, id, String::new()).await
    }

    /// What the biller has booked under our key, a page at a time.
    pub async fn postings(&self, cursor: Option<&str>) -> Postings {
        if !self.config.postings_list {
            return Postings::NotOffered;
        }
        let after = cursor.map(|cursor| format!("&after={}", query_value(cursor))).unwrap_or_default();
        let path = format!("/v1/postings?limit={POSTINGS_MAX}{after}");
        let read = match self.exchange(Method::GET, &path, String::new(), self.config.timeout_ms).await {
            Ok(reply) => list::read(&reply),
            Err(why) => Err(why),
        };
        read.unwrap_or_else(|why| Postings::Unknown { why: why.to_owned() })
    }

    /// Gives a posting up: asks for a tombstone.
    pub async fn cancel(&self, id: &Id) -> BillerAnswer {
        self.ask(Call::Cancel, id, "{}".to_owned()).await
    }

    /// Takes a booked payment back.
    pub async fn reverse(&self, id: &Id, amount: Money) -> BillerAnswer {
        self.ask(Call::Reverse, id, json!({ "amount_minor": amount.minor() }).to_string()).await
    }

    /// Takes a part of a booked payment back, or all of it. The same request again answers the same and takes back once.
    pub async fn reverse_part(&self, posting: &Id, reversal: &Id, amount: Money, reason: &str) -> ReversalAnswer {
        let body = json!({ "amount_minor": amount.minor(), "reason": reason }).to_string();
        self.reversal(Method::PUT, posting, reversal, body).await
    }

    /// Asks what became of a reversal.
    pub async fn reversal_status(&self, posting: &Id, reversal: &Id) -> ReversalAnswer {
        self.reversal(Method::GET, posting, reversal, String::new()).await
    }

    async fn reversal(&self, method: Method, posting: &Id, reversal: &Id, body: String) -> ReversalAnswer {
        let (path, asked) = (format!("/v1/postings/{posting}/reversals/{reversal}"), method == Method::GET);
        let read = match self.exchange(method, &path, body, self.config.timeout_ms).await {
            Ok(reply) => reversal::read(asked, &reply),
            Err(why) => Err(why),
        };
        read.unwrap_or_else(|why| {
            tracing::warn!(item = %posting, %reversal, asked, key = %self.config.key, why, "a biller's answer settles nothing");
            ReversalAnswer::Unknown
        })
    }

    async fn query(&self, body: &str, asked: Option<&Account>) -> Queried {
        let timeout_ms = self.config.query_timeout_ms;
        let read = match self.exchange(Method::POST, "/v1/accounts/query", body.to_owned(), timeout_ms).await {
            Ok(reply) => accounts::read(&reply, asked),
            Err(why) => Err(why),
        };
        match read {
            Ok(accounts) => Queried::Accounts(accounts),
            Err(why) => Queried::Unknown { why: why.to_owned() },
        }
    }

    /// One posting call. Why an answer settles nothing is traced here: [`BillerAnswer`] has no room for it.
    async fn ask(&self, call: Call, id: &Id, body: String) -> BillerAnswer {
        let path = format!("/v1/postings/{id}{}", call.suffix());
        let read = match self.exchange(call.method(), &path, body, self.config.timeout_ms).await {
            Ok(reply) => posting::read(call, &reply),
            Err(why) => Err(why),
        };
        read.unwrap_or_else(|why| {
            tracing::warn!(item = %id, ?call, key = %self.config.key, why, "a biller's answer settles nothing");
            BillerAnswer::Unknown
        })
    }

    async fn exchange(&self, method: Method, path: &str, body: String, timeout_ms: u64) -> Result<wire::Reply, &'static str> {
        self.caller.exchange(method, format!("{}{path}", self.config.base_url), body, timeout_ms).await
    }
}
