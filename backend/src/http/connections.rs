//! Connections: each wait on a client has an end, no address holds more than its share, and what cannot be accepted is
//! counted. A request's body has its end in [`super::router`]'s own time.

use super::address::Proxies;
use super::slots::{Slot, Slots};
use super::{Web, ops, router};
use crate::config::ConnectionsConfig;
use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::header::HOST;
use axum::http::{StatusCode, Version};
use axum::response::IntoResponse;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulConnection, GracefulShutdown};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_io_timeout::TimeoutStream;
use tower::Service;

/// Longest request line and fields together; a longer head is answered with 431.
const HEAD_BYTES_MAX: usize = 32 * 1024;
/// A proxy keeps its connections to us for the next citizen, most of them for a minute: one that we had closed meanwhile
/// would cost a payment's request.
const PROXY_HEAD_TIMEOUT: Duration = Duration::from_secs(90);
/// A few that scrape, and a load balancer.
const OPERATIONS_MAX: usize = 64;
/// After an error of accept: most often no descriptor is free, and asking at once would only burn the processor.
const ACCEPT_PAUSE: Duration = Duration::from_millis(250);

/// What is answered on a listener, and what its clients may hold.
pub struct Door {
    service: Router,
    bounds: ConnectionsConfig,
    proxies: Arc<Proxies>,
}

impl Door {
    /// Citizens, officers, operators, billers and kiosks.
    #[must_use]
    pub fn citizens(web: &Web) -> Self {
        Self { service: router(web.clone()), bounds: web.app.config().server.connections, proxies: web.proxies.clone() }
    }

    /// Whoever runs the server.
    #[must_use]
    pub fn operations(web: &Web) -> Self {
        let (max, per_client_max) = (OPERATIONS_MAX, OPERATIONS_MAX);
        let bounds = ConnectionsConfig { max, per_client_max, ..web.app.config().server.connections };
        Self { service: ops::router(web.clone()), bounds, proxies: Arc::default() }
    }
}

/// Serves until told to stop; then finishes what is under way.
pub async fn serve(listener: TcpListener, door: Door, mut stopped: watch::Receiver<bool>) {
    let Door { service, bounds, proxies } = door;
    let slots = Slots::new(bounds, proxies);
    let under_way = GracefulShutdown::new();
    loop {
        let (stream, peer, slot) = tokio::select! {
            accepted = accept(&listener, &slots) => accepted,
            _ = stopped.wait_for(|stop| *stop) => break,
        };
        let head_timeout = if slot.is_a_proxys() { bounds.head_timeout().max(PROXY_HEAD_TIMEOUT) } else { bounds.head_timeout() };
        let connection = under_way.watch(connection(stream, peer, service.clone(), (head_timeout, bounds.write_timeout())));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended");
            }
            drop(slot);
        });
    }
    drop(listener);
    under_way.shutdown().await;
}

/// The next connection that there is a place for.
async fn accept(listener: &TcpListener, slots: &Slots) -> (TcpStream, SocketAddr, Slot) {
    loop {
        let place = slots.place().await;
        match listener.accept().await {
            Ok((stream, peer)) => {
                if let Some(slot) = slots.take(place, peer.ip()) {
                    return (stream, peer, slot);
                }
            }
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                slots.note_accept_error(&error);
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// The client went away between the kernel's queue and us.
fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// RFC 9112, 3.2: without a `Host`, or with two, a proxy and we could take the request for another brand's.
fn names_one_host(request: &Request<Incoming>) -> bool {
    let hosts = request.headers().get_all(HOST).iter().count();
    hosts == 1 || hosts == 0 && request.version() < Version::HTTP_11
}

fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    service: Router,
    (head_timeout, write_timeout): (Duration, Duration),
) -> impl GracefulConnection<Error = hyper::Error> {
    // Small answers are not held back for an acknowledgement.
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(write_timeout));
    let service = hyper::service::service_fn(move |mut request: Request<Incoming>| {
        let mut router = service.clone();
        request.extensions_mut().insert(ConnectInfo(peer));
        async move {
            if names_one_host(&request) { router.call(request.map(Body::new)).await } else { Ok(StatusCode::BAD_REQUEST.into_response()) }
        }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head_timeout)
        .max_buf_size(HEAD_BYTES_MAX)
        .serve_connection(TokioIo::new(Box::pin(stream)), service)
}
