//! A database of a measurement's own, on a real disk.

use sqlx::{AnyConnection, Connection, Executor};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

pub struct Database {
    pub engine: &'static str,
    pub url: String,
    /// For files around it.
    pub dir: PathBuf,
}

static NUMBER: AtomicU32 = AtomicU32::new(0);

impl Database {
    pub async fn new(engine: &'static str) -> Self {
        let number = NUMBER.fetch_add(1, Ordering::SeqCst);
        let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("load-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        let url = match engine {
            "sqlite" => format!("sqlite:{}", dir.join("kommunal.db").display()),
            _ => {
                let name = format!("kommunal_load_{}_{number}", std::process::id());
                on_server(format!("CREATE DATABASE {name}")).await;
                url_of(&name)
            }
        };
        Self { engine, url, dir }
    }

    pub async fn drop(self) {
        if self.engine == "postgres" {
            let name = self.url.rsplit('/').next().unwrap();
            on_server(format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
        std::fs::remove_dir_all(&self.dir).unwrap();
    }
}

/// The PostgreSQL server, by its default database.
pub fn server_url() -> String {
    std::env::var("KOMMUNAL_TEST_POSTGRES").expect("KOMMUNAL_TEST_POSTGRES names a server: run scripts/bench.sh")
}

/// Another database of that server.
pub fn url_of(name: &str) -> String {
    let server = server_url();
    let (base, _) = server.rsplit_once('/').unwrap();
    format!("{base}/{name}")
}

pub async fn on_server(sql: String) {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(&server_url()).await.unwrap();
    connection.execute(sqlx::AssertSqlSafe(sql)).await.unwrap();
    connection.close().await.unwrap();
}
