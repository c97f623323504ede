//! Starting, stopping, and the handle of a running sandbox.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use crate::app::App;
use crate::bank::order::Order;
use crate::config::Config;
use crate::faults::Rule;
use crate::mail::MessageView;
use crate::sms::SmsView;
use crate::world::{Books, World};
use crate::{bank, billers, control, front, identity, mail, registry, sms};

/// How long connections in flight may take to finish after a stop.
const GRACE: Duration = Duration::from_secs(5);

/// The sandbox could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// An address is taken or not ours.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// Which.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The state file cannot be read or written.
    #[error("cannot use the state file: {0}")]
    State(#[from] io::Error),
}

/// The stand-in for the outside world; [`Sandbox::start`] brings one up.
#[derive(Debug)]
pub struct Sandbox;

impl Sandbox {
    /// Listens, loads what is remembered, and serves until [`Running::shutdown`].
    ///
    /// # Errors
    /// When an address or the state file cannot be used.
    pub async fn start(config: Config) -> Result<Running, StartError> {
        let listener = listen(config.listen).await?;
        let http_addr = listener.local_addr()?;
        let smtp = match config.smtp {
            Some(address) => Some(listen(address).await?),
            None => None,
        };
        let smtp_addr = smtp.as_ref().map(TcpListener::local_addr).transpose()?;
        let smpp = match config.smpp {
            Some(address) => Some(listen(address).await?),
            None => None,
        };
        let smpp_addr = smpp.as_ref().map(TcpListener::local_addr).transpose()?;
        let (stop_sender, stop) = watch::channel(false);
        let base_url = config.public_url.clone().unwrap_or_else(|| format!("http://{http_addr}"));
        let world = World::load(&config)?;
        let app = App::new(config, base_url, world, stop);
        let mut tasks = vec![tokio::spawn(serve(listener, app.clone()))];
        if let Some(smtp) = smtp {
            tasks.push(tokio::spawn(serve_each(smtp, app.clone(), mail::smtp::converse)));
        }
        if let Some(smpp) = smpp {
            tasks.push(tokio::spawn(serve_each(smpp, app.clone(), sms::smpp::converse)));
        }
        Ok(Running { http_addr, smtp_addr, smpp_addr, app, stop: stop_sender, tasks })
    }
}

async fn listen(address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).await.map_err(|source| StartError::Listen { address, source })
}

async fn serve(listener: TcpListener, app: App) {
    let stopped = app.stopped();
    if let Err(error) = axum::serve(listener, router(app)).with_graceful_shutdown(stopped).await {
        tracing::error!(%error, "the web server ended");
    }
}

/// Converses with each who connects, until the sandbox stops; conversations then end at once.
async fn serve_each<F, C>(listener: TcpListener, app: App, converse: F)
where
    F: Fn(TcpStream, App) -> C,
    C: Future<Output = ()> + Send + 'static,
{
    let mut conversations = JoinSet::new();
    loop {
        tokio::select! {
            () = app.stopped() => return,
            Some(_) = conversations.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    conversations.spawn(converse(stream, app.clone()));
                }
                Err(error) => tracing::warn!(%error, "a connection was not accepted"),
            },
        }
    }
}

fn router(app: App) -> Router {
    Router::new()
        .merge(front::routes())
        .merge(bank::api::routes())
        .merge(bank::page::routes())
        .merge(billers::api::routes())
        .merge(mail::web::routes())
        .merge(identity::routes())
        .merge(registry::routes())
        .merge(sms::web::routes())
        .merge(control::routes())
        .with_state(app)
}

/// A running sandbox: its addresses, its switches and its books. Dropping it stops it without waiting.
pub struct Running {
    http_addr: SocketAddr,
    smtp_addr: Option<SocketAddr>,
    smpp_addr: Option<SocketAddr>,
    app: App,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Running {
    /// Where HTTP listens.
    #[must_use]
    pub fn http_addr(&self) -> SocketAddr {
        self.http_addr
    }

    /// Where the mail server listens, if there is one.
    #[must_use]
    pub fn smtp_addr(&self) -> Option<SocketAddr> {
        self.smtp_addr
    }

    /// Where the SMS centre listens for SMPP, if there is one.
    #[must_use]
    pub fn smpp_addr(&self) -> Option<SocketAddr> {
        self.smpp_addr
    }

    /// Base of the SMS gateway over HTTP, to which `/messages` is added.
    #[must_use]
    pub fn sms_api_url(&self) -> String {
        format!("{}/sms/api", self.base_url())
    }

    /// What the phones received, newest first.
    #[must_use]
    pub fn sms(&self) -> Vec<SmsView> {
        self.app.world().phones.views()
    }

    /// The address browsers use, without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.app.base_url()
    }

    /// Base of the bank's API, to which `/order` is added.
    #[must_use]
    pub fn bank_api_url(&self) -> String {
        format!("{}/bank/api", self.base_url())
    }

    /// Base of a biller (`gas`, `electricity`), to which `/v1/…` is added.
    #[must_use]
    pub fn biller_url(&self, biller: &str) -> String {
        format!("{}/billers/{biller}", self.base_url())
    }

    /// Base of both state registers, to which `/v1/…` is added.
    #[must_use]
    pub fn registry_url(&self) -> String {
        format!("{}/registry", self.base_url())
    }

    /// The identity provider's issuer, under which its discovery document lies.
    #[must_use]
    pub fn issuer_url(&self) -> String {
        identity::issuer(&self.app)
    }

    /// Puts a fault rule in force.
    ///
    /// # Errors
    /// The reason, when the rule names no surface or an impossible probability.
    pub fn set_fault(&self, rule: Rule) -> Result<(), String> {
        if let Some(problem) = rule.problem() {
            return Err(problem);
        }
        self.app.world().faults.set(rule);
        Ok(())
    }

    /// Everything works again.
    pub fn clear_faults(&self) {
        self.app.world().faults.clear();
    }

    /// What bank and billers have in their books.
    #[must_use]
    pub fn books(&self) -> Books {
        self.app.world().books()
    }

    /// Somebody at the bank changes an order by hand. `false`: there is none of this number.
    pub fn change_order(&self, id: u64, change: impl FnOnce(&mut Order)) -> bool {
        let mut world = self.app.world();
        let now = world.now();
        world.bank.find(id, now).map(change).is_some()
    }

    /// What the mail server took, newest first.
    #[must_use]
    pub fn messages(&self) -> Vec<MessageView> {
        self.app.world().mailbox.views()
    }

    /// Moves the sandbox's clock forward: orders expire, late holds arrive. Signatures keep to the machine's clock.
    pub fn advance_clock(&self, secs: i64) {
        self.app.world().advance(secs);
    }

    /// Back to the first day.
    pub fn reset(&self) {
        self.app.world().reset();
    }

    /// Stops listening and waits for what is in flight, at most five seconds.
    pub async fn shutdown(self) {
        let _ = self.stop.send(true);
        for mut task in self.tasks {
            if tokio::time::timeout(GRACE, &mut task).await.is_err() {
                task.abort();
            }
        }
    }
}
