//! F16: however the bank sends its payer back, it is a hint, and leads to the payment's page.

use crate::app::{TestApp, cards};
use crate::both_engines;
use crate::support::Database;
use reqwest::Method;

both_engines!(
    f16_a_payer_who_is_posted_back_lands_on_the_payments_page,
    f16_what_the_bank_adds_to_the_address_changes_nothing,
    f16_only_the_banks_return_may_come_from_another_site,
);

const FORM: &str = "application/x-www-form-urlencoded";

async fn f16_a_payer_who_is_posted_back_lands_on_the_payments_page(db: Database) {
    let app = TestApp::start(db).await;
    let (citizen, number) = (app.citizen(), app.new_home());
    let paying = citizen.begin(&citizen.telephone(&number).await).await;
    let page = format!("/pay/return/{}", paying.reference);
    for (origin, kind, body) in [
        ("http://127.0.0.1:8081", FORM, "ID=12&STATUS=FullyPaid"),
        ("null", FORM, "ID=12&STATUS=Declined"),
        ("https://bank.example", "application/json", "{"),
        ("https://bank.example", "multipart/form-data; boundary=x", "--x--"),
    ] {
        let headers = [("origin", origin), ("sec-fetch-site", "cross-site"), ("content-type", kind)];
        let reply = citizen.send(Method::POST, &page, &headers, body.as_bytes().to_vec()).await;
        assert_eq!((reply.status, reply.header("location")), (303, page.as_str()), "{origin} {kind}");
    }
    // Nobody believed that it was paid, or declined.
    assert_eq!(app.state_of(&paying.reference).await, "at_bank");
    paying.pay(cards::VISA_AT_ONCE).await;
    paying.is_paid().await;
    app.finish().await;
}

async fn f16_what_the_bank_adds_to_the_address_changes_nothing(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let reference = "0a7f19c4d2e84b6f9a1c3e5d7b9f0a2c";
    let page = format!("/pay/return/{reference}");
    for added in ["/", "/cancel", "/declined", "/cancel/now", ";jsessionid=1", "&ID=12&STATUS=Declined", "/cancel?ID=12&STATUS=Cancelled"] {
        for method in [Method::GET, Method::POST] {
            let reply = citizen.send(method.clone(), &format!("{page}{added}"), &[("content-type", FORM)], vec![]).await;
            assert_eq!((reply.status, reply.header("location")), (303, page.as_str()), "{method} {added}");
        }
    }
    let posted = citizen.send(Method::POST, &format!("{page}?ID=12&STATUS=Declined"), &[("content-type", FORM)], vec![]).await;
    assert_eq!((posted.status, posted.header("location")), (303, page.as_str()));
    // The page itself, with a query too: 503 where the server was built without its pages.
    for query in ["", "?ID=12&STATUS=Declined"] {
        assert!(matches!(citizen.get(&format!("{page}{query}")).await.status, 200 | 503));
    }
    app.finish().await;
}

async fn f16_only_the_banks_return_may_come_from_another_site(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let foreign = [("origin", "https://bank.example"), ("content-type", FORM)];
    for path in ["/pay/returned", "/pay", "/api/payments", "/pay/0a7f19c4d2e84b6f9a1c3e5d7b9f0a2c"] {
        assert_eq!(citizen.send(Method::POST, path, &foreign, vec![]).await.verdict(), "403 origin", "{path}");
    }
    assert_eq!(citizen.send(Method::POST, "/pay/return/nothing", &foreign, vec![]).await.verdict(), "404 not_found");
    for method in [Method::PUT, Method::DELETE, Method::PATCH] {
        let page = "/pay/return/0a7f19c4d2e84b6f9a1c3e5d7b9f0a2c";
        assert_eq!(citizen.send(method, page, &[("content-type", FORM)], vec![]).await.verdict(), "405 method");
    }
    app.finish().await;
}
