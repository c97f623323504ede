//! What was given out: authorization codes, each good once and for a minute, and access tokens.

use std::collections::HashMap;

use crate::digest;

/// Life of a code, in seconds.
const CODE_LIFE_SECS: i64 = 60;
/// Life of an access token, in seconds.
pub(super) const TOKEN_LIFE_SECS: i64 = 300;
/// How many of each are remembered; a stand-in never needs more.
const KEPT_MAX: usize = 10_000;

/// What a code stands for.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    pub(super) client: String,
    pub(super) redirect_uri: String,
    pub(super) challenge: String,
    pub(super) nonce: Option<String>,
    pub(super) fin: String,
    expires_at: i64,
    /// The access token it was exchanged for: a code that comes twice takes it away again.
    token: Option<String>,
}

impl Grant {
    pub(super) fn new(client: &str, redirect_uri: &str, challenge: &str, nonce: Option<&str>, fin: &str) -> Self {
        Self {
            client: client.to_owned(),
            redirect_uri: redirect_uri.to_owned(),
            challenge: challenge.to_owned(),
            nonce: nonce.map(str::to_owned),
            fin: fin.to_owned(),
            expires_at: 0,
            token: None,
        }
    }
}

/// Codes and access tokens in force. Times in seconds since 1970.
#[derive(Debug, Default)]
pub(crate) struct Grants {
    codes: HashMap<String, Grant>,
    tokens: HashMap<String, (String, i64)>,
}

impl Grants {
    pub(super) fn code(&mut self, grant: Grant, now: i64) -> String {
        if self.codes.len() >= KEPT_MAX {
            self.codes.retain(|_, grant| grant.expires_at > now);
        }
        let code = secret();
        self.codes.insert(code.clone(), Grant { expires_at: now + CODE_LIFE_SECS, ..grant });
        code
    }

    /// Uses a code up; `None` when it was never given, is used up or too old.
    pub(super) fn redeem(&mut self, code: &str, now: i64) -> Option<(Grant, String)> {
        let grant = self.codes.get_mut(code)?;
        if let Some(token) = &grant.token {
            self.tokens.remove(token);
            return None;
        }
        let token = secret();
        // Spent even when too old or shown by another client: nobody gets a second try.
        grant.token = Some(token.clone());
        (grant.expires_at > now).then(|| (grant.clone(), token))
    }

    /// Who signed in for this code, used or not.
    pub(super) fn fin_of(&self, code: &str) -> Option<String> {
        self.codes.get(code).map(|grant| grant.fin.clone())
    }

    pub(super) fn remember(&mut self, token: String, fin: String, now: i64) {
        if self.tokens.len() >= KEPT_MAX {
            self.tokens.retain(|_, (_, expires_at)| *expires_at > now);
        }
        self.tokens.insert(token, (fin, now + TOKEN_LIFE_SECS));
    }

    /// Whose access token it is.
    pub(super) fn bearer(&self, token: &str, now: i64) -> Option<String> {
        self.tokens.get(token).filter(|(_, expires_at)| *expires_at > now).map(|(fin, _)| fin.clone())
    }
}

fn secret() -> String {
    digest::hex(&rand::random::<[u8; 16]>())
}
