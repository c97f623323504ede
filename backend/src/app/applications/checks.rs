//! What was sent, checked again by the same rules as in the browser.

use super::settings;
use crate::app::{App, AppError};
use shared::api::applications::{AnswerCorrection, SendApplication};
use shared::api::problem::FieldProblem;
use shared::application::answers::{self, ATTACHMENTS_MAX};
use shared::application::{Answers, Attachment, Class, Contact, Form, Subject};
use shared::format::Lang;
use shared::id::Id;
use shared::person::Voen;
use shared::validation::{Code, FieldError};
use std::collections::BTreeSet;

/// What is wrong so far.
#[derive(Default)]
struct Wrong(Vec<FieldProblem>);

impl Wrong {
    fn keep<T>(&mut self, field: &str, result: Result<T, FieldError>) -> Option<T> {
        result.map_err(|error| self.0.push(FieldProblem::new(field, error))).ok()
    }

    fn note(&mut self, field: &str, error: impl Into<FieldError>) {
        self.0.push(FieldProblem::new(field, error.into()));
    }
}

/// What a correction may change.
#[derive(Debug, Clone)]
pub(in crate::app) struct Details {
    pub(in crate::app) address: String,
    pub(in crate::app) purpose: String,
    pub(in crate::app) purpose_text: String,
    pub(in crate::app) attachments: Vec<Attachment>,
    /// A word to the officer.
    pub(in crate::app) text: String,
}

/// Reads an application as it was sent; the proof is looked at later.
pub(super) fn application(app: &App, request: &SendApplication) -> Result<(Answers, Id), AppError> {
    let mut wrong = Wrong::default();
    let subject = subject(request, &mut wrong);
    let purposes = purposes(app)?;
    let form = form(app, &purposes)?;
    let account = wrong.keep("account", form.account(request.class, &request.account));
    let address = wrong.keep("address", answers::address(&request.address));
    let purpose = purpose(&form, &request.purpose, &request.purpose_text, &mut wrong);
    let contact = contact(request, &mut wrong);
    let proof = Id::parse(&request.proof);
    if proof.is_none() {
        wrong.note("mobile", Code::MobileUnproven);
    }
    let attachments = attachments(&request.attachments, &mut wrong);
    if !request.declared {
        wrong.note("declared", Code::NotDeclared);
    }
    match (subject, account, address, purpose, contact, proof) {
        (Some(subject), Some(account), Some(address), Some((purpose, purpose_text)), Some(contact), Some(proof)) if wrong.0.is_empty() => {
            let (account, copies) = (account.as_str().to_owned(), copies(&request.copies));
            let lang = request.lang;
            Ok((Answers { subject, account, address, purpose, purpose_text, copies, contact, attachments, lang }, proof))
        }
        _ => Err(AppError::Invalid(wrong.0)),
    }
}

/// Reads the answer to a correction.
pub(super) fn correction(app: &App, request: &AnswerCorrection) -> Result<Details, AppError> {
    let mut wrong = Wrong::default();
    let purposes = purposes(app)?;
    let form = form(app, &purposes)?;
    let address = wrong.keep("address", answers::address(&request.address));
    let purpose = purpose(&form, &request.purpose, &request.purpose_text, &mut wrong);
    let attachments = attachments(&request.attachments, &mut wrong);
    let text = optional_text(&request.text).map_err(|error| wrong.note("text", error)).unwrap_or_default();
    match (address, purpose) {
        (Some(address), Some((purpose, purpose_text))) if wrong.0.is_empty() => {
            Ok(Details { address, purpose, purpose_text, attachments, text })
        }
        _ => Err(AppError::Invalid(wrong.0)),
    }
}

/// Words that may be left out.
pub(in crate::app) fn optional_text(typed: &str) -> Result<String, FieldError> {
    if typed.trim().is_empty() { Ok(String::new()) } else { answers::free_text(typed, 1, WORDS_LENGTH_MAX) }
}

/// Longest words of an officer or to one, in characters.
pub(in crate::app) const WORDS_LENGTH_MAX: usize = 1000;

fn purposes(app: &App) -> Result<Vec<String>, AppError> {
    Ok(settings(app.config())?.purposes.iter().map(|purpose| purpose.id.clone()).collect())
}

fn form<'a>(app: &App, purposes: &'a [String]) -> Result<Form<'a>, AppError> {
    let certificate = settings(app.config())?;
    let (residential_digits, non_residential_digits) = (certificate.residential_digits, certificate.non_residential_digits);
    Ok(Form { residential_digits, non_residential_digits, purposes })
}

fn subject(request: &SendApplication, wrong: &mut Wrong) -> Option<Subject> {
    match request.class {
        Class::Residential => Some(Subject::Person),
        Class::NonResidential => wrong.keep("voen", Voen::parse(&request.voen)).map(|voen| Subject::Company { voen }),
    }
}

fn purpose(form: &Form<'_>, purpose: &str, text: &str, wrong: &mut Wrong) -> Option<(String, String)> {
    form.purpose(purpose, text).map_err(|(field, error)| wrong.note(field, error)).ok()
}

fn contact(request: &SendApplication, wrong: &mut Wrong) -> Option<Contact> {
    let read = answers::contact(&request.mobile, &request.more, &request.email);
    read.map_err(|fields| fields.into_iter().for_each(|(field, error)| wrong.note(&field, error))).ok()
}

/// Each file once, under the name that its sender gave it.
fn attachments(sent: &[Attachment], wrong: &mut Wrong) -> Vec<Attachment> {
    if sent.len() > ATTACHMENTS_MAX {
        wrong.note("attachments", FieldError::with_limit(Code::TooMany, 5));
    }
    let mut seen = BTreeSet::new();
    let each = sent.iter().take(ATTACHMENTS_MAX).filter(|file| seen.insert(file.id.as_str().to_owned()));
    each.map(|file| Attachment { id: file.id.clone(), name: answers::file_name(&file.name) }).collect()
}

/// Languages beside the one that counts, each once.
fn copies(asked: &[Lang]) -> Vec<Lang> {
    Lang::ALL.into_iter().filter(|lang| *lang != Lang::Az && asked.contains(lang)).collect()
}
