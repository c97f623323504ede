//! What a message says, put together when it is sent.

use super::record::{self, Message};
use super::{settings, view};
use crate::app::{App, AppError};
use crate::documents::application::{ApplicationLetter, LetterText, letter, sms};
use crate::store::applications::{self, ApplicationRow};
use crate::store::certificates;
use shared::application::Stage;
use shared::contact::Email;
use shared::format::{self, Lang};
use shared::mobile::Mobile;

/// A file that goes with a letter: its name, its bytes.
pub(in crate::app) type File = (String, Vec<u8>);

/// An SMS: to whom, what.
pub(in crate::app) async fn short(app: &App, message: &Message) -> Result<(Mobile, String), AppError> {
    let row = row(app, message).await?;
    let certificate = certificates::of_application(&mut *app.store().read().await?, &row.number).await?.map(|c| c.number);
    let link = link(app, &row, message);
    let text = sms(row.answers.lang, message.stage, &row.number, certificate.as_deref().unwrap_or_default(), &link);
    Ok((row.answers.contact.mobile.clone(), text))
}

/// A letter; the certificate goes with it once it is issued.
pub(in crate::app) async fn long(app: &App, message: &Message) -> Result<(Email, LetterText, Option<File>), AppError> {
    let row = row(app, message).await?;
    let lang = row.answers.lang;
    let to = row.answers.contact.email.as_deref().and_then(|typed| Email::parse(typed).ok()).ok_or(AppError::NotFound)?;
    let mut connection = app.store().read().await?;
    let certificate = certificates::of_application(&mut connection, &row.number).await?.filter(|_| message.stage == Stage::Issued);
    let file = match &certificate {
        Some(certificate) => certificates::file(&mut connection, &certificate.number, Lang::Az).await?,
        None => None,
    };
    let number = certificate.as_ref().map(|c| c.number.clone()).unwrap_or_default();
    let letter = letter(&ApplicationLetter {
        lang,
        stage: message.stage,
        issuer: settings(app.config())?.issuer.get(lang),
        number: &row.number,
        certificate: &number,
        valid_until: &certificate.as_ref().map(|c| format::iso_date(&c.valid_until)).unwrap_or_default(),
        due: &format::date(row.life.application.due_at),
        words: &words(app, &row, message.stage, lang),
        link: &link(app, &row, message),
    });
    Ok((to, letter, file.map(|bytes| (format!("{number}.pdf"), bytes))))
}

async fn row(app: &App, message: &Message) -> Result<ApplicationRow, AppError> {
    applications::by_number(&mut *app.store().read().await?, &message.number).await?.ok_or(AppError::NotFound)
}

fn link(app: &App, row: &ApplicationRow, message: &Message) -> String {
    format!("{}/documents#{}", row.public_url, record::link_token(app, message))
}

/// What the office says to the citizen, where it said something.
fn words(app: &App, row: &ApplicationRow, stage: Stage, lang: Lang) -> String {
    let said = match stage {
        Stage::CorrectionAsked => &row.said.correction,
        Stage::Rejected => &row.said.rejection,
        _ => return String::new(),
    };
    view::words(app, said, lang)
}
