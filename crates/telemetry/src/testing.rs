//! For tests: captures the log that operators read.

use std::cell::RefCell;
use std::io;
use std::sync::{Arc, Mutex, Once, PoisonError};

use tracing::Level;

/// Starts the subscriber of this process. There is only one, for all threads: tracing caches for the whole process
/// whether a call site is enabled, so subscribers that come and go miss events.
static SUBSCRIBER: Once = Once::new();

thread_local! {
    static LINES: RefCell<Option<Lines>> = const { RefCell::new(None) };
}

/// The log of a test's thread, from level `DEBUG` on.
#[derive(Clone, Debug, Default)]
pub struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    /// Captures the log until the guard is dropped.
    #[must_use]
    pub fn gather(&self) -> Guard {
        SUBSCRIBER.call_once(|| {
            let subscriber = tracing_subscriber::fmt().with_max_level(Level::DEBUG).without_time();
            let subscriber = subscriber.with_ansi(false).with_writer(|| Writer);
            // Fails if the process has a subscriber of its own. The test then finds no lines.
            let _ = tracing::subscriber::set_global_default(subscriber.finish());
        });
        Guard(LINES.replace(Some(self.clone())))
    }

    /// All lines.
    #[must_use]
    pub fn all(&self) -> Vec<String> {
        let text = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&text).lines().map(str::to_owned).collect()
    }

    /// The lines of a room and a level.
    #[must_use]
    pub fn of(&self, room: &str, level: &str) -> Vec<String> {
        let room = format!(" {room}::");
        self.all().into_iter().filter(|it| it.contains(&room) && it.trim_start().starts_with(level)).collect()
    }
}

/// Ends the capture when it is dropped.
#[derive(Debug)]
pub struct Guard(Option<Lines>);

impl Drop for Guard {
    fn drop(&mut self) {
        LINES.set(self.0.take());
    }
}

/// Writes to the lines of the thread that logs, if it captures any.
struct Writer;

impl io::Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LINES.with_borrow(|lines| {
            if let Some(lines) = lines {
                lines.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
            }
        });
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
