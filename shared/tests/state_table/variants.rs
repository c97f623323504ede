//! The names of the payment's words.

use crate::table::variants;
use shared::payment::machine::{Answer, BankView, BillerAnswer, Effect, Event, TransitionError};
use shared::payment::{Posting, State};

variants!(state, STATES: State {
    Opening, AtBank, Abandoned, Posting, Capturing, Voiding, Unwinding, Captured, Refunding, Closed,
});
variants!(event, EVENTS: Event {
    Opened, Bank, PayerCancelled, Item, CaptureAnswered, VoidAnswered, RefundAsked, RefundAnswered, Resolved, Tick,
});
variants!(view, VIEWS: BankView {
    Waiting, Held, Declined, Cancelled, Expired, Cleared, Voided, Refunded, NoOrder, Unknown,
});
variants!(biller_answer, BILLER_ANSWERS: BillerAnswer {
    Accepted, Refused, Tombstoned, NotFound, Reversed, Unknown,
});
variants!(answer, ANSWERS: Answer { Yes, No, Unknown });
variants!(posting, POSTINGS: Posting {
    Planned, Sent, Cancelling, Accepted, Refused, Cancelled, Reversing, Reversed, WrittenOff,
});
variants!(effect, EFFECTS: Effect {
    OpenOrder, AskBank, PostItem, AskItem, CancelItem, ReverseItem, Capture, Void, Refund, RecordCapture, RecordRefund,
    RecordRefundTaken, RecordRefundRefused, RecordWriteOff, RecordAdjustment, RecordReturned, ReleaseLeases, ReleaseLease, Alarm,
});
variants!(error, ERRORS: TransitionError { NotExpected, UnknownItem, Amount });
