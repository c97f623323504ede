//! Payments kept with an anchor: packed, and sealed under a key that only this installation's database gives. Whoever
//! has the file reads nothing; whoever has a backup of the database can write again what came after it.

use crate::app::{App, AppError};
use crate::store::kept::Rows;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rand::RngExt;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Payments by reference.
pub(in crate::app) type Kept = BTreeMap<String, Rows>;

/// brotli's window and quality: quick, for this happens at each sealing.
const QUALITY: i32 = 4;
/// Unpacked, an anchor's payments are at most so large.
const BYTES_MAX: usize = 256 * 1024 * 1024;

fn key(app: &App) -> Option<LessSafeKey> {
    let secret = [app.digests().keyed("anchors", "kept 1"), app.digests().keyed("anchors", "kept 2")].concat();
    UnboundKey::new(&CHACHA20_POLY1305, &Sha256::digest(secret.as_bytes())).ok().map(LessSafeKey::new)
}

/// Packs and seals.
pub(super) fn seal(app: &App, kept: &Kept) -> Result<String, AppError> {
    let plain = serde_json::to_vec(kept).map_err(|_| AppError::Internal("kept payments do not serialise"))?;
    let mut packed = vec![];
    let params = brotli::enc::BrotliEncoderParams { quality: QUALITY, size_hint: plain.len(), ..Default::default() };
    brotli::BrotliCompress(&mut plain.as_slice(), &mut packed, &params).map_err(|_| AppError::Internal("kept payments do not pack"))?;
    let nonce: [u8; NONCE_LEN] = rand::rng().random();
    let key = key(app).ok_or(AppError::Internal("no key for kept payments"))?;
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut packed)
        .map_err(|_| AppError::Internal("kept payments do not seal"))?;
    Ok(STANDARD.encode([nonce.as_slice(), &packed].concat()))
}

/// Opens what an anchor keeps. The error says why it cannot be.
pub(in crate::app) fn open(app: &App, sealed: &str) -> Result<Kept, String> {
    let mut bytes = STANDARD.decode(sealed).map_err(|error| error.to_string())?;
    let (nonce, packed) = bytes.split_at_mut_checked(NONCE_LEN).ok_or("it is too short")?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| "it has no nonce".to_owned())?;
    let key = key(app).ok_or("there is no key")?;
    let packed = key.open_in_place(nonce, Aad::empty(), packed).map_err(|_| "it was sealed by another installation".to_owned())?;
    let mut plain = vec![];
    let reader = brotli::Decompressor::new(&*packed, 4096);
    let limit = u64::try_from(BYTES_MAX).unwrap_or(u64::MAX);
    std::io::Read::read_to_end(&mut std::io::Read::take(reader, limit), &mut plain).map_err(|error| error.to_string())?;
    serde_json::from_slice(&plain).map_err(|error| error.to_string())
}
