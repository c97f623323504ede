//! Everything about one application, for officers.

use super::decide::{self, DECISIONS};
use crate::app::applications::{self, debt, documents, files, files::File, view};
use crate::app::certificates::check;
use crate::app::digest::random_id;
use crate::app::identity::Person;
use crate::app::{App, AppError};
use crate::store::applications::{ApplicationRow, by_number};
use crate::store::applications_trail::{self, EventRow};
use crate::store::certificates;
use shared::api::certificates::CertificateState;
use shared::api::identity::Role;
use shared::api::office::{LiveDebt, Note, OfficeApplication, RegisterFacts, TrailRow};
use shared::application::machine::apply;
use shared::application::{Event, Seen, State};
use shared::format::Lang;
use shared::name::name_difference;
use shared::time::Timestamp;
use sqlx::AnyConnection;

/// An application that this officer may look at; the look is written down.
async fn looked_at(app: &App, officer: &Person, typed: &str, what: &'static str) -> Result<ApplicationRow, AppError> {
    let number = applications::number(typed)?;
    let row = by_number(&mut *app.store().read().await?, &number).await?.ok_or(AppError::NotFound)?;
    if row.life.application.applicant == officer.actor {
        return Err(AppError::OwnApplication);
    }
    let (id, by, now) = (random_id(), (officer.actor.clone(), officer.name.clone()), app.clock().now());
    let work = app.store().write(move |connection| {
        let (id, number, by) = (id.clone(), number.clone(), by.clone());
        Box::pin(async move { applications_trail::add_reading(connection, &id, &number, what, &by, now).await })
    });
    work.await?;
    Ok(row)
}

/// One application.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::OwnApplication`] or the store's.
pub async fn look(app: &App, officer: &Person, typed: &str, lang: Lang) -> Result<OfficeApplication, AppError> {
    let row = looked_at(app, officer, typed, "looked").await?;
    view(app, officer, &row, lang).await
}

/// What the biller says now; silence is shown as it is.
///
/// # Errors
/// As [`look`].
pub async fn live_debt(app: &App, officer: &Person, typed: &str) -> Result<LiveDebt, AppError> {
    let row = looked_at(app, officer, typed, "asked_debt").await?;
    let debt = debt::ask(app, &row.answers.account).await?;
    let (balance_minor, as_of) = (debt.balance.minor(), debt.as_of.rfc3339());
    Ok(LiveDebt { standing: debt.standing, balance_minor, holder: debt.holder, as_of })
}

/// One of its files.
///
/// # Errors
/// As [`look`].
pub async fn attachment(app: &App, officer: &Person, typed: &str, id: &str) -> Result<File, AppError> {
    let row = looked_at(app, officer, typed, "opened_attachment").await?;
    files::of_application(&mut *app.store().read().await?, &row.number, id).await
}

/// Its certificate.
///
/// # Errors
/// As [`look`].
pub async fn certificate(app: &App, officer: &Person, typed: &str, lang: Lang) -> Result<File, AppError> {
    let row = looked_at(app, officer, typed, "opened_certificate").await?;
    documents::certificate(app, &row, lang).await
}

/// How an application looks to an officer.
///
/// # Errors
/// The store's.
pub async fn view(app: &App, officer: &Person, row: &ApplicationRow, lang: Lang) -> Result<OfficeApplication, AppError> {
    let mut connection = app.store().read().await?;
    // As it is now: a decision may have led further.
    let row = by_number(&mut connection, &row.number).await?.ok_or(AppError::NotFound)?;
    let (application, register) = (&row.life.application, &row.register);
    let notes = applications_trail::notes(&mut connection, &row.number).await?;
    Ok(OfficeApplication {
        number: row.number.clone(),
        track: view::track(app, &mut connection, &row, lang).await?,
        second: matches!(application.state, State::SecondReview { .. }),
        sent: view::sent(app, &mut connection, &row, lang).await?,
        register: RegisterFacts {
            document: register.document.clone(),
            address: register.address.clone(),
            as_of: register.as_of.rfc3339(),
            acts: register.acts,
            identity: register.identity(),
            holder: register.holder.clone(),
            name_differs: name_difference(register.holder_name(), &register.holder),
        },
        correction: view::correction(app, &row, lang),
        answer: row.said.answer.clone(),
        officer: row.officer_name.clone(),
        mine: application.officer() == Some(&officer.actor),
        may: may(app, &mut connection, officer, &row).await?,
        sent_at: row.created_at.rfc3339(),
        due_at: application.due_at.rfc3339(),
        notes: notes.into_iter().map(|note| Note { by: note.by_name, at: note.at.rfc3339(), text: note.what }).collect(),
        trail: trail(app, &mut connection, &row, lang).await?,
        certificate: view::certificate(&mut connection, &row.number).await?,
        version: row.version,
    })
}

/// What the machine would take from this person now.
async fn may(app: &App, connection: &mut AnyConnection, officer: &Person, row: &ApplicationRow) -> Result<Vec<String>, AppError> {
    let now = app.clock().now();
    let allowed = |decision: &&str| {
        let taken = decide::event(decision, &officer.actor).map(|event| apply(&row.life.application, &event, now));
        decide::role_allows(decision, officer) && matches!(taken, Some(Ok(_)))
    };
    let mut may: Vec<String> = DECISIONS.iter().copied().filter(|decision| allowed(decision)).map(str::to_owned).collect();
    may.push("note".to_owned());
    let certificate = certificates::of_application(connection, &row.number).await?;
    if officer.is(Role::Supervisor) && certificate.is_some_and(|c| check::state(&c, now) != CertificateState::Revoked) {
        may.push("revoke".to_owned());
    }
    Ok(may)
}

/// Events, looks and the revocation, oldest first.
async fn trail(app: &App, connection: &mut AnyConnection, row: &ApplicationRow, lang: Lang) -> Result<Vec<TrailRow>, AppError> {
    let mut lines: Vec<(Timestamp, TrailRow)> = vec![];
    let mut add = |at: Timestamp, what: String, by: Option<String>, text: String| {
        lines.push((at, TrailRow { at: at.rfc3339(), what, by, text }));
    };
    for event in applications_trail::events(connection, &row.number).await? {
        let (what, text) = (name_of(&event), view::words(app, &event.words, lang));
        add(event.at, what, event.by.map(|(_, name)| name), text);
    }
    for look in applications_trail::readings(connection, &row.number).await? {
        add(look.at, look.what, Some(look.by_name), String::new());
    }
    if let Some(certificate) = certificates::of_application(connection, &row.number).await? {
        let (how, at) = certificate.ended.unwrap_or_default();
        if let Some((name, reason, words)) = certificates::revocation(connection, &certificate.number).await? {
            let said = crate::store::applications::Words { reason, text: words };
            add(at, how, Some(name), view::words(app, &said, lang));
        } else if !how.is_empty() {
            add(at, how, None, String::new());
        }
    }
    lines.sort_by_key(|(at, _)| *at);
    Ok(lines.into_iter().map(|(_, line)| line).collect())
}

/// The event's text form.
fn name_of(event: &EventRow) -> String {
    match serde_json::from_str::<Event>(&event.event) {
        Ok(Event::Debt { seen: Seen::Clear { .. }, .. }) => "debt_clear".to_owned(),
        Ok(Event::Debt { seen: Seen::Owed { .. }, .. }) => "debt_owed".to_owned(),
        Ok(Event::Debt { seen: Seen::Unknown, .. }) => "debt_unknown".to_owned(),
        Ok(Event::Tick) => "time_over".to_owned(),
        // The machine's own tag: `taken`, `approved`, `signed`, …; and `registered`, which is not an event of the machine.
        _ => serde_json::from_str::<serde_json::Value>(&event.event)
            .ok()
            .and_then(|value| value.get("event").and_then(|tag| tag.as_str().map(str::to_owned)))
            .unwrap_or_default(),
    }
}
