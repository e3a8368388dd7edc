//! The progress of the app, shown on terminals.

use std::time::Duration;

use indicatif::ProgressBar;

const TICK: Duration = Duration::from_millis(100);

/// Says on standard error that something is under way, until it is dropped. Says nothing where that is no terminal.
pub(super) struct Progress(ProgressBar);

impl Progress {
    pub(super) fn of(what: &'static str) -> Self {
        let bar = ProgressBar::new_spinner().with_message(what);
        if !bar.is_hidden() {
            bar.enable_steady_tick(TICK);
        }
        Self(bar)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
