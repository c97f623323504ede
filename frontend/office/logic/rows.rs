//! A newer answer beside the rows on the screen: what is shown stays where it is, under the reader's pointer and focus.

use shared::api::office::{Queue, QueueRow};

/// A row on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    /// As last heard.
    pub(crate) row: QueueRow,
    /// It is no longer in this part of the queue.
    pub(crate) gone: bool,
}

/// Rows as they came.
#[must_use]
pub(crate) fn shown(rows: &[QueueRow]) -> Vec<Shown> {
    rows.iter().map(|row| Shown { row: row.clone(), gone: false }).collect()
}

/// The rows on the screen with what is new about each, in the same order, and how many rows are waiting to be shown. A row
/// beyond what the newer answer reaches is left as it was: nothing is known of it.
#[must_use]
pub(crate) fn refreshed(on_screen: &[Shown], fresh: &Queue) -> (Vec<Shown>, usize) {
    let reach = fresh.next.as_ref().and_then(|_| fresh.rows.last().map(place));
    let refresh = |old: &Shown| match fresh.rows.iter().find(|row| row.number == old.row.number) {
        Some(row) => Shown { row: row.clone(), gone: false },
        None if reach.as_ref().is_some_and(|reach| place(&old.row) > *reach) => old.clone(),
        None => Shown { row: old.row.clone(), gone: true },
    };
    let new = fresh.rows.iter().filter(|row| on_screen.iter().all(|old| old.row.number != row.number)).count();
    (on_screen.iter().map(refresh).collect(), new)
}

/// The server's order: the most urgent first. RFC 3339 in UTC sorts as it reads.
fn place(row: &QueueRow) -> (&str, &str) {
    (&row.due_at, &row.number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::application::{Class, Stage};

    fn row(number: &str, due_at: &str) -> QueueRow {
        QueueRow {
            number: number.to_owned(),
            stage: Stage::Registered,
            second: false,
            class: Class::Residential,
            name: "Aygün Məmmədova".to_owned(),
            account: "1234567".to_owned(),
            sent_at: "2026-11-20T08:00:00Z".to_owned(),
            due_at: due_at.to_owned(),
            officer: None,
            mine: false,
        }
    }

    #[test]
    fn rows_keep_their_places_and_new_ones_wait() {
        let before = shown(&[row("b", "2026-11-21"), row("c", "2026-11-22")]);
        let taken = QueueRow { officer: Some("Rauf".to_owned()), ..row("c", "2026-11-22") };
        let fresh = Queue { rows: vec![row("a", "2026-11-20"), taken.clone()], ..Queue::default() };
        let (after, new) = refreshed(&before, &fresh);
        assert_eq!(after, [Shown { row: row("b", "2026-11-21"), gone: true }, Shown { row: taken, gone: false }]);
        assert_eq!(new, 1);
    }

    #[test]
    fn nothing_is_said_of_rows_beyond_the_first_page() {
        let before = shown(&[row("b", "2026-11-21"), row("c", "2026-11-22")]);
        let fresh = Queue { rows: vec![row("b", "2026-11-21")], next: Some("x".to_owned()), ..Queue::default() };
        assert_eq!(refreshed(&before, &fresh), (before, 0));
    }
}
