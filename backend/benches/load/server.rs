//! Child processes: started, measured, and gone with their owner.

use crate::database::Database;
use crate::http::Connection;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Clock ticks of a second in /proc, the same on every Linux that matters here.
const TICKS: f64 = 100.0;

pub struct Process {
    child: Child,
    pub port: u16,
}

impl Process {
    /// `kommunal serve`.
    pub async fn serve(database: &Database, config: &Path) -> Self {
        let port = free_port();
        let mut serve = kommunal("serve", database, config);
        serve.arg("--listen").arg(format!("127.0.0.1:{port}"));
        Self::start(serve, port).await
    }

    /// This program as a bare server of one answer.
    pub async fn bare(answer: &Path) -> Self {
        let port = free_port();
        let mut bare = Command::new(std::env::current_exe().unwrap());
        bare.arg("bare").arg(port.to_string()).arg(answer);
        Self::start(bare, port).await
    }

    async fn start(mut command: Command, port: u16) -> Self {
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
        let process = Self { child, port };
        for _ in 0..600 {
            if Connection::open(port).await.is_ok() {
                return process;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("a server does not start");
    }

    /// Seconds of processor time so far.
    pub fn cpu_seconds(&self) -> f64 {
        cpu_seconds(self.child.id())
    }

    pub fn peak_mebibytes(&self) -> f64 {
        peak_kibibytes(self.child.id()).unwrap_or(0) as f64 / 1024.0
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn kommunal(command: &str, database: &Database, config: &Path) -> Command {
    let mut it = Command::new(env!("CARGO_BIN_EXE_kommunal"));
    it.arg(command).args(["--database", &database.url]).arg("--config").arg(config).env("KOMMUNAL_LOG", "error");
    it
}

pub fn cpu_seconds(pid: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: f64 = fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap();
    ticks / TICKS
}

/// The most memory a process has held; `None` once it is gone.
pub fn peak_kibibytes(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).unwrap().port()
}
