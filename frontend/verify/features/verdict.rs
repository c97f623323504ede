//! What a check comes to. Pure: what was found in, words out. What is not known never reads as good.

use crate::i18n::{Key, keys};
use shared::api::certificates::{CertificateState, StillTrue};
use shared::certificate::{Day, Hidden, PdfFault, Statement, StatementFault};

/// How the paper was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// By its QR code.
    Code,
    /// The PDF file.
    File,
    /// By its number alone.
    Number,
}

/// A paper whose signature is an issuer's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Paper {
    /// What it says.
    pub(crate) statement: Statement,
    /// Who signed.
    pub(crate) issuer: String,
}

/// Why a paper is not believed, or could not be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// Its code is none of ours, newer than this page, or has values that none of ours has.
    Code(StatementFault),
    /// The signature is not over these words: one of the two was changed.
    Forged,
    /// A key that is not on the issuer's list; whether the list is of this visit.
    Stranger { fresh: bool },
    /// No list of keys has reached this device yet.
    NoKeys,
    /// The browser cannot compute signatures here.
    Unable,
    /// The file's form.
    File(PdfFault),
    /// The file's bytes are not those that were signed.
    Altered,
    /// Too large to be looked at.
    TooLarge,
    /// The browser could not read the file.
    Unreadable,
    /// A picture without a QR code that can be read.
    NoCode,
    /// The register has no such number.
    NoSuchNumber,
    /// The register was asked by number and did not answer.
    NoAnswer,
    /// The register does not answer so many questions.
    TooMany,
}

/// What the register says of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    /// What it is worth now.
    pub(crate) state: CertificateState,
    /// RFC 3339: when it was revoked or replaced.
    pub(crate) ended_at: Option<String>,
    /// Has a debt arisen since?
    pub(crate) still_true: StillTrue,
    /// The QR code's text, as the register has it.
    pub(crate) statement: String,
}

/// The register's part of the check.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Register {
    /// There was no network.
    #[default]
    NotAsked,
    /// The question is on its way.
    Asking,
    /// No answer came.
    Silent,
    /// It does not know the number.
    Unknown,
    /// It has another statement under this number.
    Other,
    /// It answered.
    Said(Said),
}

/// Whether the paper is about the account or holder that was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum About {
    /// Nothing was typed yet.
    #[default]
    Untried,
    /// It is being computed.
    Trying,
    /// It is, by this number.
    Is(Hidden),
    /// It is not.
    Not,
    /// The browser could not compute it.
    Unable,
}

/// What the paper may be taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Worth {
    /// What it says holds.
    Good,
    /// Something is not known, or has changed.
    Careful,
    /// Not to be accepted.
    Bad,
    /// Not all answers are there yet.
    Waiting,
}

/// The result: how it looks, what it says in large letters and what below them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) worth: Worth,
    pub(crate) headline: Key,
    pub(crate) words: Key,
}

const fn verdict_of(worth: Worth, headline: Key, words: Key) -> Verdict {
    Verdict { worth, headline, words }
}

/// Judges; `today` by the device's clock, which counts only where the register has not spoken.
pub(crate) fn verdict(paper: &Result<Paper, Doubt>, register: &Register, about: About, today: Day) -> Verdict {
    let paper = match paper {
        Ok(paper) => paper,
        Err(doubt) => return doubted(*doubt),
    };
    if about == About::Not {
        return verdict_of(Worth::Bad, keys::VERIFY_OTHER, keys::VERIFY_OTHER_WORDS);
    }
    let expired = paper.statement.valid_until < today;
    match register {
        Register::Said(said) => by_register(said),
        Register::Asking => verdict_of(Worth::Waiting, keys::VERIFY_ASKING, keys::VERIFY_ASKING_WORDS),
        Register::Unknown => verdict_of(Worth::Careful, keys::VERIFY_UNKNOWN, keys::VERIFY_UNKNOWN_WORDS),
        Register::Other => verdict_of(Worth::Careful, keys::VERIFY_UNKNOWN, keys::VERIFY_DIFFERS_WORDS),
        Register::NotAsked | Register::Silent if expired => verdict_of(Worth::Bad, keys::VERIFY_EXPIRED, keys::VERIFY_EXPIRED_CLOCK),
        Register::NotAsked => verdict_of(Worth::Careful, keys::VERIFY_LOCAL, keys::VERIFY_LOCAL_OFFLINE),
        Register::Silent => verdict_of(Worth::Careful, keys::VERIFY_LOCAL, keys::VERIFY_LOCAL_SILENT),
    }
}

const fn by_register(said: &Said) -> Verdict {
    match (said.state, said.still_true) {
        (CertificateState::Revoked, _) => verdict_of(Worth::Bad, keys::VERIFY_REVOKED, keys::VERIFY_REVOKED_WORDS),
        (CertificateState::Replaced, _) => verdict_of(Worth::Bad, keys::VERIFY_REPLACED, keys::VERIFY_REPLACED_WORDS),
        (CertificateState::Expired, _) => verdict_of(Worth::Bad, keys::VERIFY_EXPIRED, keys::VERIFY_EXPIRED_WORDS),
        (CertificateState::Valid, StillTrue::Yes) => verdict_of(Worth::Good, keys::VERIFY_GOOD, keys::VERIFY_GOOD_WORDS),
        (CertificateState::Valid, StillTrue::Unknown) => verdict_of(Worth::Good, keys::VERIFY_GOOD, keys::VERIFY_GOOD_UNKNOWN),
        (CertificateState::Valid, StillTrue::No) => verdict_of(Worth::Careful, keys::VERIFY_OWED, keys::VERIFY_OWED_WORDS),
    }
}

const fn doubted(doubt: Doubt) -> Verdict {
    let (worth, headline, words) = match doubt {
        Doubt::Code(StatementFault::Version) => (Worth::Careful, keys::VERIFY_CANNOT, keys::VERIFY_NEWER),
        Doubt::Code(_) => (Worth::Bad, keys::VERIFY_NOT_OURS, keys::VERIFY_NOT_CODE),
        Doubt::Forged | Doubt::File(PdfFault::Signature) => (Worth::Bad, keys::VERIFY_BAD, keys::VERIFY_FORGED),
        Doubt::Stranger { fresh: true } => (Worth::Bad, keys::VERIFY_BAD, keys::VERIFY_STRANGER),
        Doubt::Stranger { fresh: false } => (Worth::Careful, keys::VERIFY_CANNOT, keys::VERIFY_STRANGER_KEPT),
        Doubt::NoKeys => (Worth::Careful, keys::VERIFY_CANNOT, keys::VERIFY_NO_KEYS),
        Doubt::Unable => (Worth::Careful, keys::VERIFY_CANNOT, keys::VERIFY_UNABLE),
        Doubt::File(PdfFault::NotPdf) => (Worth::Bad, keys::VERIFY_NOT_OURS, keys::VERIFY_NOT_PDF),
        Doubt::File(PdfFault::Unsigned) => (Worth::Bad, keys::VERIFY_NOT_OURS, keys::VERIFY_UNSIGNED),
        Doubt::File(PdfFault::SeveralSignatures) => (Worth::Bad, keys::VERIFY_BAD, keys::VERIFY_SEVERAL),
        Doubt::File(PdfFault::NotWhole) => (Worth::Bad, keys::VERIFY_BAD, keys::VERIFY_NOT_WHOLE),
        Doubt::File(PdfFault::Statement) => (Worth::Bad, keys::VERIFY_NOT_OURS, keys::VERIFY_NO_STATEMENT),
        Doubt::Altered => (Worth::Bad, keys::VERIFY_BAD, keys::VERIFY_ALTERED),
        Doubt::TooLarge => (Worth::Bad, keys::VERIFY_NOT_OURS, keys::VERIFY_TOO_LARGE),
        Doubt::Unreadable => (Worth::Careful, keys::VERIFY_CANNOT, keys::VERIFY_UNREADABLE),
        Doubt::NoCode => (Worth::Careful, keys::VERIFY_CANNOT, keys::VERIFY_NO_CODE),
        Doubt::NoSuchNumber => (Worth::Bad, keys::VERIFY_NO_NUMBER, keys::VERIFY_NO_NUMBER_WORDS),
        Doubt::NoAnswer => (Worth::Careful, keys::VERIFY_CANNOT, keys::VERIFY_NO_ANSWER),
        Doubt::TooMany => (Worth::Careful, keys::VERIFY_CANNOT, keys::VERIFY_TOO_MANY),
    };
    verdict_of(worth, headline, words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::certificate::{CertificateNumber, CustomerClass, Says};
    use shared::time::Timestamp;

    const LAST: Day = Day::from_number(20_000);

    fn paper() -> Result<Paper, Doubt> {
        let statement = Statement {
            key: [0; 4],
            number: CertificateNumber::new(2026, 1),
            issued_at: Timestamp::from_micros(0),
            as_of: Timestamp::from_micros(0),
            valid_until: LAST,
            class: CustomerClass::Residential,
            says: Says::NoDebt,
            salt: [0; 16],
            code_hash: [0; 16],
            holder_hash: [0; 16],
        };
        Ok(Paper { statement, issuer: String::new() })
    }

    fn said(state: CertificateState, still_true: StillTrue) -> Register {
        Register::Said(Said { state, ended_at: None, still_true, statement: String::new() })
    }

    fn worth(register: &Register, about: About, today: Day) -> Worth {
        verdict(&paper(), register, about, today).worth
    }

    #[test]
    fn only_the_registers_yes_makes_a_paper_good() {
        for state in [CertificateState::Valid, CertificateState::Expired, CertificateState::Revoked, CertificateState::Replaced] {
            for still in [StillTrue::Yes, StillTrue::No, StillTrue::Unknown] {
                let expected = match (state, still) {
                    (CertificateState::Valid, StillTrue::No) => Worth::Careful,
                    (CertificateState::Valid, _) => Worth::Good,
                    _ => Worth::Bad,
                };
                assert_eq!(worth(&said(state, still), About::Untried, LAST), expected, "{state:?} {still:?}");
            }
        }
        for register in [Register::NotAsked, Register::Silent, Register::Unknown, Register::Other] {
            assert_eq!(worth(&register, About::Is(Hidden::Holder), LAST), Worth::Careful, "{register:?}");
        }
        assert_eq!(worth(&Register::Asking, About::Untried, LAST), Worth::Waiting);
    }

    #[test]
    fn another_account_outweighs_everything() {
        let good = said(CertificateState::Valid, StillTrue::Yes);
        assert_eq!(worth(&good, About::Not, LAST), Worth::Bad);
        assert_eq!(worth(&good, About::Unable, LAST), Worth::Good);
    }

    #[test]
    fn the_devices_clock_counts_where_the_register_is_silent() {
        let after = LAST.plus(1);
        assert_eq!(verdict(&paper(), &Register::NotAsked, About::Untried, after).words, keys::VERIFY_EXPIRED_CLOCK);
        assert_eq!(worth(&Register::NotAsked, About::Untried, LAST), Worth::Careful);
        assert_eq!(worth(&said(CertificateState::Valid, StillTrue::Yes), About::Untried, after), Worth::Good);
    }

    #[test]
    fn what_could_not_be_checked_is_not_called_false() {
        let passing = [
            Doubt::Code(StatementFault::Version),
            Doubt::Stranger { fresh: false },
            Doubt::NoKeys,
            Doubt::Unable,
            Doubt::Unreadable,
            Doubt::NoCode,
            Doubt::NoAnswer,
            Doubt::TooMany,
        ];
        let of = |doubt| verdict(&Err(doubt), &Register::NotAsked, About::Untried, LAST);
        for doubt in passing {
            assert_eq!((of(doubt).worth, of(doubt).headline), (Worth::Careful, keys::VERIFY_CANNOT), "{doubt:?}");
        }
        let faults = [
            PdfFault::NotPdf,
            PdfFault::Unsigned,
            PdfFault::SeveralSignatures,
            PdfFault::NotWhole,
            PdfFault::Signature,
            PdfFault::Statement,
        ];
        let false_ones = [Doubt::Forged, Doubt::Altered, Doubt::Stranger { fresh: true }, Doubt::NoSuchNumber, Doubt::TooLarge];
        for doubt in faults.map(Doubt::File).into_iter().chain(false_ones) {
            assert_eq!(of(doubt).worth, Worth::Bad, "{doubt:?}");
        }
    }
}
