//! The server in a runtime of its own, so that it can be gone from one moment to the next.

use kommunal::app::{App, Clock};
use kommunal::config::Config;
use kommunal::http::install_metrics;
use kommunal::serve::{self, Listeners, ServeError};
use kommunal::store::{Store, StoreError};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// Tasks that do not yield are waited for at most this long.
const CRASH_MAX: Duration = Duration::from_secs(5);

pub(super) struct Server {
    pub(super) address: SocketAddr,
    pub(super) operations: SocketAddr,
    runtime: Option<Runtime>,
    stop: Option<oneshot::Sender<()>>,
    running: Option<JoinHandle<Result<(), ServeError>>>,
}

impl Server {
    pub(super) async fn start(config: &Config, url: &str, clock: &Clock) -> Self {
        install_metrics();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let (config, url, clock) = (config.clone(), url.to_owned(), clock.clone());
        let handle = runtime.handle().clone();
        let opened = tokio::task::spawn_blocking(move || handle.block_on(open(config, &url, clock)));
        let (app, listeners) = opened.await.expect("the server starts");
        let (address, operations) = (listeners.citizens.local_addr().unwrap(), listeners.operations.local_addr().unwrap());
        let running = runtime.spawn(serve::run(app, listeners, async move {
            let _ = stopped.await;
        }));
        Self { address, operations, runtime: Some(runtime), stop: Some(stop), running: Some(running) }
    }

    /// What is under way finishes.
    pub(super) async fn stop(mut self) {
        let _ = self.stop.take().unwrap().send(());
        self.running.take().unwrap().await.unwrap().expect("the server stops in order");
    }

    /// Every task ends where it waits.
    pub(super) async fn crash(mut self) {
        let runtime = self.runtime.take().unwrap();
        tokio::task::spawn_blocking(move || runtime.shutdown_timeout(CRASH_MAX)).await.unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

async fn open(config: Config, url: &str, clock: Clock) -> (App, Listeners) {
    // The lock of a crashed server is free once its last task is gone.
    let store = crate::eventually!("the database being free", {
        match Store::open(url).await {
            Ok(store) => Some(store),
            Err(StoreError::Taken) => None,
            Err(error) => panic!("{error}"),
        }
    });
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    (App::new(config, store, clock).await.unwrap(), Listeners::bind(any, any).await.unwrap())
}
