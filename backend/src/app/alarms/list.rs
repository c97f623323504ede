//! The list of cases.

use crate::app::operator::{ROWS_AND_ONE, cursor, cut, place};
use crate::app::{App, AppError};
use crate::store::alarms::AlarmRow;
use crate::store::alarms_list::{self, Filter, Show};
use shared::alarm::Who;
use shared::api::operator::{self, AlarmPage, AlarmQuery};
use shared::validation::Code;

/// A page of cases.
///
/// # Errors
/// [`AppError::Invalid`] for a filter that there is not, or the store's.
pub async fn page(app: &App, operator: &Who, query: &AlarmQuery) -> Result<AlarmPage, AppError> {
    let filter = Filter {
        show: show(&query.show, operator)?,
        cause: query.cause.clone(),
        about: query.about.trim().to_owned(),
        after: place(&query.after),
    };
    let mut connection = app.store().read().await?;
    let mut rows = alarms_list::page(&mut connection, &filter, ROWS_AND_ONE).await?;
    let more = cut(&mut rows);
    let next = rows.last().filter(|_| more).map(|row| cursor(row.raised_at, row.id.as_str()));
    Ok(AlarmPage { rows: rows.iter().map(|row| shown(row, operator)).collect(), next })
}

fn show(typed: &str, operator: &Who) -> Result<Show, AppError> {
    Ok(match typed {
        "" | "open" => Show::Open,
        "free" => Show::Free,
        "mine" => Show::TakenBy(operator.actor.clone()),
        "waiting" => Show::Waiting,
        "resolved" => Show::Resolved,
        "all" => Show::All,
        _ => return Err(AppError::field("show", Code::ChoiceUnknown)),
    })
}

/// A case as a row of a list.
pub(in crate::app) fn shown(row: &AlarmRow, operator: &Who) -> operator::AlarmRow {
    let taken_by = row.state.taken_by();
    operator::AlarmRow {
        id: row.id.as_str().to_owned(),
        cause: row.cause.clone(),
        state: row.state.as_str().to_owned(),
        kind: row.kind.as_str().to_owned(),
        about: row.about.clone(),
        raised_at: row.raised_at.rfc3339(),
        times: row.times,
        taken_by: taken_by.map(|who| who.name.clone()),
        mine: taken_by.is_some_and(|who| who.actor == operator.actor),
    }
}
