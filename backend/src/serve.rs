//! The server's life: open, take over, serve, stop without dropping what is under way.

use crate::app::{App, Clock, StartError};
use crate::config::Config;
use crate::http::{self, Web};
use crate::jobs;
use crate::store::Store;
use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::watch;

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
    let listener = TcpListener::bind(listen).await.map_err(|e| ServeError::Listen(listen, e))?;
    run(app, listener, stop_signal()).await
}

/// Serves on a listener until `stop` resolves.
///
/// # Errors
/// [`ServeError`].
pub async fn run(app: App, listener: TcpListener, stop: impl Future<Output = ()> + Send + 'static) -> Result<(), ServeError> {
    let web = Web::new(app.clone()).map_err(ServeError::Config)?;
    jobs::take_over(&app).await?;
    let (stopping, stopped) = watch::channel(false);
    let mut jobs = jobs::start(&app, &stopped);
    jobs.spawn(http::drain_metrics(stopped.clone()));
    tracing::info!(address = %listener.local_addr()?, "serving");
    let server = tokio::spawn(http::serve(listener, web, stopped.clone()));
    stop.await;
    tracing::info!("stopping: no new requests, what is under way finishes");
    let _ = stopping.send(true);
    if tokio::time::timeout(LAST_REQUESTS, server).await.is_err() {
        tracing::warn!("requests were still under way at the stop");
    }
    jobs.join_all().await;
    app.wait_for_calls(LAST_CALLS).await;
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
