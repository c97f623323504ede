//! Model billers, by docs/biller-contract.md: idempotent by key, tombstones, refusals that stay.

use shared::payment::machine::BillerAnswer;
use shared::time::Timestamp;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Book {
    Nothing,
    Booked,
    Refused,
    Tombstone,
    Reversed,
}

/// What a biller will do with its item.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Temper {
    Books,
    Refuses,
    /// Books and takes it back at once, by its own rules.
    TakesBack,
}

/// One item's page in its biller's book.
pub(crate) struct Page {
    pub(crate) book: Book,
    pub(crate) times_booked: u32,
    temper: Temper,
}

impl Page {
    pub(crate) const fn new(temper: Temper) -> Self {
        Self { book: Book::Nothing, times_booked: 0, temper }
    }

    pub(crate) fn post(&mut self, at: Timestamp) -> BillerAnswer {
        if self.book == Book::Nothing {
            self.book = match self.temper {
                Temper::Books => Book::Booked,
                Temper::Refuses => Book::Refused,
                Temper::TakesBack => Book::Reversed,
            };
            self.times_booked += u32::from(self.book == Book::Booked);
        }
        self.status(at)
    }

    pub(crate) fn status(&self, at: Timestamp) -> BillerAnswer {
        match self.book {
            Book::Nothing => BillerAnswer::NotFound,
            Book::Booked => BillerAnswer::Accepted { reference: "88120034".to_owned(), at },
            Book::Refused => BillerAnswer::Refused { code: "account_closed".to_owned() },
            Book::Tombstone => BillerAnswer::Tombstoned,
            Book::Reversed => BillerAnswer::Reversed,
        }
    }

    pub(crate) fn cancel(&mut self, at: Timestamp) -> BillerAnswer {
        if self.book == Book::Nothing {
            self.book = Book::Tombstone;
        }
        self.status(at)
    }

    /// 409, nothing to reverse, is *don't know*.
    pub(crate) const fn reverse(&mut self) -> BillerAnswer {
        match self.book {
            Book::Booked | Book::Reversed => {
                self.book = Book::Reversed;
                BillerAnswer::Reversed
            }
            _ => BillerAnswer::Unknown,
        }
    }
}
