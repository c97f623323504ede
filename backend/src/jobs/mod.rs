//! Work that goes on by itself: payments and applications whose time has come, the outbox, the sealer, tidying.
//! Each job looks, does what is due, and pauses; a failure is logged and tried again at the next look.

use crate::app::{App, AppError, advance, applications, deliver, kiosk, mobiles, seal};
use crate::store::outbox::Channel;
use crate::store::{self, Engine, leases, payments, sessions, sign_ins};
use std::future::Future;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Payments looked at in one go.
const WAKE_BATCH: i64 = 64;
const WAKE_PAUSE: Duration = Duration::from_millis(500);
const OUTBOX_PAUSE: Duration = Duration::from_millis(700);
const SEAL_PAUSE: Duration = Duration::from_secs(2);
const KIOSKS_PAUSE: Duration = Duration::from_secs(5);
const TIDY_PAUSE: Duration = Duration::from_secs(600);

/// Starts the jobs; they end when `stop` turns true.
pub fn start(app: &App, stop: &watch::Receiver<bool>) -> JoinSet<()> {
    let mut jobs = JoinSet::new();
    jobs.spawn(repeat(app.clone(), stop.clone(), "payments", WAKE_PAUSE, |app| async move { wake_due(&app).await }));
    jobs.spawn(repeat(app.clone(), stop.clone(), "applications", WAKE_PAUSE, |app| async move { wake_applications(&app).await }));
    jobs.spawn(repeat(app.clone(), stop.clone(), "outbox", OUTBOX_PAUSE, |app| async move { deliver::deliver(&app, Channel::Mail).await }));
    jobs.spawn(repeat(app.clone(), stop.clone(), "sms", OUTBOX_PAUSE, |app| async move { deliver::deliver(&app, Channel::Sms).await }));
    jobs.spawn(repeat(app.clone(), stop.clone(), "seal", SEAL_PAUSE, |app| async move { seal::seal(&app).await }));
    jobs.spawn(repeat(app.clone(), stop.clone(), "kiosks", KIOSKS_PAUSE, |app| async move { kiosk::session::end_overdue(&app).await }));
    jobs.spawn(repeat(app.clone(), stop.clone(), "tidy", TIDY_PAUSE, |app| async move { tidy(&app).await }));
    jobs
}

/// At start: on SQLite this is the only server, so no claim of before is being performed by anybody.
///
/// # Errors
/// The store's.
pub async fn take_over(app: &App) -> Result<(), AppError> {
    if app.store().engine() == Engine::Sqlite {
        let until = app.clock().now().plus_ms(app.config().payment.settle_ms);
        advance::shorten_claims(app, until).await?;
        applications::advance::shorten_claims(app, until).await?;
    }
    Ok(())
}

async fn repeat<F, R>(app: App, mut stop: watch::Receiver<bool>, name: &'static str, pause: Duration, job: F)
where
    F: Fn(App) -> R,
    R: Future<Output = Result<usize, AppError>>,
{
    while !*stop.borrow() {
        let done = job(app.clone()).await.unwrap_or_else(|error| {
            tracing::error!(job = name, %error, "a job failed; it is tried again");
            0
        });
        // Work found means there may be more.
        let pause = if done > 0 { pause / 10 } else { pause };
        let _ = tokio::time::timeout(pause, stop.changed()).await;
    }
}

/// Looks at payments whose time has come, several at once: one silent bank must not keep the others waiting.
async fn wake_due(app: &App) -> Result<usize, AppError> {
    let mut connection = app.store().read().await?;
    let due = payments::due(&mut connection, app.clock().now(), WAKE_BATCH).await?;
    drop(connection);
    let mut looking = JoinSet::new();
    for id in &due {
        let (app, id) = (app.clone(), id.clone());
        looking.spawn(async move {
            if let Err(error) = advance::wake(&app, &id).await {
                tracing::error!(payment = %id, %error, "a payment could not be moved; it is tried again");
            }
        });
    }
    looking.join_all().await;
    Ok(due.len())
}

/// Looks at applications whose time has come.
async fn wake_applications(app: &App) -> Result<usize, AppError> {
    let due = store::applications::due(&mut *app.store().read().await?, app.clock().now(), WAKE_BATCH).await?;
    let mut looking = JoinSet::new();
    for number in &due {
        let (app, number) = (app.clone(), number.clone());
        looking.spawn(async move {
            if let Err(error) = applications::advance::wake(&app, &number).await {
                tracing::error!(application = number, %error, "an application could not be moved; it is tried again");
            }
        });
    }
    looking.join_all().await;
    Ok(due.len())
}

async fn tidy(app: &App) -> Result<usize, AppError> {
    applications::files::tidy(app).await?;
    let now = app.clock().now();
    app.store()
        .write(move |connection| {
            Box::pin(async move {
                leases::forget_old(connection, now).await?;
                sessions::forget_old(connection, now).await?;
                sign_ins::forget_old(connection, now).await?;
                mobiles::forget_old(connection, now).await
            })
        })
        .await?;
    Ok(0)
}
