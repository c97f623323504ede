//! What a certificate is worth now: for anyone who has its number. Nothing personal is in the answer.

use crate::app::applications::debt;
use crate::app::{App, AppError};
use crate::store::certificates::{self, CertificateRow};
use shared::api::certificates::{CertificateCheck, CertificateState, CheckCertificate, StillTrue};
use shared::application::Seen;
use shared::certificate::CertificateNumber;
use shared::reference_number::NumberFault;
use shared::time::{Millis, Timestamp};
use shared::validation::Code;
use std::collections::HashMap;
use std::sync::Mutex;

/// The biller's answer is kept this long for a certificate.
const KEPT_MS: Millis = 60_000;
/// Answers kept at most.
const KEPT_MAX: usize = 4096;

/// The biller's answers of the last minute.
#[derive(Default)]
pub(in crate::app) struct StillTrueCache {
    kept: Mutex<HashMap<String, (Timestamp, StillTrue)>>,
}

impl StillTrueCache {
    fn get(&self, number: &str, now: Timestamp) -> Option<StillTrue> {
        let kept = self.kept.lock().ok()?;
        kept.get(number).filter(|(at, _)| (0..KEPT_MS).contains(&now.ms_since(*at))).map(|(_, said)| *said)
    }

    fn put(&self, number: &str, now: Timestamp, said: StillTrue) {
        let Ok(mut kept) = self.kept.lock() else { return };
        if kept.len() >= KEPT_MAX {
            kept.clear();
        }
        kept.insert(number.to_owned(), (now, said));
    }
}

/// A certificate by its number.
///
/// # Errors
/// [`AppError::Invalid`] for what is no number, [`AppError::NotFound`], or the store's.
pub async fn check(app: &App, request: &CheckCertificate) -> Result<CertificateCheck, AppError> {
    let number = CertificateNumber::parse(&request.number).map_err(|fault| {
        let code = if fault == NumberFault::Empty { Code::Empty } else { Code::CertificateNumber };
        AppError::field("number", code)
    })?;
    let row = certificates::by_number(&mut *app.store().read().await?, number.as_str()).await?.ok_or(AppError::NotFound)?;
    let still_true = still_true(app, &row).await?;
    let now = app.clock().now();
    Ok(CertificateCheck {
        state: state(&row, now),
        number: row.number,
        class: row.class,
        issued_at: row.issued_at.rfc3339(),
        as_of: row.as_of.rfc3339(),
        valid_until: row.valid_until,
        ended_at: row.ended.map(|(_, at)| at.rfc3339()),
        still_true,
        statement: row.statement,
    })
}

/// What the register of certificates says.
pub(in crate::app) fn state(row: &CertificateRow, now: Timestamp) -> CertificateState {
    match &row.ended {
        Some((how, _)) if how == "revoked" => CertificateState::Revoked,
        Some(_) => CertificateState::Replaced,
        // ISO dates sort as days do.
        None if shared::certificate::Day::of(now).iso() > row.valid_until => CertificateState::Expired,
        None => CertificateState::Valid,
    }
}

async fn still_true(app: &App, row: &CertificateRow) -> Result<StillTrue, AppError> {
    if row.account.is_empty() {
        // Its application's data has ended: whom to ask about is not known any more.
        return Ok(StillTrue::Unknown);
    }
    let now = app.clock().now();
    if let Some(said) = app.still_true().get(&row.number, now) {
        return Ok(said);
    }
    let said = match debt::ask(app, &row.account).await?.seen() {
        Seen::Clear { .. } => StillTrue::Yes,
        Seen::Owed { .. } => StillTrue::No,
        Seen::Unknown => StillTrue::Unknown,
    };
    app.still_true().put(&row.number, now, said);
    Ok(said)
}
