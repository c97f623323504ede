//! `kommunal refund`: cases at the command line, beside a running server.

use super::process::Refunds;
use super::{Listed, Who, approve, find, list, one, reject, request};
use crate::app::digest::sha256;
use crate::app::process::{Input, advance};
use crate::app::{App, AppError};
use crate::store::refunds;
use shared::api::refunds::{FindRefundable, RefundState, RefundView, RefundablePayment, RequestRefund, RequestShare};
use shared::id::Id;
use shared::money::Money;
use std::time::Duration;

/// Longest name, in characters.
const NAME_MAX: usize = 120;
const LOOK: Duration = Duration::from_millis(100);

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Asked {
    /// A payment's reference or a receipt's number.
    pub payment: String,
    /// `BILLER`, `BILLER:CHARGE` or an item's identifier, each with `=AMOUNT` or whole.
    pub bills: Vec<String>,
    /// Every bill, whole.
    pub all: bool,
    /// The fees of these bills, too.
    pub fee: bool,
    /// Who asks.
    pub by: String,
    /// Why.
    pub reason: String,
    /// Absent: the same command is the same case.
    pub key: Option<String>,
    /// The outcome is waited for so long.
    pub wait: Duration,
}

/// Whoever gives a name with `--by`. The command line does not prove it: a second person is one of another name.
///
/// # Errors
/// When it is no name.
pub fn by(app: &App, name: &str) -> Result<Who, String> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > NAME_MAX || name.chars().any(char::is_control) {
        return Err(format!("--by must say who you are, in at most {NAME_MAX} characters"));
    }
    Ok(Who { actor: app.digests().commander(&name), name })
}

/// Asks for a refund and waits for its outcome.
///
/// # Errors
/// In words for the terminal.
pub async fn ask(app: &App, asked: &Asked) -> Result<RefundView, String> {
    let who = by(app, &asked.by)?;
    let refundable = find(app, &FindRefundable { payment: asked.payment.clone() }).await.map_err(|e| told(&e))?;
    let shares = shares(&refundable, asked)?;
    let key = key_of(asked, &refundable.payment, &shares, &who)?;
    let wanted = RequestRefund { payment: refundable.payment, shares, reason: asked.reason.clone() };
    let view = request(app, &who, &key, &wanted).await.map_err(|e| told(&e))?;
    wait(app, &who, view, asked.wait).await
}

/// A second person's decision, and what came of it.
///
/// # Errors
/// In words for the terminal.
pub async fn decide(app: &App, id: &str, by_name: &str, note: &str, approves: bool, limit: Duration) -> Result<RefundView, String> {
    let who = by(app, by_name)?;
    let decided = if approves { approve(app, &who, id, note).await } else { reject(app, &who, id, note).await };
    wait(app, &who, decided.map_err(|e| told(&e))?, limit).await
}

/// Prints one case.
///
/// # Errors
/// In words for the terminal.
pub async fn show(app: &App, id: &str) -> Result<RefundView, String> {
    one(app, &nobody(), id).await.map_err(|e| told(&e))
}

/// Prints cases, the newest first.
///
/// # Errors
/// In words for the terminal.
pub async fn print_list(app: &App, show: &str) -> Result<(), String> {
    let mut wanted = Listed { show: show.to_owned(), ..Listed::default() };
    loop {
        let page = list(app, &nobody(), &wanted).await.map_err(|e| told(&e))?;
        for row in &page.rows {
            let sum = Money::from_minor(row.total_minor).to_decimal();
            println!("{}  {}  {:17}  {sum:>9} AZN  {}  {}", row.id, row.requested_at, row.state.as_str(), row.receipt, row.requested_by);
        }
        let Some(next) = page.next else { return Ok(()) };
        wanted.after = next;
    }
}

/// Prints a case, line by line.
pub fn print(view: &RefundView) {
    let money = |minor| Money::from_minor(minor).to_decimal();
    println!("refund    {}  {}", view.id, view.state.as_str());
    println!("payment   {}  {}", view.payment, view.receipt);
    for share in &view.shares {
        let outcome = serde_json::to_string(&share.outcome).unwrap_or_default();
        let code = share.code.as_deref().unwrap_or("");
        let (amount, fee) = (money(share.amount_minor), money(share.fee_minor));
        println!("bill      {} {}  {amount} + {fee}  {} {code}", share.biller, share.account, outcome.trim_matches('"'));
    }
    println!("total     {} AZN", money(view.total_minor));
    println!("asked by  {}  {}  {}", view.requested_by, view.requested_at, view.reason);
    if let Some(by) = &view.decided_by {
        println!("decided   {by}  {}  {}", view.decided_at.as_deref().unwrap_or(""), view.decision_note);
    }
}

/// 0: done, 3: refused by the bank or rejected, 4: it has not ended yet.
#[must_use]
pub const fn exit_code(state: RefundState) -> u8 {
    match state {
        RefundState::Done => 0,
        RefundState::Rejected | RefundState::BankRefused => 3,
        _ => 4,
    }
}

fn nobody() -> Who {
    Who { actor: String::new(), name: String::new() }
}

fn told(error: &AppError) -> String {
    match error {
        AppError::Invalid(fields) => {
            let fields: Vec<String> = fields.iter().map(|f| format!("{}: {}", f.field, f.code.as_str())).collect();
            format!("refused: {}", fields.join(", "))
        }
        AppError::NotNow => "refused: the payment or the case is in another state".to_owned(),
        other => other.to_string(),
    }
}

fn key_of(asked: &Asked, payment: &str, shares: &[RequestShare], who: &Who) -> Result<Id, String> {
    let text = match &asked.key {
        Some(key) => match Id::parse(key) {
            Some(id) => return Ok(id),
            None if key.trim().is_empty() => return Err("--key must not be empty".to_owned()),
            None => format!("key\n{}", key.trim()),
        },
        None => {
            let shares: Vec<String> = shares.iter().map(|s| format!("{}={}+{}", s.item, s.amount_minor, s.fee_minor)).collect();
            format!("command\n{payment}\n{}\n{}\n{}", shares.join("\n"), asked.reason.trim(), who.actor)
        }
    };
    Id::parse(&sha256(&[text.as_bytes()])[..32]).ok_or_else(|| "no key".to_owned())
}

fn shares(payment: &RefundablePayment, asked: &Asked) -> Result<Vec<RequestShare>, String> {
    if asked.all != asked.bills.is_empty() {
        return Err("say which bills with --bill, or --all".to_owned());
    }
    let fee = |fee_minor: i64| if asked.fee { fee_minor } else { 0 };
    if asked.all {
        let whole = |s: &shared::api::refunds::RefundableShare| RequestShare {
            item: s.item.clone(),
            amount_minor: s.amount_minor,
            fee_minor: fee(s.fee_minor),
        };
        return Ok(payment.shares.iter().map(whole).collect());
    }
    asked.bills.iter().map(|bill| share(payment, bill, fee)).collect()
}

fn share(payment: &RefundablePayment, bill: &str, fee: impl Fn(i64) -> i64) -> Result<RequestShare, String> {
    let (name, amount) = bill.split_once('=').map_or((bill, None), |(name, amount)| (name, Some(amount)));
    let (biller, charge) = name.split_once(':').map_or((name, None), |(biller, charge)| (biller, Some(charge)));
    let is_named =
        |s: &&shared::api::refunds::RefundableShare| s.item == name || s.biller == biller && charge.is_none_or(|c| s.charge == c);
    let mut found = payment.shares.iter().filter(is_named);
    let (Some(share), None) = (found.next(), found.next()) else {
        let bills: Vec<String> = payment.shares.iter().map(|s| format!("{}:{} ({})", s.biller, s.charge, s.item)).collect();
        return Err(format!("{name} names no bill of the payment, or several: {}", bills.join(", ")));
    };
    let amount_minor = match amount {
        Some(text) => Money::from_decimal(text).ok_or(format!("{text} is not an amount"))?.minor(),
        None => share.amount_minor,
    };
    Ok(RequestShare { item: share.item.clone(), amount_minor, fee_minor: fee(share.fee_minor) })
}

/// Until it has ended or a person is waited for. Does what is due, in case no server runs.
async fn wait(app: &App, who: &Who, mut view: RefundView, limit: Duration) -> Result<RefundView, String> {
    let id = Id::parse(&view.id).ok_or("no case")?;
    let mut waited = Duration::ZERO;
    while exit_code(view.state) == 4 && view.state != RefundState::AwaitingApproval && waited < limit {
        step(app, &id).await.map_err(|e| told(&e))?;
        tokio::time::sleep(LOOK).await;
        waited += LOOK;
        view = one(app, who, &view.id).await.map_err(|e| told(&e))?;
    }
    Ok(view)
}

async fn step(app: &App, id: &Id) -> Result<(), AppError> {
    let row = refunds::by_id(&mut *app.store().read().await?, id).await?.ok_or(AppError::NotFound)?;
    if row.wake_at.is_some_and(|at| at <= app.clock().now()) {
        advance::<Refunds>(app, id, Input::tick()).await?;
    }
    Ok(())
}
