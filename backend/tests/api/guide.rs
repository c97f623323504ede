//! The guide's own example, and baskets of every kind.

use crate::app::{GUIDE, Plan, TestApp, bill, cards, fee, with_fee};
use crate::both_engines;
use crate::support::Database;
use shared::api::path;
use shared::api::payments::{ItemOutcome, PaymentView, Stage};
use shared::api::receipts::ReceiptRequest;
use shared::bill::Standing;
use shared::format::Lang;

both_engines!(
    the_guides_example_ends_in_a_receipt_a_letter_and_no_debt,
    of_four_bills_one_refused_only_the_accepted_three_are_taken,
    all_bills_of_a_home_are_paid_at_once,
    a_part_and_an_advance_are_paid_where_the_rules_allow_them,
    fees_are_counted_by_item_and_the_receipt_names_the_card_really_used,
    a_subscriber_code_added_by_hand_is_paid,
    a_subscriber_code_is_paid_without_a_phone_number,
    every_standing_is_told_apart,
);

async fn the_guides_example_ends_in_a_receipt_a_letter_and_no_debt(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let bills = citizen.bills(GUIDE).await;
    assert_eq!((bills.display.as_str(), bills.holder.as_str()), ("(12) 421 23 72", "E•••• M•••••••"));
    let telephone = bill(&bills, "subscription");
    assert_eq!((telephone.balance_minor, telephone.standing), (250, Standing::Owed));
    let paying = citizen.begin(&Plan::new(GUIDE).pay(telephone, 250).with_email("aysel@example.az")).await;
    paying.pay(cards::VISA).await;
    let paid = paying.is_paid().await;
    assert_eq!((paid.total_minor, paid.captured_minor, paid.fee_minor), (250, 250, 0));
    assert_eq!(paid.card_used.as_deref(), Some("Visa 4••• 1111"));
    assert_eq!((paid.city.as_str(), paid.number.as_str()), ("12", "421 23 72"));
    assert!(paid.held_at.is_some() && paid.captured_at.is_some() && paid.approval.is_some());
    assert_eq!(paid.emailed_to.as_deref(), Some("a••••@example.az"));
    let receipt = paid.receipt.clone().unwrap();
    let wanted = ReceiptRequest { number: receipt.number.clone(), code: receipt.code, lang: Lang::Az };
    let found: PaymentView = citizen.post(path::RECEIPTS_FIND, &wanted).await.ok();
    assert_eq!(found.items, paid.items);
    let letters = crate::eventually!("the letter", Some(app.sandbox.messages()).filter(|letters| !letters.is_empty()));
    assert_eq!((letters.len(), letters[0].to.as_slice()), (1, ["aysel@example.az".to_owned()].as_slice()));
    assert_eq!(letters[0].attachments[0].name, format!("{}.pdf", receipt.number));
    let [order] = app.sandbox.books().orders.try_into().unwrap();
    assert_eq!((order.status, order.cleared_minor), ("FullyPaid", 250));
    assert_eq!(bill(&citizen.bills(GUIDE).await, "subscription").standing, Standing::NothingOwed);
    app.finish().await;
}

async fn of_four_bills_one_refused_only_the_accepted_three_are_taken(db: Database) {
    let app = TestApp::start_with(db, with_fee).await;
    let (citizen, number) = (app.citizen(), "4990001");
    let hosted = citizen.bills(number).await;
    let (light, gas) = (citizen.ask(number, "electricity").await, citizen.ask(number, "gas").await);
    let plan = Plan::new(number)
        .pay(bill(&hosted, "subscription"), 250)
        .pay(bill(&hosted, "internet"), 1500)
        .pay(bill(&light, "electricity"), 1000)
        .pay(bill(&gas, "gas"), 12_345)
        .with_card("mastercard")
        .with_fee();
    assert_eq!(plan.body.total_minor, 250 + 5 + 1500 + 8 + 1000 + 5 + 12_345 + 62);
    let paying = citizen.begin(&plan).await;
    paying.pay(cards::MASTERCARD_AT_ONCE).await;
    let view = paying.end().await;
    let accepted = 250 + 5 + 1500 + 8 + 12_345 + 62;
    assert_eq!((view.stage, view.captured_minor), (Stage::PartlyPaid, accepted));
    let outcomes: Vec<_> = view.items.iter().map(|item| (item.charge.as_str(), item.outcome, item.reference.is_some())).collect();
    assert_eq!(
        outcomes,
        [
            ("subscription", ItemOutcome::Accepted, true),
            ("internet", ItemOutcome::Accepted, true),
            ("electricity", ItemOutcome::Refused, false),
            ("gas", ItemOutcome::Accepted, true)
        ]
    );
    let [order] = app.sandbox.books().orders.try_into().unwrap();
    assert_eq!((order.authorized_minor, order.cleared_minor), (plan.body.total_minor, accepted));
    assert_eq!(app.balance("fees").await, -(5 + 8 + 62));
    assert_eq!(bill(&citizen.ask(number, "electricity").await, "electricity").balance_minor, 1000);
    app.finish().await;
}

async fn all_bills_of_a_home_are_paid_at_once(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let (hosted, light) = (citizen.bills(GUIDE).await, citizen.ask(GUIDE, "electricity").await);
    let gas = citizen.ask(GUIDE, "gas").await;
    assert_eq!(bill(&gas, "gas").standing, Standing::NothingOwed);
    let owed = hosted.bills.iter().chain(&light.bills).filter(|bill| bill.standing == Standing::Owed);
    let plan = owed.fold(Plan::new(GUIDE), |plan, bill| plan.pay(bill, bill.balance_minor)).pay(bill(&gas, "gas"), 100);
    assert_eq!((plan.body.items.len(), plan.body.total_minor), (6, 250 + 525 + 62 + 1500 + 2417 + 100));
    let paying = citizen.begin(&plan).await;
    paying.pay(cards::VISA).await;
    paying.is_paid().await;
    assert!(citizen.bills(GUIDE).await.bills.iter().all(|bill| matches!(bill.standing, Standing::NothingOwed | Standing::Ask)));
    assert_eq!(bill(&citizen.ask(GUIDE, "electricity").await, "electricity").standing, Standing::NothingOwed);
    assert_eq!(bill(&citizen.ask(GUIDE, "gas").await, "gas").balance_minor, -100);
    app.finish().await;
}

async fn a_part_and_an_advance_are_paid_where_the_rules_allow_them(db: Database) {
    let app = TestApp::start(db).await;
    let (citizen, number) = (app.citizen(), app.new_home());
    let bills = citizen.bills(&number).await;
    let issued = bill(&bills, "intercity-issued");
    let no_advance = citizen.start(&Plan::new(&number).pay(issued, 401)).await;
    assert_eq!(no_advance.verdict(), "422 invalid items[0].amount_minor=amount_advance");
    let too_small = citizen.start(&Plan::new(&number).pay(issued, 49)).await;
    assert_eq!(
        (too_small.verdict().as_str(), too_small.problem().fields[0].limit),
        ("422 invalid items[0].amount_minor=amount_too_small", 50)
    );
    let whole_only = citizen.start(&Plan::new(GUIDE).pay(bill(&citizen.bills(GUIDE).await, "intercity-current"), 61)).await;
    assert_eq!(whole_only.verdict(), "422 invalid items[0].amount_minor=amount_part");
    let paying = citizen.begin(&Plan::new(&number).pay(issued, 150).pay(bill(&bills, "subscription"), 1000)).await;
    paying.pay(cards::VISA_AT_ONCE).await;
    paying.is_paid().await;
    let after = citizen.bills(&number).await;
    assert_eq!(bill(&after, "intercity-issued").balance_minor, 250);
    let ahead = bill(&after, "subscription");
    assert_eq!((ahead.balance_minor, ahead.standing), (-750, Standing::PaidAhead));
    app.finish().await;
}

async fn fees_are_counted_by_item_and_the_receipt_names_the_card_really_used(db: Database) {
    let app = TestApp::start_with(db, with_fee).await;
    let (citizen, number) = (app.citizen(), app.new_home());
    let bills = citizen.bills(&number).await;
    // 0.5 % of 11.00 is 5.5 qəpik, of 10.99 it is 5.495; of 200.00 it is 100.
    assert_eq!((fee(1100), fee(1099), fee(20_000)), (6, 5, 100));
    let plan =
        Plan::new(&number).with_card("mastercard").with_fee().pay(bill(&bills, "subscription"), 1100).pay(bill(&bills, "internet"), 1099);
    let paying = citizen.begin(&plan).await;
    paying.pay(cards::VISA).await;
    let paid = paying.is_paid().await;
    assert_eq!((paid.captured_minor, paid.fee_minor), (1106 + 1104, 11));
    assert_eq!((paid.card.as_str(), paid.card_used.as_deref()), ("mastercard", Some("Visa 4••• 1111")));
    assert_eq!(app.balance("fees").await, -11);
    app.finish().await;
}

async fn a_subscriber_code_added_by_hand_is_paid(db: Database) {
    let app = TestApp::start(db).await;
    let (citizen, number, code) = (app.citizen(), app.new_home(), "031244551234019");
    let light = citizen.ask_account(&number, "electricity", Some(code)).await;
    let owed = bill(&light, "electricity");
    assert_eq!((owed.balance_minor, owed.account.as_str()), (2417, "•••• 4019"));
    // By the number alone the account is not this home's.
    assert_eq!(citizen.start(&Plan::new(&number).pay(owed, 500)).await.verdict(), "409 bill_changed items[0].bill=choice_unknown");
    let paying = citizen.begin(&Plan::new(&number).pay_account(owed, code, 500)).await;
    paying.pay(cards::VISA_AT_ONCE).await;
    assert_eq!(paying.is_paid().await.items[0].account, "•••• 4019");
    let two = citizen.ask("4990007", "electricity").await;
    assert_eq!(two.bills.len(), 2);
    let paying = citizen.begin(&Plan::new("4990007").pay(&two.bills[0], 1000).pay(&two.bills[1], 1000)).await;
    paying.pay(cards::VISA_AT_ONCE).await;
    paying.is_paid().await;
    app.finish().await;
}

async fn a_subscriber_code_is_paid_without_a_phone_number(db: Database) {
    let app = TestApp::start(db).await;
    let (citizen, code) = (app.citizen(), "031244551234019");
    let light = citizen.ask_account("", "electricity", Some(code)).await;
    let owed = bill(&light, "electricity");
    assert_eq!((owed.balance_minor, light.display.as_str()), (2417, ""));
    // A hosted biller is found by the number alone, and an item without a code needs one.
    let no_place = citizen.start(&Plan::new("").pay(owed, 500)).await.verdict();
    assert_eq!(no_place, "422 invalid city=city_unknown");
    let mut hosted = Plan::new("").pay_account(owed, code, 500);
    hosted.body.items[0].biller = "telecom".to_owned();
    assert_eq!(citizen.start(&hosted).await.verdict(), "422 invalid items[0].account=choice_unknown");
    let paying = citizen.begin(&Plan::new("").with_email("aysel@example.az").pay_account(owed, code, 2417)).await;
    paying.pay(cards::VISA_AT_ONCE).await;
    let paid = paying.is_paid().await;
    assert_eq!((paid.number.as_str(), paid.city.as_str(), paid.captured_minor), ("", "", 2417));
    let receipt = paid.receipt.unwrap();
    let pdf = citizen.post(path::RECEIPTS_PDF, &serde_json::json!({ "number": receipt.number, "code": receipt.code, "lang": "az" })).await;
    assert_eq!(pdf.status, 200);
    app.finish().await;
}

async fn every_standing_is_told_apart(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let of = async |number: &str, charge: &str| bill(&citizen.bills(number).await, charge).clone();
    let remote = async |number: &str| citizen.ask(number, "electricity").await.bills[0].clone();
    assert_eq!(of("4400001", "subscription").await.standing, Standing::PaidAhead);
    let unknown = of("4400002", "subscription").await;
    assert_eq!((unknown.standing, unknown.balance_minor, unknown.id.as_str()), (Standing::Unknown, 0, ""));
    assert_eq!(of(&app.new_home(), "intercity-current").await.standing, Standing::NothingOwed);
    assert_eq!(of("4990001", "intercity-issued").await.standing, Standing::NoAccount);
    assert_eq!(of("4999999", "subscription").await.standing, Standing::NoAccount);
    assert_eq!(of(GUIDE, "electricity").await.standing, Standing::Ask);
    for (number, standing) in [
        ("4990003", Standing::Unknown),
        ("4990006", Standing::NoAccount),
        ("4990008", Standing::PaidAhead),
        ("4990009", Standing::NothingOwed),
        ("4990010", Standing::Owed),
    ] {
        assert_eq!(remote(number).await.standing, standing, "{number}");
    }
    app.finish().await;
}
