//! Starting, stopping, and the one place where trouble is made.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::config::Config;
use crate::faults::{Mode, Rule};
use crate::mail::MessageView;
use crate::world::{Books, World};
use crate::{bank, billers, control, front, mail};

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
        let (stop_sender, stop) = watch::channel(false);
        let base_url = config.public_url.clone().unwrap_or_else(|| format!("http://{http_addr}"));
        let world = Mutex::new(World::load(&config)?);
        let app = App(Arc::new(Inner { config, base_url, world, stop }));
        let mut tasks = vec![tokio::spawn(serve(listener, app.clone()))];
        if let Some(smtp) = smtp {
            tasks.push(tokio::spawn(mail::smtp::serve(smtp, app.clone())));
        }
        Ok(Running { http_addr, smtp_addr, app, stop: stop_sender, tasks })
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

fn router(app: App) -> Router {
    Router::new()
        .merge(front::routes())
        .merge(bank::api::routes())
        .merge(bank::page::routes())
        .merge(billers::api::routes())
        .merge(mail::web::routes())
        .merge(control::routes())
        .with_state(app)
}

/// A running sandbox: its addresses, its switches and its books. Dropping it stops it without waiting.
pub struct Running {
    http_addr: SocketAddr,
    smtp_addr: Option<SocketAddr>,
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
