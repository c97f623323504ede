//! The remote biller's client against the sandbox billers.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use kommunal::connectors::Secret;
use kommunal::connectors::biller::{AccountReport, PostingRequest, Postings, Queried, RemoteBiller, RemoteBillerConfig};
use kommunal_sandbox::faults::{Mode, Rule};
use kommunal_sandbox::{Config, Running, Sandbox};
use shared::biller::Account;
use shared::id::Id;
use shared::money::Money;
use shared::numbering::Landline;
use shared::payment::machine::BillerAnswer;
use shared::refund::machine::ReversalAnswer;
use shared::time::Timestamp;

const GUIDE_ACCOUNT: &str = "031244551234019";

fn config(running: &Running) -> RemoteBillerConfig {
    RemoteBillerConfig {
        base_url: running.biller_url("electricity"),
        key: "demo".to_owned(),
        secret: Secret::new("demo-biller-secret"),
        timeout_ms: 700,
        query_timeout_ms: 700,
        postings_list: true,
    }
}

async fn start() -> (Running, RemoteBiller) {
    let running = Sandbox::start(Config::for_tests()).await.unwrap();
    let biller = RemoteBiller::new(config(&running)).unwrap();
    (running, biller)
}

fn id(n: u8) -> Id {
    Id::from_bytes([n; 16])
}

fn posting(n: u8) -> PostingRequest<'static> {
    let paid_at = Timestamp::from_rfc3339("2026-11-21T09:05:11Z").unwrap();
    PostingRequest { id: id(n), account: GUIDE_ACCOUNT, charge: "electricity", amount: Money::from_minor(2417), paid_at }
}

fn phone(national: &str) -> Landline {
    Landline::from_national(national).unwrap()
}

#[track_caller]
fn accounts(queried: Queried) -> Vec<AccountReport> {
    match queried {
        Queried::Accounts(accounts) => accounts,
        Queried::Unknown { why } => panic!("{why}"),
    }
}

fn is_accepted(answer: &BillerAnswer) -> bool {
    matches!(answer, BillerAnswer::Accepted { .. })
}

#[tokio::test]
async fn the_guides_home_owes_electricity_by_number_and_by_code() {
    let (_running, biller) = start().await;
    let by_phone = accounts(biller.query_phone(&phone("124212372")).await);
    assert_eq!((by_phone[0].account.as_str(), by_phone[0].holder.as_str()), (GUIDE_ACCOUNT, "Elşad Məmmədov"));
    let charge = &by_phone[0].charges[0];
    assert_eq!((charge.charge.as_str(), charge.balance.minor(), charge.documents.len()), ("electricity", 2417, 1));
    let by_code = accounts(biller.query_account(&Account::parse(GUIDE_ACCOUNT).unwrap()).await);
    assert_eq!(by_code[0].charges, by_phone[0].charges);
}

#[tokio::test]
async fn no_account_two_accounts_nothing_owed_and_paid_ahead_are_told_apart() {
    let (_running, biller) = start().await;
    assert_eq!(accounts(biller.query_phone(&phone("124990006")).await), vec![]);
    assert_eq!(accounts(biller.query_phone(&phone("124990007")).await).len(), 2);
    for (national, balance) in [("124990008", -500), ("124990009", 0)] {
        let found = accounts(biller.query_phone(&phone(national)).await);
        assert_eq!((found[0].charges[0].balance.minor(), found[0].charges[0].documents.len()), (balance, 0));
    }
}

#[tokio::test]
async fn a_query_in_trouble_is_unknown_and_never_nothing_owed() {
    let (running, biller) = start().await;
    for mode in [Mode::Error500, Mode::Html502, Mode::Refuse, Mode::Silent, Mode::LostAnswer, Mode::BadSignature] {
        running.set_fault(Rule::new("biller.electricity.query", mode)).unwrap();
        let queried = biller.query_phone(&phone("124212372")).await;
        assert!(matches!(queried, Queried::Unknown { .. }), "{mode:?} {queried:?}");
    }
}

#[tokio::test]
async fn a_payment_is_booked_once_however_often_it_is_posted() {
    let (running, biller) = start().await;
    let first = biller.post(&posting(1)).await;
    assert!(is_accepted(&first), "{first:?}");
    assert_eq!(biller.post(&posting(1)).await, first);
    assert_eq!(biller.status(&id(1)).await, first);
    assert_eq!(biller.cancel(&id(1)).await, first);
    assert_eq!(running.books().postings.len(), 1);
}

#[tokio::test]
async fn the_same_id_with_another_amount_settles_nothing() {
    let (_running, biller) = start().await;
    let first = biller.post(&posting(1)).await;
    let other = PostingRequest { amount: Money::from_minor(2418), ..posting(1) };
    assert_eq!(biller.post(&other).await, BillerAnswer::Unknown);
    assert_eq!(biller.status(&id(1)).await, first);
}

#[tokio::test]
async fn a_refusal_names_its_code() {
    let (_running, biller) = start().await;
    let wrong = PostingRequest { account: "42", ..posting(2) };
    assert_eq!(biller.post(&wrong).await, BillerAnswer::Refused { code: "account_not_found".to_owned() });
}

#[tokio::test]
async fn a_tombstone_keeps_a_late_posting_out() {
    let (running, biller) = start().await;
    assert_eq!(biller.status(&id(3)).await, BillerAnswer::NotFound);
    assert_eq!(biller.cancel(&id(3)).await, BillerAnswer::Tombstoned);
    assert_eq!(biller.post(&posting(3)).await, BillerAnswer::Tombstoned);
    assert_eq!(biller.status(&id(3)).await, BillerAnswer::Tombstoned);
    assert!(running.books().postings.iter().all(|line| line.status == "cancelled"));
}

#[tokio::test]
async fn a_booking_is_taken_back_and_only_what_was_booked() {
    let (_running, biller) = start().await;
    let nothing = BillerAnswer::Refused { code: "nothing_to_reverse".to_owned() };
    assert_eq!(biller.reverse(&id(4), Money::from_minor(2417)).await, nothing);
    biller.post(&posting(4)).await;
    assert_eq!(biller.reverse(&id(4), Money::from_minor(2416)).await, nothing);
    for _ in 0..2 {
        assert_eq!(biller.reverse(&id(4), Money::from_minor(2417)).await, BillerAnswer::Reversed);
    }
    assert_eq!(biller.status(&id(4)).await, BillerAnswer::Reversed);
}

#[tokio::test]
async fn a_booking_is_taken_back_in_parts_each_once_whatever_becomes_of_the_answers() {
    let (running, biller) = start().await;
    biller.post(&posting(4)).await;
    let sum = Money::from_minor;
    assert_eq!(biller.reversal_status(&id(4), &id(5)).await, ReversalAnswer::NotFound);
    for mode in [Mode::LostAnswer, Mode::SilentAfter, Mode::BadSignature, Mode::UnknownStatus, Mode::Html502, Mode::Silent] {
        running.set_fault(Rule::new("biller.electricity.reversal", mode).times(1)).unwrap();
        assert_eq!(biller.reverse_part(&id(4), &id(5), sum(1000), "refund").await, ReversalAnswer::Unknown, "{mode:?}");
    }
    for _ in 0..2 {
        assert!(matches!(biller.reverse_part(&id(4), &id(5), sum(1000), "refund").await, ReversalAnswer::Reversed { .. }));
        assert!(matches!(biller.reversal_status(&id(4), &id(5)).await, ReversalAnswer::Reversed { .. }));
    }
    assert_eq!(biller.reverse_part(&id(4), &id(5), sum(1001), "refund").await, ReversalAnswer::Unknown);
    let no = ReversalAnswer::Refused { code: "amount_not_allowed".to_owned() };
    assert_eq!(biller.reverse_part(&id(4), &id(6), sum(1418), "refund").await, no);
    assert!(is_accepted(&biller.status(&id(4)).await));
    assert!(matches!(biller.reverse_part(&id(4), &id(7), sum(1417), "refund").await, ReversalAnswer::Reversed { .. }));
    assert_eq!(biller.status(&id(4)).await, BillerAnswer::Reversed);
    assert_eq!(running.books().postings[0].remaining_minor, 0);
}

#[tokio::test]
async fn a_posting_whose_answer_is_lost_is_found_by_asking() {
    let (running, biller) = start().await;
    let lost = [Mode::LostAnswer, Mode::SilentAfter, Mode::BadSignature, Mode::UnknownStatus];
    for (n, mode) in (10_u8..).zip(lost) {
        running.set_fault(Rule::new("biller.electricity.post", mode)).unwrap();
        assert_eq!(biller.post(&posting(n)).await, BillerAnswer::Unknown, "{mode:?}");
        running.clear_faults();
        let found = biller.status(&id(n)).await;
        assert!(is_accepted(&found), "{mode:?} {found:?}");
    }
}

#[tokio::test]
async fn a_posting_that_never_arrived_is_not_found_which_is_not_a_no() {
    let (running, biller) = start().await;
    for (n, mode) in (20_u8..).zip([Mode::Silent, Mode::Error500, Mode::Html502]) {
        running.set_fault(Rule::new("biller.electricity.post", mode)).unwrap();
        assert_eq!(biller.post(&posting(n)).await, BillerAnswer::Unknown, "{mode:?}");
        assert_eq!(biller.status(&id(n)).await, BillerAnswer::NotFound, "{mode:?}");
    }
}

#[tokio::test]
async fn trouble_on_every_other_call_settles_nothing() {
    let (running, biller) = start().await;
    biller.post(&posting(5)).await;
    for mode in [Mode::Error500, Mode::Html502, Mode::Silent, Mode::LostAnswer, Mode::BadSignature, Mode::UnknownStatus] {
        for call in ["status", "cancel", "reverse"] {
            running.set_fault(Rule::new(&format!("biller.electricity.{call}"), mode)).unwrap();
        }
        assert_eq!(biller.status(&id(5)).await, BillerAnswer::Unknown, "{mode:?}");
        assert_eq!(biller.cancel(&id(5)).await, BillerAnswer::Unknown, "{mode:?}");
        assert_eq!(biller.reverse(&id(5), Money::from_minor(2417)).await, BillerAnswer::Unknown, "{mode:?}");
    }
}

#[tokio::test]
async fn a_stranger_learns_and_books_nothing() {
    let (running, _) = start().await;
    for stranger in [
        RemoteBillerConfig { secret: Secret::new("wrong"), ..config(&running) },
        RemoteBillerConfig { key: "nobody".to_owned(), ..config(&running) },
    ] {
        let stranger = RemoteBiller::new(stranger).unwrap();
        assert!(matches!(stranger.query_phone(&phone("124212372")).await, Queried::Unknown { .. }));
        assert_eq!(stranger.post(&posting(6)).await, BillerAnswer::Unknown);
    }
    assert!(running.books().postings.is_empty());
}

#[tokio::test]
async fn settings_that_cannot_work_are_named_at_the_start() {
    let (running, _) = start().await;
    assert!(RemoteBiller::new(RemoteBillerConfig { base_url: "gas".to_owned(), ..config(&running) }).is_err());
    assert!(RemoteBiller::new(RemoteBillerConfig { key: "a\nb".to_owned(), ..config(&running) }).is_err());
    assert!(RemoteBiller::new(RemoteBillerConfig { secret: Secret::new(""), ..config(&running) }).is_err());
    let biller = RemoteBiller::new(config(&running)).unwrap();
    assert!(!format!("{biller:?}").contains("demo-biller-secret"));
}

#[tokio::test]
async fn the_billers_list_says_what_was_booked_and_what_is_left_of_it() {
    let (running, biller) = start().await;
    for n in 1..=3 {
        assert!(is_accepted(&biller.post(&posting(n)).await));
    }
    biller.cancel(&id(9)).await;
    let Postings::Page { postings, next } = biller.postings(None).await else { panic!("a page was expected") };
    let listed: Vec<_> = postings.iter().map(|posting| (posting.id.clone(), posting.status.as_str(), posting.remaining.minor())).collect();
    let line = |n: u8, status, left| (id(n).to_string(), status, left);
    assert_eq!(listed, [line(1, "accepted", 2417), line(2, "accepted", 2417), line(3, "accepted", 2417), line(9, "cancelled", 0)]);
    assert_eq!((postings[0].account.as_str(), postings[0].charge.as_str(), next), (GUIDE_ACCOUNT, "electricity", None));
    let Postings::Page { postings, .. } = biller.postings(Some(id(2).as_str())).await else { panic!("a page was expected") };
    assert_eq!(postings.len(), 2);
    running.set_fault(Rule::new("biller.electricity.list", Mode::BadSignature)).unwrap();
    assert!(matches!(biller.postings(None).await, Postings::Unknown { .. }));
    let without = RemoteBiller::new(RemoteBillerConfig { postings_list: false, ..config(&running) }).unwrap();
    assert_eq!(without.postings(None).await, Postings::NotOffered);
}
