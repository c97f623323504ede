//! Events that are counted together, so that a flood of them fills no disk: of equal ones the first is written at once, the
//! others of that minute as one row with their count.

use super::Event;
use shared::time::{Millis, Timestamp};
use std::collections::HashMap;

/// How long equal events are counted together.
pub(super) const WINDOW_MS: Millis = 60_000;
/// Different events that strangers may cause in a window; those beyond are counted together, whoever caused them.
const STRANGERS_MAX: usize = 256;
/// The same of staff, who are few and known: beyond it each is written by itself.
const STAFF_MAX: usize = 8_192;

/// What makes events equal: everything but their time and reason.
type Key = Event;

/// The window that is open.
#[derive(Debug, Default)]
pub(super) struct Counted {
    begun: Option<Timestamp>,
    /// How many came after the first, and when the last one came.
    repeats: HashMap<Key, (i64, Timestamp)>,
    strangers: usize,
}

impl Counted {
    /// Counts an event; true: it is the first of its window and to be written now.
    pub(super) fn is_first(&mut self, event: &mut Event, now: Timestamp) -> bool {
        self.begun.get_or_insert(now);
        if event.kind.is_a_strangers() && !self.repeats.contains_key(event) {
            if self.strangers >= STRANGERS_MAX {
                *event = Event { subject: String::new(), detail: event.detail.clone(), ..Event::new(event.kind, "others") };
            } else {
                self.strangers += 1;
            }
        }
        if let Some((count, last)) = self.repeats.get_mut(event) {
            (*count, *last) = (*count + 1, now);
            return false;
        }
        if self.repeats.len() < STAFF_MAX + STRANGERS_MAX {
            self.repeats.insert(event.clone(), (0, now));
        }
        true
    }

    /// The repeats of a window that is over, or of any window when `all`; the next one begins with the next event.
    pub(super) fn take(&mut self, now: Timestamp, all: bool) -> Vec<(Event, i64, Timestamp)> {
        if !self.begun.is_some_and(|begun| all || now.ms_since(begun) >= WINDOW_MS) {
            return vec![];
        }
        let repeats = std::mem::take(self).repeats;
        repeats.into_iter().filter(|(_, (count, _))| *count > 0).map(|(event, (count, last))| (event, count, last)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::security::EventKind;

    const NOW: Timestamp = Timestamp::from_micros(1_000_000);

    fn limit(client: usize) -> Event {
        Event { client: client.to_string(), detail: "lookups_per_address".to_owned(), ..Event::new(EventKind::LimitReached, "POST /x") }
    }

    #[test]
    fn s10_of_equal_events_the_first_is_written_and_the_rest_counted() {
        let mut counted = Counted::default();
        let firsts = (0..1000).filter(|_| counted.is_first(&mut limit(1), NOW)).count();
        assert_eq!(firsts, 1);
        assert!(counted.take(NOW.plus_ms(WINDOW_MS - 1), false).is_empty(), "the window is open");
        assert_eq!(counted.take(NOW.plus_ms(WINDOW_MS), false), [(limit(1), 999, NOW)]);
        assert!(counted.is_first(&mut limit(1), NOW.plus_ms(WINDOW_MS)), "a window of its own");
        assert!(counted.take(NOW, true).is_empty(), "one alone was written already");
    }

    #[test]
    fn s10_a_flood_from_many_addresses_is_bounded() {
        let mut counted = Counted::default();
        let firsts = (0..100_000).filter(|client| counted.is_first(&mut limit(*client), NOW)).count();
        assert_eq!(firsts, STRANGERS_MAX + 1, "and one that stands for all others");
        let rest = counted.take(NOW, true);
        assert_eq!(rest.iter().map(|(event, count, _)| (event.route.as_str(), *count)).collect::<Vec<_>>(), [("others", 99_743)]);
    }

    #[test]
    fn s10_strangers_do_not_hide_what_staff_look_at() {
        let mut counted = Counted::default();
        (0..1000).for_each(|client| {
            counted.is_first(&mut limit(client), NOW);
        });
        let look = |number: &str| Event { subject: number.to_owned(), ..Event::new(EventKind::RecordViewed, "GET /y") };
        assert!(counted.is_first(&mut look("M-1"), NOW) && counted.is_first(&mut look("M-2"), NOW));
        assert!(!counted.is_first(&mut look("M-1"), NOW));
    }
}
