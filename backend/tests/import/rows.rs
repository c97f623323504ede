//! What stands in a file: rows that are taken, rejected, doubted, and files that are none.

use crate::bench::*;
use crate::both_engines;
use crate::support::Database;
use kommunal::app::import::ImportError;
use shared::money::Money;

both_engines!(
    a_file_shows_what_its_accounts_owe,
    a_number_nobody_has_and_a_biller_without_file_are_told_apart,
    a_bad_row_never_stops_the_rest,
    strange_csv_is_taken_or_rejected_row_by_row,
    a_rejected_row_makes_its_account_unknown,
    a_rejected_row_of_a_known_account_is_found_under_its_old_number,
    a_row_without_an_account_puts_its_number_in_doubt,
    the_second_of_two_equal_rows_is_rejected_wherever_it_stands,
    an_account_the_new_file_lacks_shows_unknown_until_a_file_has_it,
    an_account_that_moved_is_found_at_its_new_number_only,
    f3_lines_behind_an_open_quote_are_rows_of_their_own,
    f4_what_a_spreadsheet_made_of_a_file_is_read_or_named,
    a_file_that_is_none_is_refused_whole,
    a_file_without_a_good_row_changes_nothing,
);

async fn a_file_shows_what_its_accounts_owe(db: Database) {
    let rows = "124212372,4212372,subscription,,2.50,2026-11,2026-11-25,Elşad Məmmədov\n\
                124212372,4212372,intercity-issued,SQ-10,3.85,2026-10,2026-11-25,Elşad Məmmədov\n\
                124212372,4212372,intercity-issued,SQ-09,1.40,2026-09,2026-10-25,Elşad Məmmədov\n\
                124212372,4212372,intercity-current,,-0.62,,,Elşad Məmmədov\n";
    let bench = Bench::new(db).await;
    let summary = bench.import("f.csv", 21, rows).await.unwrap();
    assert_eq!((summary.rows, summary.accepted, summary.rejected, summary.unchanged), (4, 4, 0, false));
    assert!(!bench.errors_of("f.csv").exists());
    let bills = bench.bills("124212372").await;
    assert_eq!(
        sums(&bills),
        [("4212372", "subscription", Some(250)), ("4212372", "intercity-issued", Some(525)), ("4212372", "intercity-current", Some(-62))]
    );
    assert_eq!(bills[0].holder_masked, "E•••• M•••••••");
    assert_eq!((bills[1].period.as_str(), bills[1].due.as_str()), ("2026-10", "2026-10-25"));
    let documents: Vec<_> = bills[1].documents.iter().map(|d| (d.number.as_str(), d.amount)).collect();
    assert_eq!(documents, [("SQ-10", Money::from_minor(385)), ("SQ-09", Money::from_minor(140))]);
    assert!(!bench.dump().await.contains("Məmmədov"), "only the masked name is stored");
}

async fn a_number_nobody_has_and_a_biller_without_file_are_told_apart(db: Database) {
    let bench = Bench::new(db).await;
    assert!(bench.has_no_file("124212372").await);
    bench.import("f.csv", 21, &row("124212372", "1", "2.50")).await.unwrap();
    assert!(bench.has_no_account("124212373").await);
}

async fn a_bad_row_never_stops_the_rest(db: Database) {
    let bench = Bench::new(db).await;
    let bad = [
        ("phone", "12421237,2,subscription,,2.50,,,A"),
        ("phone", "994212372,2,subscription,,2.50,,,A"),
        ("account", "124212372,,subscription,,2.50,,,A"),
        ("account", "124212372,net-2,subscription,,2.50,,,A"),
        ("charge", "124212372,3,gas,,2.50,,,A"),
        ("document", "124212372,4,subscription,123456789012345678901234567890123,2.50,,,A"),
        ("amount", "124212372,5,subscription,,\"2,50\",,,A"),
        ("amount", "124212372,6,subscription,,2.5,,,A"),
        ("amount", "124212372,7,subscription,,10000000.00,,,A"),
        ("period", "124212372,8,subscription,,2.50,2026-13,,A"),
        ("due", "124212372,9,subscription,,2.50,,2026-02-30,A"),
        ("columns", "124212372,10,subscription,,2.50,,,A,B"),
        ("columns", "124212372,11,subscr"),
    ];
    let mut text = row("124212372", "1", "2.50");
    bad.iter().for_each(|(_, line)| text += &format!("{line}\n"));
    text += &row("124212373", "12", "0.00");
    let summary = bench.import("f.csv", 21, &text).await.unwrap();
    assert_eq!((summary.rows, summary.accepted, summary.rejected), (15, 2, 13));
    let errors = bench.errors("f.csv");
    let expected: Vec<_> = bad.iter().enumerate().map(|(index, (reason, _))| ((index + 4).to_string(), (*reason).to_owned())).collect();
    assert_eq!(errors, expected);
    assert_eq!(sums(&bench.bills("124212373").await), [("12", "subscription", Some(0))]);
    // A corrected file takes the error file away.
    bench.import("f.csv", 22, &row("124212372", "1", "2.50")).await.unwrap();
    assert!(!bench.errors_of("f.csv").exists());
}

async fn strange_csv_is_taken_or_rejected_row_by_row(db: Database) {
    let bench = Bench::new(db).await;
    let long = "x".repeat(100_000);
    let mut file =
        b"\xef\xbb\xbf# as_of=2026-11-21T00:00:00+04:00\r\n# a remark\r\nphone,account,charge,document,amount,period,due,holder\r\n"
            .to_vec();
    for line in [
        b"124212371,1,subscription,\"A,\"\"B\"\"\",2.50,,,\"M\xc9\x99mm\xc9\x99dov, El\xc5\x9fad\"\r\n".as_slice(), // 4
        b"124212372,2,subscription,,2.50,,,\"two\r\nlines\"\r\n",                                                   // 5, 6
        "124212373,3,subscription,📞,2.50,,,🎉 Ə\r\n".as_bytes(),                                                   // 7
        b"124212374,4,subscription,,2.50,,,nul\0byte\r\n",                                                          // 8
        b"124212375,5,subscription,,2.50,,,\xff\xfe\r\n",                                                           // 9
        format!("124212376,6,subscription,,2.50,,,{long}\r\n").as_bytes(),                                          // 10
        b"\r\n",                                                                                                    // 11
        b"124212377,7,subscription,,2.50,,,\"never closed\r\n",                                                     // 12
        b"124212378,8,subscription,,2.50,,,'); DROP TABLE receivable; --\r\n",                                      // 13
        format!("124212379,9,subscription,,2.50,,,{}\r\n", "y".repeat(121)).as_bytes(),                             // 14
        b"124212370,10,subscription,,2.50,,,no line break",                                                         // 15
    ] {
        file.extend_from_slice(line);
    }
    let summary = bench.import_bytes("f.csv", &file).await.unwrap();
    assert_eq!((summary.rows, summary.accepted, summary.rejected), (11, 4, 7));
    let errors: Vec<String> = bench.errors("f.csv").into_iter().map(|(line, reason)| format!("{line} {reason}")).collect();
    assert_eq!(
        errors,
        ["5 unclosed_quote", "6 columns", "8 control_character", "9 utf8", "10 row_too_long", "12 unclosed_quote", "14 holder"]
    );
    for (phone, known) in
        [("124212371", true), ("124212372", false), ("124212373", true), ("124212376", false), ("124212378", true), ("124212370", true)]
    {
        assert_eq!(bench.bills(phone).await[0].known, known, "{phone}");
    }
    assert_eq!(bench.bills("124212371").await[0].documents[0].number, "A,\"B\"");
    assert_eq!(bench.bills("124212371").await[0].holder_masked, "M•••• E•••••••");
}

async fn a_rejected_row_makes_its_account_unknown(db: Database) {
    let bench = Bench::new(db).await;
    let text = "124212372,1,subscription,A,2.50,,,A\n\
                124212372,1,subscription,B,oops,,,A\n\
                124212372,1,intercity-current,,1.00,,,A\n\
                124212373,2,wrong-charge,,1.00,,,A\n\
                124212373,3,subscription,,1.00,,,A\n";
    bench.import("f.csv", 21, text).await.unwrap();
    let bills = bench.bills("124212372").await;
    assert_eq!(sums(&bills), [("1", "subscription", None), ("1", "intercity-current", Some(100))]);
    assert!(bills[0].documents.is_empty(), "half a debt is not shown");
    // Its charge cannot be read: any of them may be wrong. The other account of the number is not touched.
    let bills = bench.bills("124212373").await;
    assert_eq!(bills.iter().filter(|bill| bill.account == "2" && !bill.known).count(), CHARGES.len());
    assert_eq!(sums(&bills)[0], ("3", "subscription", Some(100)));
    // A file that has it right ends the doubt.
    bench.import("f.csv", 22, "124212372,1,subscription,,2.50,,,A\n124212373,2,subscription,,4.00,,,A\n").await.unwrap();
    assert_eq!(sums(&bench.bills("124212372").await)[0], ("1", "subscription", Some(250)));
    assert_eq!(sums(&bench.bills("124212373").await), [("2", "subscription", Some(400)), ("3", "subscription", None)]);
}

async fn a_rejected_row_of_a_known_account_is_found_under_its_old_number(db: Database) {
    let bench = Bench::new(db).await;
    bench.import("f.csv", 21, &(row("124212372", "1", "2.50") + &row("124212373", "2", "0.00"))).await.unwrap();
    let text = "oops,1,subscription,,9.00,,,A\n".to_owned() + &row("124212373", "2", "0.00");
    bench.import("f.csv", 22, &text).await.unwrap();
    assert_eq!(sums(&bench.bills("124212372").await), [("1", "subscription", None)]);
    assert_eq!(sums(&bench.bills("124212373").await), [("2", "subscription", Some(0))]);
}

async fn a_row_without_an_account_puts_its_number_in_doubt(db: Database) {
    let bench = Bench::new(db).await;
    let text = row("124212372", "1", "2.50") + "124212372,_,subscription,,1.00,,,A\n124212373,_,subscription,,1.00,,,A\n";
    bench.import("f.csv", 21, &text).await.unwrap();
    assert_eq!(sums(&bench.bills("124212372").await), [("1", "subscription", None)]);
    assert_eq!(sums(&bench.bills("124212373").await), [("", "subscription", None)]);
    // Carried until a file names something at the number.
    bench.import("f.csv", 22, &row("124212372", "1", "2.50")).await.unwrap();
    assert_eq!(sums(&bench.bills("124212372").await), [("1", "subscription", Some(250))]);
    assert_eq!(sums(&bench.bills("124212373").await), [("", "subscription", None)]);
    bench.import("f.csv", 23, &(row("124212372", "1", "2.50") + &row("124212373", "2", "1.00"))).await.unwrap();
    assert_eq!(sums(&bench.bills("124212373").await), [("2", "subscription", Some(100))]);
}

async fn the_second_of_two_equal_rows_is_rejected_wherever_it_stands(db: Database) {
    let bench = Bench::new(db).await;
    let mut text = row("124212372", "1", "2.50") + &row("124212372", "1", "3.00");
    (10..900).for_each(|n| text += &row("124212373", &n.to_string(), "1.00"));
    text += &row("124212372", "1", "2.50");
    text += &row("124212374", "12", "5.00");
    text += &row("124212375", "1000", "0.00");
    let summary = bench.import_in_batches("f.csv", 21, &text, 300).await.unwrap();
    assert_eq!((summary.accepted, summary.rejected), (892, 3));
    let errors = bench.errors("f.csv");
    let lines: Vec<&str> = errors.iter().map(|(line, _)| line.as_str()).collect();
    assert!(errors.iter().all(|(_, reason)| reason == "duplicate"));
    assert_eq!(lines, ["4", "895", "896"]);
    assert_eq!(sums(&bench.bills("124212372").await), [("1", "subscription", None)]);
    assert!(bench.bills("124212374").await.iter().all(|bill| !bill.known));
    assert_eq!(sums(&bench.bills("124212375").await), [("1000", "subscription", Some(0))]);
}

async fn an_account_the_new_file_lacks_shows_unknown_until_a_file_has_it(db: Database) {
    let bench = Bench::new(db).await;
    let both = row("124212372", "1", "2.50") + &row("124212373", "2", "1.00");
    bench.import("f.csv", 21, &both).await.unwrap();
    for day in 22..24 {
        let summary = bench.import("f.csv", day, &row("124212373", "2", "1.00")).await.unwrap();
        assert_eq!(summary.carried_unknown, 1);
        assert_eq!(sums(&bench.bills("124212372").await), [("1", "subscription", None)]);
    }
    let summary = bench.import("f.csv", 24, &both).await.unwrap();
    assert_eq!(summary.carried_unknown, 0);
    assert_eq!(sums(&bench.bills("124212372").await), [("1", "subscription", Some(250))]);
}

async fn an_account_that_moved_is_found_at_its_new_number_only(db: Database) {
    let bench = Bench::new(db).await;
    bench.import("f.csv", 21, "124212372,1,subscription,,1.00,,,A\n124212372,1,intercity-current,,1.00,,,A\n").await.unwrap();
    bench.import("f.csv", 22, &row("124212373", "1", "2.50")).await.unwrap();
    assert!(bench.has_no_account("124212372").await);
    assert_eq!(sums(&bench.bills("124212373").await), [("1", "subscription", Some(250)), ("1", "intercity-current", None)]);
}

async fn f3_lines_behind_an_open_quote_are_rows_of_their_own(db: Database) {
    let bench = Bench::new(db).await;
    let rows = "125550002,T2,subscription,,2.22,2026-11,,\"Numune MMC\n\
                125550003,T3,intercity-issued,SQ-1,7.00,2026-10,,\"Sinaq\" MMC\n\
                125550003,T3,intercity-issued,SQ-2,5.00,2026-11,,Sinaq MMC\n";
    let summary = bench.import("f.csv", 21, rows).await.unwrap();
    assert_eq!((summary.rows, summary.accepted, summary.rejected), (3, 2, 1));
    assert_eq!(bench.errors("f.csv"), [("3".to_owned(), "unclosed_quote".to_owned())]);
    assert_eq!(sums(&bench.bills("125550003").await), [("T3", "intercity-issued", Some(1_200))]);
    assert_eq!(sums(&bench.bills("125550002").await), [("T2", "subscription", None)]);
    // A quote at the very start of a line: whose it is can still be told.
    let rows = "\"125550002,T2,subscription,,2.22,2026-11,,A\n125550003,T3,intercity-issued,SQ-2,5.00,2026-11,,B\"\n";
    bench.import("f.csv", 22, rows).await.unwrap();
    assert_eq!(sums(&bench.bills("125550002").await), [("T2", "subscription", None)]);
}

async fn f4_what_a_spreadsheet_made_of_a_file_is_read_or_named(db: Database) {
    let bench = Bench::new(db).await;
    let plain = "# as_of=2026-11-21T00:00:00+04:00,,,,,,,\n\
                 phone,account,charge,document,amount,period,due,holder\n\
                 124212372,1,subscription,,2.50,,,A\n,,,,,,,\n,,,,,,,\n# rows=1 sum=2.50,,,,,,,\n,,,,,,,\n";
    let utf16 = |bytes: fn(u16) -> [u8; 2]| plain.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    for file in [utf16(u16::to_le_bytes), utf16(u16::to_be_bytes), [vec![0xff, 0xfe], utf16(u16::to_le_bytes)].concat()] {
        let refused = bench.import_bytes("f.csv", &file).await;
        assert!(matches!(refused, Err(ImportError::Utf16)), "{refused:?}");
    }
    let summary = bench.import_bytes("f.csv", plain.replace('\n', "\r").as_bytes()).await.unwrap();
    assert_eq!((summary.rows, summary.accepted), (1, 1));
    assert_eq!(owed(&bench).await, Some(250));
}

async fn a_file_that_is_none_is_refused_whole(db: Database) {
    let bench = Bench::new(db).await;
    let head = "# as_of=2026-11-21T00:00:00+04:00\n";
    let columns = "phone,account,charge,document,amount,period,due,holder\n";
    for (file, words) in [
        (String::new(), "as of when"),
        (columns.to_owned(), "as of when"),
        (head.to_owned(), "no columns"),
        (format!("{head}phone;account;charge;document;amount;period;due;holder\n"), "expected the columns"),
        (format!("{head}account,phone,charge,document,amount,period,due,holder\n"), "found account,phone"),
        (format!("# as_of=21.11.2026\n{columns}"), "line 1"),
        (format!("{head}# payments_until=2026-11-22T00:00:00+04:00\n{columns}"), "later than as_of"),
        ("PK\u{3}\u{4}\0\0\0".repeat(10_000), "spreadsheet"),
    ] {
        let refused = bench.import_bytes("f.csv", file.as_bytes()).await.unwrap_err().to_string();
        assert!(refused.contains(words), "{refused}");
    }
    assert!(matches!(bench.import_path("absent.csv").await, Err(ImportError::Read(..))));
    assert!(matches!(bench.import_path(".").await, Err(ImportError::NotAFile(_))));
    assert!(bench.has_no_file("124212372").await);
}

async fn a_file_without_a_good_row_changes_nothing(db: Database) {
    let bench = Bench::new(db).await;
    bench.import("f.csv", 21, &row("124212372", "1", "5.00")).await.unwrap();
    let before = bench.dump().await;
    let refused = bench.import("g.csv", 22, "124212372;1;subscription;;5,00;;;A\n").await;
    assert!(matches!(refused, Err(ImportError::NothingAccepted { rejected: 1, .. })));
    assert_eq!(bench.errors("g.csv"), [("3".to_owned(), "columns".to_owned())]);
    assert!(matches!(bench.import("h.csv", 22, "").await, Err(ImportError::NothingAccepted { rejected: 0, .. })));
    assert_eq!(bench.dump().await, before, "what was staged is cleared away");
}
