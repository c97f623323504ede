//! Many lives, on every core, and what was seen in them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

/// How often what was seen.
#[derive(Default)]
pub(crate) struct Figures(BTreeMap<String, u64>);

impl Figures {
    pub(crate) fn count(&self, sight: &str) -> u64 {
        self.0.get(sight).copied().unwrap_or_default()
    }

    pub(crate) fn add(&mut self, sight: &str, times: u64) {
        if let Some(count) = self.0.get_mut(sight) {
            *count += times;
        } else {
            self.0.insert(sight.to_owned(), times);
        }
    }

    /// A simulation in which the hard things never happen proves nothing.
    pub(crate) fn none_is_rare(&self, sights: &[&str]) {
        for sight in sights {
            assert!(self.count(sight) >= 5, "seen too rarely: {sight}\n{self}");
        }
    }
}

impl std::fmt::Display for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|(sight, times)| writeln!(f, "{times:>10}  {sight}"))
    }
}

/// The figures of lives 0 to `lives`, or the first seed found whose life breaks an invariant. `live` lives one, adds
/// what was seen in it and says whether it went well.
pub(crate) fn live_all(lives: u64, live: impl Fn(u64, &mut Figures) -> bool + Sync) -> Result<Figures, u64> {
    let (next, broken) = (AtomicU64::new(0), AtomicU64::new(u64::MAX));
    let worker = || {
        let mut figures = Figures::default();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= lives.min(broken.load(Ordering::Relaxed)) {
                return figures;
            }
            if !live(seed, &mut figures) {
                broken.fetch_min(seed, Ordering::Relaxed);
            }
        }
    };
    let mut figures = Figures::default();
    std::thread::scope(|scope| {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(worker)).collect();
        for worker in workers {
            let part = worker.join().expect("no life panics");
            part.0.iter().for_each(|(sight, times)| figures.add(sight, *times));
        }
    });
    match broken.into_inner() {
        u64::MAX => Ok(figures),
        seed => Err(seed),
    }
}

/// A number from the environment; `_` may part its digits.
pub(crate) fn from_env(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.replace('_', "").parse().expect("a number"))
}
