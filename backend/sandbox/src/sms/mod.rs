//! An SMS centre that delivers to nobody: what it takes over SMPP or HTTP can be read at `/sms` and asked for by tests.

mod alphabet;
mod session;
pub(crate) mod smpp;
mod submit;
pub(crate) mod web;

use std::collections::{BTreeMap, HashMap, VecDeque};

pub use alphabet::Coding;
use serde::Serialize;

use crate::clock::rfc3339_utc;

/// How many keys of taken messages, and how many unfinished long messages, are remembered.
const KEYS_MAX: usize = 20_000;

/// A message as tests and the inbox see it.
#[derive(Debug, Clone, Serialize)]
pub struct SmsView {
    /// What the sender was told: the centre's id over SMPP, the sender's own over HTTP.
    pub id: String,
    /// `+` and the digits of the number.
    pub to: String,
    /// The sender's name or number.
    pub from: String,
    /// The whole text, put together from its parts.
    pub text: String,
    /// How many parts it took.
    pub parts: usize,
    /// How its characters travelled.
    pub coding: Coding,
    /// `smpp` or `http`.
    pub over: &'static str,
    /// RFC 3339, UTC.
    pub received_at: String,
}

/// One submission: a whole message, or a part of one.
#[derive(Debug, Clone)]
struct Piece {
    from: String,
    to: String,
    bytes: Vec<u8>,
    coding: Coding,
    over: &'static str,
    /// Names the attempt: the same key with the same content is the same message.
    key: Option<String>,
    /// Which message this is a part of, its place from 1, and how many there are.
    part: Option<(String, u8, u8)>,
}

/// What became of a submission.
#[derive(Debug, PartialEq, Eq)]
enum Taken {
    /// Its id; the same as before when it came again.
    As(String),
    /// The key has named another message before.
    Conflict,
}

/// The phones' messages, oldest first, and what is needed to tell a repetition.
#[derive(Debug)]
pub(crate) struct Phones {
    messages: VecDeque<SmsView>,
    next_id: u64,
    kept_max: usize,
    known: HashMap<String, (String, Vec<u8>)>,
    unfinished: HashMap<String, BTreeMap<u8, Vec<u8>>>,
}

impl Phones {
    pub(crate) fn new(kept_max: usize) -> Self {
        Self { messages: VecDeque::new(), next_id: 1, kept_max, known: HashMap::new(), unfinished: HashMap::new() }
    }

    /// Newest first.
    pub(crate) fn views(&self) -> Vec<SmsView> {
        self.messages.iter().rev().cloned().collect()
    }

    pub(crate) fn clear(&mut self) {
        *self = Self { next_id: self.next_id, ..Self::new(self.kept_max) };
    }

    fn id_of(&self, key: &str) -> Option<&str> {
        self.known.get(key).map(|(id, _)| id.as_str())
    }

    /// Takes a piece; `id` when the sender chose one.
    fn take(&mut self, piece: &Piece, id: Option<&str>, now: i64) -> Taken {
        let content = [piece.to.as_bytes(), b"\0", &piece.bytes].concat();
        if let Some((known, before)) = piece.key.as_ref().and_then(|key| self.known.get(key)) {
            return if *before == content { Taken::As(known.clone()) } else { Taken::Conflict };
        }
        let id = id.map_or_else(|| format!("{:08x}", self.next_id), str::to_owned);
        self.next_id += 1;
        if let Some(key) = &piece.key {
            if self.known.len() >= KEYS_MAX {
                self.known.clear();
            }
            self.known.insert(key.clone(), (id.clone(), content));
        }
        if let Some((bytes, parts)) = self.whole(piece) {
            self.deliver(piece, &bytes, parts, &id, now);
        }
        Taken::As(id)
    }

    /// The message's bytes once all parts are there, and how many parts it took.
    fn whole(&mut self, piece: &Piece) -> Option<(Vec<u8>, usize)> {
        let Some((message, place, total)) = &piece.part else {
            return Some((piece.bytes.clone(), piece.coding.parts(piece.bytes.len())));
        };
        if self.unfinished.len() >= KEYS_MAX {
            self.unfinished.clear();
        }
        let parts = self.unfinished.entry(message.clone()).or_default();
        parts.insert(*place, piece.bytes.clone());
        if parts.len() < usize::from(*total) {
            return None;
        }
        let parts = self.unfinished.remove(message)?;
        Some((parts.values().flatten().copied().collect(), parts.len()))
    }

    fn deliver(&mut self, piece: &Piece, bytes: &[u8], parts: usize, id: &str, now: i64) {
        self.messages.push_back(SmsView {
            id: id.to_owned(),
            to: piece.to.clone(),
            from: piece.from.clone(),
            text: piece.coding.decode(bytes).unwrap_or_else(|| String::from_utf8_lossy(bytes).into_owned()),
            parts,
            coding: piece.coding,
            over: piece.over,
            received_at: rfc3339_utc(now),
        });
        while self.messages.len() > self.kept_max {
            self.messages.pop_front();
        }
    }
}

/// `+994501234567`, or why there is nobody at this number.
fn subscriber(number: &str) -> Result<String, &'static str> {
    let digits = number.strip_prefix('+').unwrap_or(number);
    let mobile = digits.len() == 12 && digits.starts_with("994") && digits.bytes().all(|b| b.is_ascii_digit());
    match mobile {
        false => Err("number_invalid"),
        true if digits.ends_with("0000") => Err("subscriber_unknown"),
        true => Ok(format!("+{digits}")),
    }
}
