//! Templates and the office's rules.

use crate::app::App;
use crate::config::Choice;
use shared::api::office::{OfficeOptions, ReasonOption};
use shared::format::Lang;

/// Texts to choose from, in a language.
#[must_use]
pub fn options(app: &App, lang: Lang) -> OfficeOptions {
    let office = &app.config().office;
    let named = |choices: &[Choice]| -> Vec<ReasonOption> {
        choices.iter().map(|choice| ReasonOption { id: choice.id.clone(), text: choice.name.get(lang).to_owned() }).collect()
    };
    OfficeOptions {
        corrections: named(&office.corrections),
        rejections: named(&office.rejections),
        revocations: named(&office.revocations),
        purposes: app.config().certificate.as_ref().map(|certificate| named(&certificate.purposes)).unwrap_or_default(),
        second_person: office.second_person,
        by_rule: office.by_rule,
    }
}
