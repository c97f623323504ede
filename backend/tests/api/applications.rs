//! Applications from the form to the certificate, and what anyone may learn of them.

use crate::app::{TestApp, Wish, people};
use crate::both_engines;
use crate::support::Database;
use serde_json::{Value, json};
use shared::api::applications::{ApplicationList, DebtView, DocumentSet, ProofView, Track};
use shared::api::certificates::{CertificateCheck, CertificateState, IssuerKeys, StillTrue};
use shared::api::office::{Dashboard, LiveDebt, OfficeOptions, Queue};
use shared::api::path;
use shared::application::Stage;
use shared::certificate::parse_qr;
use shared::name::Identity;
use sqlx::Row;

both_engines!(
    a_certificate_is_applied_for_issued_delivered_and_checked,
    a_company_needs_its_register_or_a_paper,
    what_is_wrong_with_an_application_is_told_and_nothing_is_written,
    an_application_is_sent_once,
    nobody_sees_or_decides_what_is_not_theirs,
    an_application_is_followed_by_number_and_code,
    made_up_numbers_use_up_nobodys_codes,
    files_are_what_their_bytes_say,
);

pub(super) const CLEAR: &str = "039900000000117";
pub(super) const OWED: &str = "039900000000224";
pub(super) const SILENT: &str = "039900000000331";

async fn a_certificate_is_applied_for_issued_delivered_and_checked(db: Database) {
    let app = TestApp::start(db).await;
    let (aysel, nigar) = (app.signed_in(people::AYSEL).await, app.signed_in(people::OFFICER).await);
    let form: Value = app.browser().get(&format!("{}?lang=az", path::APPLICATION_FORM)).await.ok();
    assert_eq!((form["issuer"].as_str(), form["residential_digits"].as_i64()), (Some("“Azərişıq” ASC"), Some(15)));
    let debt: DebtView = aysel.post(path::APPLICATION_DEBT, &json!({ "class": "residential", "account": CLEAR })).await.ok();
    assert!(debt.clear && debt.bills.is_empty() && debt.holder.starts_with("A••••"), "{debt:?}");
    let mobile = "+994502340001";
    let wish = Wish::of_home(&aysel, CLEAR, mobile).await.with("email", json!("aysel@example.az")).with("copies", json!(["en"]));
    let sent = aysel.submit(&wish).await;
    assert_eq!((sent.track.stage, sent.sent.applicant.as_str(), sent.can_withdraw), (Stage::Registered, "Quliyeva Aysel Rauf qızı", true));
    assert_eq!(aysel.submit(&wish).await.number, sent.number);
    let registered = app.sms_with(mobile, &sent.number).await;
    let queue: Queue = nigar.post(path::OFFICE_QUEUE, &json!({})).await.ok();
    assert_eq!((queue.rows.len(), queue.counts.waiting, queue.rows[0].number.as_str()), (1, 1, sent.number.as_str()));
    let live: LiveDebt = nigar.get(&path::OFFICE_DEBT.replace("{number}", &sent.number)).await.ok();
    assert_eq!((live.balance_minor, live.holder.as_str()), (0, "Aysel Quliyeva"));
    nigar.take_and_approve(&sent.number).await;
    let issued = aysel.until_stage(&sent.number, Stage::Issued).await;
    let certificate = issued.certificate.unwrap();
    assert_eq!(certificate.languages.iter().map(|lang| lang.tag()).collect::<Vec<_>>(), ["az", "en"]);
    let stages: Vec<&str> = issued.track.steps.iter().map(|step| step.stage.as_str()).collect();
    assert_eq!(stages, ["registered", "under_review", "approved", "issued"]);
    for lang in ["az", "en", "ru"] {
        let pdf = aysel.get(&format!("{}?lang={lang}", path::APPLICATION_CERTIFICATE.replace("{number}", &sent.number))).await;
        assert_eq!((pdf.status, pdf.header("content-type")), (200, "application/pdf"));
        assert!(pdf.body.starts_with(b"%PDF-") && pdf.header("content-disposition").starts_with("attachment"), "{lang}");
        assert_eq!(pdf.header("x-content-type-options"), "nosniff");
    }
    check_delivery(&app, mobile, &registered, &certificate.number).await;
    let check: CertificateCheck = app.browser().post(path::CERTIFICATES_CHECK, &json!({ "number": certificate.number })).await.ok();
    assert_eq!((check.state, check.still_true), (CertificateState::Valid, StillTrue::Yes));
    let sealed = parse_qr(&check.statement).unwrap();
    let keys: IssuerKeys = app.browser().get(path::CERTIFICATES_KEYS).await.ok();
    assert_eq!(keys.keys[0].id, shared::id::hex(&sealed.statement.key));
    assert_eq!(sealed.statement.number.as_str(), certificate.number);
    check_office(&nigar, &sent.number, &certificate.number).await;
    app.finish().await;
}

/// Messages of every stage once, and what their link leads to.
async fn check_delivery(app: &TestApp, mobile: &str, registered: &str, certificate: &str) {
    let issued = app.sms_with(mobile, certificate).await;
    crate::eventually!("five messages", (app.sms_to(mobile).len() == 5).then_some(()));
    crate::eventually!("four letters", (app.sandbox.messages().len() == 4).then_some(()));
    let attached = app.sandbox.messages().iter().filter(|letter| !letter.attachments.is_empty()).count();
    assert_eq!(attached, 1, "the certificate goes with the last letter only");
    let token = |text: &str| text.split_once("/documents#").unwrap().1[..32].to_owned();
    assert_ne!(token(registered), token(&issued));
    let browser = app.browser();
    for token in [token(registered), token(&issued)] {
        let set: DocumentSet = browser.post(path::DOCUMENTS, &json!({ "token": token })).await.ok();
        let ids: Vec<&str> = set.files.iter().map(|file| file.id.as_str()).collect();
        assert_eq!(ids, ["application", "certificate-az", "certificate-en"]);
        for id in ids {
            let reply =
                browser.send(reqwest::Method::GET, &path::DOCUMENT.replace("{file}", id), &[("documents-token", &token)], vec![]).await;
            assert!(reply.status == 200 && reply.body.starts_with(b"%PDF-"), "{id}: {}", reply.status);
        }
    }
    assert_eq!(browser.post(path::DOCUMENTS, &json!({ "token": "0".repeat(32) })).await.verdict(), "404 not_found");
    app.turn_our_clock(91 * 24 * 3600);
    assert_eq!(browser.post(path::DOCUMENTS, &json!({ "token": token(&issued) })).await.verdict(), "404 not_found");
    app.turn_our_clock(-91 * 24 * 3600);
}

/// Everything that happened is in the trail; found by every number; counted.
async fn check_office(nigar: &crate::app::Browser<'_>, number: &str, certificate: &str) {
    let review = nigar.review(number).await;
    let trail: Vec<&str> = review.trail.iter().map(|row| row.what.as_str()).collect();
    for what in ["registered", "looked", "asked_debt", "taken", "approved", "debt_clear", "signed"] {
        assert!(trail.contains(&what), "{what} in {trail:?}");
    }
    assert!(review.trail.iter().filter(|row| row.what == "looked").all(|row| row.by.as_deref() == Some("Nigar Səhnəyeva")));
    for find in [number, certificate, CLEAR, people::AYSEL, "0399 0000 0000 117"] {
        let found: Queue = nigar.post(path::OFFICE_QUEUE, &json!({ "find": find })).await.ok();
        assert_eq!(found.rows.len(), 1, "{find}");
    }
    let none: Queue = nigar.post(path::OFFICE_QUEUE, &json!({ "find": "039900000000000" })).await.ok();
    assert!(none.rows.is_empty());
    let figures: Dashboard = nigar.get(&format!("{}?days=7", path::OFFICE_DASHBOARD)).await.ok();
    let today = figures.days.last().unwrap();
    assert_eq!((figures.days.len(), today.sent, today.issued, today.rejected, figures.late), (7, 1, 1, 0, 0));
    assert_eq!((figures.hours[0].count, figures.median_minutes), (1, Some(0)));
    let options: OfficeOptions = nigar.get(&format!("{}?lang=ru", path::OFFICE_OPTIONS)).await.ok();
    assert!(options.corrections.len() >= 3 && options.rejections.len() >= 3 && options.revocations.len() >= 2);
}

async fn a_company_needs_its_register_or_a_paper(db: Database) {
    let app = TestApp::start(db).await;
    let aysel = app.signed_in(people::AYSEL).await;
    let home = Wish::of_home(&aysel, CLEAR, "+994502340002").await;
    let company = home.with("class", json!("non_residential")).with("account", json!("080000000000112"));
    let own = company.with("voen", json!("1401555071"));
    let sent = aysel.submit(&own).await;
    assert_eq!((sent.sent.company.as_str(), sent.sent.voen.as_str()), ("“Nümunə” MMC", "1401555071"));
    let other = company.with("voen", json!("1700881261")).with("account", json!("080000000000229")).anew();
    assert_eq!(aysel.try_submit(&other).await.verdict(), "422 invalid attachments=file_missing");
    let file = aysel.attached("etibarnam%C9%99.pdf").await;
    assert_eq!((file.name.as_str(), file.kind.as_str()), ("etibarnamə.pdf", "application/pdf"));
    let with_paper = other.with("attachments", json!([{ "id": file.id, "name": file.name }])).anew();
    let sent = aysel.submit(&with_paper).await;
    assert_eq!(sent.sent.attachments.len(), 1);
    let nigar = app.signed_in(people::OFFICER).await;
    let review = nigar.review(&sent.number).await;
    assert!(
        !review.register.acts && review.register.identity == Identity::Same && review.register.name_differs.is_none(),
        "{:?}",
        review.register
    );
    let address = path::OFFICE_ATTACHMENT.replace("{number}", &sent.number).replace("{id}", &file.id);
    let opened = nigar.get(&address).await;
    assert_eq!((opened.status, opened.header("content-security-policy").starts_with("sandbox")), (200, true));
    // It belongs to this application now.
    let again = with_paper.with("account", json!("039900000001019")).anew();
    assert_eq!(aysel.try_submit(&again).await.verdict(), "422 invalid attachments[0]=file_missing");
    app.finish().await;
}

async fn what_is_wrong_with_an_application_is_told_and_nothing_is_written(db: Database) {
    let app = TestApp::start(db).await;
    let (aysel, reshad) = (app.signed_in(people::AYSEL).await, app.signed_in(people::RESHAD).await);
    let wish = Wish::of_home(&aysel, CLEAR, "+994502340003").await;
    let before = app.counts().await;
    for (field, value, verdict) in [
        ("account", json!("0399"), "422 invalid account=account_length"),
        ("account", json!("039900000000000"), "422 invalid account=account_unknown"),
        ("account", json!(OWED), "409 owed"),
        ("account", json!(SILENT), "409 biller_silent account=malformed"),
        ("address", json!(""), "422 invalid address=empty"),
        ("address", json!("a\u{202e}bcdefg"), "422 invalid address=characters"),
        ("purpose", json!("x"), "422 invalid purpose=choice_unknown"),
        ("purpose", json!("other"), "422 invalid purpose_text=empty"),
        ("mobile", json!("+994502340099"), "422 invalid mobile=mobile_unproven"),
        ("mobile", json!("0124212372"), "422 invalid mobile=mobile_fixed"),
        ("proof", json!("x"), "422 invalid mobile=mobile_unproven"),
        ("proof", json!("0".repeat(32)), "422 invalid mobile=mobile_unproven"),
        ("email", json!("a@"), "422 invalid email=email_format"),
        ("declared", json!(false), "422 invalid declared=not_declared"),
        ("class", json!("non_residential"), "422 invalid voen=empty"),
        ("attachments", json!([{ "id": "0".repeat(32), "name": "a" }]), "422 invalid attachments[0]=file_missing"),
    ] {
        assert_eq!(aysel.try_submit(&wish.with(field, value.clone()).anew()).await.verdict(), verdict, "{field} {value}");
    }
    assert_eq!(reshad.try_submit(&wish.anew()).await.verdict(), "422 invalid mobile=mobile_unproven", "another's proof");
    assert_eq!(app.browser().try_submit(&wish).await.verdict(), "401 sign_in");
    assert_eq!(app.counts().await, before);
    app.finish().await;
}

async fn an_application_is_sent_once(db: Database) {
    let app = TestApp::start(db).await;
    let aysel = app.signed_in(people::AYSEL).await;
    let wish = Wish::of_home(&aysel, CLEAR, "+994502340006").await;
    let (one, two, other) = (aysel.try_submit(&wish), aysel.try_submit(&wish), wish.anew());
    let (one, two, third) = tokio::join!(one, two, aysel.try_submit(&other));
    let replies = [one, two, third];
    let sent: std::collections::BTreeSet<String> = replies
        .iter()
        .filter(|reply| reply.status == 200)
        .map(|reply| reply.ok::<shared::api::applications::ApplicationView>().number)
        .collect();
    assert_eq!(sent.len(), 1, "{replies:?}");
    for reply in replies.iter().filter(|reply| reply.status != 200) {
        assert_eq!(reply.verdict(), "409 not_now");
    }
    let second = wish.anew();
    assert_eq!(aysel.try_submit(&second).await.verdict(), "409 not_now");
    let key_with_other_body = Wish { key: wish.key.clone(), ..wish.with("address", json!("Bakı, başqa küçə 1")) };
    let verdict = aysel.try_submit(&key_with_other_body).await.verdict();
    assert!(verdict == "422 key_reused" || verdict == "409 not_now", "{verdict}");
    assert_eq!(app.count("application").await, 1);
    let number = sent.into_iter().next().unwrap();
    let address = path::APPLICATION_WITHDRAW.replace("{number}", &number);
    for _ in 0..2 {
        let withdrawn: shared::api::applications::ApplicationView = aysel.post(&address, &json!({})).await.ok();
        assert_eq!(withdrawn.track.stage, Stage::Withdrawn);
    }
    aysel.submit(&wish.anew()).await;
    let list: ApplicationList = aysel.get(path::APPLICATIONS).await.ok();
    assert_eq!((list.applications.len(), list.next), (2, None));
    app.finish().await;
}

async fn nobody_sees_or_decides_what_is_not_theirs(db: Database) {
    let app = TestApp::start(db).await;
    let (aysel, reshad) = (app.signed_in(people::AYSEL).await, app.signed_in(people::RESHAD).await);
    let (nigar, tural) = (app.signed_in(people::OFFICER).await, app.signed_in(people::SECOND_OFFICER).await);
    let number = aysel.submit(&Wish::of_home(&aysel, CLEAR, "+994502340008").await).await.number;
    assert_eq!(reshad.get(&path::APPLICATION.replace("{number}", &number)).await.verdict(), "404 not_found");
    assert_eq!(aysel.get(&path::OFFICE_APPLICATION.replace("{number}", &number)).await.verdict(), "403 forbidden");
    let version = nigar.review(&number).await.version;
    let (one, two) = tokio::join!(
        nigar.try_decide(&number, "take", json!({ "version": version })),
        tural.try_decide(&number, "take", json!({ "version": version }))
    );
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409], "one of two officers takes it");
    let (has, has_not) = if one.status == 200 { (&nigar, &tural) } else { (&tural, &nigar) };
    let version = has.review(&number).await.version;
    assert_eq!(has_not.try_decide(&number, "approve", json!({ "version": version })).await.verdict(), "409 changed");
    assert_eq!(has_not.try_decide(&number, "free", json!({ "version": version })).await.verdict(), "403 forbidden");
    assert_eq!(has_not.try_decide(&number, "burn", json!({ "version": version })).await.verdict(), "404 not_found");
    assert_eq!(has.review(&number).await.may, ["release", "ask", "approve", "reject", "note"]);
    // Who applies decides nothing.
    let own = has.submit(&Wish::of_home(has, "039900000001125", "+994502340009").await).await.number;
    assert_eq!(has.get(&path::OFFICE_APPLICATION.replace("{number}", &own)).await.verdict(), "403 own_application");
    assert_eq!(has.try_decide(&own, "take", json!({ "version": 1 })).await.verdict(), "403 own_application");
    let queue: Queue = has.post(path::OFFICE_QUEUE, &json!({ "show": "all" })).await.ok();
    assert!(queue.rows.iter().all(|row| row.number != own));
    // Taken back while it is approved: one of the two.
    let withdraw = path::APPLICATION_WITHDRAW.replace("{number}", &number);
    let empty = json!({});
    let (approved, withdrawn) =
        tokio::join!(has.try_decide(&number, "approve", json!({ "version": version })), aysel.post(&withdraw, &empty));
    assert!(approved.status == 200 || withdrawn.status == 200, "{approved:?} {withdrawn:?}");
    let ended = crate::eventually!(
        "an end",
        Some(aysel.application(&number).await).filter(|view| matches!(view.track.stage, Stage::Issued | Stage::Withdrawn))
    );
    assert_eq!(app.count("certificate").await, i64::from(ended.track.stage == Stage::Issued));
    app.finish().await;
}

async fn an_application_is_followed_by_number_and_code(db: Database) {
    let app = TestApp::start(db).await;
    let aysel = app.signed_in(people::AYSEL).await;
    let mobile = "+994502340013";
    let number = aysel.submit(&Wish::of_home(&aysel, CLEAR, mobile).await).await.number;
    let anyone = app.browser();
    let begin = async |number: &str, mobile: &str| -> ProofView {
        anyone.post(path::TRACKING, &json!({ "number": number, "mobile": mobile, "lang": "en" })).await.ok()
    };
    app.turn_our_clock(61);
    let before = app.sms_to(mobile).len();
    let proof = begin(&number.to_lowercase(), mobile).await;
    let code = crate::eventually!("a code", (app.sms_to(mobile).len() > before).then(|| app.sms_to(mobile)[0].clone()));
    let code: String = code.chars().filter(char::is_ascii_digit).collect();
    let address = path::TRACKING_CODE.replace("{id}", &proof.id);
    let wrong = if code == "000000" { "111111" } else { "000000" };
    assert_eq!(anyone.post(&address, &json!({ "code": wrong })).await.verdict(), "422 invalid code=code_wrong");
    let track: Track = anyone.post(&address, &json!({ "code": code })).await.ok();
    assert_eq!((track.number.as_str(), track.stage), (number.as_str(), Stage::Registered));
    // Another's mobile: all looks alike, nothing is sent.
    let other = "+994502340014";
    let alike = begin(&number, other).await;
    assert_eq!((alike.tries_left, alike.proven, alike.id.len()), (proof.tries_left, false, proof.id.len()));
    assert!(app.sms_to(other).is_empty());
    let sql = "SELECT COUNT(*) FROM mobile_proof WHERE purpose = 'tracking'";
    assert_eq!(app.number(sql).await, 2);
    let row = &app.rows("SELECT subject FROM mobile_proof WHERE purpose = 'tracking'").await[0];
    assert_eq!(row.try_get::<String, _>(0).unwrap(), number);
    app.finish().await;
}

/// S1, S8: what a stranger makes up is counted for what was made up.
async fn made_up_numbers_use_up_nobodys_codes(db: Database) {
    let app = TestApp::start_with(db, |config| config.identity.as_mut().unwrap().session.idle_s = 14_400).await;
    let aysel = app.signed_in(people::AYSEL).await;
    let (mobile, other) = ("+994502340015", "+994502340016");
    let number = aysel.submit(&Wish::of_home(&aysel, CLEAR, mobile).await).await.number;
    app.turn_our_clock(3_601);
    let stranger = app.browser();
    let begin = async |number: &str, mobile: &str| {
        stranger.post(path::TRACKING, &json!({ "number": number, "mobile": mobile, "lang": "en" })).await
    };
    // Other applications with this mobile, and this application with other mobiles.
    for n in 1..=6 {
        let made_up = shared::application::number::ApplicationNumber::new(2026, 900_000 + n);
        assert_eq!(begin(made_up.as_str(), mobile).await.status, 200);
        assert_eq!(begin(&number, &format!("+9945023400{:02}", 40 + n)).await.status, 200);
    }
    // The owner follows, and may prove the mobile for another application.
    let before = app.sms_to(mobile).len();
    begin(&number, mobile).await.ok::<ProofView>();
    crate::eventually!("a code", (app.sms_to(mobile).len() > before).then_some(()));
    let key = kommunal::app::random_id();
    let body = json!({ "mobile": mobile, "lang": "az" });
    aysel.post_with(path::MOBILES, &[("idempotency-key", key.as_str())], &body).await.ok::<ProofView>();
    // Right and wrong are refused alike: within a minute, and after five.
    assert_eq!(begin(&number, other).await.status, 200);
    for n in 2..=6 {
        for to in [mobile, other] {
            assert_eq!(begin(&number, to).await.verdict(), "429 too_many", "{n}");
        }
        app.turn_our_clock(61);
        let expected = if n == 6 { 429 } else { 200 };
        for to in [mobile, other] {
            assert_eq!(begin(&number, to).await.status, expected, "{n}");
        }
    }
    app.finish().await;
}

async fn files_are_what_their_bytes_say(db: Database) {
    let app = TestApp::start(db).await;
    let (aysel, reshad) = (app.signed_in(people::AYSEL).await, app.signed_in(people::RESHAD).await);
    for (bytes, verdict) in [(&b"MZ\x90"[..], "422 invalid file=file_kind"), (&b""[..], "422 invalid file=file_kind")] {
        assert_eq!(aysel.attach("a.pdf", bytes).await.verdict(), verdict);
    }
    assert_eq!(aysel.attach("%zz", b"%PDF-").await.verdict(), "400 malformed");
    let mut large = vec![0; shared::application::answers::ATTACHMENT_BYTES_MAX + 1];
    large[..5].copy_from_slice(b"%PDF-");
    assert_eq!(aysel.attach("a.pdf", &large).await.verdict(), "413 too_large");
    large.truncate(shared::application::answers::ATTACHMENT_BYTES_MAX);
    assert_eq!(aysel.attach("a.pdf", &large).await.status, 200);
    let file = aysel.attached("..%2F..%2Fa%22.html").await;
    assert_eq!((file.name.as_str(), file.kind.as_str()), ("a.html.pdf", "application/pdf"));
    let address = path::ATTACHMENT.replace("{id}", &file.id);
    let own = aysel.get(&address).await;
    assert_eq!((own.status, own.body.as_slice(), own.header("content-type")), (200, &b"%PDF-1.7 made up"[..], "application/pdf"));
    assert!(own.header("content-disposition").starts_with("attachment;") && own.header("content-security-policy").starts_with("sandbox"));
    assert_eq!(reshad.get(&address).await.verdict(), "404 not_found");
    for _ in 0..18 {
        aysel.attached("a.pdf").await;
    }
    assert_eq!(aysel.attach("a.pdf", b"%PDF-").await.verdict(), "429 too_many");
    app.finish().await;
}
