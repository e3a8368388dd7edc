//! The way of lines out of the process: gathered for some milliseconds and written by one thread, so that no request waits
//! for the log's reader.

use std::io::{self, Write};
use std::mem;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// For how long lines are gathered.
const GATHERED_FOR: Duration = Duration::from_millis(10);
/// So many bytes are written at once.
const ENOUGH: usize = 64 * 1024;
/// So many bytes wait for a reader that does not read; further lines are dropped.
const AT_MOST: usize = 1024 * 1024;
/// For how long an ending process waits for that reader.
const FLUSHED_WITHIN: Duration = Duration::from_secs(2);

/// Where lines go. Clones lead to the same place.
#[derive(Clone, Debug)]
pub(crate) struct Lines(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    /// Tells the thread that there is something, or enough.
    work: Condvar,
    /// Tells who waits that something was written.
    written: Condvar,
    dropped: AtomicU64,
}

#[derive(Debug, Default)]
struct State {
    waiting: Vec<u8>,
    is_urgent: bool,
    is_writing: bool,
}

impl Lines {
    /// Starts the thread.
    pub(crate) fn to(out: impl Write + Send + 'static) -> io::Result<Self> {
        let shared = Arc::<Shared>::default();
        let lines = Self(Arc::clone(&shared));
        thread::Builder::new().name("log".to_owned()).spawn(move || shared.write_to(out))?;
        Ok(lines)
    }

    /// Adds a line, without its end.
    pub(crate) fn append(&self, line: &[u8]) {
        let mut state = self.0.lock();
        let (before, after) = (state.waiting.len(), state.waiting.len() + line.len() + 1);
        if after > AT_MOST {
            self.0.dropped.fetch_add(1, Ordering::Relaxed);
            return;
        }
        state.waiting.extend_from_slice(line);
        state.waiting.push(b'\n');
        drop(state);
        if before == 0 || (before < ENOUGH && after >= ENOUGH) {
            self.0.work.notify_one();
        }
    }

    /// Waits until everything is written, within reason.
    pub(crate) fn flush(&self) {
        let mut state = self.0.lock();
        state.is_urgent = true;
        self.0.work.notify_one();
        let is_left = |state: &mut State| state.is_writing || !state.waiting.is_empty();
        drop(self.0.written.wait_timeout_while(state, FLUSHED_WITHIN, is_left));
    }

    /// How many lines were lost since nobody read them.
    pub(crate) fn dropped(&self) -> u64 {
        self.0.dropped.load(Ordering::Relaxed)
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_to(&self, mut out: impl Write) {
        let mut batch = Vec::new();
        loop {
            self.take(&mut batch);
            // A log that cannot be written is nobody's failure who is served here.
            let _ = out.write_all(&batch).and_then(|()| out.flush());
            batch.clear();
            batch.shrink_to(ENOUGH);
            self.lock().is_writing = false;
            self.written.notify_all();
        }
    }

    /// Waits for lines.
    fn take(&self, batch: &mut Vec<u8>) {
        let state = self.work.wait_while(self.lock(), |state| state.waiting.is_empty());
        let state = state.unwrap_or_else(PoisonError::into_inner);
        let is_more_awaited = |state: &mut State| !state.is_urgent && state.waiting.len() < ENOUGH;
        let gathered = self.work.wait_timeout_while(state, GATHERED_FOR, is_more_awaited);
        let (mut state, _) = gathered.unwrap_or_else(PoisonError::into_inner);
        state.is_urgent = false;
        state.is_writing = true;
        mem::swap(&mut state.waiting, batch);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    /// Passes on what is written, and waits for its reader with each piece.
    struct Pieces(mpsc::SyncSender<Vec<u8>>);

    impl Write for Pieces {
        fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
            self.0.send(piece.to_vec()).map_err(|_| io::ErrorKind::BrokenPipe)?;
            Ok(piece.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn lines_that_come_together_are_written_together() {
        let (pieces, written) = mpsc::sync_channel(8);
        let lines = Lines::to(Pieces(pieces)).unwrap();

        lines.append(b"one");
        lines.append(b"two");
        lines.flush();

        let all: Vec<u8> = written.try_iter().flatten().collect();
        assert_eq!(String::from_utf8(all).unwrap(), "one\ntwo\n");
    }

    #[test]
    fn lines_that_nobody_reads_are_dropped_and_counted() {
        let (pieces, written) = mpsc::sync_channel(0);
        let lines = Lines::to(Pieces(pieces)).unwrap();
        let line = vec![b'x'; 1000];

        for _ in 0..5000 {
            lines.append(&line);
        }

        let dropped = lines.dropped();
        assert!((2000..=3999).contains(&dropped), "{dropped} dropped");
        let mut read = 0;
        while read < (5000 - dropped) * 1001 {
            read += written.recv().unwrap().len() as u64;
        }
        assert_eq!(read, (5000 - dropped) * 1001);
    }

    #[test]
    fn a_log_that_cannot_be_written_harms_nobody() {
        let (pieces, written) = mpsc::sync_channel(0);
        drop(written);
        let lines = Lines::to(Pieces(pieces)).unwrap();

        lines.append(b"one");
        lines.flush();
        lines.append(b"two");
        lines.flush();
    }
}
