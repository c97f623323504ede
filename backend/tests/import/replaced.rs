//! A file in the place of the one before: refused, forced, undone, switched while others read, broken off half way.

use crate::bench::*;
use crate::both_engines;
use crate::support::Database;
use kommunal::app::import::{ImportError, Responsible, changes, undo};

both_engines!(
    m20_a_file_cut_off_is_refused_and_the_one_in_force_stays,
    m20_rows_and_sum_must_be_what_the_trailer_says,
    m20_a_file_can_be_undone_until_the_next_one,
    m21_a_file_that_includes_less_than_the_one_in_force_is_refused,
    f14_accounts_that_lost_their_zero_are_refused,
    the_same_file_twice_changes_nothing,
    an_older_file_is_refused,
    another_file_of_the_same_moment_is_refused,
    a_file_of_the_future_is_refused,
    readers_see_the_old_file_until_the_switch,
    a_crash_half_way_leaves_the_old_file_and_the_next_import_clears_up,
    a_second_import_at_once_is_refused,
    an_import_thought_dead_writes_nothing_more,
    ten_thousand_rows_arrive_and_are_replaced,
    billers_do_not_touch_each_others_files,
    what_is_done_against_the_checks_is_done_by_somebody_for_a_reason,
);

async fn m20_a_file_cut_off_is_refused_and_the_one_in_force_stays(db: Database) {
    let bench = Bench::new(db).await;
    bench.import_guarded("f.csv", 21, &homes(400, "1.00"), false).await.unwrap();
    let before = bench.dump().await;
    let refused = bench.import_guarded("g.csv", 22, &homes(38, "2.00"), false).await;
    assert!(matches!(refused, Err(ImportError::Unlike { accounts: 400, kept: 38, rows: 38, .. })), "{refused:?}");
    assert_eq!(bench.dump().await, before);
    assert_eq!(sum_of_home(&bench.store, 399).await, Some(100));
    bench.import_guarded("g.csv", 22, &homes(280, "2.00"), false).await.unwrap();
    assert_eq!(bench.import_guarded("g.csv", 23, &homes(38, "3.00"), true).await.unwrap().accepted, 38);
}

async fn m20_rows_and_sum_must_be_what_the_trailer_says(db: Database) {
    let bench = Bench::new(db).await;
    let file = |rows: &str, trailer: &str| format!("{rows}{trailer}\n");
    bench.import("f.csv", 21, &file(&homes(3, "1.10"), "# rows=3 sum=3.30")).await.unwrap();
    for (day, rows, trailer) in [(22, 2, "# rows=3 sum=3.30"), (22, 3, "# rows=3 sum=3.20")] {
        let refused = bench.import("f.csv", day, &file(&homes(rows, "1.10"), trailer)).await;
        assert!(matches!(refused, Err(ImportError::Trailer { .. })), "{refused:?}");
    }
    let refused = bench.import("f.csv", 22, &file(&homes(3, "1.10"), "# rows=three")).await;
    assert!(matches!(refused, Err(ImportError::TrailerForm { line: 6 })), "{refused:?}");
    let refused = bench.import("f.csv", 22, &(file(&homes(3, "1.10"), "# rows=3 sum=3.30") + &row("124212372", "9", "1.00"))).await;
    assert!(matches!(refused, Err(ImportError::AfterTrailer { line: 7 })), "{refused:?}");
    let refused = bench.import("f.csv", 22, &homes(3, "1.10")).await;
    assert!(matches!(refused, Err(ImportError::TrailerMissing)), "the file before had one: {refused:?}");
    assert_eq!(sum_of_home(&bench.store, 2).await, Some(110));
    // Rejected rows count; a sum is compared only when every amount can be read.
    let rejected = homes(2, "1.10") + "124000002,2,gas,,1.10,,,A\n";
    assert_eq!(bench.import("f.csv", 22, &file(&rejected, "# rows=3 sum=3.30")).await.unwrap().rejected, 1);
    let unread = homes(2, "1.10") + "124000002,2,subscription,,oops,,,A\n";
    assert_eq!(bench.import("f.csv", 23, &file(&unread, "# rows=3 sum=9.99")).await.unwrap().rejected, 1);
}

async fn m20_a_file_can_be_undone_until_the_next_one(db: Database) {
    let bench = Bench::new(db).await;
    assert!(matches!(bench.undo().await, Err(ImportError::NothingToUndo)));
    bench.import("f.csv", 21, &homes(30, "1.00")).await.unwrap();
    assert!(matches!(bench.undo().await, Err(ImportError::NothingToUndo)), "there was none before");
    let wrong = bench.write_with("g.csv", 22, "# payments_until=2026-11-22T00:00:00+04:00\n", &homes(5, "9.00"));
    bench.pay("7", 40, at(21).plus_ms(1)).await;
    bench.run(&wrong, 5_000, 23, &mut |_| ()).await.unwrap();
    assert_eq!(sum_of_home(&bench.store, 7).await, None);
    let undo = bench.undo().await.unwrap();
    assert_eq!((undo.as_of, undo.undone), (at(21), at(22)));
    assert_eq!((sum_of_home(&bench.store, 4).await, sum_of_home(&bench.store, 7).await), (Some(100), Some(60)));
    assert_eq!(bench.count_rows().await, 30, "what was undone is gone");
    assert!(matches!(bench.undo().await, Err(ImportError::NothingToUndo)), "once");
    bench.run(&wrong, 5_000, 23, &mut |_| ()).await.unwrap();
    bench.import("h.csv", 23, &homes(30, "3.00")).await.unwrap();
    assert_eq!(bench.undo().await.unwrap().as_of, at(22), "of the last replaced one");
}

async fn m21_a_file_that_includes_less_than_the_one_in_force_is_refused(db: Database) {
    let bench = Bench::new(db).await;
    bench.import_until("f.csv", 22, 22, &row("124212372", "1", "5.00")).await.unwrap();
    bench.pay("1", 100, at(22).plus_ms(1)).await;
    bench.enter().await;
    let before = bench.dump().await;
    let refused = bench.import_until("f.csv", 23, 21, &row("124212372", "1", "5.00")).await;
    assert!(matches!(refused, Err(ImportError::PaymentsBehind { in_force }) if in_force == at(22)), "{refused:?}");
    assert_eq!(bench.dump().await, before);
    bench.import_with("f.csv", 23, "# registry_until=1\n", &row("124212372", "1", "4.00")).await.unwrap();
    let refused = bench.import_with("f.csv", 24, "# registry_until=0\n", &row("124212372", "1", "4.00")).await;
    assert!(matches!(refused, Err(ImportError::RegistryBehind { in_force: 1 })), "{refused:?}");
    assert_eq!(owed(&bench).await, Some(400));
}

async fn f14_accounts_that_lost_their_zero_are_refused(db: Database) {
    let bench = Bench::new(db).await;
    let file =
        |zero: &str| (0..40).map(|n| row(&format!("1242123{n:02}"), &format!("{zero}312445512340{n:02}"), "2.00")).collect::<String>();
    bench.import_guarded("f.csv", 21, &file("0"), false).await.unwrap();
    let refused = bench.import_guarded("f.csv", 22, &file(""), false).await;
    assert!(matches!(refused, Err(ImportError::Unlike { accounts: 40, kept: 0, rows: 40, .. })), "{refused:?}");
    // One of them among others: the biller's accounts have fifteen digits.
    let mixed = file("0") + &row("124212340", "31244551234040", "2.00");
    assert_eq!(bench.import_of_digits("f.csv", 22, 15, &mixed).await.unwrap().rejected, 1);
    assert_eq!(bench.errors("f.csv"), [("43".to_owned(), "account_digits".to_owned())]);
    assert!(!bench.bills("124212340").await[0].known);
}

async fn the_same_file_twice_changes_nothing(db: Database) {
    let bench = Bench::new(db).await;
    let text = row("124212372", "1", "5.00") + "bad\n";
    bench.import("f.csv", 21, &text).await.unwrap();
    let before = bench.dump().await;
    let summary = bench.import("f.csv", 21, &text).await.unwrap();
    assert!(summary.unchanged);
    assert_eq!((bench.dump().await, bench.errors("f.csv").len()), (before, 1));
}

async fn an_older_file_is_refused(db: Database) {
    let bench = Bench::new(db).await;
    bench.import("f.csv", 21, &row("124212372", "1", "5.00")).await.unwrap();
    let before = bench.dump().await;
    let refused = bench.import("g.csv", 20, &row("124212372", "1", "1.00")).await;
    assert!(matches!(refused, Err(ImportError::Older { .. })));
    assert_eq!(bench.dump().await, before);
}

async fn another_file_of_the_same_moment_is_refused(db: Database) {
    let bench = Bench::new(db).await;
    bench.import("f.csv", 21, &row("124212372", "1", "5.00")).await.unwrap();
    let refused = bench.import("g.csv", 21, &row("124212372", "1", "1.00")).await;
    assert!(matches!(refused, Err(ImportError::SameMoment { .. })));
    assert_eq!(sums(&bench.bills("124212372").await), [("1", "subscription", Some(500))]);
}

async fn a_file_of_the_future_is_refused(db: Database) {
    let bench = Bench::new(db).await;
    let refused = bench.import("f.csv", 29, &row("124212372", "1", "5.00")).await;
    assert!(matches!(refused, Err(ImportError::Future { .. })));
    assert!(bench.has_no_file("124212372").await);
}

async fn readers_see_the_old_file_until_the_switch(db: Database) {
    let bench = Bench::new(db).await;
    bench.import("f.csv", 21, &homes(2_000, "1.00")).await.unwrap();
    let path = bench.write("g.csv", 22, &homes(2_000, "2.00"));
    let reader = bench.db.store().await;
    let mut seen = Vec::new();
    let mut nothing = |_| ();
    let import = bench.run(&path, 100, 22, &mut nothing);
    tokio::pin!(import);
    let look = || async { sum_of_home(&reader, 7).await };
    loop {
        tokio::select! {
            biased;
            outcome = &mut import => break outcome.map(|_| ()).unwrap(),
            sum = look() => seen.push(sum),
        }
    }
    assert!(seen.len() > 5, "the reader was answered all along: {}", seen.len());
    assert!(seen.iter().all(|sum| [Some(100), Some(200)].contains(sum)), "{seen:?}");
    assert!(seen.is_sorted(), "never back again: {seen:?}");
    assert_eq!((seen[0], look().await), (Some(100), Some(200)));
}

async fn a_crash_half_way_leaves_the_old_file_and_the_next_import_clears_up(db: Database) {
    let bench = Bench::new(db).await;
    bench.import("f.csv", 21, &homes(500, "1.00")).await.unwrap();
    let path = bench.write("g.csv", 22, &homes(2_000, "2.00"));
    bench.crash_after(&path, 100, 5).await;
    assert_eq!(sum_of_home(&bench.store, 7).await, Some(100));
    assert!(bench.count_rows().await > 500, "something was staged");
    let summary = bench.run(&path, 100, 23, &mut |_| ()).await.unwrap();
    assert_eq!(summary.accepted, 2_000);
    assert!(summary.removed >= 500);
    assert_eq!(sum_of_home(&bench.store, 7).await, Some(200));
    assert_eq!(bench.count_rows().await, 2_500, "half-staged rows are gone, the file before is kept");
}

async fn a_second_import_at_once_is_refused(db: Database) {
    let bench = Bench::new(db).await;
    let path = bench.write("g.csv", 21, &homes(2_000, "2.00"));
    bench.crash_after(&path, 100, 5).await;
    let refused = bench.run(&path, 100, 21, &mut |_| ()).await;
    assert!(matches!(refused, Err(ImportError::Running { .. })), "{refused:?}");
}

async fn an_import_thought_dead_writes_nothing_more(db: Database) {
    let bench = Bench::new(db).await;
    let slow = bench.write("slow.csv", 21, &homes(2_000, "1.00"));
    let other = bench.write("other.csv", 22, &homes(500, "2.00"));
    let overtaken = bench.overtake(&slow, &other).await;
    assert!(matches!(overtaken, Err(ImportError::TakenOver)), "{overtaken:?}");
    assert_eq!(sum_of_home(&bench.store, 7).await, Some(200));
    assert_eq!(bench.count_rows().await, 500);
}

async fn ten_thousand_rows_arrive_and_are_replaced(db: Database) {
    let bench = Bench::new(db).await;
    let summary = bench.import("f.csv", 21, &homes(10_000, "1.00")).await.unwrap();
    assert_eq!((summary.accepted, summary.removed), (10_000, 0));
    let summary = bench.import("g.csv", 22, &homes(9_000, "2.00")).await.unwrap();
    assert_eq!((summary.accepted, summary.carried_unknown, summary.removed), (9_000, 1_000, 0));
    assert_eq!(sum_of_home(&bench.store, 8_999).await, Some(200));
    assert_eq!(sum_of_home(&bench.store, 9_000).await, None, "unknown");
    assert_eq!(bench.count_rows().await, 19_000, "the file before is kept for undoing");
    let summary = bench.import("h.csv", 23, &homes(9_000, "3.00")).await.unwrap();
    assert_eq!((summary.carried_unknown, summary.removed), (1_000, 10_000), "the one before it goes");
    assert_eq!(bench.count_rows().await, 18_000);
}

async fn billers_do_not_touch_each_others_files(db: Database) {
    let bench = Bench::new(db).await;
    bench.import("f.csv", 21, &row("124212372", "1", "5.00")).await.unwrap();
    bench.import_for("other", "g.csv", 20, &row("124212372", "1", "1.00")).await.unwrap();
    bench.pay("1", 200, at(21).plus_ms(1)).await;
    assert_eq!(sums(&bench.bills("124212372").await), [("1", "subscription", Some(300))]);
    assert_eq!(sums(&bench.bills_of("other", "124212372").await), [("1", "subscription", Some(100))]);
}

async fn what_is_done_against_the_checks_is_done_by_somebody_for_a_reason(db: Database) {
    let bench = Bench::new(db).await;
    bench.import("f.csv", 21, &homes(30, "1.00")).await.unwrap();
    bench.import_guarded("g.csv", 22, &homes(29, "2.00"), false).await.unwrap();
    assert!(changes(&bench.store, BILLER).await.unwrap().is_empty(), "nobody forced anything");
    bench.import_guarded("h.csv", 23, &homes(5, "3.00"), true).await.unwrap();
    bench.undo().await.unwrap();
    let told = changes(&bench.store, BILLER).await.unwrap();
    let mut said: Vec<_> = told.iter().map(|change| (change.what.as_str(), change.from, change.to)).collect();
    said.sort_unstable();
    assert_eq!(said, [("forced", Some(at(22)), at(23)), ("undone", Some(at(23)), at(22))]);
    let wanted = Responsible { by: "Aygün Quliyeva".to_owned(), reason: "the biller sent half a file".to_owned() };
    assert!(told.iter().all(|change| change.responsible == wanted), "{told:#?}");
    // Nobody, or without a reason: nothing is done.
    for (by, reason) in [("", "why"), ("Aygün", "  "), ("Ay\ngün", "why")] {
        let nobody = Responsible { by: by.to_owned(), reason: reason.to_owned() };
        assert!(matches!(undo(&bench.store, BILLER, &nobody, at(23)).await, Err(ImportError::Nobody)), "{by} {reason}");
    }
    assert_eq!(sum_of_home(&bench.store, 4).await, Some(200));
}
