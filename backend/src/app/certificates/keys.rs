//! The issuer's keys: the one that signs, and those whose signatures still count.

use crate::app::{App, AppError};
use crate::config::SigningConfig;
use crate::connectors::tsa::Tsa;
use crate::connectors::{SetupError, install_tls, private_key};
use crate::documents::signature::{FileSigner, Signer, issuer_key};
use shared::api::certificates::{IssuerKey, IssuerKeys};
use std::path::Path;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Certificates made at one moment; each keeps a processor busy for a while.
const AT_ONCE: usize = 2;

/// What signs.
pub(in crate::app) struct Signing {
    pub(in crate::app) signer: Arc<dyn Signer>,
    pub(in crate::app) tsa: Option<Tsa>,
    pub(in crate::app) permits: Semaphore,
    keys: Vec<IssuerKey>,
}

impl Signing {
    /// Reads the key and the certificates.
    ///
    /// # Errors
    /// [`SetupError`] naming what cannot be read or used.
    pub(in crate::app) fn read(config: &SigningConfig) -> Result<Self, SetupError> {
        install_tls();
        let unusable = |path: &Path, why: &dyn std::fmt::Display| SetupError::File(path.display().to_string(), why.to_string());
        let text = |path: &Path| std::fs::read_to_string(path).map_err(|error| unusable(path, &error));
        let key = private_key("[signing] key", &config.key, config.readable_keys)?;
        let certificate = text(&config.certificate)?;
        let signer = FileSigner::from_pem(&key, &certificate).map_err(|error| unusable(&config.key, &error))?;
        let mut keys = vec![];
        for (path, pem) in std::iter::once(Ok((&config.certificate, certificate)))
            .chain(config.former.iter().map(|path| text(path).map(|pem| (path, pem))))
            .collect::<Result<Vec<_>, _>>()?
        {
            keys.push(issuer_key(&pem).map_err(|error| unusable(path, &error))?);
        }
        let tsa = config.tsa_url.as_deref().map(Tsa::new).transpose()?;
        Ok(Self { signer: Arc::new(signer), tsa, permits: Semaphore::new(AT_ONCE), keys })
    }
}

/// Whose signatures count: the present key first.
///
/// # Errors
/// [`AppError::NotFound`] where nothing is signed.
pub fn keys(app: &App) -> Result<IssuerKeys, AppError> {
    let signing = app.signing().ok_or(AppError::NotFound)?;
    Ok(IssuerKeys { keys: signing.keys.clone() })
}
