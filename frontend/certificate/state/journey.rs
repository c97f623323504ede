//! Which step of the application is right, derived from what is kept of it.

use super::draft::DraftRecord;
use crate::routes::Route;
use shared::api::applications::FormOptions;
use shared::application::answers::Form;
use shared::application::journey::{CertificateDraft, Step};

/// Does something with the form's rules, as the server told them.
pub(crate) fn with_form<T>(options: &FormOptions, act: impl FnOnce(&Form<'_>) -> T) -> T {
    let purposes: Vec<String> = options.purposes.iter().map(|purpose| purpose.id.clone()).collect();
    let (residential_digits, non_residential_digits) = (options.residential_digits, options.non_residential_digits);
    act(&Form { residential_digits, non_residential_digits, purposes: &purposes })
}

/// Where the answers lead.
#[must_use]
pub(crate) fn furthest(record: &DraftRecord, options: &FormOptions) -> Step {
    with_form(options, |form| record.answers.furthest(form))
}

/// Where to go instead, when the answers do not allow the step. While an attempt has no answer, only the page that sends it
/// is right: what was sent must not be typed over.
#[must_use]
pub(crate) fn instead(record: &DraftRecord, options: &FormOptions, route: &Route) -> Option<Route> {
    let Route::Step(step, changes) = route else { return None };
    let to = |step| Some(Route::Step(step, false));
    if record.answers.number.is_none() && record.answers.attempt.is_some() {
        return if *step == Step::Check { None } else { to(Step::Check) };
    }
    let furthest = furthest(record, options);
    match furthest {
        Step::Sent if *step != Step::Sent => to(Step::Sent),
        Step::Sent => None,
        _ if *step == Step::Sent || *step > furthest => Some(Route::Step(furthest, *changes && furthest != Step::Check)),
        _ => None,
    }
}

/// The step after one: the next, or, when one answer of a whole form is being changed, as far as the answers allow.
#[must_use]
pub(crate) fn onward(from: Step, changes: bool, furthest: Step) -> Route {
    let next = Step::ALL.into_iter().find(|step| *step > from).unwrap_or(Step::Check);
    let target = if changes { furthest } else { next.min(furthest) };
    Route::Step(target, changes && target < Step::Check)
}

/// True when something was typed that is worth going on with.
#[must_use]
pub(crate) fn is_begun(draft: &CertificateDraft) -> bool {
    draft.number.is_none() && *draft != CertificateDraft::default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::api::applications::PurposeOption;
    use shared::application::Class;
    use shared::id::Id;

    fn options() -> FormOptions {
        let purposes = vec![PurposeOption { id: "sale".into(), name: "Satış".into() }];
        FormOptions { residential_digits: 15, purposes, ..FormOptions::default() }
    }

    fn whole() -> DraftRecord {
        let answers = CertificateDraft {
            class: Some(Class::Residential),
            seen: Some((Class::Residential, String::new())),
            account: "031244551234019".into(),
            clear: "031244551234019".into(),
            address: "Nizami küçəsi 12".into(),
            purpose: "sale".into(),
            mobile: "0502345678".into(),
            proof: Some((Id::from_bytes([1; 16]), "0502345678".into())),
            ..CertificateDraft::default()
        };
        DraftRecord { answers, ..DraftRecord::default() }
    }

    fn led(record: &DraftRecord, step: Step) -> Option<Route> {
        instead(record, &options(), &Route::Step(step, false))
    }

    #[test]
    fn a_step_too_far_leads_to_the_furthest() {
        assert_eq!(led(&DraftRecord::default(), Step::Check), Some(Route::Step(Step::Class, false)));
        assert_eq!(led(&whole(), Step::Details), None);
        assert_eq!(led(&whole(), Step::Sent), Some(Route::Step(Step::Check, false)));
        assert_eq!(instead(&whole(), &options(), &Route::Start), None);
    }

    #[test]
    fn an_attempt_without_an_answer_and_a_sent_application_have_one_page_each() {
        let mut record = whole();
        record.answers.attempt = Some(Id::from_bytes([7; 16]));
        assert_eq!(led(&record, Step::Details), Some(Route::Step(Step::Check, false)));
        assert_eq!(led(&record, Step::Check), None);
        record.answers.number = Some("M-2026-7K3M-9QXF".into());
        assert_eq!(led(&record, Step::Check), Some(Route::Step(Step::Sent, false)));
        assert_eq!(led(&record, Step::Sent), None);
    }

    #[test]
    fn a_change_comes_back_to_the_check_and_an_unfinished_form_goes_step_by_step() {
        assert_eq!(onward(Step::Class, true, Step::Check), Route::Step(Step::Check, false));
        assert_eq!(onward(Step::Class, true, Step::Person), Route::Step(Step::Person, true));
        assert_eq!(onward(Step::Class, false, Step::Check), Route::Step(Step::Person, false));
        assert_eq!(onward(Step::Details, false, Step::Details), Route::Step(Step::Details, false));
    }

    #[test]
    fn an_untouched_draft_is_not_begun() {
        assert!(!is_begun(&CertificateDraft::default()));
        assert!(is_begun(&whole().answers));
    }
}
