//! The books of others, which move on while they are read: where an answer does not agree, the payment is read again
//! beside a new answer, and only what disagrees while nothing of it moves is a finding.

use super::lists::{self, Lists};
use super::refunds::Left;
use super::report::{AuditReport, Finding, Kind};
use super::{Changed, PAGE, bank, billers, counts};
use crate::app::refunds::case_of;
use crate::app::{App, AppError};
use crate::store::audit::{self as rows, AuditItem, AuditPayment};
use crate::store::payments::life_of;
use shared::payment::Payment;
use shared::time::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// Payments asked about at once.
const AT_ONCE: usize = 8;
/// Looks at one payment that moves meanwhile.
const LOOKS_MAX: u32 = 6;
/// Before the second look; longer each time.
const PAUSE: Duration = Duration::from_millis(150);

/// A payment as it is now.
pub(super) struct Live {
    pub(super) row: AuditPayment,
    pub(super) items: Vec<AuditItem>,
    pub(super) payment: Payment,
    /// What its refunds left at the billers.
    pub(super) left: Left,
}

/// What one look at the books of others says of one payment.
#[derive(Debug, Default)]
pub(super) struct Look {
    pub(super) orders: u64,
    pub(super) postings: u64,
    /// Who did not answer.
    pub(super) silent: Vec<String>,
    pub(super) differs: Vec<(Kind, String)>,
    /// What no movement of the payment explains.
    pub(super) sure: Vec<(Kind, String)>,
}

pub(super) async fn check(app: &App, changed: Option<&Changed>, report: &mut AuditReport) -> Result<(), AppError> {
    let oldest = rows::oldest_payment(&mut *app.store().read().await?).await?;
    let since = changed.map(|since| since.at).or(oldest).map_or_else(|| app.clock().now(), Timestamp::from_micros);
    let lists = Arc::new(lists::read(app, since, report).await);
    let mut after = String::new();
    loop {
        let page = rows::payments_after(&mut *app.store().read().await?, &after, PAGE).await?;
        let Some(last) = page.last() else { break };
        last.id.clone_into(&mut after);
        let ids: Vec<String> = page.into_iter().filter(|row| counts(row, changed)).map(|row| row.id).collect();
        for some in ids.chunks(AT_ONCE) {
            let mut asking = JoinSet::new();
            for id in some {
                let (app, lists, id) = (app.clone(), lists.clone(), id.clone());
                asking.spawn(async move {
                    let look = settled_look(&app, &lists, &id).await;
                    (id, look)
                });
            }
            let mut looks = asking.join_all().await;
            looks.sort_by(|one, other| one.0.cmp(&other.0));
            for (id, look) in looks {
                take_in(&id, look?, report);
            }
        }
    }
    lists::check_unknown(app, &lists, report).await
}

fn take_in(id: &str, look: Look, report: &mut AuditReport) {
    report.orders += look.orders;
    report.postings += look.postings;
    for who in look.silent {
        report.unanswered(format!("{who} did not answer"));
    }
    for Finding { kind, payment, words } in look.differs.into_iter().map(|(kind, words)| finding(kind, id, words)) {
        report.find(kind, payment.as_deref(), words);
    }
}

fn finding(kind: Kind, id: &str, words: String) -> Finding {
    Finding { kind, payment: Some(id.to_owned()), words }
}

/// Looks until everything agrees, or disagrees while the payment stands still.
async fn settled_look(app: &App, lists: &Lists, id: &str) -> Result<Look, AppError> {
    let (mut look, mut sure) = (Look::default(), vec![]);
    for tries in 1..=LOOKS_MAX {
        let Some(live) = read(app, id).await? else { return Ok(Look::default()) };
        look = Look::default();
        // A list may be of before: what does not agree with it is asked for by itself.
        let lists = Some(lists).filter(|_| tries == 1);
        bank::look(app, lists, &live, &mut look).await;
        billers::look(app, lists, &live, &mut look).await;
        sure.append(&mut look.sure);
        if look.differs.is_empty() {
            look.differs = sure;
            return Ok(look);
        }
        tokio::time::sleep(PAUSE * tries).await;
        // Asking the bank makes a version as well: only what the machine remembers counts.
        let stands = |now: &Live| (&now.payment.state, &now.payment.items) == (&live.payment.state, &live.payment.items);
        let moved = !read(app, id).await?.is_some_and(|now| stands(&now));
        if !moved && tries > 1 {
            look.differs.append(&mut sure);
            return Ok(look);
        }
    }
    look.silent.push(format!("payment {id} never stood still, its books"));
    look.differs = sure;
    Ok(look)
}

/// `None`: it is gone or cannot be read, which the snapshot's half says.
async fn read(app: &App, id: &str) -> Result<Option<Live>, AppError> {
    let mut connection = app.store().read().await?;
    let Some((row, items)) = rows::payment_with_items(&mut connection, id).await? else { return Ok(None) };
    let Ok(life) = life_of(&row.machine) else { return Ok(None) };
    let cases = rows::refunds_of(&mut connection, id).await?;
    let cases: Vec<_> = cases.iter().filter_map(|case| case_of(&case.machine)).collect();
    Ok(Some(Live { row, items, payment: life.payment, left: Left::of(&cases) }))
}
