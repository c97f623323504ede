//! What the server's serde writes is read into the same.

use super::*;
use core::fmt::Debug;
use serde::Serialize;

fn same<T: Serialize + PartialEq + Debug>(read: fn(&Json) -> Option<T>, said: T) {
    let json = serde_json::to_string(&said).expect("serialises");
    assert_eq!(Json::parse(&json).as_ref().and_then(read), Some(said), "{json}");
}

fn a_track() -> Track {
    let steps = Stage::ALL.into_iter().map(|stage| TrackStep { stage, at: "2026-11-21T09:05:11Z".into() }).collect();
    Track { number: "M-2026-7K3M-9QXF".into(), stage: Stage::UnderReview, steps, due_at: Some("2026-11-25T14:00:00Z".into()), reason: None }
}

fn an_application() -> ApplicationView {
    let file = AttachmentView { id: "0".repeat(32), name: "ə.pdf".into(), kind: "application/pdf".into(), size: 12 };
    let sent = SentAnswers {
        class: Class::NonResidential,
        applicant: "Quliyeva Aysel".into(),
        fin: "5XK2Q7M".into(),
        voen: "1401555071".into(),
        company: "Nümunə MMC".into(),
        account: "QE-40".into(),
        address: "Nizami 12".into(),
        purpose: "other".into(),
        purpose_name: "x".into(),
        purpose_text: "x".into(),
        copies: vec![Lang::Ru],
        mobile: "(50) 234 56 78".into(),
        more: vec!["(51) 234 56 78".into()],
        email: String::new(),
        attachments: vec![file],
    };
    let correction = Correction { reason: "debt".into(), title: "t".into(), text: String::new(), until: "2026-12-01T00:00:00Z".into() };
    let certificate = CertificateRef {
        number: "A-2026-7K3M-9QXP".into(),
        issued_at: "2026-11-21T09:05:11Z".into(),
        valid_until: "2026-12-21".into(),
        languages: vec![Lang::Az, Lang::En],
        revoked: false,
    };
    let (correction, certificate) = (Some(correction), Some(certificate));
    ApplicationView { number: "M".into(), track: a_track(), sent, correction, certificate, can_withdraw: true, version: 4 }
}

#[test]
fn identity_is_read() {
    let roles = vec![Role::Citizen, Role::Officer, Role::Supervisor, Role::Operator];
    let at = || "2026-11-21T09:05:11Z".to_owned();
    let person = SignedIn { name: "A".into(), fin: "5•••••M".into(), roles, ends_at: at(), ends_at_latest: at(), now: at() };
    same(session, SessionView { person: Some(person), offered: true });
    same(session, SessionView::default());
    same(signed_out, SignedOut { redirect: Some("https://id.example/out".into()) });
    let tomorrow = Json::parse(r#"["citizen","auditor"]"#).expect("JSON");
    assert_eq!(roles_of(&tomorrow), Some(vec![Role::Citizen]));
}

fn roles_of(json: &Json) -> Option<Vec<Role>> {
    super::roles(json)
}

#[test]
fn registers_and_form_are_read() {
    let text = || "x".to_owned();
    let (fin, name, surname, patronymic) = (text(), text(), text(), String::new());
    same(person, PersonRecord { fin, name, surname, patronymic, document: text(), address: text(), as_of: text() });
    same(company, CompanyRecord { voen: text(), name: text(), address: text(), acts: true, as_of: text() });
    let purposes = vec![PurposeOption { id: "sale".into(), name: "Satış".into() }];
    let digits = FormOptions { residential_digits: 15, purposes, review_days: 3, valid_days: 30, ..FormOptions::default() };
    same(form, digits);
}

#[test]
fn a_debt_and_a_proof_are_read() {
    let document = Document { number: "1".into(), amount_minor: 5, period: "2026-11".into(), due: String::new() };
    let bill = Bill {
        id: "b".into(),
        biller: "power".into(),
        charge: "electricity".into(),
        account: "•••• 4019".into(),
        standing: Standing::Owed,
        balance_minor: 2417,
        period: "2026-11".into(),
        due: "2026-11-25".into(),
        documents: vec![document],
        leased_ms: 0,
    };
    same(debt, DebtView { clear: false, holder: "E••••".into(), bills: vec![bill], as_of: "x".into() });
    same(proof, ProofView { id: "p".into(), mobile: "m".into(), proven: true, tries_left: 4, expires_in_ms: 9, resend_in_ms: 8 });
}

#[test]
fn applications_are_read() {
    same(track, a_track());
    same(application, an_application());
    same(application, ApplicationView { correction: None, certificate: None, ..an_application() });
    let row = ApplicationRow {
        number: "M".into(),
        stage: Stage::Issued,
        class: Class::Residential,
        account: "•••• 4019".into(),
        sent_at: "x".into(),
        certificate: Some("A".into()),
    };
    same(applications, ApplicationList { applications: vec![row], next: Some("n".into()) });
    let file = DocumentFile { id: "certificate-az".into(), name: "a.pdf".into(), kind: "application/pdf".into(), size: 0 };
    same(documents, DocumentSet { number: "M".into(), track: a_track(), files: vec![file] });
}
