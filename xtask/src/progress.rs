//! Progress output: one line for each step, with its result and duration.

use std::io::{IsTerminal, stderr};
use std::time::{Duration, Instant};

use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};

/// Runs a step that prints nothing itself: shows a spinner meanwhile (on a terminal) and one line when it is done.
///
/// # Errors
/// The error of `work`.
pub fn quiet<T>(text: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let started = Instant::now();
    let spinner = stderr().is_terminal().then(|| spinner(text));
    let result = work();
    if let Some(spinner) = spinner {
        spinner.finish_and_clear();
    }
    report(text, started, result.is_ok());
    result
}

/// Runs a step whose program prints its own output: a heading, the output, one line when it is done.
///
/// # Errors
/// The error of `work`.
pub fn loud<T>(text: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("---- {text}");
    let started = Instant::now();
    let result = work();
    report(text, started, result.is_ok());
    result
}

fn spinner(text: &str) -> ProgressBar {
    let spinner = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
        spinner.set_style(style);
    }
    spinner.set_message(text.to_owned());
    spinner.enable_steady_tick(Duration::from_millis(100));
    spinner
}

fn report(text: &str, started: Instant, good: bool) {
    let mark = if good { "ok  " } else { "FAIL" };
    eprintln!("{mark} {text} ({:.1} s)", started.elapsed().as_secs_f64());
}
