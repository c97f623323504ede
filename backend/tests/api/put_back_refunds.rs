//! Refunds made after the backup that a database was put back from: each is named, and none is given back twice.

use crate::app::{CLAIM_S, TestApp};
use crate::both_engines;
use crate::put_back::{all_anchored, anchored, backup, paid, put_back, recovered};
use crate::refunds::{ask_parts, until, who};
use crate::support::{Database, TempDir};
use kommunal::app::audit::{Kind, Verdict, audit};
use kommunal::app::random_id;
use kommunal::app::recover::What;
use kommunal::app::refunds;
use shared::api::refunds::RefundState;

both_engines!(
    m13_refunds_of_a_database_put_back_are_named_and_brought_to_their_end,
    m13_a_refund_that_the_bank_made_is_not_asked_for_again,
);

/// Anchored with everything of them: a whole refund, and one of a case that was open at the backup.
async fn m13_refunds_of_a_database_put_back_are_named_and_brought_to_their_end(db: Database) {
    let dir = TempDir::new();
    let app = anchored(db, &dir).await;
    let (one, other) = (paid(&app, &app.new_home()).await, paid(&app, &app.new_home()).await);
    all_anchored(&app, &dir).await;
    let before = backup(&app).await;
    let whole = ask_parts(&app, &random_id(), &one.reference, 250).await.unwrap();
    until(&app, &whole, RefundState::Done).await;
    for part in [100, 50] {
        let part = ask_parts(&app, &random_id(), &other.reference, part).await.unwrap();
        until(&app, &part, RefundState::Done).await;
    }
    app.settle().await;
    all_anchored(&app, &dir).await;
    app.crash().await;
    put_back(&app, &before).await;
    app.turn_clocks(60);

    let report = app.audited().await;
    for reference in [&one.reference, &other.reference] {
        let named = |kind| report.findings.iter().any(|found| found.kind == kind && found.payment.as_ref() == Some(reference));
        assert!(named(Kind::PaymentsMissing) && named(Kind::BankDiffers), "{report:#?}");
    }
    let done = recovered(&app).await;
    assert_eq!((done.count(What::Restored), done.count(What::Alarm)), (2, 0), "{done:#?}");
    assert!(done.done.iter().any(|done| done.words.contains(&whole.id)), "{done:#?}");
    app.start_again().await;
    app.settle().await;
    all_anchored(&app, &dir).await;
    assert_eq!((one.view().await.refunded_minor, other.view().await.refunded_minor), (250, 150));
    let report = app.audited().await;
    assert_eq!((report.verdict(), report.open), (Verdict::Clean, 0), "{report:#?}");
    app.finish().await;
}

/// Anchored is nothing of it: the bank alone knows.
async fn m13_a_refund_that_the_bank_made_is_not_asked_for_again(db: Database) {
    let dir = TempDir::new();
    let anchors = format!("file:{}", dir.path().join("anchors").display());
    let app = TestApp::start_with(db, |config| {
        config.audit.anchors = vec![anchors];
        config.refund.second_person_above_minor = 150;
    })
    .await;
    let (waits, unknown) = (paid(&app, &app.new_home()).await, paid(&app, &app.new_home()).await);
    let case = ask_parts(&app, &random_id(), &waits.reference, 200).await.unwrap();
    assert_eq!(case.state, RefundState::AwaitingApproval);
    all_anchored(&app, &dir).await;
    let (before, file) = (backup(&app).await, dir.path().join("anchors"));
    let text = std::fs::read_to_string(&file).unwrap();
    refunds::approve(&app.beside, &who("Ləman"), &case.id, "").await.unwrap();
    let lost = ask_parts(&app, &random_id(), &unknown.reference, 70).await.unwrap();
    until(&app, &case, RefundState::Done).await;
    until(&app, &lost, RefundState::Done).await;
    app.wait_for_calls().await;
    app.crash().await;
    put_back(&app, &before).await;
    std::fs::write(&file, text).unwrap();
    app.turn_our_clock(CLAIM_S);

    let done = recovered(&app).await;
    assert_eq!((done.count(What::GivenBack), done.count(What::Alarm)), (1, 1), "{done:#?}");
    assert!(done.done.iter().any(|done| done.what == What::GivenBack && done.words.contains(&case.id)), "{done:#?}");
    assert!(done.done.iter().any(|done| done.what == What::Alarm && done.payment == unknown.reference), "{done:#?}");
    app.start_again().await;
    let now = until(&app, &case, RefundState::Done).await;
    assert_eq!((now.decided_by.as_deref(), now.decision_note.as_str()), (Some("Operator"), "restored from backup"));
    app.settle().await;
    assert_eq!((app.orders_of(&waits.reference)[0].refunded_minor, waits.view().await.refunded_minor), (200, 200));
    let report = audit(&app.beside, true).await.unwrap();
    assert!(report.findings.iter().all(|found| found.payment.as_ref() == Some(&unknown.reference)), "{report:#?}");
    let mut app = app;
    app.stop().await;
}
