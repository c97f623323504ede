//! What happened to an application between two looks at it.

use shared::api::office::OfficeApplication;
use shared::application::Stage;

/// Where an application is, as officers see it: a second look has a name of its own.
pub(crate) type Place = (Stage, bool);

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    /// From a stage to another.
    Stage(Place, Place),
    /// From one officer to another; absent: nobody.
    Officer(Option<String>, Option<String>),
    /// The citizen's answers.
    Answers,
    /// Files.
    Files,
    /// A note was added.
    Notes,
    /// The certificate.
    Certificate,
    /// Something else was written into the trail.
    Other,
}

/// The differences, the weightiest first; empty when there is none.
#[must_use]
pub(crate) fn changes(before: &OfficeApplication, after: &OfficeApplication) -> Vec<Change> {
    let mut found = Vec::new();
    let place = |one: &OfficeApplication| (one.track.stage, one.second);
    if place(before) != place(after) {
        found.push(Change::Stage(place(before), place(after)));
    }
    if before.officer != after.officer {
        found.push(Change::Officer(before.officer.clone(), after.officer.clone()));
    }
    if before.sent.attachments != after.sent.attachments {
        found.push(Change::Files);
    }
    let mut sent = before.sent.clone();
    sent.attachments.clone_from(&after.sent.attachments);
    if sent != after.sent || before.answer != after.answer {
        found.push(Change::Answers);
    }
    if before.notes.len() != after.notes.len() {
        found.push(Change::Notes);
    }
    if before.certificate != after.certificate {
        found.push(Change::Certificate);
    }
    if found.is_empty() && before.version != after.version {
        found.push(Change::Other);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::api::applications::{SentAnswers, Track};
    use shared::api::office::{Note, RegisterFacts};
    use shared::application::Class;
    use shared::name::Identity;

    fn application() -> OfficeApplication {
        let text = String::new;
        OfficeApplication {
            number: text(),
            track: Track { number: text(), stage: Stage::Registered, steps: vec![], due_at: None, reason: None },
            second: false,
            sent: SentAnswers {
                class: Class::Residential,
                applicant: text(),
                fin: text(),
                voen: text(),
                company: text(),
                account: text(),
                address: text(),
                purpose: text(),
                purpose_name: text(),
                purpose_text: text(),
                copies: vec![],
                mobile: text(),
                more: vec![],
                email: text(),
                attachments: vec![],
            },
            register: RegisterFacts {
                document: text(),
                address: text(),
                as_of: text(),
                acts: true,
                identity: Identity::Same,
                holder: text(),
                name_differs: None,
            },
            correction: None,
            answer: text(),
            officer: None,
            mine: false,
            may: vec![],
            sent_at: text(),
            due_at: text(),
            notes: vec![],
            trail: vec![],
            certificate: None,
            version: 1,
        }
    }

    #[test]
    fn nothing_changed_is_nothing() {
        assert_eq!(changes(&application(), &application()), []);
    }

    #[test]
    fn each_change_is_named() {
        let before = application();
        let mut after = application();
        after.track.stage = Stage::UnderReview;
        after.officer = Some("Rauf Əliyev".to_owned());
        after.sent.address = "Nizami 5".to_owned();
        after.notes.push(Note { by: String::new(), at: String::new(), text: String::new() });
        after.version = 2;
        let stage = Change::Stage((Stage::Registered, false), (Stage::UnderReview, false));
        let officer = Change::Officer(None, Some("Rauf Əliyev".to_owned()));
        assert_eq!(changes(&before, &after), [stage, officer, Change::Answers, Change::Notes]);
    }

    #[test]
    fn a_version_alone_is_something_else() {
        let after = OfficeApplication { version: 2, ..application() };
        assert_eq!(changes(&application(), &after), [Change::Other]);
    }
}
