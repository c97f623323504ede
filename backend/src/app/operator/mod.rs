//! What an operator sees: figures of what is open, the search of payments, one payment's whole course.

pub mod figures;
pub mod payment;
pub mod search;

use shared::alarm::Who;
use shared::time::Timestamp;

use super::identity::Person;

/// Rows of a page.
const ROWS: usize = 50;
/// One more than a page shows tells whether there are more.
pub(crate) const ROWS_AND_ONE: i64 = 51;

/// A page's place: when its last row was made, and that row's identifier.
pub(crate) fn cursor(at: Timestamp, id: &str) -> String {
    format!("{}.{id}", at.micros())
}

/// `None`: from the beginning.
pub(crate) fn place(after: &str) -> Option<(i64, String)> {
    let (at, id) = after.split_once('.')?;
    Some((at.parse().ok()?, id.to_owned()))
}

impl From<&Person> for Who {
    fn from(person: &Person) -> Self {
        Self { actor: person.actor.clone(), name: person.name.clone() }
    }
}

/// Cuts a page that was read with one row more than it shows; answers whether there are more.
pub(crate) fn cut<T>(rows: &mut Vec<T>) -> bool {
    let more = rows.len() > ROWS;
    rows.truncate(ROWS);
    more
}

/// Keeps the last two digits.
fn masked_phone(national: &str) -> String {
    let kept: String = national.chars().skip(national.chars().count().saturating_sub(2)).collect();
    format!("•••••••{kept}")
}
