//! An application as its sender may see it.

use super::number;
use crate::app::identity::Person;
use crate::app::{App, AppError};
use crate::config::Choice;
use crate::documents::texts;
use crate::store::applications::{self, ApplicationRow, Words};
use crate::store::applications_trail::{self, EventRow};
use crate::store::attachments::{self, AttachmentRow};
use crate::store::certificates::{self, CertificateRow};
use shared::api::applications::{
    ApplicationList, ApplicationView, AttachmentView, CertificateRef, Correction, SentAnswers, Track, TrackStep,
};
use shared::application::{Application, Stage, State};
use shared::format::Lang;
use shared::person::mask_account;
use shared::time::Timestamp;
use sqlx::AnyConnection;

/// Rows of a list.
const LIST_ROWS: i64 = 20;

/// A person's own application. Another's is not told apart from none.
///
/// # Errors
/// [`AppError::NotFound`] or the store's.
pub async fn owned(app: &App, person: &Person, typed: &str) -> Result<ApplicationRow, AppError> {
    let row = applications::by_number(&mut *app.store().read().await?, &number(typed)?).await?.ok_or(AppError::NotFound)?;
    if row.life.application.applicant == person.actor { Ok(row) } else { Err(AppError::NotFound) }
}

/// A person's own applications, newest first.
///
/// # Errors
/// The store's.
pub async fn list(app: &App, person: &Person, after: Option<&str>) -> Result<ApplicationList, AppError> {
    let (at, last) = after.and_then(place).unwrap_or((Timestamp::from_micros(i64::MAX), String::new()));
    let mut connection = app.store().read().await?;
    let rows = applications::of_applicant(&mut connection, &person.actor, (at, &last), LIST_ROWS + 1).await?;
    let more = i64::try_from(rows.len()).unwrap_or(0) > LIST_ROWS;
    let mut list = ApplicationList::default();
    for row in rows.iter().take(usize::try_from(LIST_ROWS).unwrap_or(0)) {
        list.applications.push(shared::api::applications::ApplicationRow {
            number: row.number.clone(),
            stage: row.life.application.stage(),
            class: row.answers.class(),
            account: mask_account(&row.answers.account),
            sent_at: row.created_at.rfc3339(),
            certificate: issued(&row.life.application),
        });
        list.next = more.then(|| format!("{}.{}", row.created_at.micros(), row.number));
    }
    Ok(list)
}

fn issued(application: &Application) -> Option<String> {
    if let State::Issued { number } = &application.state { Some(number.clone()) } else { None }
}

/// A place in a list, as it was given out: time and number.
pub(in crate::app) fn place(text: &str) -> Option<(Timestamp, String)> {
    let (at, number) = text.split_once('.')?;
    Some((Timestamp::from_micros(at.parse().ok()?), number.to_owned()))
}

/// The view of an application.
///
/// # Errors
/// The store's.
pub async fn view(app: &App, row: &ApplicationRow, lang: Lang) -> Result<ApplicationView, AppError> {
    let mut connection = app.store().read().await?;
    let certificate = certificate(&mut connection, &row.number).await?;
    Ok(ApplicationView {
        number: row.number.clone(),
        track: track(app, &mut connection, row, lang).await?,
        sent: sent(app, &mut connection, row, lang).await?,
        correction: correction(app, row, lang),
        certificate,
        can_withdraw: can_withdraw(&row.life.application),
        version: row.version,
    })
}

const fn can_withdraw(application: &Application) -> bool {
    !application.is_ended() && !matches!(application.state, State::Signing { .. })
}

/// The stages of an application.
pub(in crate::app) async fn track(app: &App, connection: &mut AnyConnection, row: &ApplicationRow, lang: Lang) -> Result<Track, AppError> {
    let events = applications_trail::events(connection, &row.number).await?;
    let application = &row.life.application;
    let stage = application.stage();
    let promised = !application.is_ended() && stage != Stage::CorrectionAsked;
    Ok(Track {
        number: row.number.clone(),
        stage,
        steps: steps(&events, stage, row.created_at),
        due_at: promised.then(|| application.due_at.rfc3339()),
        reason: (stage == Stage::Rejected).then(|| words(app, &row.said.rejection, lang)),
    })
}

/// What an officer put back and another took again is one look to the citizen.
fn steps(events: &[EventRow], now: Stage, sent_at: Timestamp) -> Vec<TrackStep> {
    let reached = events.iter().filter_map(|event| event.stage.map(|stage| (stage, event.at)));
    let mut steps: Vec<TrackStep> = vec![];
    for (stage, at) in reached {
        let again = match stage {
            Stage::Registered => !steps.is_empty(),
            Stage::UnderReview => steps.last().is_some_and(|last| last.stage == Stage::UnderReview),
            _ => false,
        };
        if !again {
            steps.push(TrackStep { stage, at: at.rfc3339() });
        }
    }
    // By rule it is approved with the very event that registers it.
    if now == Stage::Approved && steps.iter().all(|step| step.stage == Stage::Registered) {
        steps.push(TrackStep { stage: now, at: sent_at.rfc3339() });
    }
    steps
}

/// What is to be corrected, while it is asked for.
pub(in crate::app) fn correction(app: &App, row: &ApplicationRow, lang: Lang) -> Option<Correction> {
    let State::CorrectionAsked { until, .. } = row.life.application.state else { return None };
    let said = &row.said.correction;
    let title = title(app, &said.reason, lang);
    Some(Correction { reason: said.reason.clone(), title, text: said.text.clone(), until: until.rfc3339() })
}

/// A template's text and the words said with it.
pub(in crate::app) fn words(app: &App, said: &Words, lang: Lang) -> String {
    let title = title(app, &said.reason, lang);
    match (title.is_empty(), said.text.is_empty()) {
        (false, false) => format!("{title}. {}", said.text),
        (true, _) => said.text.clone(),
        (false, true) => title,
    }
}

/// A template's text; of one that the configuration no longer has, its identifier.
pub(in crate::app) fn title(app: &App, reason: &str, lang: Lang) -> String {
    match reason {
        "" => String::new(),
        "debt" => texts::text(lang, "application.reason.debt").to_owned(),
        "no-answer" => texts::text(lang, "application.reason.no_answer").to_owned(),
        _ => {
            let office = &app.config().office;
            let mut known = office.corrections.iter().chain(&office.rejections).chain(&office.revocations);
            known.find(|choice: &&Choice| choice.id == reason).map_or_else(|| reason.to_owned(), |choice| choice.name.get(lang).to_owned())
        }
    }
}

/// What was sent, to read.
pub(in crate::app) async fn sent(
    app: &App,
    connection: &mut AnyConnection,
    row: &ApplicationRow,
    lang: Lang,
) -> Result<SentAnswers, AppError> {
    let files = attachments::of_application(connection, &row.number).await?;
    let (answers, register) = (&row.answers, &row.register);
    // In the order that the sender gave them; under the names that their kinds allow.
    let listed = answers.attachments.iter().filter_map(|named| files.iter().find(|file| file.id == named.id).map(attachment));
    Ok(SentAnswers {
        class: answers.class(),
        applicant: register.name.clone(),
        fin: register.fin.clone(),
        voen: register.voen.clone(),
        company: register.company.clone(),
        account: answers.account.clone(),
        address: answers.address.clone(),
        purpose: answers.purpose.clone(),
        purpose_name: purpose(app, row, lang),
        purpose_text: answers.purpose_text.clone(),
        copies: answers.copies.clone(),
        mobile: answers.contact.mobile.display(),
        more: answers.contact.more.iter().map(shared::mobile::Mobile::display).collect(),
        email: answers.contact.email.clone().unwrap_or_default(),
        attachments: listed.collect(),
    })
}

/// A file's facts.
pub(in crate::app) fn attachment(file: &AttachmentRow) -> AttachmentView {
    AttachmentView { id: file.id.as_str().to_owned(), name: file.name.clone(), kind: file.kind.clone(), size: file.size }
}

/// The certificate of an application.
pub(in crate::app) async fn certificate(connection: &mut AnyConnection, application: &str) -> Result<Option<CertificateRef>, AppError> {
    let Some(row) = certificates::of_application(connection, application).await? else { return Ok(None) };
    let languages = certificates::languages(connection, &row.number).await?;
    Ok(Some(reference(&row, languages)))
}

fn reference(row: &CertificateRow, languages: Vec<Lang>) -> CertificateRef {
    CertificateRef {
        number: row.number.clone(),
        issued_at: row.issued_at.rfc3339(),
        valid_until: row.valid_until.clone(),
        languages,
        revoked: row.ended.is_some(),
    }
}

/// A purpose's name in a language, or the citizen's own words.
pub(in crate::app) fn purpose(app: &App, row: &ApplicationRow, lang: Lang) -> String {
    if !row.answers.purpose_text.is_empty() {
        return row.answers.purpose_text.clone();
    }
    let purposes = app.config().certificate.iter().flat_map(|certificate| &certificate.purposes);
    let mut named = purposes.filter(|purpose| purpose.id == row.answers.purpose);
    named.next().map_or_else(|| row.answers.purpose.clone(), |purpose| purpose.name.get(lang).to_owned())
}
