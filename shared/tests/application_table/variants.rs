//! The names of the application's words.

use crate::table::variants;
use shared::application::{Approver, Effect, Event, Seen, State, TransitionError};

variants!(state, STATES: State {
    Registered, UnderReview, CorrectionAsked, SecondReview, Checking, Signing, Issued, Rejected, Withdrawn,
});
variants!(event, EVENTS: Event {
    Taken, Released, Freed, CorrectionAsked, Answered, Approved, Rejected, Withdrawn, Debt, Signed, NotSigned, Tick,
});
variants!(seen, SEEN: Seen { Clear, Owed, Unknown });
variants!(approver, APPROVERS: Approver { Rule, Officer, Two });
variants!(effect, EFFECTS: Effect { AskDebt, Sign, RecordCertificate, Notify, Alarm });
variants!(error, ERRORS: TransitionError { NotExpected, NotYours, OwnApplication });
