//! The closed list of what can be wrong with a field, said alike by the browser and the server.

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal),* $(,)?) => {
        /// What is wrong with a field. The text form is stable: it is the API's and the locale files' key.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code { $($(#[$doc])* $name),* }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Code] = &[$(Code::$name),*];

            /// The stable text form.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text),* }
            }
        }
    };
}

codes! {
    /// Nothing was typed.
    Empty = "empty",
    /// Longer than the field's bound (`limit` characters).
    TooLong = "too_long",
    /// A character that the field does not take.
    Characters = "characters",
    /// City not in the list.
    CityUnknown = "city_unknown",
    /// A local number has seven digits; `limit` of them were typed.
    NumberLength = "number_length",
    /// Seven digits that no line of that city can have.
    NumberImpossible = "number_impossible",
    /// A full number was pasted and its area code is another city's.
    NumberOtherCity = "number_other_city",
    /// Subscriber code of a wrong length.
    AccountLength = "account_length",
    /// No such amount.
    AmountFormat = "amount_format",
    /// Zero or negative.
    AmountZero = "amount_zero",
    /// Above what the biller takes at once (`limit` qəpik).
    AmountTooLarge = "amount_too_large",
    /// Below what the biller takes at once (`limit` qəpik).
    AmountTooSmall = "amount_too_small",
    /// The biller takes only the whole debt (`limit` qəpik).
    AmountPart = "amount_part",
    /// The biller takes no more than the debt (`limit` qəpik).
    AmountAdvance = "amount_advance",
    /// Not an e-mail address, or one in letters outside ASCII, which mail servers do not take.
    EmailFormat = "email_format",
    /// A choice that is not on offer.
    ChoiceUnknown = "choice_unknown",
    /// Nothing was chosen to pay.
    NothingChosen = "nothing_chosen",
    /// More items than one payment takes (`limit`).
    TooMany = "too_many",
    /// The same bill twice in one payment.
    Twice = "twice",
    /// Receipt number that cannot be one.
    ReceiptNumber = "receipt_number",
    /// Receipt code that cannot be one.
    ReceiptCode = "receipt_code",
    /// Not a FIN: seven letters or digits, no I and no O.
    FinFormat = "fin_format",
    /// Not ten digits ending in 1 or 2.
    VoenFormat = "voen_format",
    /// Ten digits whose check digit is another: a slip of the finger.
    VoenCheck = "voen_check",
    /// Not a mobile number of Azerbaijan.
    MobileFormat = "mobile_format",
    /// A fixed line where a mobile number is wanted.
    MobileFixed = "mobile_fixed",
    /// The number has not been proven by its code.
    MobileUnproven = "mobile_unproven",
    /// A code from a message has six digits.
    CodeFormat = "code_format",
    /// Another code was sent; `limit` tries are left.
    CodeWrong = "code_wrong",
    /// The code is too old or was tried too often: ask for another.
    CodeOver = "code_over",
    /// Shorter than this field wants (`limit` characters).
    TooShort = "too_short",
    /// Letters that no paper can show; `limit` holds them, see [`crate::paper::letters`].
    PaperLetters = "paper_letters",
    /// A file that is neither PDF nor JPEG nor PNG.
    FileKind = "file_kind",
    /// An iPhone's photograph (HEIC, HEIF): said with what to do.
    FileHeic = "file_heic",
    /// A file larger than `limit` bytes.
    FileSize = "file_size",
    /// A document is missing that this application needs.
    FileMissing = "file_missing",
    /// The declaration is not confirmed.
    NotDeclared = "not_declared",
    /// The account owes money.
    AccountOwes = "account_owes",
    /// No such account at the biller.
    AccountUnknown = "account_unknown",
    /// Application number that cannot be one.
    ApplicationNumber = "application_number",
    /// Certificate number that cannot be one.
    CertificateNumber = "certificate_number",
    /// A value of a wrong form (identifiers made by the program, not typed).
    Malformed = "malformed",
}

/// One field's verdict: a code and, where the code names one, a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldError {
    /// What is wrong.
    pub code: Code,
    /// The limit or count the message names; zero when it names none.
    pub limit: i64,
}

impl FieldError {
    /// A verdict that names a limit.
    #[must_use]
    pub const fn with_limit(code: Code, limit: i64) -> Self {
        Self { code, limit }
    }
}

impl From<Code> for FieldError {
    fn from(code: Code) -> Self {
        Self { code, limit: 0 }
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        // A newer server may know more codes than this client.
        Ok(Self::ALL.iter().copied().find(|c| c.as_str() == text).unwrap_or(Self::Malformed))
    }
}
