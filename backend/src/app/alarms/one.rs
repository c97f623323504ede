//! One case: what is known, and what may be done now.

use super::{About, about, shown};
use crate::app::operator::payment::pairs;
use crate::app::{App, AppError};
use crate::store::alarms::{self, AlarmRow};
use crate::store::alarms_list::{self, TrailLine};
use shared::alarm::{Event, Request, State, Who, apply};
use shared::api::operator::{Alarm, AlarmNote, AlarmTrailRow, Resolution, ResolutionOption};
use shared::id::Id;
use shared::payment::{Resolution as Resolved, is_exact, resolutions};
use shared::time::Timestamp;

/// One case, as this operator may see it.
///
/// # Errors
/// [`AppError::NotFound`] or the store's.
pub async fn look(app: &App, operator: &Who, id: &str) -> Result<Alarm, AppError> {
    let id = Id::parse(id).ok_or(AppError::NotFound)?;
    let mut connection = app.store().read().await?;
    let row = alarms::by_id(&mut connection, &id).await?.ok_or(AppError::NotFound)?;
    let trail = alarms_list::trail(&mut connection, &id).await?;
    let about = about(&mut connection, &row).await?;
    let (options, payment_state) = match about {
        About::Payment(payment, state) => {
            let ways = resolutions(&payment, app.clock().now()).into_iter();
            (ways.map(|way| option(way, is_exact(&payment, way))).collect::<Vec<_>>(), Some(state))
        }
        About::Refund(refund, state) => {
            let ways = shared::refund::resolutions(&refund, app.clock().now()).into_iter();
            (ways.map(|way| option(way, true)).collect(), Some(state.to_owned()))
        }
        About::Unreadable => (vec![option(Resolved::NoAction, true)], Some("unreadable".to_owned())),
        About::Application => (vec![option(Resolved::NoAction, true)], None),
    };
    let (notes, trail): (Vec<_>, Vec<_>) = trail.into_iter().partition(|line| line.what == "note");
    Ok(Alarm {
        version: row.version,
        may: may(&row, operator, app.clock().now()),
        resolutions: options.into_iter().filter(|_| !matches!(row.state, State::Resolved { .. })).collect(),
        resolution: resolution(&row, operator),
        payment_state,
        notes: notes.into_iter().map(note).collect(),
        trail: std::iter::once(raised(&row)).chain(trail.into_iter().map(line)).collect(),
        row: shown(&row, operator),
    })
}

/// What the machine would take from this person now.
fn may(row: &AlarmRow, operator: &Who, now: Timestamp) -> Vec<String> {
    let by = operator.clone();
    let request = Request { resolution: Resolved::NoAction, by: by.clone(), reason: String::new(), at: now };
    let events = [
        ("take", Event::Taken { by: by.clone() }),
        ("release", Event::Released { by: by.clone() }),
        ("resolve", Event::ResolutionAsked(request)),
        ("approve", Event::Approved { by: by.clone() }),
        ("decline", Event::Declined { by }),
    ];
    let mut may: Vec<String> =
        events.into_iter().filter(|(_, event)| apply(&row.state, event).is_ok()).map(|(name, _)| name.to_owned()).collect();
    may.push("note".to_owned());
    may
}

fn option(resolution: Resolved, exact: bool) -> ResolutionOption {
    ResolutionOption {
        resolution: resolution.as_str().to_owned(),
        needs_amount: resolution.amount().is_positive() && !exact,
        amount_max_minor: resolution.amount().minor(),
    }
}

fn resolution(row: &AlarmRow, operator: &Who) -> Option<Resolution> {
    let request = row.state.request()?;
    let approved_by = if let State::Resolved { approved_by, .. } = &row.state { Some(approved_by.name.clone()) } else { None };
    Some(Resolution {
        resolution: request.resolution.as_str().to_owned(),
        amount_minor: request.resolution.amount().minor(),
        reason: request.reason.clone(),
        requested_by: request.by.name.clone(),
        requested_at: request.at.rfc3339(),
        mine: request.by.actor == operator.actor,
        approved_by,
        approved_at: row.resolved_at.map(Timestamp::rfc3339),
    })
}

fn raised(row: &AlarmRow) -> AlarmTrailRow {
    let text = serde_json::from_str(&row.reason).map_or_else(|_| row.reason.clone(), |state| pairs(&state));
    AlarmTrailRow { at: row.raised_at.rfc3339(), what: "raised".to_owned(), by: None, text }
}

fn line(line: TrailLine) -> AlarmTrailRow {
    AlarmTrailRow { at: line.at.rfc3339(), what: line.what, by: line.by.map(|who| who.name), text: line.words }
}

fn note(line: TrailLine) -> AlarmNote {
    AlarmNote { by: line.by.map(|who| who.name).unwrap_or_default(), at: line.at.rfc3339(), text: line.words }
}
