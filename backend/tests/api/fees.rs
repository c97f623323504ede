//! M19: a fee hangs on the bank a payment goes through, never on the type of card that was chosen for it.

use crate::app::{Plan, TestApp, bill, cards, with_fee};
use crate::both_engines;
use crate::support::Database;
use shared::api::catalogue::Options;
use shared::api::path;
use shared::biller::FeeRule;

both_engines!(
    m19_whichever_card_is_chosen_or_used_the_fee_is_the_banks,
    m19_the_payment_says_by_which_rule_its_fee_was_counted,
    m19_where_there_is_no_fee_no_rule_is_told,
);

const RULE: FeeRule = FeeRule { basis_points: 50, fixed_minor: 0, min_minor: 5, max_minor: 200 };

async fn m19_whichever_card_is_chosen_or_used_the_fee_is_the_banks(db: Database) {
    let app = TestApp::start_with(db, with_fee).await;
    let citizen = app.citizen();
    let options: Options = citizen.get(&format!("{}?lang=en", path::OPTIONS)).await.ok();
    assert!(options.cards.len() > 1 && options.cards.iter().all(|card| card.fee == RULE), "{:?}", options.cards);
    for (chosen, used) in [("visa", cards::MASTERCARD_AT_ONCE), ("mastercard", cards::VISA_AT_ONCE), ("visa", cards::VISA_AT_ONCE)] {
        let number = app.new_home();
        let plan = Plan::new(&number).with_card(chosen).with_fee().pay(bill(&citizen.bills(&number).await, "internet"), 1500);
        let paying = citizen.begin(&plan).await;
        paying.pay(used).await;
        let paid = paying.is_paid().await;
        assert_eq!((paid.captured_minor, paid.fee_minor), (1508, 8), "{chosen} {used}");
    }
    assert_eq!(app.balance("fees").await, -24);
    // A page that still shows no fee is told that the sum is another.
    let number = app.new_home();
    let plan = Plan::new(&number).pay(bill(&citizen.bills(&number).await, "internet"), 1500);
    assert_eq!(citizen.start(&plan).await.verdict(), "409 bill_changed total_minor=malformed");
    app.finish().await;
}

async fn m19_the_payment_says_by_which_rule_its_fee_was_counted(db: Database) {
    let app = TestApp::start_with(db, with_fee).await;
    let (citizen, number) = (app.citizen(), app.new_home());
    let plan = Plan::new(&number).with_fee().pay(bill(&citizen.bills(&number).await, "internet"), 1500);
    let paying = citizen.begin(&plan).await;
    assert_eq!(paying.view().await.fee_rule, Some(RULE));
    paying.pay(cards::VISA_AT_ONCE).await;
    let paid = paying.is_paid().await;
    assert_eq!(paid.fee_rule, Some(RULE), "as it was when the payment was started");
    let pdf = citizen.post(path::RECEIPTS_PDF, &paid.receipt.unwrap()).await;
    assert_eq!(pdf.status, 200);
    app.finish().await;
}

async fn m19_where_there_is_no_fee_no_rule_is_told(db: Database) {
    let app = TestApp::start(db).await;
    let (citizen, number) = (app.citizen(), app.new_home());
    let paying = citizen.begin(&citizen.telephone(&number).await).await;
    paying.pay(cards::MASTERCARD_AT_ONCE).await;
    let paid = paying.is_paid().await;
    assert_eq!((paid.captured_minor, paid.fee_minor, paid.fee_rule), (250, 0, None));
    app.finish().await;
}
