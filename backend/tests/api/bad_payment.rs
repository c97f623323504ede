//! A payment, or a look at one, that cannot be: each field says what is wrong with it.

use crate::app::{GUIDE, Plan, TestApp, bill};
use crate::both_engines;
use crate::support::Database;
use reqwest::Method;
use serde_json::{Value, json};
use shared::api::bills::{AskRequest, BillsRequest};
use shared::api::payments::StartItem;
use shared::api::{IDEMPOTENCY_KEY, PAYMENT_SECRET, path};
use shared::money::Money;

both_engines!(
    each_wrong_field_is_named_with_its_code,
    an_amount_is_a_whole_number_of_qepik,
    what_was_shown_and_is_no_longer_so_is_refused,
    a_biller_that_is_silent_cannot_be_paid,
    a_look_up_names_its_wrong_fields,
    anothers_payment_looks_like_none,
);

/// A change to a plan and what is said of it.
type Case<'a> = (&'a str, Box<dyn Fn(&mut Plan)>);

fn case<'a>(verdict: &'a str, change: impl Fn(&mut Plan) + 'static) -> Case<'a> {
    (verdict, Box::new(change))
}

fn item(change: impl Fn(&mut StartItem) + 'static) -> impl Fn(&mut Plan) {
    move |plan| change(&mut plan.body.items[0])
}

fn wrong_fields() -> Vec<Case<'static>> {
    let too_much = Money::LIMIT_MINOR + 1;
    vec![
        case("city=city_unknown", |p| p.body.city = "99".to_owned()),
        case("number=number_length", |p| p.body.number = "421237".to_owned()),
        case("number=empty", |p| p.body.number = String::new()),
        case("number=number_other_city", |p| p.body.number = "0182123456".to_owned()),
        case("card=choice_unknown", |p| p.body.card = "amex".to_owned()),
        case("email=email_format", |p| p.body.email = "aysel".to_owned()),
        case("email=too_long", |p| p.body.email = format!("{}@example.az", "a".repeat(300))),
        case("secret=malformed", |p| p.body.secret = "A".repeat(64)),
        case("items=nothing_chosen", |p| p.body.items.clear()),
        case("items=too_many", |p| {
            p.body.items = (0..21).map(|n| StartItem { bill: format!("{n:032x}"), ..p.body.items[0].clone() }).collect();
        }),
        case("items[1].bill=twice", |p| p.body.items.push(p.body.items[0].clone())),
        case("items[0].biller=choice_unknown", item(|i| i.biller = "nobody".to_owned())),
        case("items[0].bill=malformed", item(|i| i.bill = "x".repeat(32))),
        case("items[0].account=choice_unknown", item(|i| i.account = Some("4212372".to_owned()))),
        case("items[0].account=account_length", item(|i| (i.biller, i.account) = ("electricity".to_owned(), Some("12".to_owned())))),
        case(
            "items[0].account=characters",
            item(|i| (i.biller, i.account) = ("electricity".to_owned(), Some("ABCDEFGHIJKLMNO".to_owned()))),
        ),
        case("items[0].account=too_long", item(|i| (i.biller, i.account) = ("gas".to_owned(), Some("1".repeat(33))))),
        case("items[0].amount_minor=amount_zero", item(|i| i.amount_minor = 0)),
        case("items[0].amount_minor=amount_zero", item(|i| i.amount_minor = -250)),
        case("items[0].amount_minor=amount_zero", item(|i| i.amount_minor = i64::MIN)),
        case("items[0].amount_minor=amount_too_large", item(|i| (i.amount_minor, i.advance) = (20_001, true))),
        case("items[0].amount_minor=amount_too_large", item(move |i| i.amount_minor = too_much)),
        case("items[0].amount_minor=amount_too_large", item(|i| i.amount_minor = i64::MAX)),
        case("items[0].amount_minor=amount_too_small", item(|i| i.amount_minor = 99)),
        case("city=city_unknown card=choice_unknown email=email_format", |p| {
            (p.body.city, p.body.card, p.body.email) = ("x".to_owned(), "x".to_owned(), "x".to_owned());
        }),
    ]
}

async fn each_wrong_field_is_named_with_its_code(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let right = citizen.telephone(GUIDE).await;
    let before = app.counts().await;
    for (verdict, change) in wrong_fields() {
        let mut plan = right.anew();
        change(&mut plan);
        assert_eq!(citizen.start(&plan).await.verdict(), format!("422 invalid {verdict}"));
    }
    assert_eq!(app.counts().await, before);
    // The key of an attempt that was refused is still unused.
    let mut plan = right.anew();
    plan.body.card = "amex".to_owned();
    citizen.start(&plan).await.problem();
    plan.body.card = "visa".to_owned();
    citizen.begin(&plan).await;
    app.finish().await;
}

async fn an_amount_is_a_whole_number_of_qepik(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let (plan, before) = (citizen.telephone(GUIDE).await, app.counts().await);
    let body = serde_json::to_value(&plan.body).unwrap();
    for amount in ["2.5", "250.0", "\"250\"", "1e3", "9223372036854775808", "-9223372036854775809", "true", "null", "0x10", "1_000", "+5"] {
        for place in ["/items/0/amount_minor", "/total_minor"] {
            let mut body: Value = body.clone();
            *body.pointer_mut(place).unwrap() = json!("AMOUNT");
            let text = body.to_string().replace("\"AMOUNT\"", amount);
            let headers = [(IDEMPOTENCY_KEY, plan.key.as_str()), ("content-type", "application/json")];
            let reply = citizen.send(Method::POST, path::PAYMENTS, &headers, text.into_bytes()).await;
            assert_eq!(reply.verdict(), "400 malformed", "{place} {amount}");
        }
    }
    assert_eq!(app.counts().await, before);
    app.finish().await;
}

async fn what_was_shown_and_is_no_longer_so_is_refused(db: Database) {
    let app = TestApp::start(db).await;
    let (citizen, home, other) = (app.citizen(), app.new_home(), app.new_home());
    let (mine, theirs) = (citizen.bills(&home).await, citizen.bills(&other).await);
    let before = app.counts().await;
    let right = Plan::new(&home).pay(bill(&mine, "subscription"), 250);
    for total in [0, 249, 251, -250, i64::MAX, i64::MIN] {
        let mut plan = right.anew();
        plan.body.total_minor = total;
        assert_eq!(citizen.start(&plan).await.verdict(), "409 bill_changed total_minor=malformed");
    }
    let of_another = right.anew().pay(bill(&theirs, "internet"), 1500);
    assert_eq!(citizen.start(&of_another).await.verdict(), "409 bill_changed items[1].bill=choice_unknown");
    let mut of_another_biller = right.anew();
    of_another_biller.body.items[0].biller = "internet".to_owned();
    assert_eq!(citizen.start(&of_another_biller).await.verdict(), "409 bill_changed items[0].bill=choice_unknown");
    let of_nobody = Plan::new("4999999").pay(bill(&mine, "subscription"), 250);
    assert_eq!(citizen.start(&of_nobody).await.verdict(), "409 bill_changed items[0].bill=choice_unknown");
    assert_eq!(app.counts().await, before);
    app.finish().await;
}

async fn a_biller_that_is_silent_cannot_be_paid(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let hosted = citizen.bills("4990003").await;
    let (light, before) = (citizen.ask(GUIDE, "electricity").await, app.counts().await);
    let plan = Plan::new("4990003").pay(bill(&hosted, "subscription"), 250).pay(bill(&light, "electricity"), 1000);
    assert_eq!(citizen.start(&plan).await.verdict(), "409 biller_silent items[1].biller=choice_unknown");
    // A row of the file that was rejected is as good as silence.
    let unknown = Plan::new("4400002").pay(bill(&hosted, "subscription"), 250);
    assert_eq!(citizen.start(&unknown).await.verdict(), "409 biller_silent items[0].biller=choice_unknown");
    assert_eq!(app.counts().await, before);
    app.finish().await;
}

async fn a_look_up_names_its_wrong_fields(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    for (city, number, verdict) in [
        ("", GUIDE, "city=city_unknown"),
        ("12", "", "number=empty"),
        ("12", "421 23 7", "number=number_length"),
        ("12", "0000000", "number=number_impossible"),
        ("12", "four", "number=characters"),
        ("2225", "2712345", "number=number_impossible"),
    ] {
        let body = BillsRequest { city: city.to_owned(), number: number.to_owned() };
        assert_eq!(citizen.post(path::BILLS, &body).await.verdict(), format!("422 invalid {verdict}"));
    }
    for (biller, account, verdict) in [
        ("telecom", None, "biller=choice_unknown"),
        ("nobody", None, "biller=choice_unknown"),
        ("electricity", Some("1"), "account=account_length"),
        ("electricity", Some(""), "account=empty"),
        ("gas", Some("şəhər"), "account=characters"),
    ] {
        let account = account.map(str::to_owned);
        let body = AskRequest { city: "12".to_owned(), number: GUIDE.to_owned(), biller: biller.to_owned(), account };
        assert_eq!(citizen.post(path::BILLS_ASK, &body).await.verdict(), format!("422 invalid {verdict}"));
    }
    for typed in ["421 23 72", "+994 (12) 421-23-72", "0124212372"] {
        assert_eq!(citizen.bills(typed).await.display, "(12) 421 23 72");
    }
    app.finish().await;
}

async fn anothers_payment_looks_like_none(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let paying = citizen.begin(&citizen.telephone(&app.new_home()).await).await;
    let before = app.counts().await;
    let none = citizen.paying(&"0".repeat(32), &paying.secret).look().await;
    assert_eq!(none.verdict(), "404 not_found");
    let long = "a".repeat(4_000);
    for (reference, secret) in [
        (paying.reference.as_str(), "0".repeat(64)),
        (paying.reference.as_str(), String::new()),
        (paying.reference.as_str(), paying.secret[..63].to_owned()),
        (paying.reference.as_str(), paying.secret.to_uppercase()),
        ("xyz", paying.secret.clone()),
        ("%00", paying.secret.clone()),
        ("%ff%fe", paying.secret.clone()),
        ("%F0%9F%8F%A0", paying.secret.clone()),
        ("'%20OR%201=1", paying.secret.clone()),
        (long.as_str(), paying.secret.clone()),
    ] {
        let other = citizen.paying(reference, &secret);
        for reply in [other.look().await, other.cancel().await] {
            assert_eq!((reply.verdict().as_str(), &reply.body), ("404 not_found", &none.body), "{reference:.50}");
        }
    }
    let without = citizen.get(&format!("{}/{}", path::PAYMENTS, paying.reference)).await;
    assert_eq!(without.body, none.body);
    let strange = citizen.send(Method::GET, &format!("{}/{}", path::PAYMENTS, paying.reference), &[(PAYMENT_SECRET, "ş")], vec![]).await;
    assert_eq!(strange.body, none.body);
    assert_eq!(app.counts().await, before);
    assert_eq!(paying.cancel().await.status, 200);
    app.finish().await;
}
