//! `kommunal import`: a bar on a terminal, plain lines elsewhere, a summary, an exit code.

use super::{ImportOptions, Phase, Progress, Responsible, run, words};
use crate::app::Clock;
use crate::store::Store;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{IsTerminal, stderr};
use std::process::ExitCode;

/// Some rows were rejected; the others are in force.
const SOME_REJECTED: u8 = 3;

/// Takes a file in and tells the operator. The exit code is 0 when every row was accepted or the file was in force
/// already, 3 when some rows were rejected, 1 when the file was refused or the import failed.
pub async fn command(store: &Store, options: &ImportOptions) -> ExitCode {
    let clock = Clock::default();
    let mut shown = if stderr().is_terminal() { Shown::bar() } else { Shown::lines() };
    let done = run(store, options, || clock.now(), &mut |progress| shown.update(progress)).await;
    shown.clear();
    match done {
        Ok(summary) => {
            println!("{}", words::summary(&summary, &options.errors_path()));
            if summary.rejected == 0 { ExitCode::SUCCESS } else { ExitCode::from(SOME_REJECTED) }
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Puts the file before back in force and tells the operator. The exit code is 0, or 1 when there is none.
pub async fn undo(store: &Store, biller: &str, responsible: &Responsible) -> ExitCode {
    match super::undo(store, biller, responsible, Clock::default().now()).await {
        Ok(undo) => {
            println!("{}", words::undone(&undo));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Prints who took files in against the checks or took them back, the newest first. The exit code is 0, or 1 when the database
/// does not answer.
pub async fn history(store: &Store, biller: &str) -> ExitCode {
    match super::changes(store, biller).await {
        Ok(changes) => {
            changes.iter().for_each(|change| println!("{}", words::change(change)));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Progress as it is shown.
enum Shown {
    Bar(ProgressBar),
    /// The phase and the tenth of it said last.
    Lines(Option<(Phase, u64)>),
}

impl Shown {
    fn bar() -> Self {
        let style = ProgressStyle::with_template("{bar:32} {percent:>3} % {bytes}/{total_bytes} {msg}");
        Self::Bar(ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())))
    }

    const fn lines() -> Self {
        Self::Lines(None)
    }

    fn update(&mut self, progress: Progress) {
        let text = words::phase(progress.phase);
        match self {
            Self::Bar(bar) => {
                bar.set_message(text);
                if progress.phase == Phase::Reading {
                    bar.set_length(progress.total_bytes);
                    bar.set_position(progress.read_bytes);
                }
            }
            Self::Lines(last) => {
                let percent = progress.read_bytes.saturating_mul(100) / progress.total_bytes.max(1);
                let now = Some((progress.phase, percent / 10));
                if *last != now {
                    *last = now;
                    eprintln!("{}", words::progress_line(text, percent, progress.rows));
                }
            }
        }
    }

    fn clear(&self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}
