//! The records that belong to a change of an application, written in its unit of work: certificate, messages, alarm.

use super::submit::DAY_MS;
use crate::app::App;
use crate::app::certificates::issue::Made;
use crate::app::digest::{random_id, sha256};
use crate::store::alarms::{Kind, Raised};
use crate::store::applications::ApplicationRow;
use crate::store::{StoreError, alarms, attachments, certificates, outbox};
use serde::{Deserialize, Serialize};
use shared::application::{Effect, Stage};
use shared::time::{Millis, Timestamp};
use sqlx::AnyConnection;

/// A message by SMS.
pub(in crate::app) const SMS: &str = "application-sms";
/// A message by e-mail.
pub(in crate::app) const MAIL: &str = "application-mail";
/// A link in a message leads to the documents for this long.
const LINK_MS: Millis = 90 * DAY_MS;

/// Payload of an outbox row of kind [`SMS`] or [`MAIL`]: whom and what it tells is read from the application.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::app) struct Message {
    /// The application's number.
    pub(in crate::app) number: String,
    /// What it tells of.
    pub(in crate::app) stage: Stage,
    /// The application's version at that time: names the link.
    pub(in crate::app) version: i64,
}

/// Writes one record of a row that was just saved.
///
/// # Errors
/// The store's.
pub(in crate::app) async fn write(
    app: &App,
    connection: &mut AnyConnection,
    row: &ApplicationRow,
    effect: &Effect,
    made: Option<&Made>,
    now: Timestamp,
) -> Result<(), StoreError> {
    match effect {
        Effect::RecordCertificate { .. } => {
            let made = made.ok_or(StoreError::Corrupt("issued without a certificate"))?;
            certificates::insert(connection, &made.row, &made.files).await
        }
        Effect::Notify { stage } => notify(app, connection, row, *stage, now).await,
        Effect::Alarm => {
            let state = serde_json::to_string(&row.life.application.state).unwrap_or_default();
            tracing::error!(application = row.number, state, "alarm: a person must look at this application");
            metrics::counter!("kommunal_alarms_total").increment(1);
            let raised = Raised { id: &random_id(), kind: Kind::Application, about: &row.number, cause: "overdue", reason: &state };
            alarms::raise(connection, raised, now).await
        }
        // `Effect::is_record` names exactly the three above.
        _ => Ok(()),
    }
}

/// A message for each way there is. What was put back and taken again is not told again.
async fn notify(app: &App, connection: &mut AnyConnection, row: &ApplicationRow, stage: Stage, now: Timestamp) -> Result<(), StoreError> {
    let once = matches!(stage, Stage::Registered | Stage::UnderReview | Stage::Approved);
    let which = if once { stage.as_str().to_owned() } else { format!("{}:{}", stage.as_str(), row.version) };
    let message = Message { number: row.number.clone(), stage, version: row.version };
    let payload = serde_json::to_string(&message).map_err(|_| StoreError::Corrupt("message"))?;
    let cause = |kind: &str| format!("{kind}:{}:{which}", row.number);
    outbox::enqueue(connection, &random_id(), SMS, &cause(SMS), &payload, now).await?;
    if row.answers.contact.email.is_some() {
        outbox::enqueue(connection, &random_id(), MAIL, &cause(MAIL), &payload, now).await?;
    }
    let token = link_token(app, &message);
    attachments::add_link(connection, &sha256(&[token.as_bytes()]), &row.number, now.plus_ms(LINK_MS)).await
}

/// The token of a message's link: made anew at every try to send it, so that nothing but its hash need be kept.
pub(in crate::app) fn link_token(app: &App, message: &Message) -> String {
    app.digests().keyed("link", &format!("{}|{}", message.number, message.version))
}
