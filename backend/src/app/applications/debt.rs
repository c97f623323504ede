//! Does an account owe anything? Always the biller's own word of this moment; silence is never an answer.

use super::settings;
use crate::app::find_bills::{self, Quote};
use crate::app::{App, AppError};
use crate::config::BillerConfig;
use crate::connectors::biller::Queried;
use shared::api::applications::{DebtRequest, DebtView};
use shared::api::problem::FieldProblem;
use shared::application::{Class, Form, Seen};
use shared::bill::Standing;
use shared::biller::Account;
use shared::money::Money;
use shared::person::mask_name;
use shared::time::Timestamp;
use shared::validation::Code;

/// What the biller says of an account.
pub(in crate::app) struct Debt {
    pub(in crate::app) standing: Standing,
    pub(in crate::app) balance: Money,
    /// In clear; never further than the office.
    pub(in crate::app) holder: String,
    /// FIN or VÖEN; empty where the biller gives none. Never further than the office.
    pub(in crate::app) holder_id: String,
    pub(in crate::app) as_of: Timestamp,
    quotes: Vec<Quote>,
}

impl Debt {
    fn none(standing: Standing, as_of: Timestamp) -> Self {
        Self { standing, balance: Money::ZERO, holder: String::new(), holder_id: String::new(), as_of, quotes: vec![] }
    }

    /// As the machine hears it. An account that the biller does not know is not one that owes nothing.
    pub(in crate::app) const fn seen(&self) -> Seen {
        match self.standing {
            Standing::NothingOwed | Standing::PaidAhead => Seen::Clear { as_of: self.as_of },
            Standing::Owed => Seen::Owed { amount: self.balance },
            Standing::NoAccount | Standing::Unknown | Standing::Ask => Seen::Unknown,
        }
    }
}

/// Asks the biller.
pub(in crate::app) async fn ask(app: &App, account: &str) -> Result<Debt, AppError> {
    let certificate = settings(app.config())?;
    let biller = app.config().biller(&certificate.biller).ok_or(AppError::Internal("the certificate's biller is gone"))?;
    let port = app.remote(&biller.id).ok_or(AppError::Internal("a remote biller has no connector"))?;
    let account = Account::parse(account).map_err(|_| AppError::Internal("a stored account does not parse"))?;
    let now = app.clock().now();
    let reports = match port.query_account(&account).await {
        Queried::Accounts(reports) => reports,
        Queried::Unknown { why } => {
            tracing::warn!(biller = biller.id, why, "a biller does not answer");
            return Ok(Debt::none(Standing::Unknown, now));
        }
    };
    let Some(report) = reports.iter().find(|report| report.account == account) else {
        return Ok(Debt::none(if reports.is_empty() { Standing::NoAccount } else { Standing::Unknown }, now));
    };
    let charge = report.charges.iter().find(|charge| charge.charge == certificate.charge);
    // An account without the charge that counts: not a debt of zero.
    let (standing, balance) = charge.map_or((Standing::Unknown, Money::ZERO), |c| (Standing::of_balance(c.balance), c.balance));
    let quotes = find_bills::from_remote(biller, report);
    let (holder, holder_id) = (report.holder.clone(), report.holder_id.clone());
    Ok(Debt { standing, balance, holder, holder_id, as_of: report.as_of, quotes })
}

/// POST applications/debt.
///
/// # Errors
/// [`AppError::Invalid`] for the account, [`AppError::BillerSilent`], or the store's.
pub async fn look_up(app: &App, request: &DebtRequest) -> Result<DebtView, AppError> {
    let account = account(app, request.class, &request.account)?;
    let debt = known(ask(app, account.as_str()).await?)?;
    let clear = debt.standing != Standing::Owed;
    let owed = debt.quotes.into_iter().filter(|quote| quote.standing == Standing::Owed).collect();
    let bills = if clear { vec![] } else { find_bills::to_bills(app, owed).await? };
    Ok(DebtView { clear, holder: mask_name(&debt.holder), bills, as_of: debt.as_of.rfc3339() })
}

/// The account as typed, of its class.
pub(super) fn account(app: &App, class: Class, typed: &str) -> Result<Account, AppError> {
    let certificate = settings(app.config())?;
    let form = Form {
        residential_digits: certificate.residential_digits,
        non_residential_digits: certificate.non_residential_digits,
        purposes: &[],
    };
    form.account(class, typed).map_err(|error| AppError::field("account", error))
}

/// An answer that says owed or not owed; anything else is a problem.
pub(super) fn known(debt: Debt) -> Result<Debt, AppError> {
    match debt.standing {
        Standing::Owed | Standing::NothingOwed | Standing::PaidAhead => Ok(debt),
        Standing::NoAccount => Err(AppError::field("account", Code::AccountUnknown)),
        Standing::Unknown | Standing::Ask => Err(AppError::BillerSilent(vec![FieldProblem::new("account", Code::Malformed.into())])),
    }
}

/// The time that asking the biller may take, in milliseconds.
pub(super) fn timeout_ms(app: &App) -> i64 {
    let biller = app.config().certificate.as_ref().and_then(|certificate| app.config().biller(&certificate.biller));
    let of = |biller: &BillerConfig| biller.remote.as_ref().map_or(0, |remote| remote.query_timeout_ms);
    biller.map_or(0, |biller| i64::try_from(of(biller)).unwrap_or(i64::MAX))
}
