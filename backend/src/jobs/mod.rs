//! Work that goes on by itself: payments and applications whose time has come, the outbox, the sealer, tidying.
//! Each job looks, does what is due, and pauses; a failure is logged and tried again at the next look.

use crate::app::advance::Payments;
use crate::app::process;
use crate::app::refunds::Refunds;
use crate::app::{
    App, AppError, anchors, applications, counterparts, deliver, kiosk, mobiles, operator, payment_registry, random_u64, retention, seal,
    security, start_payment, transfers,
};
use crate::store::outbox::Channel;
use crate::store::{self, Engine, leases, letter_counts, sessions, sign_ins};
use shared::backoff::backoff_ms;
use shared::time::Millis;
use std::future::Future;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Applications looked at in one go.
const WAKE_BATCH: i64 = 64;
const WAKE_PAUSE: Duration = Duration::from_millis(500);
const OUTBOX_PAUSE: Duration = Duration::from_millis(700);
const REGISTRY_PAUSE: Duration = Duration::from_secs(2);
const SEAL_PAUSE: Duration = Duration::from_secs(2);
/// A draft on its way is kept hardly longer than it may be read.
const TRANSFERS_PAUSE: Duration = Duration::from_secs(30);
const KIOSKS_PAUSE: Duration = Duration::from_secs(5);
const FIGURES_PAUSE: Duration = Duration::from_secs(5);
const TIDY_PAUSE: Duration = Duration::from_secs(600);
const RETENTION_PAUSE: Duration = Duration::from_secs(900);
const LOG_PAUSE: Duration = Duration::from_secs(1);
const EVENTS_PAUSE: Duration = Duration::from_secs(1);
const CLOCK_PAUSE: Duration = Duration::from_secs(10);

/// Starts the jobs; they end when `stop` turns true.
pub fn start(app: &App, stop: &watch::Receiver<bool>) -> JoinSet<()> {
    let mut jobs = JoinSet::new();
    jobs.spawn(repeat(app.clone(), stop.clone(), "payments", WAKE_PAUSE, |app| async move { process::wake_due::<Payments>(&app).await }));
    jobs.spawn(repeat(app.clone(), stop.clone(), "refunds", WAKE_PAUSE, |app| async move { process::wake_due::<Refunds>(&app).await }));
    jobs.spawn(repeat(app.clone(), stop.clone(), "applications", WAKE_PAUSE, |app| async move { wake_applications(&app).await }));
    jobs.spawn(repeat(app.clone(), stop.clone(), "outbox", OUTBOX_PAUSE, |app| async move { deliver::deliver(&app, Channel::Mail).await }));
    jobs.spawn(repeat(app.clone(), stop.clone(), "sms", OUTBOX_PAUSE, |app| async move { deliver::deliver(&app, Channel::Sms).await }));
    jobs.spawn(repeat(app.clone(), stop.clone(), "seal", SEAL_PAUSE, |app| async move { seal_and_anchor(&app).await }));
    let enter = |app: App| async move { payment_registry::enter(app.store()).await };
    jobs.spawn(repeat(app.clone(), stop.clone(), "payment registry", REGISTRY_PAUSE, enter));
    jobs.spawn(repeat(app.clone(), stop.clone(), "transfers", TRANSFERS_PAUSE, |app| async move { transfers::forget_old(&app).await }));
    jobs.spawn(repeat(app.clone(), stop.clone(), "kiosks", KIOSKS_PAUSE, |app| async move { kiosk::session::end_overdue(&app).await }));
    jobs.spawn(repeat(app.clone(), stop.clone(), "tidy", TIDY_PAUSE, |app| async move { tidy(&app).await }));
    jobs.spawn(repeat(app.clone(), stop.clone(), "retention", RETENTION_PAUSE, |app| async move { end_data(&app).await }));
    jobs.spawn(repeat(app.clone(), stop.clone(), "figures", FIGURES_PAUSE, |app| async move { operator::figures::refresh(&app).await }));
    jobs.spawn(repeat(app.clone(), stop.clone(), "security events", EVENTS_PAUSE, |app| async move { security::flush(&app).await }));
    jobs.spawn(repeat(app.clone(), stop.clone(), "log", LOG_PAUSE, |app| async move { truncate_log(&app).await }));
    jobs.spawn(repeat(app.clone(), stop.clone(), "clock", CLOCK_PAUSE, |app| async move { follow_database(&app).await }));
    jobs
}

/// A machine's clock that is set while the server runs is noticed here: the database's goes on.
async fn follow_database(app: &App) -> Result<usize, AppError> {
    if let Some(now) = app.store().time().await? {
        app.clock().follow(now);
    }
    Ok(0)
}

async fn truncate_log(app: &App) -> Result<usize, AppError> {
    app.store().truncate_log().await?;
    Ok(0)
}

/// At start: on SQLite this is the only server, so no call of before is being made by anybody.
///
/// # Errors
/// [`AppError::Counterparts`] when somebody whom open payments wait for is not configured, or the store's.
pub async fn take_over(app: &App) -> Result<(), AppError> {
    counterparts::check(app).await?;
    start_payment::rename_leases(app).await?;
    let until = app.clock().now().plus_ms(app.config().payment.settle_ms);
    let alone = app.store().engine() == Engine::Sqlite;
    process::recover::<Payments>(app, alone.then_some(until)).await?;
    process::recover::<Refunds>(app, alone.then_some(until)).await?;
    deliver::bring_forward(app).await?;
    if alone {
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
        // Work found means there may be more. Two servers on one database do not look at the same moment for ever.
        let longest = Millis::try_from(if done > 0 { pause / 10 } else { pause }.as_millis()).unwrap_or(Millis::MAX);
        let pause = backoff_ms(0, random_u64(), longest, longest);
        let _ = tokio::time::timeout(Duration::from_millis(u64::try_from(pause).unwrap_or(0)), stop.changed()).await;
    }
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

/// Nothing is left to do at once when it ends.
async fn end_data(app: &App) -> Result<usize, AppError> {
    retention::run(app).await?;
    Ok(0)
}

async fn seal_and_anchor(app: &App) -> Result<usize, AppError> {
    let sealed = seal::seal(app).await?;
    anchors::anchor(app).await?;
    Ok(sealed)
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
                letter_counts::forget_old(connection, now).await?;
                mobiles::forget_old(connection, now).await
            })
        })
        .await?;
    app.store().forget_deleted();
    Ok(0)
}
