//! **Müraciəti göndər**: everything the browser said is checked again, the registers and the biller are asked again, and
//! the application is stored with its first intents.

use super::advance::{self, new_life};
use super::{checks, debt, files, record};
use crate::app::digest::{random_u64, sha256};
use crate::app::identity::Person;
use crate::app::{App, AppError, mobiles, registers};
use crate::store::applications::{self, ApplicationRow, InFlight, NewEvent, Register, Said};
use crate::store::{StoreError, applications_queue};
use shared::api::applications::SendApplication;
use shared::api::identity::CompanyRequest;
use shared::api::problem::FieldProblem;
use shared::application::number::ApplicationNumber;
use shared::application::{Answers, Attachment, Effect, Subject};
use shared::bill::Standing;
use shared::id::Id;
use shared::mobile::Mobile;
use shared::name::Identity;
use shared::paper;
use shared::time::{Millis, Timestamp};
use shared::validation::Code;
use sqlx::AnyConnection;

/// Numbers tried before it is our fault.
const TRIES_MAX: u32 = 5;

/// A new application on its way into the store.
#[derive(Clone)]
struct New {
    row: ApplicationRow,
    effects: Vec<Effect>,
    mobile: Mobile,
    proof: Id,
}

/// What became of it there.
enum Stored {
    Yes(Box<ApplicationRow>, Vec<InFlight>),
    Wrong(Vec<FieldProblem>),
}

/// Sends an application, or answers what became of the attempt of this key. A second live application of the same
/// person for the same account and class is [`AppError::NotNow`]: the first must end before.
///
/// # Errors
/// [`AppError::Invalid`], [`AppError::Owed`], [`AppError::BillerSilent`], [`AppError::RegistrySilent`],
/// [`AppError::RegistryUnknown`], [`AppError::NotNow`], [`AppError::KeyReused`] or the store's. Nothing is written then.
pub async fn submit(app: &App, person: &Person, public_url: &str, key: &Id, request: &SendApplication) -> Result<ApplicationRow, AppError> {
    let body = serde_json::to_vec(request).map_err(|_| AppError::Internal("a request does not serialise"))?;
    // Whose key it is counts too: another person's attempt is another attempt.
    let body_hash = sha256(&[person.actor.as_bytes(), &[0], &body]);
    if let Some(row) = existing(app, key, &body_hash).await? {
        return Ok(row);
    }
    match send(app, person, public_url, key, request, &body_hash).await {
        Ok(row) => Ok(row),
        // The same key came twice at once and the other was quicker.
        Err(error) => existing(app, key, &body_hash).await?.ok_or(error),
    }
}

async fn existing(app: &App, key: &Id, body_hash: &str) -> Result<Option<ApplicationRow>, AppError> {
    match applications::by_key(&mut *app.store().read().await?, key.as_str()).await? {
        Some(row) if row.body_hash == body_hash => Ok(Some(row)),
        Some(_) => Err(AppError::KeyReused),
        None => Ok(None),
    }
}

async fn send(
    app: &App,
    person: &Person,
    public_url: &str,
    key: &Id,
    request: &SendApplication,
    body_hash: &str,
) -> Result<ApplicationRow, AppError> {
    let (answers, proof) = checks::application(app, request)?;
    let live_key = app.digests().keyed("live", &format!("{}|{}|{}", person.actor, answers.class().as_str(), answers.account));
    if applications::live(&mut *app.store().read().await?, &live_key).await?.is_some() {
        return Err(AppError::NotNow);
    }
    let mut register = ask_registers(app, person, &answers).await?;
    let debt = debt::known(debt::ask(app, &answers.account).await?)?;
    if debt.standing == Standing::Owed {
        return Err(AppError::Owed);
    }
    (register.holder, register.holder_id) = (debt.holder, debt.holder_id);
    let mobile = answers.contact.mobile.clone();
    for _ in 0..TRIES_MAX {
        let (row, effects) = new_row(app, person, public_url, body_hash, &live_key, &answers, &register);
        let new = New { row, effects, mobile: mobile.clone(), proof: proof.clone() };
        match store(app, key, new).await {
            Ok(Stored::Yes(row, calls)) => {
                advance::begin(app, &row.number, calls);
                return Ok(*row);
            }
            Ok(Stored::Wrong(fields)) => return Err(AppError::Invalid(fields)),
            Err(StoreError::Constraint(_)) => {
                if existing(app, key, body_hash).await?.is_some()
                    || applications::live(&mut *app.store().read().await?, &live_key).await?.is_some()
                {
                    return Err(AppError::NotNow);
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(AppError::Internal("no free number for an application"))
}

/// What the registers say of the person signed in, and of the company.
async fn ask_registers(app: &App, person: &Person, answers: &Answers) -> Result<Register, AppError> {
    let known = registers::person(app, person).await?;
    let mut register = Register {
        name: [known.surname.as_str(), known.name.as_str(), known.patronymic.as_str()].join(" ").trim().to_owned(),
        fin: person.fin.reveal().to_owned(),
        document: known.document,
        address: known.address,
        as_of: Timestamp::from_rfc3339(&known.as_of).unwrap_or_default(),
        acts: true,
        ..Register::default()
    };
    if let Subject::Company { voen } = &answers.subject {
        let company = registers::company(app, person, &CompanyRequest { voen: voen.as_str().to_owned() }).await?;
        (register.company, register.voen, register.acts) = (company.name, company.voen, company.acts);
        if !register.acts && answers.attachments.is_empty() {
            return Err(AppError::field("attachments", Code::FileMissing));
        }
    }
    Ok(register)
}

fn new_row(
    app: &App,
    person: &Person,
    public_url: &str,
    body_hash: &str,
    live_key: &str,
    answers: &Answers,
    register: &Register,
) -> (ApplicationRow, Vec<Effect>) {
    let now = app.clock().now();
    let office = &app.config().office;
    // A name that no paper can show is an officer's to deal with.
    let can_be_shown = paper::check(register.holder_name()).is_ok();
    let is_plain = register.acts && register.identity() == Identity::Same && answers.attachments.is_empty();
    let by_rule = office.by_rule && is_plain && can_be_shown;
    let (life, effects) = new_life(app, person.actor.clone(), by_rule, now);
    let row = ApplicationRow {
        number: ApplicationNumber::new(now.civil().year, random_u64()).as_str().to_owned(),
        body_hash: body_hash.to_owned(),
        live_key: live_key.to_owned(),
        answers: answers.clone(),
        register: register.clone(),
        said: Said::default(),
        public_url: public_url.to_owned(),
        life,
        officer_name: None,
        version: 1,
        created_at: now,
        wake_at: None,
        worked: None,
    };
    (row, effects)
}

/// One unit of work: the proof, the files, the application, what it is found by, the first message.
async fn store(app: &App, key: &Id, new: New) -> Result<Stored, StoreError> {
    let (app_, key) = (app.clone(), key.clone());
    app.store()
        .write(move |connection| {
            let (app, key, new) = (app_.clone(), key.clone(), new.clone());
            Box::pin(async move { store_in(&app, connection, &key, new).await })
        })
        .await
}

async fn store_in(app: &App, connection: &mut AnyConnection, key: &Id, new: New) -> Result<Stored, StoreError> {
    let New { mut row, effects, mobile, proof } = new;
    let now = row.created_at;
    let owner = row.life.application.applicant.clone();
    if mobiles::proven(connection, &proof, &owner, now).await? != Some(mobile) {
        return Ok(Stored::Wrong(vec![FieldProblem::new("mobile", Code::MobileUnproven.into())]));
    }
    if let Some(wrong) = files::wrong_one(connection, &row.answers.attachments, &owner, None).await? {
        return Ok(Stored::Wrong(vec![wrong]));
    }
    let calls = advance::claim_first(app, &mut row, &effects, now);
    let event = NewEvent {
        event: r#"{"event":"registered"}"#.to_owned(),
        stage: Some(shared::application::Stage::Registered),
        ..NewEvent::default()
    };
    applications::insert(connection, key.as_str(), &row, &event).await?;
    give_files(connection, &row.answers.attachments, &owner, &row.number).await?;
    for digest in found_by(app, &row) {
        applications_queue::add_digest(connection, &digest, &row.number).await?;
    }
    for effect in effects.iter().filter(|effect| effect.is_record()) {
        record::write(app, connection, &row, effect, None, now).await?;
    }
    Ok(Stored::Yes(Box::new(row), calls))
}

/// Files that were there a moment ago, given to the application.
pub(super) async fn give_files(connection: &mut AnyConnection, files: &[Attachment], owner: &str, number: &str) -> Result<(), StoreError> {
    for file in files {
        if !crate::store::attachments::give(connection, &file.id, owner, number).await? {
            return Err(StoreError::Stale);
        }
    }
    Ok(())
}

/// Account, FIN and VÖEN as keyed digests.
fn found_by(app: &App, row: &ApplicationRow) -> Vec<String> {
    let numbers = [row.answers.account.as_str(), &row.register.fin, &row.register.voen];
    numbers.into_iter().filter(|number| !number.is_empty()).map(|number| app.digests().keyed("find", number)).collect()
}

/// Whose answer is promised until when: for the form's own words.
#[must_use]
pub fn due_at(app: &App, now: Timestamp) -> Timestamp {
    app.config().office.calendar().after(now, app.config().office.review_days)
}

/// A day in milliseconds.
pub(super) const DAY_MS: Millis = 24 * 60 * 60 * 1000;
