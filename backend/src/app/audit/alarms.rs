//! Alarm cases, once more from their trails: who has one, what was asked for and who approved it; and what a resolution did
//! to its payment, which is an event there.

use super::PAGE;
use super::payment::Rows;
use super::rebuild::Raised;
use super::report::{AuditReport, Kind};
use crate::store::alarms::AlarmRow;
use crate::store::audit::{AuditAlarm, AuditLine, others_after};
use crate::store::{Snapshot, StoreError};
use shared::alarm::{Event, Request, State, Who, apply};
use shared::payment::machine::Event as PaymentEvent;
use shared::payment::{AlarmCause, Resolution};
use std::collections::BTreeMap;

/// The cases about a payment and its refunds; `raised`: the alarms that their events raised.
pub(super) fn check(rows: &Rows<'_>, raised: &[Raised], report: &mut AuditReport) {
    let id = rows.row.id.as_str();
    let refunds = rows.range.refunds.get(id).map_or(&[][..], Vec::as_slice);
    let is_of_it = |alarm: &&AuditAlarm| alarm.about == id || refunds.iter().any(|refund| refund.id == alarm.about);
    let mut resolved = vec![];
    for alarm in rows.range.alarms.iter().filter(is_of_it) {
        if let Some(why) = differs(alarm) {
            report.find(Kind::AlarmDiffers, Some(id), format!("alarm {}: {why}", alarm.id));
        }
        resolved.extend(alarm.row.as_ref().and_then(resolution_of).map(|resolution| (alarm.id.clone(), resolution)));
    }
    check_raised(rows, raised, report);
    let events = rows.range.events.get(id).map_or(&[][..], Vec::as_slice).iter().chain(refunds.iter().flat_map(|refund| &refund.events));
    let carried_out: Vec<_> = events.filter_map(|event| carried_out(&event.event)).collect();
    // Where nothing was left to do, or nothing could be read, nothing is noted.
    let lost = |(_, resolution): &&(String, Resolution)| *resolution != Resolution::NoAction;
    for (case, resolution) in resolved.iter().filter(lost).filter(|one| !carried_out.contains(one)) {
        let words = format!("alarm {case} is resolved by {}, and nothing of it happened", resolution.as_str());
        report.find(Kind::AlarmDiffers, Some(id), words);
    }
    for (case, resolution) in carried_out.iter().filter(|one| !resolved.contains(one)) {
        let words = format!("{} was carried out for the alarm {case}, which is not resolved by it", resolution.as_str());
        report.find(Kind::AlarmDiffers, Some(id), words);
    }
}

/// Each alarm that the events raised is a case, or counts to one. Others may have raised more; rows of before have no cause.
fn check_raised(rows: &Rows<'_>, raised: &[Raised], report: &mut AuditReport) {
    let mut wanted: BTreeMap<&Raised, i64> = BTreeMap::new();
    for one in raised {
        *wanted.entry(one).or_default() += 1;
    }
    for (Raised { about, cause }, wanted) in wanted {
        let counts = |row: &&AlarmRow| row.about == *about && (row.cause == *cause || row.cause == AlarmCause::Unspecified.as_str());
        let stored: i64 = rows.range.alarms.iter().filter_map(|alarm| alarm.row.as_ref()).filter(counts).map(|row| row.times).sum();
        if stored < wanted {
            let words = format!("{cause} was raised {wanted} times about {about} by its events, its alarm cases say {stored}");
            report.find(Kind::AlarmDiffers, Some(&rows.row.id), words);
        }
    }
}

/// What an event did for which alarm: payments and refunds write it alike.
fn carried_out(event: &str) -> Option<(String, Resolution)> {
    if let Ok(PaymentEvent::Resolved { case, resolution }) = serde_json::from_str(event) {
        return Some((case.as_str().to_owned(), resolution));
    }
    None
}

/// How a case was resolved.
fn resolution_of(row: &AlarmRow) -> Option<Resolution> {
    if let State::Resolved { request, .. } = &row.state { Some(request.resolution) } else { None }
}

/// The cases about what is no payment and no refund.
pub(super) async fn check_others(snapshot: &mut Snapshot, report: &mut AuditReport) -> Result<(), StoreError> {
    let mut after = String::new();
    loop {
        let page = others_after(snapshot.connection(), &after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        last.id.clone_into(&mut after);
        for alarm in &page {
            if let Some(why) = differs(alarm) {
                report.find(Kind::AlarmDiffers, None, format!("alarm {} about {}: {why}", alarm.id, alarm.about));
            }
        }
    }
}

/// What of a case's row does not follow from its trail. `None`: it does.
fn differs(alarm: &AuditAlarm) -> Option<String> {
    let Some(row) = &alarm.row else { return Some("it cannot be read".to_owned()) };
    let versions = alarm.trail.iter().map(|line| line.version);
    if !versions.eq(2..=row.version) {
        return Some(format!("its trail has {} lines, its row is version {}", alarm.trail.len(), row.version));
    }
    let times = 1 + alarm.trail.iter().filter(|line| line.what == "raised_again").count();
    if i64::try_from(times) != Ok(row.times) {
        return Some(format!("its row says that it was raised {} times, its trail {times}", row.times));
    }
    match replayed(row, &alarm.trail) {
        Ok(state) if state == row.state => None,
        Ok(state) => Some(format!("its trail makes it {}, its row says otherwise", state.as_str())),
        Err(why) => Some(why),
    }
}

fn replayed(row: &AlarmRow, trail: &[AuditLine]) -> Result<State, String> {
    let mut state = State::Open;
    for line in trail {
        let cannot = |why: &str| format!("line {} ({}) cannot have been: {why}", line.version, line.what);
        let Some(event) = event(row, line).ok_or_else(|| cannot("nobody did it"))? else { continue };
        state = apply(&state, &event).map_err(|refusal| cannot(&format!("{refusal:?}")))?.0;
    }
    Ok(state)
}

/// What a line did. The trail has no resolution: it is taken from the row, and compared with the payment's event.
///
/// `None`: nobody can have done it; `Some(None)`: it moved nothing.
fn event(row: &AlarmRow, line: &AuditLine) -> Option<Option<Event>> {
    if matches!(line.what.as_str(), "raised_again" | "note") {
        return Some(None);
    }
    let (actor, name) = line.by.clone()?;
    let by = Who { actor, name };
    let asked = row.state.request();
    Some(Some(match line.what.as_str() {
        "taken" => Event::Taken { by },
        "released" => Event::Released { by },
        "resolution_asked" => Event::ResolutionAsked(Request {
            resolution: asked.map_or(Resolution::NoAction, |asked| asked.resolution),
            by,
            reason: line.words.clone(),
            at: asked.map_or(row.raised_at, |asked| asked.at),
        }),
        "approved" => Event::Approved { by },
        "declined" => Event::Declined { by },
        _ => return None,
    }))
}
