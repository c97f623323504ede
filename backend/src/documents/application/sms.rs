//! Short messages, each within its budget.

use crate::documents::texts::fill;
use shared::application::Stage;
use shared::format::Lang;

/// What is told of a stage. `certificate` may be empty where there is none.
#[must_use]
pub fn sms(lang: Lang, stage: Stage, number: &str, certificate: &str, link: &str) -> String {
    let key = match stage {
        Stage::Registered => "application.sms.registered",
        Stage::UnderReview => "application.sms.under_review",
        Stage::CorrectionAsked => "application.sms.correction_asked",
        Stage::Approved => "application.sms.approved",
        Stage::Issued => "application.sms.issued",
        Stage::Rejected => "application.sms.rejected",
        Stage::Withdrawn => "application.sms.withdrawn",
    };
    fill(lang, key, &[("number", number), ("certificate", certificate), ("link", link)])
}
