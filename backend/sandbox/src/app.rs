//! What handlers share, and the one place where trouble is made.

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use tokio::sync::watch;

use crate::config::Config;
use crate::faults::{Mode, Rule};
use crate::world::World;

/// What every handler shares.
#[derive(Clone)]
pub(crate) struct App(Arc<Inner>);

struct Inner {
    config: Config,
    base_url: String,
    world: Mutex<World>,
    stop: watch::Receiver<bool>,
}

impl App {
    pub(crate) fn new(config: Config, base_url: String, world: World, stop: watch::Receiver<bool>) -> Self {
        Self(Arc::new(Inner { config, base_url, world: Mutex::new(world), stop }))
    }

    pub(crate) fn config(&self) -> &Config {
        &self.0.config
    }

    pub(crate) fn base_url(&self) -> &str {
        &self.0.base_url
    }

    /// The world. Never held across an await.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.0.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Completes when the sandbox stops.
    pub(crate) fn stopped(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut stop = self.0.stop.clone();
        async move {
            // An error means the handle is gone, which is a stop as well.
            let _ = stop.wait_for(|stop| *stop).await;
        }
    }

    /// Does `work` for one request, unless a fault rule of this surface has it otherwise.
    pub(crate) async fn meddle(
        &self,
        surface: &str,
        subjects: &[&str],
        work: impl Fn(&Twist) -> Answer + Send,
        finish: impl FnOnce(Answer) -> Response + Send,
    ) -> Response {
        let rule = self.world().faults.take(surface, subjects);
        let Some(rule) = rule else { return finish(work(&Twist::default())) };
        tracing::info!(surface, mode = ?rule.mode, "trouble as asked for");
        match rule.mode {
            Mode::None => finish(work(&Twist::default())),
            Mode::Error500 => Answer::text(500, "{\"errorCode\":\"ServiceError\"}").into_response(),
            Mode::Html502 => bad_gateway(),
            Mode::Refuse => finish(work(&Twist { refuse: Some(refusal_code(&rule)), ..Twist::default() })),
            Mode::Slow => {
                tokio::time::sleep(Duration::from_millis(rule.ms.unwrap_or(1000))).await;
                finish(work(&Twist::default()))
            }
            Mode::Silent => self.silence().await,
            Mode::SilentAfter => {
                work(&Twist::default());
                self.silence().await
            }
            Mode::LostAnswer => {
                work(&Twist::default());
                if rule.code.as_deref() == Some("502") { bad_gateway() } else { hang_up() }
            }
            Mode::UnknownStatus => finish(work(&Twist { odd: true, ..Twist::default() })),
            Mode::Duplicate => {
                work(&Twist::default());
                finish(work(&Twist::default()))
            }
            Mode::BadSignature => finish(Answer { forged: true, ..work(&Twist::default()) }),
            Mode::WrongState
            | Mode::WrongNonce
            | Mode::WrongIssuer
            | Mode::WrongAudience
            | Mode::WrongSubject
            | Mode::AlgNone
            | Mode::AlgHmac
            | Mode::WrongKey
            | Mode::AlteredToken
            | Mode::ExpiredToken => finish(work(&Twist { forgery: Some(rule.mode), ..Twist::default() })),
        }
    }

    /// Answers nothing until the client gives up (which drops this future) or the sandbox stops.
    pub(crate) async fn silence(&self) -> Response {
        self.stopped().await;
        hang_up()
    }
}

fn refusal_code(rule: &Rule) -> String {
    rule.code.clone().unwrap_or_else(|| "refused".to_owned())
}

/// Closes the connection without a byte of an answer.
///
/// Unwinding the connection's own task is the one way to do that from inside a handler; `resume_unwind` leaves the
/// panic hook alone, so nothing is printed, and no lock is held here.
pub(crate) fn hang_up() -> ! {
    std::panic::resume_unwind(Box::new("connection dropped on request"))
}

fn bad_gateway() -> Response {
    let page = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center><h1>502 Bad Gateway</h1></center>\
                <hr><center>nginx</center></body>\r\n</html>\r\n";
    (StatusCode::BAD_GATEWAY, [(header::CONTENT_TYPE, "text/html")], page).into_response()
}

/// How a fault bends the work itself.
#[derive(Debug, Default)]
pub(crate) struct Twist {
    /// Say no, with this code.
    pub(crate) refuse: Option<String>,
    /// Lie about who signed in, in this way.
    pub(crate) forgery: Option<Mode>,
    odd: bool,
}

impl Twist {
    /// A status nobody has documented, when one is asked for.
    pub(crate) fn odd_status(&self) -> Option<&'static str> {
        self.odd.then_some("UnderInvestigation")
    }
}

/// A JSON answer before it becomes HTTP: a biller still has to sign it.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
    /// To be signed wrongly.
    pub(crate) forged: bool,
}

impl Answer {
    pub(crate) fn json(status: u16, body: &impl Serialize) -> Self {
        match serde_json::to_string(body) {
            Ok(body) => Self { status, body, forged: false },
            Err(_) => Self::text(500, "{}"),
        }
    }

    pub(crate) fn text(status: u16, body: &str) -> Self {
        Self { status, body: body.to_owned(), forged: false }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let json = HeaderValue::from_static("application/json");
        (status, [(header::CONTENT_TYPE, json)], self.body).into_response()
    }
}
