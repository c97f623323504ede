//! What one fixed line owes, and its rows in both files.

use std::io::{self, Write};

use crate::money::decimal;
use crate::people;
use crate::random::Stream;
use crate::special::{self, GUIDE_HOLDER, GUIDE_PHONE};

const PURPOSE_TELECOM: u64 = 0x7465_6c00;
const PURPOSE_INTERNET: u64 = 0x6e65_7400;

/// Rows written of a line, and the sum of their amounts.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Written {
    pub(crate) rows: u64,
    pub(crate) sum_minor: i64,
}

/// Periods and due dates that follow from a file's date.
#[derive(Debug)]
pub(crate) struct Dates {
    year: u32,
    month: u32,
}

impl Dates {
    /// Reads `2026-11-21T00:00:00+04:00`.
    pub(crate) fn from_as_of(text: &str) -> Option<Self> {
        let shape = text.bytes().map(|b| if b.is_ascii_digit() { b'0' } else { b }).collect::<Vec<u8>>();
        if shape != b"0000-00-00T00:00:00+00:00" && shape != b"0000-00-00T00:00:00-00:00" {
            return None;
        }
        let (year, month) = (text.get(..4)?.parse().ok()?, text.get(5..7)?.parse().ok()?);
        let day: u32 = text.get(8..10)?.parse().ok()?;
        ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some(Self { year, month })
    }

    fn months_ago(&self, months: u32) -> (u32, u32) {
        let count = self.year * 12 + self.month - 1 - months;
        (count / 12, count % 12 + 1)
    }

    /// `2026-11`
    fn period(&self, months_ago: u32) -> String {
        let (year, month) = self.months_ago(months_ago);
        format!("{year:04}-{month:02}")
    }

    /// `2026-11-25`
    fn due(&self, months_ago: u32) -> String {
        let (year, month) = self.months_ago(months_ago);
        format!("{year:04}-{month:02}-25")
    }
}

/// An issued intercity receipt.
struct Issued {
    number: String,
    amount_minor: i64,
    months_ago: u32,
}

/// One fixed line.
pub(crate) struct Line<'a> {
    dates: &'a Dates,
    phone: u64,
    holder: String,
    subscription_minor: i64,
    issued: Vec<Issued>,
    current_minor: i64,
    internet_minor: Option<i64>,
}

impl<'a> Line<'a> {
    pub(crate) fn draw(seed: u64, phone: u64, dates: &'a Dates) -> Self {
        if phone.to_string() == GUIDE_PHONE {
            return Self::guide(phone, dates);
        }
        let mut telecom = Stream::of(seed, PURPOSE_TELECOM, phone);
        let mut internet = Stream::of(seed, PURPOSE_INTERNET, phone);
        let holder = people::holder(&mut telecom);
        let subscription_minor = owed(&mut telecom, &[250, 250, 250, 500, 750]);
        let issued = (0..documents(&mut telecom)).map(|months_ago| Issued::draw(&mut telecom, phone, months_ago)).collect();
        let current_minor = if telecom.below(3) == 0 { telecom.between(10, 900) } else { 0 };
        let has_internet = internet.below(100) < 70;
        let internet_minor = has_internet.then(|| owed(&mut internet, &[1200, 1500, 1800, 2000, 2500, 3000]));
        if special::is_published(&phone.to_string()) {
            // The same under every seed, so that a test can name the sums.
            let (issued, internet_minor) = (Vec::new(), Some(1500));
            return Self { dates, phone, holder, subscription_minor: 250, issued, current_minor: 0, internet_minor };
        }
        Self { dates, phone, holder, subscription_minor, issued, current_minor, internet_minor }
    }

    /// The guide's number: 2.50 as printed there, and something under every other heading.
    fn guide(phone: u64, dates: &'a Dates) -> Self {
        let receipt = |number: &str, amount_minor, months_ago| Issued { number: number.to_owned(), amount_minor, months_ago };
        Self {
            dates,
            phone,
            holder: GUIDE_HOLDER.to_owned(),
            subscription_minor: 250,
            issued: vec![receipt("SQ-4212372-10", 385, 1), receipt("SQ-4212372-09", 140, 2)],
            current_minor: 62,
            internet_minor: Some(1800),
        }
    }

    /// The operator's subscriber code: the local number in Bakı, as in the guide; elsewhere all digits, to stay unique.
    fn telecom_account(&self) -> u64 {
        if self.phone / 10_000_000 == 12 { self.phone % 10_000_000 } else { self.phone }
    }

    /// Writes the rows of `telecom.csv`.
    pub(crate) fn write_telecom(&self, out: &mut impl Write) -> io::Result<Written> {
        let account = self.telecom_account();
        let mut written = Written::default();
        let mut row = |charge: &str, document: &str, amount: i64, period: &str, due: &str| {
            written.rows += 1;
            written.sum_minor += amount;
            let (phone, amount, holder) = (self.phone, decimal(amount), &self.holder);
            writeln!(out, "{phone},{account},{charge},{document},{amount},{period},{due},{holder}")
        };
        row("subscription", "", self.subscription_minor, &self.dates.period(0), &self.dates.due(0))?;
        for issued in &self.issued {
            let (period, due) = (self.dates.period(issued.months_ago), self.dates.due(issued.months_ago - 1));
            row("intercity-issued", &issued.number, issued.amount_minor, &period, &due)?;
        }
        if self.issued.is_empty() {
            // Said, not left out: a charge the file does not name is unknown, not zero.
            row("intercity-issued", "", 0, "", "")?;
        }
        row("intercity-current", "", self.current_minor, &self.dates.period(0), "")?;
        Ok(written)
    }

    /// Writes the row of `internet.csv`, if the line has internet.
    pub(crate) fn write_internet(&self, out: &mut impl Write) -> io::Result<Written> {
        let Some(amount_minor) = self.internet_minor else { return Ok(Written::default()) };
        let (phone, amount, holder) = (self.phone, decimal(amount_minor), &self.holder);
        let (period, due) = (self.dates.period(0), self.dates.due(0));
        writeln!(out, "{phone},NET-{phone},internet,,{amount},{period},{due},{holder}")?;
        Ok(Written { rows: 1, sum_minor: amount_minor })
    }
}

impl Issued {
    /// The nth receipt of a line is of n + 1 months ago and due the month after.
    fn draw(stream: &mut Stream, phone: u64, index: u32) -> Self {
        let months_ago = index + 1;
        Self { number: format!("SQ-{phone}-{months_ago}"), amount_minor: stream.between(25, 2400), months_ago }
    }
}

/// Six in ten owe (one to three months), two owe nothing, two have paid ahead.
fn owed(stream: &mut Stream, prices: &[i64]) -> i64 {
    let at = usize::try_from(stream.below(prices.len() as u64)).unwrap_or(0);
    let price = prices.get(at).copied().unwrap_or(250);
    match stream.below(10) {
        0..4 => price,
        4 => price * 2,
        5 => price * 3,
        6 | 7 => 0,
        _ => -stream.between(10, price * 2),
    }
}

/// Seven in ten lines have no issued receipt.
fn documents(stream: &mut Stream) -> u32 {
    match stream.below(20) {
        0..14 => 0,
        14..17 => 1,
        17 | 18 => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn periods_go_back_over_the_turn_of_the_year() {
        let dates = Dates::from_as_of("2026-01-05T00:00:00+04:00").unwrap();
        assert_eq!(dates.period(0), "2026-01");
        assert_eq!(dates.period(1), "2025-12");
        assert_eq!(dates.due(2), "2025-11-25");
    }

    #[test]
    fn a_date_without_offset_is_refused() {
        for text in ["2026-11-21", "2026-11-21T00:00:00", "2026-13-21T00:00:00+04:00", "2026-11-21T00:00:00+04:00,x"] {
            assert!(Dates::from_as_of(text).is_none(), "{text}");
        }
    }
}
