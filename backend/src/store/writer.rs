//! SQLite's one writer: it takes the units of work that wait, runs each in a savepoint of its own, commits them
//! together (one fsync for all) and answers after the commit.
//!
//! An error that is not a constraint's may have rolled back the whole transaction behind our back (a full disk does),
//! so the connection is dropped and every unit of the batch is *don't know*.

use super::{Engine, StoreError, Work};
use sqlx::AnyConnection;
use sqlx::{Connection, Executor};
use std::future::Future;
use std::pin::Pin;
use tokio::sync::{mpsc, oneshot};

/// Most units of work in one commit.
const BATCH_MAX: usize = 64;
/// Units of work that may wait before senders do.
const QUEUE_MAX: usize = 1024;

type Step<'c> = Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send + 'c>>;

/// A unit of work with its answer, its type forgotten.
trait Unit: Send {
    fn run<'c>(&'c mut self, connection: &'c mut AnyConnection) -> Step<'c>;
    fn answer(self: Box<Self>, committed: Result<(), StoreError>);
}

struct Typed<T, F> {
    work: F,
    outcome: Option<Result<T, StoreError>>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> Unit for Typed<T, F>
where
    T: Send + 'static,
    F: for<'c> Fn(&'c mut AnyConnection) -> Work<'c, T> + Send + Sync + 'static,
{
    fn run<'c>(&'c mut self, connection: &'c mut AnyConnection) -> Step<'c> {
        Box::pin(async move {
            match (self.work)(connection).await {
                Ok(value) => {
                    self.outcome = Some(Ok(value));
                    Ok(())
                }
                Err(error) if error.is_clean() => {
                    self.outcome = Some(Err(error));
                    Err(StoreError::Stale)
                }
                Err(error) => Err(error),
            }
        })
    }

    fn answer(self: Box<Self>, committed: Result<(), StoreError>) {
        let answer = match (committed, self.outcome) {
            (Ok(()), Some(outcome)) => outcome,
            // Nothing of a refused unit was written, whatever became of the batch.
            (Err(_), Some(Err(error))) | (Err(error), _) => Err(error),
            (Ok(()), None) => Err(StoreError::Unknown("the writer lost a unit of work".to_owned())),
        };
        // The asker may have gone away; the work stands all the same.
        let _ = self.reply.send(answer);
    }
}

enum Message {
    Unit(Box<dyn Unit>),
    Close(oneshot::Sender<()>),
}

/// Handle to the writer. Cheap to clone.
#[derive(Clone)]
pub(super) struct Writer {
    queue: mpsc::Sender<Message>,
}

impl Writer {
    pub(super) async fn start(url: String) -> Result<Self, StoreError> {
        let connection = connect(&url).await?;
        let (queue, waiting) = mpsc::channel(QUEUE_MAX);
        let writing = tokio::spawn(run(url, connection, waiting));
        tokio::spawn(async move {
            if writing.await.is_err_and(|ended| ended.is_panic()) {
                // Nothing acknowledged is lost, and nothing more can be written: the next start goes on from here.
                tracing::error!("a unit of work panicked; the process ends");
                std::process::exit(70);
            }
        });
        Ok(Self { queue })
    }

    pub(super) async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'c> Fn(&'c mut AnyConnection) -> Work<'c, T> + Send + Sync + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let unit = Box::new(Typed { work, outcome: None, reply });
        let gone = |_| StoreError::Unknown("the writer has stopped".to_owned());
        self.queue.send(Message::Unit(unit)).await.map_err(|_| gone(()))?;
        answer.await.map_err(|_| gone(()))?
    }

    pub(super) async fn close(&self) {
        let (done, closed) = oneshot::channel();
        if self.queue.send(Message::Close(done)).await.is_ok() {
            let _ = closed.await;
        }
    }
}

async fn connect(url: &str) -> Result<AnyConnection, StoreError> {
    let mut connection = AnyConnection::connect(url).await?;
    Engine::Sqlite.prepare_writer(&mut connection).await?;
    Ok(connection)
}

async fn run(url: String, connection: AnyConnection, mut waiting: mpsc::Receiver<Message>) {
    let mut connection = Some(connection);
    while let Some(first) = waiting.recv().await {
        let (batch, close) = gather(first, &mut waiting);
        if !batch.is_empty() {
            connection = commit(&url, connection, batch).await;
        }
        if let Some(done) = close {
            if let Some(open) = connection.take() {
                let _ = open.close().await;
            }
            let _ = done.send(());
            return;
        }
    }
}

/// What waits now, up to a batch; a wish to close ends the gathering.
fn gather(first: Message, waiting: &mut mpsc::Receiver<Message>) -> (Vec<Box<dyn Unit>>, Option<oneshot::Sender<()>>) {
    let mut batch = Vec::new();
    let mut next = Some(first);
    while let Some(message) = next {
        match message {
            Message::Unit(unit) => batch.push(unit),
            Message::Close(done) => return (batch, Some(done)),
        }
        next = if batch.len() < BATCH_MAX { waiting.try_recv().ok() } else { None };
    }
    (batch, None)
}

/// Runs a batch in one transaction. Gives the connection back, or `None` when it must not be used again.
async fn commit(url: &str, connection: Option<AnyConnection>, mut batch: Vec<Box<dyn Unit>>) -> Option<AnyConnection> {
    let mut connection = match connection {
        Some(open) => open,
        None => match connect(url).await {
            Ok(open) => open,
            Err(error) => {
                answer_all(batch, &Err(error));
                return None;
            }
        },
    };
    let result = run_all(&mut connection, &mut batch).await;
    let sound = result.is_ok();
    answer_all(batch, &result);
    sound.then_some(connection)
}

async fn run_all(connection: &mut AnyConnection, batch: &mut [Box<dyn Unit>]) -> Result<(), StoreError> {
    connection.execute("BEGIN IMMEDIATE").await?;
    for unit in batch {
        connection.execute("SAVEPOINT unit").await?;
        match unit.run(connection).await {
            Ok(()) => connection.execute("RELEASE unit").await?,
            Err(error) if error.is_clean() => connection.execute("ROLLBACK TO unit; RELEASE unit").await?,
            Err(error) => return Err(error),
        };
    }
    connection.execute("COMMIT").await?;
    Ok(())
}

fn answer_all(batch: Vec<Box<dyn Unit>>, result: &Result<(), StoreError>) {
    for unit in batch {
        unit.answer(match result {
            Ok(()) => Ok(()),
            Err(error) => Err(StoreError::Unknown(error.to_string())),
        });
    }
}
