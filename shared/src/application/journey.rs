//! Which step of the application may be visited: derived from what was typed, never stored beside it.

use super::Attachment;
use super::answers::{Class, Form, address, contact};
use crate::format::Lang;
use crate::id::Id;
use crate::person::Voen;
use serde::{Deserialize, Serialize};

/// A step of the form, one a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Residential or not; a company's VÖEN.
    Class,
    /// *Əsas məlumatlar*: what the registers say, and the authority document where they do not.
    Person,
    /// *Müraciət məlumatları*: code, address, purpose; the debt.
    Details,
    /// *Əlaqə məlumatları*: mobile proven by a code, further numbers, e-mail.
    Contact,
    /// Check, declaration, send.
    Check,
    /// Sent.
    Sent,
}

impl Step {
    /// All, in order.
    pub const ALL: [Self; 6] = [Self::Class, Self::Person, Self::Details, Self::Contact, Self::Check, Self::Sent];
}

/// What the citizen typed and chose; what a draft keeps.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CertificateDraft {
    /// Chosen on the first page; absent: not yet.
    pub class: Option<Class>,
    /// As typed; non-residential only.
    pub voen: String,
    /// The registers' answer was seen and confirmed by **İrəli**: under which class and VÖEN.
    pub seen: Option<(Class, String)>,
    /// The company's register names the citizen: no authority document is needed.
    pub acts: bool,
    /// Files added.
    pub attachments: Vec<Attachment>,
    /// Subscriber code, as typed.
    pub account: String,
    /// The code whose debt was found clear, as typed; another code must be checked anew.
    pub clear: String,
    /// The code whose debt could not be asked for without a network, as typed: the server asks when the application goes.
    pub unasked: String,
    /// Where the electricity is used.
    pub address: String,
    /// Purpose's identifier.
    pub purpose: String,
    /// In own words.
    pub purpose_text: String,
    /// Languages of copies beside Azerbaijani.
    pub copies: Vec<Lang>,
    /// Mobile, as typed.
    pub mobile: String,
    /// The proof of the mobile: its identifier, and the number it proves as typed.
    pub proof: Option<(Id, String)>,
    /// Further numbers, as typed.
    pub more: Vec<String>,
    /// E-mail, as typed.
    pub email: String,
    /// The declaration is confirmed.
    pub declared: bool,
    /// The attempt under way, once **Müraciəti göndər** was pressed: its idempotency key.
    pub attempt: Option<Id>,
    /// The application's number, once the server has answered.
    pub number: Option<String>,
}

impl CertificateDraft {
    /// The furthest step that the answers allow.
    #[must_use]
    pub fn furthest(&self, form: &Form<'_>) -> Step {
        if self.number.is_some() {
            return Step::Sent;
        }
        let Some(class) = self.class else { return Step::Class };
        if class == Class::NonResidential && Voen::parse(&self.voen).is_err() {
            return Step::Class;
        }
        let documents = class == Class::Residential || self.acts || !self.attachments.is_empty();
        if self.seen.as_ref() != Some(&(class, self.voen_of(class))) || !documents {
            return Step::Person;
        }
        if !self.details_are_whole(class, form) {
            return Step::Details;
        }
        let proven = self.proof.as_ref().is_some_and(|(_, number)| *number == self.mobile);
        if contact(&self.mobile, &self.more, &self.email).is_err() || !proven {
            return Step::Contact;
        }
        Step::Check
    }

    /// The VÖEN that counts: none for a residential customer.
    #[must_use]
    pub fn voen_of(&self, class: Class) -> String {
        if class == Class::NonResidential { self.voen.clone() } else { String::new() }
    }

    fn details_are_whole(&self, class: Class, form: &Form<'_>) -> bool {
        form.account(class, &self.account).is_ok()
            && (self.clear == self.account || self.unasked == self.account)
            && address(&self.address).is_ok()
            && form.purpose(&self.purpose, &self.purpose_text).is_ok()
    }

    /// True when the step may be shown. A sent application shows only that.
    #[must_use]
    pub fn can_visit(&self, step: Step, form: &Form<'_>) -> bool {
        let furthest = self.furthest(form);
        if furthest == Step::Sent { step == Step::Sent } else { step <= furthest && step != Step::Sent }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn purposes() -> Vec<String> {
        vec!["sale".to_owned()]
    }

    fn filled() -> CertificateDraft {
        CertificateDraft {
            class: Some(Class::Residential),
            seen: Some((Class::Residential, String::new())),
            account: "031244551234019".into(),
            clear: "031244551234019".into(),
            address: "Nizami küçəsi 12".into(),
            purpose: "sale".into(),
            mobile: "0502345678".into(),
            proof: Some((Id::from_bytes([1; 16]), "0502345678".into())),
            ..CertificateDraft::default()
        }
    }

    fn furthest(draft: &CertificateDraft) -> Step {
        let purposes = purposes();
        draft.furthest(&Form { residential_digits: 15, non_residential_digits: 0, purposes: &purposes })
    }

    #[test]
    fn each_answer_opens_the_next_step() {
        assert_eq!(furthest(&CertificateDraft::default()), Step::Class);
        assert_eq!(furthest(&CertificateDraft { seen: None, ..filled() }), Step::Person);
        assert_eq!(furthest(&CertificateDraft { clear: String::new(), ..filled() }), Step::Details);
        assert_eq!(furthest(&CertificateDraft { proof: None, ..filled() }), Step::Contact);
        assert_eq!(furthest(&filled()), Step::Check);
    }

    #[test]
    fn a_changed_code_or_number_must_be_checked_anew() {
        assert_eq!(furthest(&CertificateDraft { account: "031244551234020".into(), ..filled() }), Step::Details);
        assert_eq!(furthest(&CertificateDraft { mobile: "0512345678".into(), ..filled() }), Step::Contact);
    }

    #[test]
    fn a_code_that_could_not_be_asked_for_opens_the_next_step_until_it_is_changed() {
        let unasked = CertificateDraft { clear: String::new(), unasked: "031244551234019".into(), ..filled() };
        assert_eq!(furthest(&unasked), Step::Check);
        assert_eq!(furthest(&CertificateDraft { account: "031244551234020".into(), ..unasked }), Step::Details);
    }

    #[test]
    fn a_company_needs_its_register_or_a_paper() {
        let company = CertificateDraft {
            class: Some(Class::NonResidential),
            voen: "1401555071".into(),
            seen: Some((Class::NonResidential, "1401555071".into())),
            ..filled()
        };
        assert_eq!(furthest(&company), Step::Person);
        assert_eq!(furthest(&CertificateDraft { acts: true, ..company.clone() }), Step::Check);
        let paper = Attachment { id: Id::from_bytes([2; 16]), name: "e.pdf".into() };
        assert_eq!(furthest(&CertificateDraft { attachments: vec![paper], ..company }), Step::Check);
    }

    #[test]
    fn what_is_sent_shows_nothing_else() {
        let purposes = purposes();
        let sent = CertificateDraft { number: Some("M".into()), ..filled() };
        let form = Form { purposes: &purposes, ..Form::default() };
        assert!(Step::ALL.into_iter().all(|step| sent.can_visit(step, &form) == (step == Step::Sent)));
    }
}
