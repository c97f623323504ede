//! Receivables files.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;

use kommunal_sandbox::generate::{CAPACITY, DEFAULT_AS_OF, GenerateError, Order, generate};

fn order(name: &str, accounts: u64, seed: u64) -> Order {
    let out = std::env::temp_dir().join(format!("kommunal-generate-{}-{name}", std::process::id()));
    Order { accounts, seed, out, as_of: DEFAULT_AS_OF.to_owned(), progress: false }
}

fn files(order: &Order) -> (String, String) {
    generate(order).unwrap();
    let read = |out: &PathBuf, name| fs::read_to_string(out.join(name)).unwrap();
    let both = (read(&order.out, "telecom.csv"), read(&order.out, "internet.csv"));
    fs::remove_dir_all(&order.out).unwrap();
    both
}

#[test]
fn the_same_seed_and_number_make_the_same_bytes() {
    let first = files(&order("a", 2000, 7));
    assert_eq!(first, files(&order("b", 2000, 7)));
    assert_ne!(first, files(&order("c", 2000, 8)));
}

#[test]
fn the_guides_number_is_always_there_as_printed() {
    for (accounts, seed) in [(1, 1), (50, 99)] {
        let (telecom, internet) = files(&order(&format!("g{seed}"), accounts, seed));
        assert!(telecom.starts_with("# as_of=2026-11-21T00:00:00+04:00\n# payments_until=2026-11-21T00:00:00+04:00\n"));
        let head = "phone,account,charge,document,amount,period,due,holder\n";
        assert!(telecom.contains(head) && internet.contains(head));
        assert!(telecom.contains("\n124212372,4212372,subscription,,2.50,2026-11,2026-11-25,Elşad Məmmədov\n"));
        assert!(internet.contains("\n124212372,NET-124212372,internet,,18.00,2026-11,2026-11-25,Elşad Məmmədov\n"));
        let rows = |start: &str| telecom.lines().filter(|line| line.starts_with(start)).count();
        assert_eq!(rows("124212372,4212372,intercity-issued,"), 2);
        assert_eq!(rows("124212372,4212372,intercity-current,"), 1);
    }
}

#[test]
fn rows_keep_to_the_documented_form_and_the_promised_spread() {
    let (telecom, internet) = files(&order("spread", 5000, 3));
    let (mut keys, mut phones, mut owing, mut ahead) = (HashSet::new(), HashSet::new(), 0, 0);
    for line in telecom.lines().chain(internet.lines()).filter(|line| line.starts_with(|c: char| c.is_ascii_digit())) {
        let columns: Vec<&str> = line.split(',').collect();
        let [phone, account, charge, document, amount, period, due, holder] = columns[..] else { panic!("{line}") };
        assert!(keys.insert((account.to_owned(), charge.to_owned(), document.to_owned())), "twice: {line}");
        assert!(phone.len() == 9 && !holder.is_empty() && document.len() <= 32, "{line}");
        assert!(account.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-'), "{line}");
        assert!(matches!(amount.split_once('.'), Some((_, cents)) if cents.len() == 2), "{line}");
        assert!(matches!(period.len(), 0 | 7) && matches!(due.len(), 0 | 10), "{line}");
        if charge == "subscription" {
            phones.insert(phone.to_owned());
            owing += u32::from(!amount.starts_with('-') && amount != "0.00");
            ahead += u32::from(amount.starts_with('-'));
        }
    }
    assert_eq!(phones.len(), 5000);
    assert!((2750..3250).contains(&owing), "{owing}");
    assert!((800..1200).contains(&ahead), "{ahead}");
}

#[test]
fn a_file_ends_with_its_rows_and_their_sum() {
    let (telecom, internet) = files(&order("trailer", 200, 5));
    for file in [telecom, internet] {
        let (mut rows, mut sum) = (0_i64, 0_i64);
        for line in file.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit())) {
            rows += 1;
            sum += line.split(',').nth(4).unwrap().replace('.', "").parse::<i64>().unwrap();
        }
        let said = file.lines().last().unwrap().strip_prefix("# rows=").unwrap().split_once(" sum=").unwrap();
        assert_eq!((said.0.parse(), said.1.replace('.', "").parse()), (Ok(rows), Ok(sum)));
    }
}

#[test]
fn more_lines_than_there_are_numbers_are_refused() {
    assert!(matches!(generate(&order("many", CAPACITY + 1, 1)), Err(GenerateError::TooMany)));
    let dateless = Order { as_of: "yesterday".into(), ..order("date", 1, 1) };
    assert!(matches!(generate(&dateless), Err(GenerateError::AsOf)));
}
