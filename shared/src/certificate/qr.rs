//! The text of a certificate's QR code: `{public_url}/verify#K1.{payload}.{signature}`. What comes after the `#` never
//! leaves the browser that opens it.

use super::base64url;
use super::statement::{PAYLOAD_BYTES, SIGNATURE_BYTES, Statement, StatementFault, signed_bytes};

/// Opens the part that counts.
pub(super) const MARK: &str = "K1.";
/// Longer texts are not looked at.
const TEXT_MAX: usize = 1000;

/// A statement and the signature that goes with it, not yet verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedStatement {
    /// What it says.
    pub statement: Statement,
    /// r and s.
    pub signature: [u8; SIGNATURE_BYTES],
}

impl SealedStatement {
    /// What the signature must verify over. A statement has only one payload, so these are the bytes that were read.
    #[must_use]
    pub fn signed_bytes(&self) -> Vec<u8> {
        signed_bytes(&self.statement.encode())
    }
}

/// The code's text. `public_url` without a slash at its end.
#[must_use]
pub fn qr_text(public_url: &str, payload: &[u8; PAYLOAD_BYTES], signature: &[u8; SIGNATURE_BYTES]) -> String {
    format!("{public_url}/verify#{MARK}{}.{}", base64url::encode(payload), base64url::encode(signature))
}

/// Reads a scanned or pasted text: a whole address of whatever host, or only what begins with `K1.`. The host proves
/// nothing; the signature does.
///
/// # Errors
/// [`StatementFault`].
pub fn parse_qr(text: &str) -> Result<SealedStatement, StatementFault> {
    let text = text.trim();
    if text.len() > TEXT_MAX {
        return Err(StatementFault::Shape);
    }
    let sealed = text.split_once('#').map_or(text, |(_, fragment)| fragment);
    let (payload, signature) = sealed.strip_prefix(MARK).and_then(|rest| rest.split_once('.')).ok_or_else(|| foreign(sealed))?;
    let payload = base64url::decode::<PAYLOAD_BYTES>(payload).ok_or(StatementFault::Shape)?;
    let signature = base64url::decode::<SIGNATURE_BYTES>(signature).ok_or(StatementFault::Shape)?;
    Ok(SealedStatement { statement: Statement::decode(&payload)?, signature })
}

/// `K2.` and later are ours too, only not yet known here.
fn foreign(sealed: &str) -> StatementFault {
    let version = sealed.strip_prefix('K').and_then(|rest| rest.split_once('.')).map_or("", |(version, _)| version);
    let newer = !version.is_empty() && version.len() < 4 && version != "1" && version.bytes().all(|b| b.is_ascii_digit());
    if newer { StatementFault::Version } else { StatementFault::Shape }
}

/// The text in the middle of others: from the mark up to where it ends by its own length.
pub(super) fn sealed_at(bytes: &[u8]) -> Option<&str> {
    const LENGTH: usize = MARK.len() + base64url::length_of(PAYLOAD_BYTES) + 1 + base64url::length_of(SIGNATURE_BYTES);
    core::str::from_utf8(bytes.get(..LENGTH)?).ok()
}

#[cfg(test)]
mod tests {
    use super::super::statement::tests::example;
    use super::*;
    use proptest::prelude::*;

    fn text() -> String {
        qr_text("https://kommunal.example", &example().encode(), &[9; 64])
    }

    #[test]
    fn the_text_comes_back_from_any_host_or_none() {
        let read = parse_qr(&text()).unwrap();
        assert_eq!((read.statement, read.signature), (example(), [9; 64]));
        let (_, fragment) = text().split_once('#').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        assert!(parse_qr(&fragment).is_ok());
        assert!(parse_qr(&format!(" http://azerishiq.localhost:8080/verify#{fragment}\n")).is_ok());
        assert!(text().len() < 230, "{}", text().len());
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["", "K1.", "K1..", "https://kommunal.example/verify", "#K1.a.b", &format!("{}x", text()), &format!("{}.x", text())] {
            assert_eq!(parse_qr(text), Err(StatementFault::Shape), "{text}");
        }
        assert_eq!(parse_qr(&text().replace("#K1.", "#K2.")), Err(StatementFault::Version));
        assert_eq!(parse_qr(&"K1.".repeat(1000)), Err(StatementFault::Shape));
    }

    #[test]
    fn every_bit_of_the_text_counts() {
        let text = text();
        let (start, whole) = (text.find('#').unwrap() + 1, parse_qr(&text).unwrap());
        for at in start..text.len() {
            for bit in 0..7 {
                let mut bytes = text.clone().into_bytes();
                bytes[at] ^= 1 << bit;
                let Ok(altered) = String::from_utf8(bytes) else { continue };
                assert_ne!(parse_qr(&altered).as_ref(), Ok(&whole), "bit {bit} of character {at}");
            }
        }
    }

    proptest! {
        #[test]
        fn nothing_scanned_breaks_it(text in ".{0,300}") {
            let _ = parse_qr(&text);
            let _ = parse_qr(&format!("K1.{text}"));
        }
    }
}
