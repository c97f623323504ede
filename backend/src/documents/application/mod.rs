//! An application on paper, in letters and in short messages.

mod letter;
mod page;
mod sms;

pub use crate::documents::receipt::LetterText;
pub use letter::{ApplicationLetter, letter};
pub use page::{ApplicationPaper, application_pdf};
pub use sms::sms;
