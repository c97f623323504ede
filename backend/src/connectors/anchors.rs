//! Anchors: signed lines in a file that is not the database's. Each line is `1 KEY SIGNATURE TEXT`: the key's id and the
//! ECDSA signature (P-256, SHA-256, r and s) over the text, both hex; the text is one line of JSON.

use super::{SetupError, private_key};
use p256::ecdsa::signature::{Signer, Verifier};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use p256::pkcs8::{DecodePrivateKey, DecodePublicKey};
use p256::{PublicKey, SecretKey};
use sha2::{Digest, Sha256};
use shared::id::hex;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The form of a line.
const VERSION: &str = "1";

/// The key that signs, and those that signed before.
pub struct AnchorKeys {
    key: SigningKey,
    known: Vec<(String, VerifyingKey)>,
}

/// A line of an anchor's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnchorLine {
    /// Signed by a key that counts.
    Sound(String),
    /// Not: why.
    Unsound(&'static str),
}

impl AnchorKeys {
    /// Reads the keys. `setting` names the first one's, `readable`: that others of the machine read it is meant.
    ///
    /// # Errors
    /// [`SetupError::File`] naming what cannot be read or used.
    pub fn read(setting: &str, key: &Path, readable: bool, former: &[PathBuf]) -> Result<Self, SetupError> {
        let unusable = |path: &Path, why: String| SetupError::File(path.display().to_string(), why);
        let text = |path: &Path| std::fs::read_to_string(path).map_err(|error| unusable(path, error.to_string()));
        let pem = private_key(setting, key, readable)?;
        let secret = SecretKey::from_pkcs8_pem(&pem).map_err(|error| unusable(key, format!("no P-256 key in PKCS #8 PEM: {error}")))?;
        let key = SigningKey::from(secret);
        let mut known = vec![named(*key.verifying_key())];
        for path in former {
            let public =
                PublicKey::from_public_key_pem(&text(path)?).map_err(|error| unusable(path, format!("no public key in PEM: {error}")))?;
            known.push(named(VerifyingKey::from(public)));
        }
        Ok(Self { key, known })
    }

    /// A text as a line.
    #[must_use]
    pub fn sign(&self, text: &str) -> String {
        let signature: Signature = self.key.sign(text.as_bytes());
        format!("{VERSION} {} {} {text}\n", key_id(self.key.verifying_key()), hex(&signature.to_bytes()))
    }

    /// A line's text, when its signature counts.
    #[must_use]
    pub fn verify(&self, line: &str) -> AnchorLine {
        let mut parts = line.splitn(4, ' ');
        let (Some(VERSION), Some(id), Some(signature), Some(text)) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
            return AnchorLine::Unsound("it is not of the form of an anchor");
        };
        let Some((_, key)) = self.known.iter().find(|(known, _)| known == id) else {
            return AnchorLine::Unsound("it is signed with a key that is not known here");
        };
        let signature = unhex(signature).and_then(|bytes| Signature::from_slice(&bytes).ok());
        match signature {
            Some(signature) if key.verify(text.as_bytes(), &signature).is_ok() => AnchorLine::Sound(text.to_owned()),
            _ => AnchorLine::Unsound("its signature is wrong"),
        }
    }
}

/// Appends a line and waits until it is on the disk. Nobody else on the machine reads the file.
///
/// # Errors
/// The file's.
pub fn append(path: &Path, line: &str) -> io::Result<()> {
    let mut file = crate::private::append(path)?;
    file.write_all(line.as_bytes())?;
    file.sync_all()
}

/// The lines of a file; none where there is no file.
///
/// # Errors
/// The file's.
pub fn lines(path: &Path) -> io::Result<Vec<String>> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(text.lines().map(str::to_owned).collect()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(vec![]),
        Err(error) => Err(error),
    }
}

fn named(key: VerifyingKey) -> (String, VerifyingKey) {
    (key_id(&key), key)
}

fn key_id(key: &VerifyingKey) -> String {
    let mut id = hex(&Sha256::digest(key.to_encoded_point(false).as_bytes()));
    id.truncate(16);
    id
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}
