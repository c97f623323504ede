//! A wall clock that leaps, for the servers alone: a few lines of C put before the system's own `clock_gettime`, which add
//! what a file says. Monotonic time stays as it is, as on a real machine whose clock is set.

use kommunal_sandbox::random::Stream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

const SOURCE: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
static volatile long long *ahead;
__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("KOMMUNAL_TEST_CLOCK");
    int file = path ? open(path, O_RDONLY) : -1;
    if (file < 0) return;
    void *page = mmap(0, sizeof(long long), PROT_READ, MAP_SHARED, file, 0);
    if (page != MAP_FAILED) ahead = page;
    close(file);
}
int clock_gettime(clockid_t id, struct timespec *at) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int failed = real(id, at);
    if (!failed && id == CLOCK_REALTIME && ahead) at->tv_sec += *ahead;
    return failed;
}
"#;

/// By how much the clock is set, in seconds: further than an order lives, up to an hour and back. A server that starts
/// meanwhile takes it over at once, the other goes on evenly: they are two hours apart then.
const LEAPS_S: [i64; 8] = [0, 40, -40, 3_600, -3_600, 600, -600, 0];
/// Between two leaps, in milliseconds.
const BETWEEN_MS: (i64, i64) = (2_000, 6_000);

pub(crate) struct LeapingClock {
    file: PathBuf,
    library: PathBuf,
    leaps: AtomicU64,
}

impl LeapingClock {
    pub(crate) fn new(dir: &Path) -> Arc<Self> {
        let (source, library, file) = (dir.join("clock.c"), dir.join("clock.so"), dir.join("clock"));
        std::fs::write(&source, SOURCE).unwrap();
        std::fs::write(&file, 0i64.to_ne_bytes()).unwrap();
        let made = Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(&source).arg("-ldl").status().unwrap();
        assert!(made.success(), "the clock could not be compiled");
        Arc::new(Self { file, library, leaps: AtomicU64::new(0) })
    }

    /// What a server under this clock has in its environment.
    pub(crate) fn environment(&self) -> Vec<(String, String)> {
        let text = |path: &Path| path.display().to_string();
        vec![("LD_PRELOAD".to_owned(), text(&self.library)), ("KOMMUNAL_TEST_CLOCK".to_owned(), text(&self.file))]
    }

    pub(crate) fn set(&self, ahead_s: i64) {
        use std::io::Write;
        // In place: whoever has mapped the file sees it.
        let mut file = std::fs::OpenOptions::new().write(true).open(&self.file).unwrap();
        file.write_all(&ahead_s.to_ne_bytes()).unwrap();
    }

    pub(crate) fn leaps(&self) -> u64 {
        self.leaps.load(Ordering::SeqCst)
    }

    /// Leaps until aborted.
    pub(crate) async fn leap(self: Arc<Self>, mut chance: Stream) {
        loop {
            tokio::time::sleep(Duration::from_millis(chance.between(BETWEEN_MS.0, BETWEEN_MS.1).unsigned_abs())).await;
            self.set(LEAPS_S[usize::try_from(chance.below(LEAPS_S.len() as u64)).unwrap()]);
            self.leaps.fetch_add(1, Ordering::SeqCst);
        }
    }
}
