//! A peer that is not ours, as a child process of the test: scripts in `e2e/peers`, packages in `e2e/node_modules`.

use kommunal::connectors::install_tls;
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

pub(super) struct Peer {
    child: Child,
    /// Where the protocol is spoken.
    pub(super) port: u16,
    control: String,
    http: reqwest::Client,
}

impl Peer {
    pub(super) async fn start(script: &str) -> Self {
        install_tls();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("e2e");
        assert!(folder.join("node_modules").is_dir(), "npm packages are missing: scripts/setup.sh tests");
        let mut command = Command::new("node");
        command.arg(format!("peers/{script}.mjs")).current_dir(folder).env("NODE_ENV", "test");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("node starts");
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let (ports, lines) =
            tokio::task::spawn_blocking(move || (lines.find_map(|line| serde_json::from_str::<Value>(&line).ok()), lines)).await.unwrap();
        let ports = ports.expect("the peer says its ports");
        // Whatever else it says must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        let port = u16::try_from(ports["port"].as_u64().unwrap()).unwrap();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { child, port, control: format!("http://127.0.0.1:{}", ports["control"]), http }
    }

    /// Says what comes next.
    pub(super) async fn tell(&self, what: Value) {
        let request = self.http.post(&self.control).body(what.to_string());
        assert_eq!(request.send().await.unwrap().status().as_u16(), 200);
    }

    /// What it has seen.
    pub(super) async fn seen(&self) -> Value {
        let reply = self.http.get(&self.control).send().await.unwrap().bytes().await.unwrap();
        serde_json::from_slice(&reply).unwrap()
    }
}

/// It ends with the test, also when that panics.
impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
