//! The published numbers: the guide's own example and a dozen whose billers behave in a known way.

/// The guide's number: Bakı, Abşeron (12) 4212372.
pub const GUIDE_PHONE: &str = "124212372";
/// Its made-up holder.
pub const GUIDE_HOLDER: &str = "Elşad Məmmədov";
/// Its electricity account, owing 24.17.
pub const GUIDE_ELECTRICITY_ACCOUNT: &str = "031244551234019";
/// Its gas account, owing nothing.
pub const GUIDE_GAS_ACCOUNT: &str = "7100123488";

/// How the electricity account of a published number behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Habit {
    /// Answers at once.
    Ordinary,
    /// A posting is refused with `account_closed`.
    Closed,
    /// Queries and postings take [`crate::Config::slow_account_ms`].
    Slow,
    /// A query is never answered.
    SilentQuery,
    /// A posting is neither booked nor answered; everything else works.
    SilentPost,
    /// A posting is booked, then the connection drops.
    LostPost,
    /// No account.
    NoAccount,
    /// Two accounts.
    TwoAccounts,
    /// Paid ahead.
    PaidAhead,
    /// Nothing owed.
    NothingOwed,
    /// Only the exact amount owed is taken: anything else is `amount_not_allowed`.
    ExactOnly,
}

/// A published number.
#[derive(Debug, Clone, Copy)]
pub struct SpecialPhone {
    /// National digits.
    pub phone: &'static str,
    /// What its electricity account does.
    pub habit: Habit,
    /// The same in words.
    pub about: &'static str,
}

const fn special(phone: &'static str, habit: Habit, about: &'static str) -> SpecialPhone {
    SpecialPhone { phone, habit, about }
}

/// Every published number except the guide's. Gas is ordinary for all of them, but for the one without accounts.
pub const SPECIAL_PHONES: &[SpecialPhone] = &[
    special("124990001", Habit::Closed, "electricity refuses every posting: account_closed"),
    special("124990002", Habit::Slow, "electricity answers slowly (3 s)"),
    special("124990003", Habit::SilentQuery, "electricity never answers the query"),
    special("124990004", Habit::SilentPost, "electricity never answers a posting and does not book it"),
    special("124990005", Habit::LostPost, "electricity books a posting, but the answer is lost"),
    special("124990006", Habit::NoAccount, "no account with either biller"),
    special("124990007", Habit::TwoAccounts, "two electricity accounts"),
    special("124990008", Habit::PaidAhead, "electricity is paid ahead by 5.00"),
    special("124990009", Habit::NothingOwed, "electricity owes nothing"),
    special("124990010", Habit::ExactOnly, "electricity takes only the exact amount owed: amount_not_allowed otherwise"),
];

/// The habit of a number.
#[must_use]
pub fn habit_of(phone: &str) -> Habit {
    SPECIAL_PHONES.iter().find(|special| special.phone == phone).map_or(Habit::Ordinary, |special| special.habit)
}

/// The guide's number or one of [`SPECIAL_PHONES`].
#[must_use]
pub fn is_published(phone: &str) -> bool {
    phone == GUIDE_PHONE || SPECIAL_PHONES.iter().any(|special| special.phone == phone)
}
