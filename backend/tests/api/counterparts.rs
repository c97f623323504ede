//! M14: whom a running payment waits for cannot be taken out of the configuration under it.

use crate::app::{GUIDE, Paying, Plan, TestApp, bill, cards};
use crate::both_engines;
use crate::support::Database;
use kommunal::app::audit::{Verdict, audit};
use kommunal::app::{App, AppError};
use kommunal::config::Config;
use kommunal::serve::{self, Listeners, ServeError};
use kommunal::store::Store;
use std::net::{Ipv4Addr, SocketAddr};

both_engines!(
    what_a_biller_booked_that_is_gone_from_the_configuration_is_not_checked,
    m14_a_share_is_stored_with_whose_book_it_goes_into,
    m14_a_server_without_the_biller_of_a_running_payment_does_not_start,
    m14_a_server_without_the_bank_of_a_running_payment_does_not_start,
    m14_a_biller_that_goes_missing_beside_the_payment_is_not_booked_in_our_own_table,
    m14_a_hosted_biller_is_not_made_a_remote_one_under_a_running_payment,
);

async fn at_bank(app: &TestApp) -> Paying<'_> {
    let citizen = app.citizen();
    let (hosted, light) = (citizen.bills(GUIDE).await, citizen.ask(GUIDE, "electricity").await);
    citizen.begin(&Plan::new(GUIDE).pay(bill(&hosted, "internet"), 500).pay(bill(&light, "electricity"), 700)).await
}

/// What a server with another configuration says when it is started on this database.
async fn started_with(app: &TestApp, change: impl FnOnce(&mut Config)) -> String {
    let mut config = app.config.clone();
    change(&mut config);
    let store = Store::connect(app.db.url()).await.unwrap();
    let other = App::new(config, store, app.clock.clone()).await.unwrap();
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let listeners = Listeners::bind(any, any).await.unwrap();
    // Ends by itself when it does not refuse.
    match serve::run(other, listeners, std::future::ready(())).await {
        Ok(()) => "started".to_owned(),
        Err(ServeError::TakeOver(AppError::NotConfigured(words))) => words,
        Err(other) => panic!("{other}"),
    }
}

fn without(config: &mut Config, biller: &str) {
    config.certificate = None;
    config.biller.retain(|known| known.id != biller);
}

fn hosted(config: &mut Config, biller: &str) {
    config.certificate = None;
    config.biller.iter_mut().find(|known| known.id == biller).unwrap().remote = None;
}

async fn m14_a_share_is_stored_with_whose_book_it_goes_into(db: Database) {
    let app = TestApp::start(db).await;
    let paying = at_bank(&app).await;
    let of = |biller: &str| format!("SELECT booked_by FROM payment_item WHERE payment_id = '{}' AND biller = '{biller}'", paying.reference);
    assert_eq!((app.text(&of("internet")).await.as_str(), app.text(&of("electricity")).await.as_str()), ("hosted", "remote"));
    paying.pay(cards::VISA_AT_ONCE).await;
    paying.is_paid().await;
    app.finish().await;
}

async fn m14_a_server_without_the_biller_of_a_running_payment_does_not_start(db: Database) {
    let app = TestApp::start(db).await;
    let paying = at_bank(&app).await;
    app.crash().await;
    for change in [without, hosted] {
        let said = started_with(&app, |config| change(config, "electricity")).await;
        assert!(said.contains("[[biller]] \"electricity\" is not configured as a remote biller, and 1 open payments"), "{said}");
    }
    let said = started_with(&app, |config| without(config, "internet")).await;
    assert!(said.contains("[[biller]] \"internet\" is not configured as a hosted biller"), "{said}");
    assert_eq!(started_with(&app, |config| without(config, "gas")).await, "started");
    app.start_again().await;
    paying.pay(cards::VISA_AT_ONCE).await;
    paying.is_paid().await;
    app.crash().await;
    // Paid: nothing waits for it any more.
    assert_eq!(started_with(&app, |config| without(config, "electricity")).await, "started");
    app.start_again().await;
    app.finish().await;
}

async fn m14_a_server_without_the_bank_of_a_running_payment_does_not_start(db: Database) {
    let app = TestApp::start(db).await;
    let paying = at_bank(&app).await;
    app.crash().await;
    let said = started_with(&app, |config| {
        config.card.clear();
        config.acquirer.clear();
    })
    .await;
    assert!(said.contains("[[acquirer]] \"kapital\" is not configured, and 1 open payments"), "{said}");
    app.start_again().await;
    paying.pay(cards::VISA_AT_ONCE).await;
    paying.is_paid().await;
    app.finish().await;
}

/// Two servers, one of them with another configuration: what it is asked to book, it does not know.
async fn m14_a_biller_that_goes_missing_beside_the_payment_is_not_booked_in_our_own_table(db: Database) {
    let app = TestApp::start(db).await;
    let paying = at_bank(&app).await;
    app.crash().await;
    // As if the check at the start had not been made: until the server runs, the rows say that nobody waits.
    app.execute("UPDATE payment_item SET booked_by = 'hosted' WHERE biller = 'electricity'").await;
    app.start_again_with(|config| hosted(config, "electricity")).await;
    paying.view().await;
    app.execute("UPDATE payment_item SET booked_by = 'remote' WHERE biller = 'electricity'").await;
    paying.pay(cards::VISA_AT_ONCE).await;
    crate::eventually!("the alarm", {
        paying.view().await;
        (app.number("SELECT COUNT(*) FROM alarm WHERE cause = 'biller_not_configured'").await == 1).then_some(())
    });
    assert_eq!(app.number("SELECT COUNT(*) FROM hosted_posting WHERE biller = 'electricity'").await, 0);
    assert_eq!(app.state_of(&paying.reference).await, "posting");
    app.crash_and_start().await;
    paying.is_paid().await;
    app.finish_after_alarms(1).await;
}

/// What was begun in our own table is told to its biller by the registry, which only a hosted one has.
async fn m14_a_hosted_biller_is_not_made_a_remote_one_under_a_running_payment(db: Database) {
    let app = TestApp::start(db).await;
    let paying = at_bank(&app).await;
    app.crash().await;
    let remote = app.config.biller("electricity").unwrap().remote.clone();
    let said = started_with(&app, |config| {
        config.biller.iter_mut().find(|biller| biller.id == "internet").unwrap().remote = remote;
    })
    .await;
    assert!(said.contains("[[biller]] \"internet\" is not configured as a hosted biller"), "{said}");
    app.start_again().await;
    paying.pay(cards::VISA_AT_ONCE).await;
    paying.is_paid().await;
    app.finish().await;
}

/// Of billers that went after the payment had ended the books are their own still: nobody was asked, and nothing is missing here.
async fn what_a_biller_booked_that_is_gone_from_the_configuration_is_not_checked(db: Database) {
    let app = TestApp::start(db).await;
    let paying = at_bank(&app).await;
    paying.pay(cards::VISA_AT_ONCE).await;
    paying.is_paid().await;
    app.wait_for_calls().await;
    for change in [without, hosted] {
        let mut config = app.config.clone();
        change(&mut config, "electricity");
        let other = App::new(config, Store::connect(app.db.url()).await.unwrap(), app.clock.clone()).await.unwrap();
        let report = audit(&other, true).await.unwrap();
        assert_eq!((report.verdict(), report.found), (Verdict::NotChecked, 0), "{report:#?}");
        assert!(report.notes.iter().any(|note| note.contains("electricity")), "{report:#?}");
    }
    app.finish().await;
}
