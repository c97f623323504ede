//! The outbox's delivery: each message is claimed, sent, and ended; *don't know* is tried again under the same Message-ID.

use super::applications::{self, Message, letter};
use super::digest::random_u64;
use super::notice::{NOTICE, NoticeMessage};
use super::record::{RECEIPT, ReceiptLetter};
use super::{App, AppError, receipts};
use crate::connectors::mail::{Letter, Sent};
use crate::connectors::sms;
use crate::store::outbox::{self, Channel, OutboxRow};
use serde::de::DeserializeOwned;
use shared::backoff::backoff_ms;
use shared::contact::Email;
use shared::format::Lang;
use shared::id::Id;
use shared::time::Millis;

/// Messages taken at once.
const BATCH: i64 = 4;
/// A claim on messages outlives the deliveries of all of them by this much.
const CLAIM_MARGIN_MS: Millis = 5_000;
/// Bound of the first pause before another try; doubled each time.
const PAUSE_MS: Millis = 10_000;
/// Bound of the longest pause.
const PAUSE_MS_MAX: Millis = 3_600_000;
/// A message is given up after this long.
const GIVE_UP_MS: Millis = 3 * 24 * 3600 * 1000;

/// Delivers what is due on a channel. Answers how many messages were looked at.
///
/// # Errors
/// The store's.
pub async fn deliver(app: &App, channel: Channel) -> Result<usize, AppError> {
    let Some(patience_ms) = patience_ms(app, channel) else { return Ok(0) };
    let now = app.clock().now();
    // They are sent one after another, each within its time-out.
    let until = now.plus_ms(patience_ms.saturating_mul(BATCH).saturating_add(CLAIM_MARGIN_MS));
    let claimed = app
        .store()
        .write(move |connection| Box::pin(async move { outbox::claim_due(connection, channel, now, until, BATCH).await }))
        .await?;
    for message in &claimed {
        let sent = send(app, message).await;
        settle(app, message, sent).await?;
    }
    Ok(claimed.len())
}

/// Messages brought forward at once.
const FORWARD: i64 = 500;

/// At start: a clock that was set back while nothing ran keeps no message waiting. What is due later than a claim or a pause
/// could have made it is due now. Answers how many.
///
/// # Errors
/// The store's.
pub async fn bring_forward(app: &App) -> Result<usize, AppError> {
    let now = app.clock().now();
    let patience = [Channel::Mail, Channel::Sms].into_iter().filter_map(|channel| patience_ms(app, channel)).max().unwrap_or(0);
    let claim = patience.saturating_mul(BATCH).saturating_add(CLAIM_MARGIN_MS);
    let mut forward = 0;
    loop {
        let late = outbox::later_than(&mut *app.store().read().await?, now.plus_ms(claim), FORWARD).await?;
        let too_late: Vec<Id> =
            late.into_iter().filter(|(_, tries, at)| at.ms_since(now) > claim.max(longest_pause(*tries))).map(|(id, ..)| id).collect();
        if too_late.is_empty() {
            return Ok(forward);
        }
        forward += too_late.len();
        let work = app.store().write(move |connection| {
            let ids = too_late.clone();
            Box::pin(async move {
                for id in &ids {
                    outbox::postpone(connection, id, now).await?;
                }
                Ok(())
            })
        });
        work.await?;
    }
}

/// After so many tries.
fn longest_pause(tries: i64) -> Millis {
    PAUSE_MS.saturating_mul(1 << tries.clamp(0, 20)).min(PAUSE_MS_MAX)
}

/// The longest that one message can take; `None`: there is no way out.
fn patience_ms(app: &App, channel: Channel) -> Option<Millis> {
    let patience = match channel {
        Channel::Mail => app.config().mail.as_ref().filter(|_| app.mailer().is_some())?.timeout_ms,
        Channel::Sms => app.sms()?.patience_ms(),
    };
    Some(Millis::try_from(patience).unwrap_or(Millis::MAX))
}

async fn send(app: &App, message: &OutboxRow) -> Sent {
    match message.kind.as_str() {
        RECEIPT => match payload::<ReceiptLetter>(message) {
            Ok(wanted) => receipt(app, message, &wanted).await,
            Err(no) => no,
        },
        NOTICE => match payload::<NoticeMessage>(message) {
            Ok(wanted) => notice(app, message, &wanted).await,
            Err(no) => no,
        },
        applications::MAIL => match payload::<Message>(message) {
            Ok(wanted) => application(app, message, &wanted).await,
            Err(no) => no,
        },
        applications::SMS => match payload::<Message>(message) {
            Ok(wanted) => short(app, message, &wanted).await,
            Err(no) => no,
        },
        _ => no("a message of an unknown kind"),
    }
}

fn no(why: &str) -> Sent {
    Sent::No { why: why.to_owned() }
}

fn payload<T: DeserializeOwned>(message: &OutboxRow) -> Result<T, Sent> {
    serde_json::from_str(&message.payload).map_err(|_| no("a payload that does not parse"))
}

async fn receipt(app: &App, message: &OutboxRow, wanted: &ReceiptLetter) -> Sent {
    let Some(mailer) = app.mailer() else { return no("mail is not configured") };
    let Ok(to) = Email::parse(&wanted.email) else { return no("an address that does not parse") };
    let lang = Lang::from_tag(&wanted.lang).unwrap_or_default();
    match receipts::letter(app, &wanted.number, lang).await {
        Ok((text, name, pdf)) => {
            let letter = Letter {
                to,
                subject: text.subject,
                text: text.text,
                html: text.html,
                attachment: Some((name, "application/pdf".to_owned(), pdf)),
                message_id: message_id(app, &message.id),
            };
            mailer.send(&letter).await
        }
        Err(error) => Sent::Unknown { why: error.to_string() },
    }
}

async fn notice(app: &App, message: &OutboxRow, wanted: &NoticeMessage) -> Sent {
    let Some(mailer) = app.mailer() else { return no("mail is not configured") };
    let Ok(to) = Email::parse(&wanted.email) else { return no("an address that does not parse") };
    match super::notice::letter(app, wanted).await {
        Ok(text) => {
            let (subject, message_id) = (text.subject, message_id(app, &message.id));
            mailer.send(&Letter { to, subject, text: text.text, html: text.html, attachment: None, message_id }).await
        }
        Err(AppError::NotFound) => no("a payment that is gone"),
        Err(error) => Sent::Unknown { why: error.to_string() },
    }
}

async fn application(app: &App, message: &OutboxRow, wanted: &Message) -> Sent {
    let Some(mailer) = app.mailer() else { return no("mail is not configured") };
    match letter::long(app, wanted).await {
        Ok((to, text, file)) => {
            let letter = Letter {
                to,
                subject: text.subject,
                text: text.text,
                html: text.html,
                attachment: file.map(|(name, pdf)| (name, "application/pdf".to_owned(), pdf)),
                message_id: message_id(app, &message.id),
            };
            mailer.send(&letter).await
        }
        Err(AppError::NotFound) => no("an application that is gone"),
        Err(error) => Sent::Unknown { why: error.to_string() },
    }
}

async fn short(app: &App, message: &OutboxRow, wanted: &Message) -> Sent {
    let Some(way) = app.sms() else { return no("SMS is not configured") };
    match letter::short(app, wanted).await {
        Ok((to, text)) => match way.send(&message.id, &to, &text).await {
            sms::Sent::Yes => Sent::Yes,
            sms::Sent::No { why } => no(why),
            sms::Sent::Later { why } | sms::Sent::Unknown { why } => Sent::Unknown { why: why.to_owned() },
        },
        Err(AppError::NotFound) => no("an application that is gone"),
        Err(error) => Sent::Unknown { why: error.to_string() },
    }
}

/// Stable over tries, so that a mail server recognises a repeat.
fn message_id(app: &App, id: &Id) -> String {
    let host = app.config().server.public_url.split("//").nth(1).unwrap_or("kommunal").split([':', '/']).next().unwrap_or("kommunal");
    format!("{id}@{host}")
}

async fn settle(app: &App, message: &OutboxRow, sent: Sent) -> Result<(), AppError> {
    let now = app.clock().now();
    let too_old = now.ms_since(message.created_at) > GIVE_UP_MS;
    let (how, why) = match sent {
        Sent::Yes => (Some("sent"), String::new()),
        Sent::No { why } => (Some("refused"), why),
        Sent::Unknown { why } if too_old => (Some("given_up"), why),
        Sent::Unknown { why } => (None, why),
    };
    if !why.is_empty() {
        tracing::warn!(message = %message.id, tries = message.tries, why, "a message was not delivered");
    }
    let attempt = u32::try_from(message.tries - 1).unwrap_or(0);
    let next_at = now.plus_ms(backoff_ms(attempt, random_u64(), PAUSE_MS, PAUSE_MS_MAX));
    let id = message.id.clone();
    app.store()
        .write(move |connection| {
            let id = id.clone();
            Box::pin(async move {
                match how {
                    Some(how) => outbox::end(connection, &id, how).await,
                    None => outbox::postpone(connection, &id, next_at).await,
                }
            })
        })
        .await?;
    Ok(())
}
