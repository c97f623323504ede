//! S2, S16: what a client does not send or does not take ends its connection, whoever else is served meanwhile.

use crate::app::TestApp;
use crate::both_engines;
use crate::support::Database;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

both_engines!(
    s2_a_head_that_trickles_in_is_cut_off,
    s2_a_connection_that_says_nothing_is_ended,
    s2_who_takes_nothing_of_an_answer_is_cut_off,
    s2_one_address_has_its_share_of_connections,
    s16_a_request_names_one_host_in_a_head_of_bounded_size,
);

/// A hang is a failure, not a wait.
const HANGS: Duration = Duration::from_secs(60);
const ALIVE: &str = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n";

async fn impatient(db: Database) -> TestApp {
    TestApp::start_with(db, |config| {
        // Proxies are given longer.
        config.server.trusted_proxies.clear();
        config.server.connections.head_timeout_s = 1;
        config.server.connections.write_timeout_s = 1;
    })
    .await
}

async fn connected(app: &TestApp) -> TcpStream {
    TcpStream::connect(app.base_url().await.trim_start_matches("http://")).await.unwrap()
}

/// Everything that comes until the server has closed the connection.
async fn to_the_end(stream: &mut TcpStream) -> String {
    let mut all = vec![];
    // A reset is an end, too.
    let _ = tokio::time::timeout(HANGS, stream.read_to_end(&mut all)).await.expect("the server ends the connection");
    String::from_utf8_lossy(&all).into_owned()
}

async fn answer_to(app: &TestApp, request: &str) -> String {
    let mut stream = connected(app).await;
    stream.write_all(request.as_bytes()).await.unwrap();
    to_the_end(&mut stream).await
}

async fn s2_a_head_that_trickles_in_is_cut_off(db: Database) {
    let app = impatient(db).await;
    let (mut reads, mut writes) = connected(&app).await.into_split();
    let trickle = async {
        let _ = writes.write_all(ALIVE.as_bytes()).await;
        while writes.write_all(b"x-slow: 1\r\n").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    let ended = async {
        let mut rest = vec![];
        let _ = reads.read_to_end(&mut rest).await;
    };
    tokio::time::timeout(HANGS, async { tokio::join!(trickle, ended) }).await.expect("the server ends the connection");
    app.finish().await;
}

async fn s2_a_connection_that_says_nothing_is_ended(db: Database) {
    let app = impatient(db).await;
    assert_eq!(to_the_end(&mut connected(&app).await).await, "");
    // Also one that has asked before.
    assert!(answer_to(&app, &format!("{ALIVE}\r\n")).await.starts_with("HTTP/1.1 200"));
    app.finish().await;
}

async fn s2_who_takes_nothing_of_an_answer_is_cut_off(db: Database) {
    let app = impatient(db).await;
    let mut stream = connected(&app).await;
    let asks = async { while stream.write_all(b"GET /api/options HTTP/1.1\r\nHost: localhost\r\n\r\n").await.is_ok() {} };
    tokio::time::timeout(HANGS, asks).await.expect("the server ends the connection");
    app.finish().await;
}

async fn s2_one_address_has_its_share_of_connections(db: Database) {
    const SHARE: usize = 12;
    let app = TestApp::start_with(db, |config| {
        config.server.trusted_proxies.clear();
        config.server.connections.per_client_max = SHARE;
    })
    .await;
    let mut held = vec![];
    for _ in 0..SHARE {
        held.push(connected(&app).await);
    }
    assert_eq!(answer_to(&app, &format!("{ALIVE}Connection: close\r\n\r\n")).await, "", "its share is taken");
    drop(held);
    crate::eventually!("a place", {
        let answer = answer_to(&app, &format!("{ALIVE}Connection: close\r\n\r\n")).await;
        answer.starts_with("HTTP/1.1 200").then_some(())
    });
    app.finish().await;
}

async fn s16_a_request_names_one_host_in_a_head_of_bounded_size(db: Database) {
    let app = TestApp::start(db).await;
    let close = "Connection: close\r\n\r\n";
    for (request, status) in [
        (format!("{ALIVE}{close}"), "200"),
        (format!("{ALIVE}Host: localhost\r\n{close}"), "400"),
        (format!("GET /healthz HTTP/1.1\r\n{close}"), "400"),
        (format!("GET /healthz HTTP/1.0\r\n{close}"), "200"),
        (format!("{ALIVE}x-long: {}\r\n{close}", "a".repeat(120_000)), "431"),
    ] {
        let answer = answer_to(&app, &request).await;
        assert!(answer.starts_with("HTTP/1.1 ") || answer.starts_with("HTTP/1.0 "), "{answer}");
        assert_eq!(&answer[9..12], status, "{}", &request[..60]);
    }
    app.finish().await;
}
