//! The documents of an application: as it was sent, what was added, the certificate; for its sender, and for whoever has
//! the link of a message.

use super::files::{self, File};
use super::{settings, view};
use crate::app::digest::sha256;
use crate::app::{App, AppError};
use crate::documents::application::{ApplicationPaper, application_pdf};
use crate::store::applications::{self, ApplicationRow};
use crate::store::{attachments, certificates};
use shared::api::applications::{DocumentFile, DocumentSet};
use shared::application::Class;
use shared::format::Lang;
use shared::id::is_hex;
use sqlx::AnyConnection;

const PDF: &str = "application/pdf";

/// The application as it was sent, on paper.
///
/// # Errors
/// The store's, or [`AppError::Internal`] when it cannot be drawn.
pub async fn paper(app: &App, row: &ApplicationRow, lang: Lang) -> Result<File, AppError> {
    let sent = view::sent(app, &mut *app.store().read().await?, row, lang).await?;
    let issuer = settings(app.config())?.issuer.get(lang).to_owned();
    let (number, sent_at) = (row.number.clone(), row.created_at);
    let drawn = tokio::task::spawn_blocking(move || {
        let residential = sent.class == Class::Residential;
        application_pdf(&ApplicationPaper { lang, number: &number, sent_at, issuer: &issuer, residential, sent: &sent })
    });
    let content = drawn.await.map_err(|_| AppError::Internal("drawing panicked"))?;
    let content = content.map_err(|_| AppError::Internal("an application cannot be drawn"))?;
    Ok(File { name: format!("{}.pdf", row.number), kind: PDF.to_owned(), content })
}

/// Its certificate in a language; in one that it is not there in, the one that counts.
///
/// # Errors
/// [`AppError::NotFound`] when there is none, or the store's.
pub async fn certificate(app: &App, row: &ApplicationRow, lang: Lang) -> Result<File, AppError> {
    let mut connection = app.store().read().await?;
    let certificate = certificates::of_application(&mut connection, &row.number).await?.ok_or(AppError::NotFound)?;
    let (lang, content) = match certificates::file(&mut connection, &certificate.number, lang).await? {
        Some(content) => (lang, content),
        None => (Lang::Az, certificates::file(&mut connection, &certificate.number, Lang::Az).await?.ok_or(AppError::Internal("no file"))?),
    };
    Ok(File { name: certificate_name(&certificate.number, lang), kind: PDF.to_owned(), content })
}

fn certificate_name(number: &str, lang: Lang) -> String {
    if lang == Lang::Az { format!("{number}.pdf") } else { format!("{number}-{}.pdf", lang.tag()) }
}

/// What a link leads to.
///
/// # Errors
/// [`AppError::NotFound`] for a token that is none or has run out, or the store's.
pub async fn set(app: &App, token: &str, lang: Lang) -> Result<DocumentSet, AppError> {
    let mut connection = app.store().read().await?;
    let row = behind(app, &mut connection, token).await?;
    let mut files = vec![DocumentFile { id: "application".to_owned(), name: format!("{}.pdf", row.number), kind: PDF.to_owned(), size: 0 }];
    if let Some(certificate) = certificates::of_application(&mut connection, &row.number).await? {
        for lang in certificates::languages(&mut connection, &certificate.number).await? {
            let name = certificate_name(&certificate.number, lang);
            files.push(DocumentFile { id: format!("certificate-{}", lang.tag()), name, kind: PDF.to_owned(), size: 0 });
        }
    }
    for file in view::sent(app, &mut connection, &row, lang).await?.attachments {
        files.push(DocumentFile { id: file.id, name: file.name, kind: file.kind, size: file.size });
    }
    let track = view::track(app, &mut connection, &row, lang).await?;
    Ok(DocumentSet { number: row.number, track, files })
}

/// One file of what a link leads to.
///
/// # Errors
/// [`AppError::NotFound`] or the store's.
pub async fn one(app: &App, token: &str, file: &str, lang: Lang) -> Result<File, AppError> {
    let mut connection = app.store().read().await?;
    let row = behind(app, &mut connection, token).await?;
    match file.split_once('-') {
        None if file == "application" => {
            drop(connection);
            paper(app, &row, lang).await
        }
        Some(("certificate", tag)) => {
            drop(connection);
            certificate(app, &row, Lang::from_tag(tag).ok_or(AppError::NotFound)?).await
        }
        _ => files::of_application(&mut connection, &row.number, file).await,
    }
}

async fn behind(app: &App, connection: &mut AnyConnection, token: &str) -> Result<ApplicationRow, AppError> {
    if !is_hex(token, 32) {
        return Err(AppError::NotFound);
    }
    let number = attachments::behind_link(connection, &sha256(&[token.as_bytes()]), app.clock().now()).await?.ok_or(AppError::NotFound)?;
    applications::by_number(connection, &number).await?.ok_or(AppError::NotFound)
}
