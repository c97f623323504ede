//! What is kept of people, and for how long: one table, from which come the settings of `[retention]` with their bounds, the
//! job that removes, `kommunal retention`, and the page `/privacy`.
//!
//! Paid payments, their receipts and the journal are in no row: the books are kept whole.

/// One kind of what is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Payments on which no money was ever held: number, e-mail, accounts and the client's digest, since the last change.
    UnpaidPayments,
    /// Applications with all that was said and decided, and the certificate's papers, since their end.
    Applications,
    /// Files added to applications, since the application's end.
    Attachments,
    /// Files that were never sent with an application, since they were added.
    LooseAttachments,
    /// Messages that were sent or given up, since they were written. Those that a payment's books name stay, without words.
    Letters,
    /// Mobile numbers and the digests of codes sent to them, since the code was sent.
    MobileProofs,
    /// Who did what, by keyed digests, since it was done. The stream of the same is its keeper's.
    SecurityEvents,
}

/// A kind's row.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// The kind.
    pub kind: Kind,
    /// In metrics, commands and the API; with `_days` after it the setting.
    pub name: &'static str,
    /// The setting from the configuration's root.
    pub path: &'static str,
    /// Days where the setting is left out.
    pub days: i64,
    /// Least and most days that can be set.
    pub range: (i64, i64),
}

const MOST: i64 = 36_500;

/// A name, and the path of its setting.
macro_rules! named {
    ($name:literal) => {
        ($name, concat!("retention.", $name, "_days"))
    };
}

const fn kept(kind: Kind, (name, path): (&'static str, &'static str), days: i64, least: i64) -> Row {
    Row { kind, name, path, days, range: (least, MOST) }
}

/// Every kind, in the order in which the job removes and `/privacy` tells. A least of two days leaves what somebody may be at.
pub const KINDS: [Row; 7] = [
    kept(Kind::UnpaidPayments, named!("unpaid_payments"), 90, 2),
    kept(Kind::Attachments, named!("attachments"), 180, 1),
    kept(Kind::Applications, named!("applications"), 1_095, 31),
    kept(Kind::LooseAttachments, named!("loose_attachments"), 1, 1),
    kept(Kind::Letters, named!("letters"), 30, 2),
    kept(Kind::MobileProofs, named!("mobile_proofs"), 2, 2),
    kept(Kind::SecurityEvents, named!("security_events"), 365, 31),
];

impl Kind {
    /// The kind's row.
    #[must_use]
    pub fn row(self) -> &'static Row {
        // Each kind has a row, which a test holds.
        KINDS.iter().find(|row| row.kind == self).unwrap_or(&KINDS[0])
    }

    /// A kind by its name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        KINDS.iter().find(|row| row.name == name).map(|row| row.kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_one_row_and_a_default_within_its_bounds() {
        for row in &KINDS {
            assert!((row.range.0..=row.range.1).contains(&row.days), "{}", row.name);
            assert_eq!(row.path, format!("retention.{}_days", row.name));
            assert_eq!((row.kind.row().name, Kind::parse(row.name)), (row.name, Some(row.kind)));
            assert_eq!(KINDS.iter().filter(|other| other.kind == row.kind || other.name == row.name).count(), 1, "{}", row.name);
        }
        // Every variant: a new one does not compile here until it is listed, and is counted.
        let listed = |kind| match kind {
            Kind::UnpaidPayments
            | Kind::Applications
            | Kind::Attachments
            | Kind::LooseAttachments
            | Kind::Letters
            | Kind::MobileProofs
            | Kind::SecurityEvents => 7,
        };
        assert_eq!(listed(Kind::Letters), KINDS.len());
    }
}
