//! The two engines for tests: `both_engines!(a_test, another_test)` makes of each `async fn a_test(db: Database)` one
//! test on SQLite and one on PostgreSQL, each with a database of its own.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::expect_used)]

mod cluster;
mod dir;

pub use dir::TempDir;

use kommunal::store::Store;
use sqlx::{AnyConnection, Connection, Executor};
use std::sync::atomic::{AtomicU32, Ordering};

/// Makes two tests of each function.
#[macro_export]
macro_rules! both_engines {
    ($($test:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test($crate::support::Database::sqlite()).await;
            })+
        }
        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test($crate::support::Database::postgres().await).await;
            })+
        }
    };
}

/// A database of one test's own, gone with it.
pub struct Database {
    url: String,
    /// Holds the SQLite file and whatever files the test makes.
    pub dir: TempDir,
    /// The server and the database to drop, on PostgreSQL.
    on_server: Option<(String, String)>,
}

impl Database {
    /// A new SQLite file.
    pub fn sqlite() -> Self {
        let dir = TempDir::new();
        Self { url: format!("sqlite:{}", dir.path().join("test.db").display()), dir, on_server: None }
    }

    /// A new database on the server of `KOMMUNAL_TEST_POSTGRES`, or on a private one.
    pub async fn postgres() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let server = tokio::task::spawn_blocking(cluster::url).await.unwrap();
        let name = format!("kommunal_test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::SeqCst));
        execute(&server, format!("CREATE DATABASE {name}")).await;
        let (base, query) = server.split_once('?').map_or((server.as_str(), String::new()), |(base, query)| (base, format!("?{query}")));
        let base = base.rsplit_once('/').filter(|(head, _)| !head.ends_with('/')).map_or(base, |(head, _)| head);
        Self { url: format!("{base}/{name}{query}"), dir: TempDir::new(), on_server: Some((server, name)) }
    }

    /// What `--database` would be given.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Opens it beside whoever has it open.
    pub async fn store(&self) -> Store {
        Store::connect(&self.url).await.unwrap()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let Some((server, name)) = self.on_server.take() else { return };
        // Dropping cannot wait inside the test's own runtime.
        let gone = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(execute(&server, format!("DROP DATABASE {name} WITH (FORCE)")));
        });
        let _ = gone.join();
    }
}

async fn execute(server: &str, sql: String) {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(server).await.expect("the test server answers");
    connection.execute(sqlx::AssertSqlSafe(sql)).await.unwrap();
    connection.close().await.unwrap();
}
