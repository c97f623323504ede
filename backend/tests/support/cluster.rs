//! A private PostgreSQL for this test process, unless `KOMMUNAL_TEST_POSTGRES` names a server. A small shell beside
//! the process waits for its end, however it ends, and stops the server. Nothing is skipped in silence: without
//! PostgreSQL the tests fail and say what is missing.

use super::TempDir;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// Users that PostgreSQL may run as when the tests run as root, which it refuses.
const UNPRIVILEGED: [&str; 2] = ["postgres", "nobody"];
/// For tests only: what a crash of the machine would lose, nobody misses.
const SETTINGS: &str = "-c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
                        -c max_connections=300 -c shared_buffers=64MB";

/// The server's URL; starts it at the first call.
pub fn url() -> String {
    static URL: OnceLock<String> = OnceLock::new();
    URL.get_or_init(|| std::env::var("KOMMUNAL_TEST_POSTGRES").unwrap_or_else(|_| start())).clone()
}

fn start() -> String {
    let dir = TempDir::new();
    let data = dir.path().join("cluster");
    let user = is_root().then(unprivileged);
    give_to(dir.path(), user);
    let auth = ["-U", "kommunal", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"];
    run(command("initdb", user).arg("-D").arg(&data).args(auth));
    for _ in 0..5 {
        let port = free_port();
        let options = format!("{SETTINGS} -p {port} -k {}", dir.path().display());
        let log = dir.path().join("log");
        let status = quiet(command("pg_ctl", user).arg("-D").arg(&data).arg("-l").arg(&log).args(["-w", "-o", &options, "start"])).status();
        if status.is_ok_and(|status| status.success()) {
            stop_at_the_end(dir, &data, user);
            return format!("postgres://kommunal@127.0.0.1:{port}/postgres");
        }
    }
    panic!("a private PostgreSQL does not start: {}", std::fs::read_to_string(dir.path().join("log")).unwrap_or_default());
}

/// Our end closes the shell's input.
fn stop_at_the_end(dir: TempDir, data: &Path, user: Option<&'static str>) {
    let stop = command("pg_ctl", user);
    let words: Vec<String> = std::iter::once(stop.get_program()).chain(stop.get_args()).map(|w| w.to_string_lossy().into_owned()).collect();
    let script = format!("cat; {} -D '{}' -m immediate stop; rm -rf '{}'", words.join(" "), data.display(), dir.path().display());
    let watcher = quiet(Command::new("sh").args(["-c", &script])).stdin(Stdio::piped()).spawn().expect("sh");
    // Both live until the process ends.
    std::mem::forget((watcher, dir));
}

fn quiet(command: &mut Command) -> &mut Command {
    command.stdout(Stdio::null()).stderr(Stdio::null())
}

fn run(command: &mut Command) {
    let output = command.stdin(Stdio::null()).output().unwrap_or_else(|e| panic!("{command:?}: {e}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A PostgreSQL program, as the unprivileged user where there is one.
fn command(program: &str, user: Option<&'static str>) -> Command {
    let path = find(program);
    let Some(user) = user else { return Command::new(path) };
    let mut command = Command::new("runuser");
    command.args(["-u", user, "--"]).arg(path).current_dir("/");
    command
}

fn find(program: &str) -> PathBuf {
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|version| version.path().join("bin"));
    let mut places = std::env::split_paths(&on_path).chain(versions).map(|place| place.join(program));
    places.find(|place| place.is_file()).unwrap_or_else(|| {
        panic!("{program} was not found: install PostgreSQL, or name a server in KOMMUNAL_TEST_POSTGRES=postgres://user@host/postgres")
    })
}

fn is_root() -> bool {
    id(&["-u"]).as_deref() == Some("0")
}

fn unprivileged() -> &'static str {
    UNPRIVILEGED.into_iter().find(|user| id(&["-u", user]).is_some()).expect("a user other than root to run PostgreSQL as")
}

fn id(args: &[&str]) -> Option<String> {
    let output = Command::new("id").args(args).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn give_to(path: &Path, user: Option<&str>) {
    if let Some(user) = user {
        let number = id(&["-u", user]).and_then(|text| text.parse().ok());
        std::os::unix::fs::chown(path, number, None).unwrap();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port()
}
