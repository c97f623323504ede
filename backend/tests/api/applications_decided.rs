//! What is decided about an application: corrected, approved by one or two, by the rule, replaced and revoked.

use super::applications::{CLEAR, OWED, SILENT};
use crate::app::{TestApp, Wish, certificate_numbers, people};
use crate::both_engines;
use crate::support::Database;
use serde_json::json;
use shared::api::certificates::{CertificateCheck, CertificateState};
use shared::api::office::OfficeApplication;
use shared::api::path;
use shared::application::Stage;
use shared::name::Identity;

both_engines!(
    a_correction_is_asked_for_and_answered,
    a_debt_that_arose_stops_the_certificate,
    a_second_person_approves_and_the_rule_needs_none,
    the_newest_certificate_replaces_and_a_supervisor_revokes,
);

async fn a_correction_is_asked_for_and_answered(db: Database) {
    // Nobody signs in at a provider with another clock: the session outlives the wait.
    let app = TestApp::start_with(db, |config| {
        let session = &mut config.identity.as_mut().unwrap().session;
        (session.idle_s, session.absolute_s) = (40 * 24 * 3600, 40 * 24 * 3600);
    })
    .await;
    let (aysel, nigar) = (app.signed_in(people::AYSEL).await, app.signed_in(people::OFFICER).await);
    let mobile = "+994502340004";
    let number = aysel.submit(&Wish::of_home(&aysel, CLEAR, mobile).await).await.number;
    nigar.decide(&number, "take", json!({})).await;
    let version = nigar.review(&number).await.version;
    let ask = |reason: &str| json!({ "reason": reason, "text": "Mənzil 6?", "version": version });
    assert_eq!(nigar.try_decide(&number, "ask", ask("")).await.verdict(), "422 invalid reason=empty");
    assert_eq!(nigar.try_decide(&number, "ask", ask("x")).await.verdict(), "422 invalid reason=choice_unknown");
    let stale = json!({ "reason": "address", "version": version - 1 });
    assert_eq!(nigar.try_decide(&number, "ask", stale).await.verdict(), "409 changed");
    nigar.decide(&number, "ask", ask("address")).await;
    app.sms_with(mobile, "correction").await;
    let asked = aysel.application(&number).await;
    let correction = asked.correction.clone().unwrap();
    assert_eq!((asked.track.stage, correction.reason.as_str(), correction.text.as_str()), (Stage::CorrectionAsked, "address", "Mənzil 6?"));
    let address = path::APPLICATION_ANSWER.replace("{number}", &number);
    let key = kommunal::app::random_id();
    let headers = [("idempotency-key", key.as_str())];
    let body = json!({ "address": "Bakı, Nizami küçəsi 12, mənzil 6", "purpose": "sale", "text": "Bəli", "version": asked.version });
    let answered = aysel.post_with(&address, &headers, &body).await;
    let answered: shared::api::applications::ApplicationView = answered.ok();
    assert_eq!((answered.track.stage, answered.sent.address.as_str()), (Stage::UnderReview, "Bakı, Nizami küçəsi 12, mənzil 6"));
    let again: shared::api::applications::ApplicationView = aysel.post_with(&address, &headers, &body).await.ok();
    assert_eq!(again.version, answered.version);
    let other = json!({ "address": "Bakı, başqa küçə 1", "purpose": "sale", "version": asked.version });
    assert_eq!(aysel.post_with(&address, &headers, &other).await.verdict(), "422 key_reused");
    let review: OfficeApplication = nigar.review(&number).await;
    assert_eq!((review.answer.as_str(), review.mine), ("Bəli", true));
    nigar.decide(&number, "reject", json!({ "reason": "not-holder", "text": "Holder differs" })).await;
    let rejected = aysel.application(&number).await;
    assert!(rejected.track.reason.unwrap().contains("Holder differs"));
    // What is not answered in time is rejected by itself.
    let late = aysel.submit(&Wish::of_home(&aysel, CLEAR, "+994502340005").await).await.number;
    nigar.decide(&late, "take", json!({})).await;
    nigar.decide(&late, "ask", json!({ "reason": "purpose" })).await;
    app.turn_our_clock(11 * 24 * 3600);
    aysel.until_stage(&late, Stage::Rejected).await;
    app.finish().await;
}

async fn a_debt_that_arose_stops_the_certificate(db: Database) {
    let app = TestApp::start(db).await;
    let (aysel, nigar) = (app.signed_in(people::AYSEL).await, app.signed_in(people::OFFICER).await);
    let number = aysel.submit(&Wish::of_home(&aysel, CLEAR, "+994502340007").await).await.number;
    // Another account stands for the same one with other debts: the biller's books are not ours to write in.
    let becomes = async |from: &str, to: &str| {
        let sql = format!("UPDATE application SET answers = REPLACE(answers, '{from}', '{to}') WHERE number = '{number}'");
        assert_eq!(app.execute(&sql).await, 1);
    };
    becomes(CLEAR, SILENT).await;
    nigar.take_and_approve(&number).await;
    aysel.until_stage(&number, Stage::Approved).await;
    becomes(SILENT, OWED).await;
    let asked = aysel.until_stage(&number, Stage::CorrectionAsked).await;
    assert_eq!(asked.correction.unwrap().reason, "debt");
    assert_eq!(app.count("certificate").await, 0);
    becomes(OWED, CLEAR).await;
    let body = json!({ "address": "", "purpose": "", "version": asked.version });
    let address = path::APPLICATION_ANSWER.replace("{number}", &number);
    let key = kommunal::app::random_id();
    let reply = aysel.post_with(&address, &[("idempotency-key", key.as_str())], &body).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    aysel.until_stage(&number, Stage::Issued).await;
    app.finish().await;
}

async fn a_second_person_approves_and_the_rule_needs_none(db: Database) {
    let app = TestApp::start_with(db, |config| {
        config.office.second_person = true;
        config.office.by_rule = true;
    })
    .await;
    let aysel = app.signed_in(people::AYSEL).await;
    let mobile = "+994502340010";
    let by_rule = aysel.submit(&Wish::of_home(&aysel, CLEAR, mobile).await).await.number;
    let view = aysel.until_stage(&by_rule, Stage::Issued).await;
    let stages: Vec<&str> = view.track.steps.iter().map(|step| step.stage.as_str()).collect();
    assert_eq!(stages.last(), Some(&"issued"));
    // F2: her own FIN is not the holder's here.
    let (nigar, tural) = (app.signed_in(people::OFFICER).await, app.signed_in(people::SECOND_OFFICER).await);
    let other = aysel.submit(&Wish::of_home(&aysel, "039900000001019", "+994502340011").await).await.number;
    let register = nigar.review(&other).await.register;
    assert!(register.identity == Identity::Other && register.name_differs.is_some_and(|differs| !differs.theirs.is_empty()));
    nigar.take_and_approve(&other).await;
    let review = nigar.review(&other).await;
    assert!(review.second && review.may == ["note"], "{:?}", review.may);
    assert_eq!(nigar.try_decide(&other, "take", json!({ "version": review.version })).await.verdict(), "403 own_application");
    tural.take_and_approve(&other).await;
    aysel.until_stage(&other, Stage::Issued).await;
    let (aside, certificates) = certificate_numbers(&app).await;
    assert_eq!((aside.len(), aside), (2, certificates));
    app.finish().await;
}

async fn the_newest_certificate_replaces_and_a_supervisor_revokes(db: Database) {
    let app = TestApp::start(db).await;
    let (aysel, nigar) = (app.signed_in(people::AYSEL).await, app.signed_in(people::OFFICER).await);
    let supervisor = app.signed_in(people::SUPERVISOR).await;
    let wish = Wish::of_home(&aysel, CLEAR, "+994502340012").await;
    let (_, first) = app.issued(&aysel, &nigar, &wish).await;
    let (number, second) = app.issued(&aysel, &nigar, &wish.anew()).await;
    let state = async |number: &str| {
        let check: CertificateCheck = app.browser().post(path::CERTIFICATES_CHECK, &json!({ "number": number })).await.ok();
        (check.state, check.ended_at.is_some())
    };
    assert_eq!(state(&first).await, (CertificateState::Replaced, true));
    assert_eq!(state(&second).await, (CertificateState::Valid, false));
    let address = path::OFFICE_REVOKE.replace("{number}", &second);
    let revoke = json!({ "reason": "issued-in-error", "text": "Wrong account" });
    assert_eq!(nigar.post(&address, &revoke).await.verdict(), "403 forbidden");
    assert_eq!(supervisor.post(&address, &json!({ "reason": "x" })).await.verdict(), "422 invalid reason=choice_unknown");
    for _ in 0..2 {
        let review: OfficeApplication = supervisor.post(&address, &revoke).await.ok();
        assert!(review.trail.iter().any(|row| row.what == "revoked" && row.text.contains("Wrong account")));
        assert!(!review.may.contains(&"revoke".to_owned()));
    }
    assert_eq!(state(&second).await, (CertificateState::Revoked, true));
    assert!(aysel.application(&number).await.certificate.unwrap().revoked);
    let unknown = "A-2026-0000-0000";
    let verdict = app.browser().post(path::CERTIFICATES_CHECK, &json!({ "number": unknown })).await.verdict();
    assert!(verdict == "404 not_found" || verdict == "422 invalid number=certificate_number", "{verdict}");
    let (_, third) = app.issued(&aysel, &nigar, &wish.anew()).await;
    app.turn_our_clock(32 * 24 * 3600);
    assert_eq!(state(&third).await, (CertificateState::Expired, false));
    app.finish().await;
}
