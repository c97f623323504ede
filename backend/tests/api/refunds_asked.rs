//! What operators are shown of refunds, and who must approve what is asked for.

use crate::app::{TestApp, people};
use crate::both_engines;
use crate::refunds::{ask, given_back, item, paid, until, who};
use crate::support::Database;
use kommunal::app::{random_id, refunds};
use shared::api::operator::{OperatorPayment, Summary};
use shared::api::path;
use shared::api::refunds::{RefundState, RefundView};

both_engines!(
    the_operators_pages_say_which_refunds_wait_and_which_a_payment_has,
    refunds_asked_for_at_the_same_time_pass_the_limit_together,
);

async fn the_operators_pages_say_which_refunds_wait_and_which_a_payment_has(db: Database) {
    let app = TestApp::start_with(db, |config| config.refund.second_person_above_minor = 1_000).await;
    let operator = app.signed_in(people::OPERATOR).await;
    let paying = paid(&app, 1_200, 2_336).await;
    let (net, light) = (item(&app, &paying.reference, "internet").await, item(&app, &paying.reference, "electricity").await);
    let of_payment = async || {
        let payment: OperatorPayment = operator.get(&path::OPERATOR_PAYMENT.replace("{reference}", &paying.reference)).await.ok();
        (payment.refunds, payment.refunded_minor)
    };
    let waiting = async |expected: i64| {
        crate::eventually!(format!("{expected} waiting"), {
            let summary: Summary = operator.get(path::OPERATOR_SUMMARY).await.ok();
            (summary.refunds_waiting == expected).then_some(())
        });
    };
    waiting(0).await;
    assert_eq!(of_payment().await, (vec![], 0));
    let small = given_back(&app, &paying.reference, &[(&net, 200, 0)]).await;
    let large = ask(&app, &random_id(), &paying.reference, &[(&light, 2_000, 0)]).await.unwrap();
    waiting(1).await;
    assert_eq!(of_payment().await, (vec![small.id.clone(), large.id.clone()], 200));
    refunds::approve(&app.beside, &who("Ləman"), &large.id, "").await.unwrap();
    until(&app, &large, RefundState::Done).await;
    waiting(0).await;
    assert_eq!(of_payment().await.1, 2_200);
    app.finish().await;
}

/// Each is below the limit, and for a bill of its own; together they are above it.
async fn refunds_asked_for_at_the_same_time_pass_the_limit_together(db: Database) {
    let app = TestApp::start_with(db, |config| config.refund.second_person_above_minor = 1_000).await;
    for _ in 0..4 {
        let paying = paid(&app, 700, 800).await;
        let (net, light) = (item(&app, &paying.reference, "internet").await, item(&app, &paying.reference, "electricity").await);
        let key = [random_id(), random_id()];
        let shares = [[(net.as_str(), 600, 0)], [(light.as_str(), 600, 0)]];
        let asked = crate::app::all_at_once((0..2).map(|n| ask(&app, &key[n], &paying.reference, &shares[n]))).await;
        let asked: Vec<RefundView> = asked.into_iter().map(Result::unwrap).collect();
        let waits: Vec<_> = asked.iter().filter(|case| case.state == RefundState::AwaitingApproval).collect();
        assert_eq!(waits.len(), 1, "{asked:#?}");
        refunds::approve(&app.beside, &who("Ləman"), &waits[0].id, "").await.unwrap();
        for case in &asked {
            until(&app, case, RefundState::Done).await;
        }
        assert_eq!(app.orders_of(&paying.reference)[0].refunded_minor, 1_200);
    }
    app.finish().await;
}
