//! The server as a child process: started, killed, started again, and gone with its owner.

use crate::world::World;
use std::fs::OpenOptions;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

pub(crate) struct Server {
    child: Child,
}

impl Server {
    pub(crate) fn start(world: &World) -> Self {
        Self::start_at(world, &world.addresses[0])
    }

    pub(crate) fn start_at(world: &World, address: &str) -> Self {
        let log = OpenOptions::new().create(true).append(true).open(&world.log_file).unwrap();
        let mut serve = world.command("serve");
        serve.arg("--listen").arg(address).envs(world.environment.iter().map(|(name, value)| (name, value)));
        let child = serve.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn().unwrap();
        Self { child }
    }

    /// SIGKILL. True when it was still alive.
    pub(crate) fn kill(&mut self) -> bool {
        let alive = self.ended().is_none();
        let _ = self.child.kill();
        let _ = self.child.wait();
        alive
    }

    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().unwrap()
    }

    /// Waits until it answers; a server that ends by itself is a failure.
    pub(crate) async fn ready(&mut self, world: &World, portal: &crate::portal::Portal) -> Duration {
        let began = Instant::now();
        while !portal.is_ready().await {
            assert!(self.ended().is_none(), "the server ended by itself:\n{}", world.log_tail());
            assert!(began.elapsed() < Duration::from_secs(60), "the server does not get ready:\n{}", world.log_tail());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        began.elapsed()
    }

    /// SIGTERM: it finishes what is under way and says goodbye.
    pub(crate) fn stop(mut self) {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(asked.success());
        assert!(self.child.wait().unwrap().success(), "a stop was not graceful");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}
