//! Which screen of the payment is right, derived from what is kept of it.

use crate::routes::Route;
use crate::state::pay::PayRecord;
use shared::payment::journey::{PayDraft, Step};

/// Where the answers lead: the furthest step, or the payment's own page.
#[must_use]
pub(crate) fn furthest(answers: &PayDraft) -> Route {
    match answers.furthest() {
        Step::Number => Route::Number,
        Step::Bills => Route::Bills,
        Step::Card => Route::Card,
        Step::Check => Route::Check,
        Step::Payment => match answers.attempt.as_ref().and_then(|attempt| attempt.reference.clone()) {
            Some(reference) => Route::Payment(reference),
            None => Route::Start,
        },
    }
}

/// The step an address shows, if it is one of the wizard's own forms.
#[must_use]
pub(crate) const fn step_of(route: &Route) -> Option<Step> {
    match route {
        Route::Number => Some(Step::Number),
        Route::Bills => Some(Step::Bills),
        Route::Card => Some(Step::Card),
        Route::Check => Some(Step::Check),
        Route::Start => Some(Step::Payment),
        _ => None,
    }
}

/// Where to go instead, when the answers do not allow the step. The first step is always allowed once the attempt is
/// done: it starts anew ([`fresh`]).
#[must_use]
pub(crate) fn instead(record: &PayRecord, route: &Route) -> Option<Route> {
    let step = step_of(route)?;
    let target = furthest(&record.answers);
    if record.done && step == Step::Number {
        return None;
    }
    // An attempt with a reference has its own page, not the one that waits for an answer.
    (!record.answers.can_visit(step) || (*route == Route::Start && target != Route::Start)).then_some(target)
}

/// What the first step starts from after an attempt has ended: afresh when paid, with the answers when not.
#[must_use]
pub(crate) fn fresh(record: &PayRecord) -> PayRecord {
    if record.paid || !record.back.is_empty() {
        return PayRecord::default();
    }
    let answers = PayDraft { attempt: None, ..record.answers.clone() };
    PayRecord { answers, by_hand: record.by_hand.clone(), ..PayRecord::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::id::Id;
    use shared::payment::journey::{Attempt, Chosen};

    fn filled() -> PayRecord {
        let answers = PayDraft {
            city: "12".into(),
            number: "4212372".into(),
            chosen: vec![Chosen { bill: "b".into(), amount_minor: 250, ..Chosen::default() }],
            card: "visa".into(),
            ..PayDraft::default()
        };
        PayRecord { answers, ..PayRecord::default() }
    }

    fn under_way(reference: Option<&str>) -> PayRecord {
        let mut record = filled();
        let key = Id::from_bytes([1; 16]);
        record.answers.attempt = Some(Attempt { key, secret: "s".into(), reference: reference.map(str::to_owned) });
        record
    }

    #[test]
    fn a_step_too_far_leads_to_the_furthest() {
        assert_eq!(instead(&PayRecord::default(), &Route::Check), Some(Route::Number));
        assert_eq!(instead(&filled(), &Route::Bills), None);
        assert_eq!(instead(&filled(), &Route::Start), Some(Route::Check));
        assert_eq!(instead(&filled(), &Route::Home), None);
    }

    #[test]
    fn an_attempt_under_way_leads_to_its_own_page() {
        assert_eq!(instead(&under_way(None), &Route::Number), Some(Route::Start));
        assert_eq!(instead(&under_way(None), &Route::Start), None);
        assert_eq!(instead(&under_way(Some("r")), &Route::Start), Some(Route::Payment("r".into())));
        assert_eq!(instead(&under_way(Some("r")), &Route::Check), Some(Route::Payment("r".into())));
    }

    #[test]
    fn after_the_end_the_first_step_starts_anew_and_the_others_show_the_end() {
        let paid = PayRecord { done: true, paid: true, ..under_way(Some("r")) };
        assert_eq!(instead(&paid, &Route::Number), None);
        assert_eq!(instead(&paid, &Route::Card), Some(Route::Payment("r".into())));
        assert_eq!(fresh(&paid), PayRecord::default());
        let declined = PayRecord { paid: false, ..paid };
        assert_eq!(fresh(&declined), filled());
    }
}
