//! Kinds of security events: who signed in, who looked at whose data, who decided, what was refused.

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal,)+) => {
        /// What happened. The text form is stored and stays.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum EventKind {
            $($(#[doc = $doc])+ $name,)+
        }

        impl EventKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The stable text form.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }
        }
    };
}

kinds! {
    /// Somebody signed in.
    SignIn = "sign_in",
    /// A sign-in came to nothing; the outcome says why.
    SignInRefused = "sign_in_refused",
    /// Somebody signed out.
    SignOut = "sign_out",
    /// A session was ended by somebody else: a supervisor, a command, the identity provider.
    SessionEnded = "session_ended",
    /// A rate limit or quota was reached; the detail is its name.
    LimitReached = "limit_reached",
    /// A code, PIN, token or secret was wrong.
    WrongCode = "wrong_code",
    /// Somebody without the right asked for something.
    AccessDenied = "access_denied",
    /// A list with personal data was shown.
    ListViewed = "list_viewed",
    /// Somebody or something was searched; the subject is a number of ours or a digest of what was typed.
    Search = "search",
    /// One record with personal data was shown.
    RecordViewed = "record_viewed",
    /// A file with personal data was handed out to staff.
    Download = "download",
    /// Staff decided; the detail is what.
    Decision = "decision",
    /// A command of the command line.
    Command = "command",
    /// The auditor searched these events.
    EventsSearched = "events_searched",
}

impl EventKind {
    /// The kind of a text form.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text)
    }

    /// Events of this kind are each written, never counted together: two of them are two acts.
    #[must_use]
    pub const fn is_an_act(self) -> bool {
        matches!(
            self,
            Self::SignIn | Self::SignOut | Self::SessionEnded | Self::Search | Self::Decision | Self::Command | Self::EventsSearched
        )
    }

    /// Anybody can cause as many as they like.
    #[must_use]
    pub const fn is_a_strangers(self) -> bool {
        matches!(self, Self::SignInRefused | Self::LimitReached | Self::WrongCode | Self::AccessDenied)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_a_text_of_its_own_that_is_read_again() {
        for kind in EventKind::ALL {
            assert_eq!(EventKind::from_text(kind.as_str()), Some(*kind));
        }
        assert_eq!(EventKind::from_text("nothing"), None);
    }

    #[test]
    fn what_strangers_cause_is_counted_together() {
        assert!(EventKind::ALL.iter().all(|kind| !(kind.is_an_act() && kind.is_a_strangers())));
    }
}
