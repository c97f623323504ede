//! The server's life: open, take over, serve, stop without dropping what is under way.

use crate::app::{App, Clock, StartError};
use crate::config::Config;
use crate::http::{self, Door, Web};
use crate::jobs;
use crate::store::Store;
use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Longest wait for outside calls under way at the stop; what remains is picked up at the next start.
const LAST_CALLS: Duration = Duration::from_secs(20);
/// Longest wait for requests under way at the stop.
const LAST_REQUESTS: Duration = Duration::from_secs(15);

/// Why the server stopped or could not start.
#[derive(Debug, Error)]
pub enum ServeError {
    /// The use cases cannot be set up.
    #[error("{0}")]
    Start(#[from] StartError),
    /// The configuration.
    #[error("configuration: {0}")]
    Config(String),
    /// The work of before cannot be taken over.
    #[error("{0}")]
    TakeOver(#[from] crate::app::AppError),
    /// The address.
    #[error("{0}: {1}")]
    Listen(SocketAddr, std::io::Error),
    /// The listener.
    #[error("{0}")]
    Serve(#[from] std::io::Error),
}

/// Where the server is asked. Bound before its life begins, so that a port 0 is known.
pub struct Listeners {
    /// Citizens, officers, operators, billers and kiosks.
    pub citizens: TcpListener,
    /// Metrics, readiness, the API's page: `[operations] listen`.
    pub operations: TcpListener,
}

impl Listeners {
    /// # Errors
    /// [`ServeError::Listen`] with the address that cannot be had.
    pub async fn bind(citizens: SocketAddr, operations: SocketAddr) -> Result<Self, ServeError> {
        Ok(Self { citizens: bound(citizens).await?, operations: bound(operations).await? })
    }
}

async fn bound(address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address).await.map_err(|error| ServeError::Listen(address, error))
}

/// Serves until SIGINT or SIGTERM.
///
/// # Errors
/// [`ServeError`].
pub async fn serve(listen: SocketAddr, database: &str, config: Config) -> Result<(), ServeError> {
    http::install_metrics();
    // As many as the system allows: a connection that finds no descriptor is a citizen who waits.
    if let Err(error) = rlimit::increase_nofile_limit(u64::MAX) {
        tracing::warn!(%error, "the limit of open files stays as it is");
    }
    let store = Store::open(database).await.map_err(StartError::from)?;
    let app = App::new(config, store, Clock::default()).await?;
    let listeners = Listeners::bind(listen, app.config().operations.listen).await?;
    run(app, listeners, stop_signal()).await
}

/// Serves until `stop` resolves.
///
/// # Errors
/// [`ServeError`].
pub async fn run(app: App, listeners: Listeners, stop: impl Future<Output = ()> + Send + 'static) -> Result<(), ServeError> {
    let web = Web::new(app.clone()).map_err(ServeError::Config)?;
    jobs::take_over(&app).await?;
    let (stopping, stopped) = watch::channel(false);
    let mut jobs = jobs::start(&app, &stopped);
    jobs.spawn(http::drain_metrics(stopped.clone()));
    let Listeners { citizens, operations } = listeners;
    tracing::info!(address = %citizens.local_addr()?, operations = %operations.local_addr()?, "serving");
    let mut servers = JoinSet::new();
    servers.spawn(http::serve(citizens, Door::citizens(&web), stopped.clone()));
    servers.spawn(http::serve(operations, Door::operations(&web), stopped.clone()));
    stop.await;
    tracing::info!("stopping: no new requests, what is under way finishes");
    let _ = stopping.send(true);
    if tokio::time::timeout(LAST_REQUESTS, servers.join_all()).await.is_err() {
        tracing::warn!("requests were still under way at the stop");
    }
    jobs.join_all().await;
    app.wait_for_calls(LAST_CALLS).await;
    if let Err(error) = app.events().flush(true).await {
        tracing::warn!(%error, "the last security events are in the stream alone");
    }
    app.store().close().await;
    Ok(())
}

async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    match (signal(SignalKind::interrupt()), signal(SignalKind::terminate())) {
        (Ok(mut interrupt), Ok(mut terminate)) => {
            tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
        }
        _ => std::future::pending().await,
    }
}
