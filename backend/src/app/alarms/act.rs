//! What a person does with a case. Each action is one transaction: the key of the attempt, the case under its version, its
//! trail; an approval also the payment's event with its records and the leases of the calls that follow.

use super::{About, about};
use crate::app::digest::sha256;
use crate::app::{App, AppError, advance, refunds};
use crate::store::alarms::{self, AlarmRow, Kind, Line};
use crate::store::{StoreError, alarms_list};
use shared::alarm::{Event, Refusal, Request, TEXT_LENGTH_MAX, Who, apply};
use shared::api::operator::AlarmAction;
use shared::id::Id;
use shared::money::Money;
use shared::payment::Resolution;
use shared::payment::machine;
use shared::refund::machine as refund_machine;
use shared::time::Timestamp;
use shared::validation::{Code, FieldError};
use sqlx::AnyConnection;

/// One attempt at acting on a case.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// Names the attempt: repeated with the same body it changes nothing.
    pub key: Id,
    /// Who acts.
    pub by: Who,
}

/// What is done, checked as far as it can be without the row.
#[derive(Debug, Clone)]
struct Step {
    attempt: Attempt,
    body_hash: String,
    /// The version that was shown; `None`: a note, which goes with every version.
    version: Option<i64>,
    what: &'static str,
    words: String,
    /// `None`: a note.
    event: Option<Event>,
}

/// Acts on a case: `take`, `release`, `note`, `resolve`, `approve`, `decline`.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Invalid`], [`AppError::KeyReused`], [`AppError::Changed`], [`AppError::NotNow`],
/// [`AppError::Forbidden`] (another person has it), [`AppError::SecondPerson`] or the store's.
pub async fn act(app: &App, attempt: Attempt, id: &str, action: &str, body: &AlarmAction) -> Result<(), AppError> {
    let id = Id::parse(id).ok_or(AppError::NotFound)?;
    let row = alarms::by_id(&mut *app.store().read().await?, &id).await?.ok_or(AppError::NotFound)?;
    let step = step(app, attempt, &row, action, body)?;
    if let Some(done) = before(app, &step).await? {
        return done.answer();
    }
    if step.what == "resolution_asked" {
        check_possible(app, &row, &step).await?;
    }
    let resolution = row.state.request().filter(|_| step.what == "approved").map(|request| request.resolution);
    match resolution {
        Some(resolution) if moves(app, &row).await? => approve(app, row, step, resolution).await,
        _ => write(app, id, step).await,
    }
}

fn step(app: &App, attempt: Attempt, row: &AlarmRow, action: &str, body: &AlarmAction) -> Result<Step, AppError> {
    let by = attempt.by.clone();
    let words = words(&body.text)?;
    let needs_words = matches!(action, "note" | "resolve" | "decline");
    if needs_words && words.is_empty() {
        return Err(AppError::field("text", Code::Empty));
    }
    let (what, event) = match action {
        "take" => ("taken", Some(Event::Taken { by })),
        "release" => ("released", Some(Event::Released { by })),
        "note" => ("note", None),
        "resolve" => {
            let amount = Money::from_minor(body.amount_minor);
            let resolution =
                Resolution::parse(&body.resolution, amount).ok_or_else(|| AppError::field("resolution", Code::ChoiceUnknown))?;
            let request = Request { resolution, by, reason: words.clone(), at: app.clock().now() };
            ("resolution_asked", Some(Event::ResolutionAsked(request)))
        }
        "approve" => ("approved", Some(Event::Approved { by })),
        "decline" => ("declined", Some(Event::Declined { by })),
        _ => return Err(AppError::NotFound),
    };
    let amount = body.amount_minor.to_string();
    let parts = [action, row.id.as_str(), &attempt.by.actor, &body.resolution, &amount, &words];
    let body_hash = sha256(&parts.map(|part| [part.as_bytes(), &[0]].concat()).each_ref().map(Vec::as_slice));
    Ok(Step { attempt, body_hash, version: (action != "note").then_some(body.version), what, words, event })
}

/// What the key's attempt became, when it was used before.
async fn before(app: &App, step: &Step) -> Result<Option<Done>, AppError> {
    let used = alarms_list::key_use(&mut *app.store().read().await?, &step.attempt.key).await?;
    Ok(used.map(|used| if used == step.body_hash { Done::Repeated } else { Done::KeyReused }))
}

fn words(typed: &str) -> Result<String, AppError> {
    let words = typed.trim();
    if words.chars().count() > TEXT_LENGTH_MAX {
        let limit = i64::try_from(TEXT_LENGTH_MAX).unwrap_or(i64::MAX);
        return Err(AppError::field("text", FieldError { code: Code::TooLong, limit }));
    }
    if words.chars().any(|c| c.is_control() && c != '\n') {
        return Err(AppError::field("text", Code::Characters));
    }
    Ok(words.to_owned())
}

/// The payment's or the refund's machine must take the resolution now. Whether it still does at the approval is asked again then.
async fn check_possible(app: &App, row: &AlarmRow, step: &Step) -> Result<(), AppError> {
    let Some(Event::ResolutionAsked(request)) = &step.event else { return Ok(()) };
    let possible = match about(&mut *app.store().read().await?, row).await? {
        About::Payment(payment, _) => {
            let event = machine::Event::Resolved { case: row.id.clone(), resolution: request.resolution };
            machine::apply(&payment, &event, app.clock().now()).is_ok()
        }
        About::Refund(refund, _) => {
            let event = refund_machine::Event::Resolved { case: row.id.clone(), resolution: request.resolution };
            refund_machine::apply(&refund, &event, app.clock().now()).is_ok()
        }
        About::Unreadable | About::Application => request.resolution == Resolution::NoAction,
    };
    if possible { Ok(()) } else { Err(AppError::NotNow) }
}

/// Whether a resolution is carried out at a payment or refund; where none is here, or none can be read, it is a record alone.
async fn moves(app: &App, row: &AlarmRow) -> Result<bool, AppError> {
    let about = about(&mut *app.store().read().await?, row).await?;
    Ok(matches!(about, About::Payment(..) | About::Refund(..)))
}

/// What became of a step in its transaction.
enum Done {
    Written,
    /// Under this key before.
    Repeated,
    Refused(Refusal),
    KeyReused,
    Changed,
    Gone,
}

impl Done {
    fn answer(self) -> Result<(), AppError> {
        match self {
            Self::Written | Self::Repeated => Ok(()),
            Self::Refused(Refusal::NotNow) => Err(AppError::NotNow),
            Self::Refused(Refusal::NotTheirs) => Err(AppError::Forbidden),
            Self::Refused(Refusal::SamePerson) => Err(AppError::SecondPerson),
            Self::KeyReused => Err(AppError::KeyReused),
            Self::Changed => Err(AppError::Changed),
            Self::Gone => Err(AppError::NotFound),
        }
    }
}

async fn write(app: &App, id: Id, step: Step) -> Result<(), AppError> {
    let now = app.clock().now();
    let written = app.store().write(move |connection| {
        let (id, step) = (id.clone(), step.clone());
        Box::pin(async move { carry_out(connection, &id, &step, now).await })
    });
    match written.await {
        Err(StoreError::Stale) => Err(AppError::Changed),
        done => done?.answer(),
    }
}

async fn carry_out(connection: &mut AnyConnection, id: &Id, step: &Step, now: Timestamp) -> Result<Done, StoreError> {
    if let Some(used) = alarms_list::key_use(connection, &step.attempt.key).await? {
        return Ok(if used == step.body_hash { Done::Repeated } else { Done::KeyReused });
    }
    let Some(mut row) = alarms::by_id(connection, id).await? else { return Ok(Done::Gone) };
    if step.version.is_some_and(|version| version != row.version) {
        return Ok(Done::Changed);
    }
    if let Some(event) = &step.event {
        match apply(&row.state, event) {
            Ok((state, _)) => row.state = state,
            Err(refusal) => return Ok(Done::Refused(refusal)),
        }
    }
    alarms_list::keep_key(connection, &step.attempt.key, &step.body_hash, id).await?;
    alarms::save(connection, &row, &Line { what: step.what, by: Some(&step.attempt.by), words: &step.words }, now).await?;
    Ok(Done::Written)
}

/// An approval that travels with the payment's event: the case is resolved in the transaction that moves the payment.
#[derive(Debug, Clone)]
pub(in crate::app) struct Approval {
    case: Id,
    step: Step,
}

impl Approval {
    pub(in crate::app) const fn case(&self) -> &Id {
        &self.case
    }

    /// Resolves the case. Anything but a case that waits for this very approval undoes the transaction.
    pub(in crate::app) async fn record(&self, connection: &mut AnyConnection, now: Timestamp) -> Result<(), StoreError> {
        match carry_out(connection, &self.case, &self.step, now).await? {
            Done::Written => Ok(()),
            _ => Err(StoreError::Stale),
        }
    }
}

async fn approve(app: &App, row: AlarmRow, step: Step, resolution: Resolution) -> Result<(), AppError> {
    // Refused before the payment is touched; told again by the transaction.
    let event = step.event.clone().ok_or(AppError::NotNow)?;
    if let Err(refusal) = apply(&row.state, &event) {
        return Done::Refused(refusal).answer();
    }
    if step.version.is_some_and(|version| version != row.version) {
        return Err(AppError::Changed);
    }
    let about = row.process().ok_or(AppError::NotFound)?;
    let approval = Approval { case: row.id, step: step.clone() };
    let resolved = match row.kind {
        Kind::Refund => refunds::resolve(app, &about, resolution, approval).await,
        _ => advance::resolve(app, &about, resolution, approval).await,
    };
    match resolved {
        Ok(true) => Ok(()),
        Ok(false) => Err(AppError::NotNow),
        // The case is no longer what it was: this very attempt came first, or somebody else's.
        Err(AppError::Store(StoreError::Stale)) => before(app, &step).await?.unwrap_or(Done::Changed).answer(),
        Err(error) => Err(error),
    }
}
