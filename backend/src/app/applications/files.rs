//! Files that citizens add: what they are is told by their first bytes, and their name follows it.

use super::view;
use crate::app::digest::random_id;
use crate::app::identity::Person;
use crate::app::{App, AppError};
use crate::store::StoreError;
use crate::store::attachments::{self, AttachmentRow};
use shared::api::applications::AttachmentView;
use shared::api::problem::FieldProblem;
use shared::application::Attachment;
use shared::application::answers::{ATTACHMENT_BYTES_MAX, file_kind, file_name_of_kind};
use shared::id::Id;
use shared::validation::{Code, FieldError};
use sqlx::AnyConnection;

/// Files of no application that one person may have.
const LOOSE_MAX: i64 = 20;
/// When a person has too many, in milliseconds until they may try again: some of them are forgotten then.
const WAIT_MS: i64 = 3_600_000;

/// A file to hand out.
pub struct File {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub kind: String,
    /// Its bytes.
    pub content: Vec<u8>,
}

/// Keeps a file for its sender.
///
/// # Errors
/// [`AppError::Invalid`] for its kind or size, [`AppError::TooMany`], or the store's.
pub async fn add(app: &App, person: &Person, name: &str, content: Vec<u8>) -> Result<AttachmentView, AppError> {
    if content.len() > ATTACHMENT_BYTES_MAX {
        return Err(AppError::field("file", FieldError::with_limit(Code::FileSize, 5)));
    }
    let kind = file_kind(&content).map_err(|code| AppError::field("file", code))?;
    let size = i64::try_from(content.len()).unwrap_or(i64::MAX);
    let (id, owner, name) = (random_id(), person.actor.clone(), file_name_of_kind(name, kind));
    let row = AttachmentRow { id, owner, application: None, name, kind: kind.to_owned(), size };
    let (kept, now) = (row.clone(), app.clock().now());
    app.store()
        .write(move |connection| {
            let (row, content) = (kept.clone(), content.clone());
            Box::pin(async move {
                if attachments::loose(connection, &row.owner).await? >= LOOSE_MAX {
                    return Err(StoreError::MustWait { for_ms: WAIT_MS });
                }
                attachments::insert(connection, &row, &content, now).await
            })
        })
        .await?;
    Ok(view::attachment(&row))
}

/// A person's own file.
///
/// # Errors
/// [`AppError::NotFound`] for another's too, or the store's.
pub async fn own(app: &App, person: &Person, id: &str) -> Result<File, AppError> {
    let mut connection = app.store().read().await?;
    let id = Id::parse(id).ok_or(AppError::NotFound)?;
    let row = attachments::by_id(&mut connection, &id).await?.filter(|row| row.owner == person.actor).ok_or(AppError::NotFound)?;
    open(&mut connection, row).await
}

/// A file of an application.
pub(in crate::app) async fn of_application(connection: &mut AnyConnection, application: &str, id: &str) -> Result<File, AppError> {
    let id = Id::parse(id).ok_or(AppError::NotFound)?;
    let row = attachments::by_id(connection, &id).await?;
    let row = row.filter(|row| row.application.as_deref() == Some(application)).ok_or(AppError::NotFound)?;
    open(connection, row).await
}

async fn open(connection: &mut AnyConnection, row: AttachmentRow) -> Result<File, AppError> {
    let content = attachments::content(connection, &row.id).await?.ok_or(AppError::NotFound)?;
    Ok(File { name: row.name, kind: row.kind, content })
}

/// The first of these files that is not this person's to give to the application.
pub(super) async fn wrong_one(
    connection: &mut AnyConnection,
    files: &[Attachment],
    owner: &str,
    application: Option<&str>,
) -> Result<Option<FieldProblem>, StoreError> {
    for (index, file) in files.iter().enumerate() {
        let row = attachments::by_id(connection, &file.id).await?;
        let free = |row: &AttachmentRow| row.application.is_none() || row.application.as_deref() == application;
        if !row.is_some_and(|row| row.owner == owner && free(&row)) {
            return Ok(Some(FieldProblem::new(format!("attachments[{index}]"), Code::FileMissing.into())));
        }
    }
    Ok(None)
}

/// Forgets links that have run out. Files go by `[retention]`.
///
/// # Errors
/// The store's.
pub async fn tidy(app: &App) -> Result<(), AppError> {
    let now = app.clock().now();
    Ok(app.store().write(move |connection| Box::pin(attachments::forget_links(connection, now))).await?)
}
