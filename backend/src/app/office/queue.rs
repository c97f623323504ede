//! The officers' queue.

use crate::app::applications::view;
use crate::app::identity::Person;
use crate::app::{App, AppError};
use crate::store::applications::ApplicationRow;
use crate::store::applications_queue::{self, Filter};
use crate::store::certificates;
use shared::api::office::{Queue, QueueCounts, QueueQuery, QueueRow};
use shared::application::number::ApplicationNumber;
use shared::application::{Class, Stage, State};
use shared::biller::Account;
use shared::certificate::CertificateNumber;
use shared::person::{Fin, Voen};
use shared::time::Timestamp;
use shared::typed::cleaned;
use shared::validation::Code;
use sqlx::AnyConnection;

/// Rows of a page.
const ROWS: i64 = 50;

/// A page of the queue, the most urgent first. An officer's own application is not in it.
///
/// # Errors
/// [`AppError::Invalid`] for a filter that there is not, or the store's.
pub async fn page(app: &App, officer: &Person, query: &QueueQuery) -> Result<Queue, AppError> {
    let now = app.clock().now();
    let mut connection = app.store().read().await?;
    let counts = applications_queue::counts(&mut connection, &officer.actor, now).await?;
    let [waiting, mine, asked, making, ended, all, overdue] = counts;
    let counts = QueueCounts { waiting, mine, asked, making, overdue, ended, all };
    let mut queue = Queue { rows: vec![], next: None, counts, now: now.rfc3339() };
    let Some(filter) = filter(app, &mut connection, officer, query).await? else { return Ok(queue) };
    let (at, number) = view::place(&query.after).unwrap_or((Timestamp::from_micros(i64::MIN), String::new()));
    let rows = applications_queue::page(&mut connection, &filter, (at, &number), ROWS + 1).await?;
    let more = i64::try_from(rows.len()).unwrap_or(0) > ROWS;
    for row in rows.iter().take(usize::try_from(ROWS).unwrap_or(0)) {
        queue.next = more.then(|| format!("{}.{}", row.life.application.due_at.micros(), row.number));
        queue.rows.push(shown(row, officer));
    }
    Ok(queue)
}

/// `None`: nothing can be found by what was typed.
async fn filter(app: &App, connection: &mut AnyConnection, officer: &Person, query: &QueueQuery) -> Result<Option<Filter>, AppError> {
    let mut filter = Filter { not_of: officer.actor.clone(), ..Filter::default() };
    match query.show.as_str() {
        // Whoever looks for one number wants it wherever it lies.
        "" if !query.find.trim().is_empty() => {}
        "" | "waiting" => filter.shelf = "waiting",
        "mine" => filter.officer = Some(officer.actor.clone()),
        "asked" => filter.shelf = "asked",
        "making" => filter.shelf = "making",
        "ended" => filter.shelf = "ended",
        "all" => {}
        _ => return Err(AppError::field("show", Code::ChoiceUnknown)),
    }
    if !query.stage.is_empty() && !Stage::ALL.iter().any(|stage| stage.as_str() == query.stage) {
        return Err(AppError::field("stage", Code::ChoiceUnknown));
    }
    if !query.class.is_empty() && ![Class::Residential, Class::NonResidential].iter().any(|class| class.as_str() == query.class) {
        return Err(AppError::field("class", Code::ChoiceUnknown));
    }
    filter.stage.clone_from(&query.stage);
    filter.class.clone_from(&query.class);
    let find = query.find.trim();
    if find.is_empty() {
        return Ok(Some(filter));
    }
    if let Ok(number) = ApplicationNumber::parse(find) {
        filter.number = Some(number.as_str().to_owned());
    } else if let Ok(number) = CertificateNumber::parse(find) {
        let Some(certificate) = certificates::by_number(connection, number.as_str()).await? else { return Ok(None) };
        filter.number = Some(certificate.application);
    } else {
        filter.digests = digests(app, find);
        if filter.digests.is_empty() {
            return Ok(None);
        }
    }
    Ok(Some(filter))
}

/// What was typed as each of the numbers it may be; a subscriber code also without what separates its digits on a bill.
fn digests(app: &App, find: &str) -> Vec<String> {
    let fin = Fin::parse(find).ok().map(|fin| fin.reveal().to_owned());
    let voen = Voen::parse(find).ok().map(|voen| voen.as_str().to_owned());
    let account = |typed: &str| Account::parse(typed).ok().map(|account| account.as_str().to_owned());
    let digits = Some(cleaned(find).replace(['-', '.', '/'], "")).filter(|digits| digits != find);
    let digits = digits.and_then(|digits| account(&digits));
    [fin, voen, account(find), digits].into_iter().flatten().map(|number| app.digests().keyed("find", &number)).collect()
}

fn shown(row: &ApplicationRow, officer: &Person) -> QueueRow {
    let application = &row.life.application;
    QueueRow {
        number: row.number.clone(),
        stage: application.stage(),
        second: matches!(application.state, State::SecondReview { .. }),
        class: row.answers.class(),
        name: row.register.holder_name().to_owned(),
        account: row.answers.account.clone(),
        sent_at: row.created_at.rfc3339(),
        due_at: application.due_at.rfc3339(),
        officer: application.officer().and(row.officer_name.clone()),
        mine: application.officer() == Some(&officer.actor),
    }
}
