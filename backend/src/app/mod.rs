//! The use cases, one file each. They open units of work, call connectors outside of them, and know no HTTP.

pub mod advance;
pub mod alarms;
pub mod anchors;
pub mod applications;
pub mod audit;
pub mod catalogue;
pub mod certificates;
mod clock;
pub mod counterparts;
pub mod deliver;
mod digest;
mod error;
pub mod find_bills;
pub mod identity;
pub mod import;
pub mod kiosk;
pub mod mobiles;
mod notice;
pub mod office;
pub mod operator;
pub mod payment_registry;
mod perform;
pub mod person;
pub(crate) mod process;
pub mod receipts;
mod record;
pub mod recover;
pub mod refunds;
pub mod registers;
pub mod retention;
pub mod seal;
pub mod security;
pub mod start_payment;
pub mod transfers;
pub mod view;

pub use clock::Clock;
pub use digest::{random_id, random_u64};
pub use error::AppError;

use crate::config::{AcquirerConfig, Config};
use crate::connectors::SetupError;
use crate::connectors::acquirer::Acquirer;
use crate::connectors::acquirer::kapital::Kapital;
use crate::connectors::biller::RemoteBiller;
use crate::connectors::identity::Provider;
use crate::connectors::mail::Mailer;
use crate::connectors::registry::Registers;
use crate::connectors::sms::Sms;
use crate::store::{Store, StoreError, instance};
use certificates::Signing;
use certificates::check::StillTrueCache;
use digest::Digests;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use thiserror::Error;

/// Everything a use case needs. Cheap to clone.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    config: Config,
    store: Store,
    clock: Clock,
    digests: Digests,
    acquirers: HashMap<String, Acquirer>,
    remotes: HashMap<String, RemoteBiller>,
    mailer: Option<Mailer>,
    provider: Option<Provider>,
    registers: Option<Registers>,
    sms: Option<Sms>,
    signing: Option<Signing>,
    anchors: Option<anchors::Anchors>,
    events: security::SecurityEvents,
    still_true: StillTrueCache,
    figures: operator::figures::Figures,
    calls_under_way: AtomicUsize,
}

/// Why the server cannot start.
#[derive(Debug, Error)]
pub enum StartError {
    /// A connector's settings cannot be used.
    #[error("{0}")]
    Setup(#[from] SetupError),
    /// The database.
    #[error("{0}")]
    Store(#[from] StoreError),
}

impl App {
    /// Makes the connectors and reads (or makes) the installation's secret. The clock goes by the database's from here on.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn new(config: Config, store: Store, clock: Clock) -> Result<Self, StartError> {
        let mut acquirers = HashMap::new();
        for acquirer in &config.acquirer {
            let AcquirerConfig::Kapital { id, settings, .. } = acquirer;
            acquirers.insert(id.clone(), Acquirer::Kapital(Kapital::new(settings.clone())?));
        }
        let mut remotes = HashMap::new();
        for biller in &config.biller {
            if let Some(remote) = &biller.remote {
                remotes.insert(biller.id.clone(), RemoteBiller::new(remote.clone())?);
            }
        }
        let mailer = config.mail.clone().map(|mail| Mailer::new(&mail)).transpose()?;
        let provider = config.identity.clone().map(Provider::new).transpose()?;
        let registers = config.registry.as_ref().map(Registers::new).transpose()?;
        let sms = config.sms.as_ref().map(Sms::new).transpose()?;
        if let Some(now) = store.time().await? {
            clock.follow(now);
        }
        let secret = instance::secret(&store, digest::random_secret(), clock.now()).await?;
        audit::note_rules(&store, clock.now()).await?;
        let digests = Digests::new(&secret);
        let signing = config.signing.as_ref().filter(|_| config.certificate.is_some()).map(Signing::read).transpose()?;
        let anchors = anchors::Anchors::of(&config)?;
        let events = security::SecurityEvents::new(&config.security_events, store.clone(), clock.clone(), digests.clone());
        let still_true = StillTrueCache::default();
        let calls_under_way = AtomicUsize::new(0);
        Ok(Self {
            inner: Arc::new(Inner {
                config,
                store,
                clock,
                digests,
                acquirers,
                remotes,
                mailer,
                provider,
                registers,
                sms,
                signing,
                anchors,
                events,
                still_true,
                figures: operator::figures::Figures::default(),
                calls_under_way,
            }),
        })
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.inner.config
    }

    /// The database.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    pub(crate) fn digests(&self) -> &Digests {
        &self.inner.digests
    }

    pub(crate) fn acquirer(&self, id: &str) -> Option<&Acquirer> {
        self.inner.acquirers.get(id)
    }

    pub(crate) fn remote(&self, biller: &str) -> Option<&RemoteBiller> {
        self.inner.remotes.get(biller)
    }

    pub(crate) fn mailer(&self) -> Option<&Mailer> {
        self.inner.mailer.as_ref()
    }

    pub(crate) fn provider(&self) -> Option<&Provider> {
        self.inner.provider.as_ref()
    }

    pub(crate) fn registers(&self) -> Option<&Registers> {
        self.inner.registers.as_ref()
    }

    pub(crate) fn sms(&self) -> Option<&Sms> {
        self.inner.sms.as_ref()
    }

    fn signing(&self) -> Option<&Signing> {
        self.inner.signing.as_ref()
    }

    fn anchors(&self) -> Option<&anchors::Anchors> {
        self.inner.anchors.as_ref()
    }

    /// Whose database this is: a digest of its secret.
    fn installation(&self) -> String {
        self.digests().keyed("installation", "")
    }

    /// Who did what.
    #[must_use]
    pub fn events(&self) -> &security::SecurityEvents {
        &self.inner.events
    }

    /// Stands for a client's address in security events, as it does in leases.
    pub(crate) fn client_digest(&self, address: &str) -> String {
        self.digests().address(address)
    }

    fn still_true(&self) -> &StillTrueCache {
        &self.inner.still_true
    }

    fn figures(&self) -> &operator::figures::Figures {
        &self.inner.figures
    }

    fn begin_call(&self) {
        self.inner.calls_under_way.fetch_add(1, Ordering::SeqCst);
    }

    fn end_call(&self) {
        self.inner.calls_under_way.fetch_sub(1, Ordering::SeqCst);
    }

    /// Waits until no outside call is under way, at most `limit`. What remains is picked up at the next start.
    pub async fn wait_for_calls(&self, limit: Duration) {
        let mut waited = Duration::ZERO;
        let step = Duration::from_millis(20);
        while self.inner.calls_under_way.load(Ordering::SeqCst) > 0 && waited < limit {
            tokio::time::sleep(step).await;
            waited += step;
        }
    }
}
