//! Figures: latencies in order, and the one table they end in.

use std::time::Duration;

/// Rows of three: what, on what, how much.
pub struct Table {
    rows: Vec<[String; 3]>,
}

impl Table {
    pub const fn new() -> Self {
        Self { rows: Vec::new() }
    }

    /// Adds a row, and says it at once to whoever waits.
    pub fn row(&mut self, what: &str, on: &str, figure: String) {
        eprintln!("{what} · {on} · {figure}");
        self.rows.push([what.to_owned(), on.to_owned(), figure]);
    }

    pub fn print(&self) {
        println!("| what | on | figure |\n|---|---|---|");
        for [what, on, figure] in &self.rows {
            println!("| {what} | {on} | {figure} |");
        }
    }
}

/// Times taken, to be asked for their percentiles.
#[derive(Default)]
pub struct Latencies(Vec<Duration>);

impl Latencies {
    pub fn note(&mut self, taken: Duration) {
        self.0.push(taken);
    }

    pub fn merge(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    pub const fn count(&self) -> usize {
        self.0.len()
    }

    /// The time that so many of a hundred stay below, in milliseconds.
    pub fn percentile_ms(&mut self, of_hundred: usize) -> f64 {
        self.0.sort_unstable();
        let at = (self.0.len() * of_hundred / 100).min(self.0.len().saturating_sub(1));
        self.0.get(at).map_or(f64::NAN, |taken| taken.as_secs_f64() * 1000.0)
    }
}

/// Several runs of one measurement: the middle one counts, the others show the spread.
pub fn middle(runs: &mut [f64]) -> f64 {
    runs.sort_by(f64::total_cmp);
    runs[runs.len() / 2]
}

/// `12,345 (11,900–12,800)`
pub fn spread(runs: &mut [f64]) -> String {
    let middle = middle(runs);
    format!("{} ({}–{})", grouped(middle), grouped(runs[0]), grouped(runs[runs.len() - 1]))
}

/// `1234567.8` → `1,234,568`
pub fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
