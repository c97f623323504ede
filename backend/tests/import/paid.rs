//! What was paid or taken back, until a biller says that its file includes it.

use crate::bench::*;
use crate::both_engines;
use crate::support::Database;
use kommunal::app::import::ImportError;
use kommunal::store::payment_registry_acks::Acked;

both_engines!(
    a_payment_is_subtracted_until_a_file_includes_it,
    m4_a_payment_counts_as_included_only_when_the_biller_says_so,
    m4_an_acknowledgement_before_a_file_includes_what_it_names,
    m4_a_reversal_is_owed_again_until_a_file_includes_it,
);

async fn a_payment_is_subtracted_until_a_file_includes_it(db: Database) {
    let bench = Bench::new(db).await;
    bench.import("f.csv", 21, &row("124212372", "1", "5.00")).await.unwrap();
    bench.pay("1", 200, at(21).plus_ms(3_600_000)).await;
    bench.pay("1", 100, at(21)).await;
    assert_eq!(sums(&bench.bills("124212372").await), [("1", "subscription", Some(200))], "no file has said that it has one of them");
    assert_eq!(bench.bills("124212372").await[0].documents[0].amount.minor(), 500);
    // Of a later moment, but the biller had our payments only up to the day before.
    bench.import_until("f.csv", 22, 21, &row("124212372", "1", "5.00")).await.unwrap();
    assert_eq!(sums(&bench.bills("124212372").await), [("1", "subscription", Some(300))]);
    bench.import_until("f.csv", 23, 23, &row("124212372", "1", "3.00")).await.unwrap();
    assert_eq!(sums(&bench.bills("124212372").await), [("1", "subscription", Some(300))]);
}

async fn m4_a_payment_counts_as_included_only_when_the_biller_says_so(db: Database) {
    let bench = Bench::new(db).await;
    let debt = row("124212372", "1", "18.00");
    bench.import("f.csv", 21, &debt).await.unwrap();
    bench.pay("1", 1_800, at(22)).await;
    assert_eq!(owed(&bench).await, Some(0));
    bench.import("f.csv", 23, &debt).await.unwrap();
    assert_eq!(owed(&bench).await, Some(0), "as_of alone says nothing of payments");
    let ahead = bench.import_with("f.csv", 24, "# registry_until=1\n", &debt).await;
    assert!(matches!(ahead, Err(ImportError::RegistryAhead { last: 0 })), "{ahead:?}");
    assert_eq!((bench.enter().await, bench.enter().await), (1, 0));
    bench.import("f.csv", 25, &debt).await.unwrap();
    assert_eq!(owed(&bench).await, Some(0), "handed out is not booked");
    bench.import_with("f.csv", 26, "# registry_until=1\n", &debt).await.unwrap();
    assert_eq!(owed(&bench).await, Some(1_800), "the file's word counts");
    bench.pay("1", 300, at(26)).await;
    bench.import("f.csv", 27, &debt).await.unwrap();
    assert_eq!(owed(&bench).await, Some(1_500), "what the file before included stays included");
}

async fn m4_an_acknowledgement_before_a_file_includes_what_it_names(db: Database) {
    let bench = Bench::new(db).await;
    bench.import("f.csv", 21, &row("124212372", "1", "18.00")).await.unwrap();
    bench.pay("1", 1_000, at(21).plus_ms(1)).await;
    bench.pay("1", 200, at(21).plus_ms(2)).await;
    bench.enter().await;
    assert!(matches!(bench.acknowledge(1, 1, 900, at(22)).await, Acked::Differs { from: 0, entries: 1, total_minor: 1_000 }));
    assert!(matches!(bench.acknowledge(3, 3, 1_000, at(22)).await, Acked::Ahead));
    assert!(matches!(bench.acknowledge(1, 1, 1_000, at(22)).await, Acked::Yes(_)));
    assert!(matches!(bench.acknowledge(1, 1, 1_000, at(23)).await, Acked::Before(ack) if ack.at == at(22)));
    assert_eq!(owed(&bench).await, Some(600), "the file in force is of before");
    bench.import("f.csv", 22, &row("124212372", "1", "8.00")).await.unwrap();
    assert_eq!(owed(&bench).await, Some(600), "8.00 less the entry that was not acknowledged");
    assert!(matches!(bench.acknowledge(2, 1, 200, at(23)).await, Acked::Yes(ack) if ack.from == 1));
    assert!(matches!(bench.acknowledge(1, 1, 1_000, at(23)).await, Acked::Behind { until: 2 }));
    bench.import("f.csv", 22 + 1, &row("124212372", "1", "6.00")).await.unwrap();
    assert_eq!(owed(&bench).await, Some(600));
}

async fn m4_a_reversal_is_owed_again_until_a_file_includes_it(db: Database) {
    let bench = Bench::new(db).await;
    bench.import("f.csv", 21, &row("124212372", "1", "18.00")).await.unwrap();
    let item = bench.pay("1", 1_800, at(22)).await;
    bench.reverse_part(&item, 500, at(23)).await;
    assert_eq!(owed(&bench).await, Some(500));
    assert_eq!(bench.enter().await, 2);
    bench.import_with("f.csv", 24, "# registry_until=1\n", &row("124212372", "1", "0.00")).await.unwrap();
    assert_eq!(owed(&bench).await, Some(500), "the biller has the payment and not yet its reversal");
    bench.import_with("f.csv", 25, "# registry_until=2\n", &row("124212372", "1", "5.00")).await.unwrap();
    assert_eq!(owed(&bench).await, Some(500));
}
