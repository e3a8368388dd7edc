//! The asynchronous log writer: one thread writes queued lines, so no request waits for the log's reader.

use std::io::{self, BufWriter, Write};
use std::thread;
use std::time::Duration;

use metrics::{counter, describe_counter};
use tracing_appender::non_blocking::{NonBlocking, NonBlockingBuilder, WorkerGuard};

use crate::Metrics;

/// Maximum lines in the queue; the writer drops further lines.
const WAITING_AT_MOST: usize = 4096;
/// Size of the write buffer, in bytes.
const WRITTEN_AT_ONCE: usize = 64 * 1024;
/// How long the thread collects lines, so that not every line wakes it.
const GATHERED_FOR: Duration = Duration::from_millis(10);

/// Starts the thread. When the guard is dropped, the thread writes the queued lines and ends within 1.1 s.
pub(crate) fn to(out: impl Write + Send + 'static) -> (NonBlocking, WorkerGuard) {
    NonBlockingBuilder::default()
        .buffered_lines_limit(WAITING_AT_MOST)
        .thread_name("log")
        .finish(Gathered(BufWriter::with_capacity(WRITTEN_AT_ONCE, out)))
}

/// Counts the lines that could not be queued.
pub(crate) fn count_dropped(lines: &NonBlocking, metrics: &Metrics) {
    describe_counter!("log_lines_dropped_total", "Lines lost because nobody read them.");
    let (dropped, errors) = (counter!("log_lines_dropped_total"), lines.error_counter());
    metrics.before_reading(move || dropped.absolute(errors.dropped_lines() as u64));
}

/// A buffered writer. The thread flushes it when the queue is empty; each flush then pauses, so that more lines gather.
struct Gathered<W: Write>(BufWriter<W>);

impl<W: Write> Write for Gathered<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.write(line)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()?;
        #[expect(
            clippy::disallowed_methods,
            reason = "this is the log's own thread, and nobody waits for it"
        )]
        thread::sleep(GATHERED_FOR);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    /// Sends each written piece to a channel and blocks until the channel has room.
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
    fn waiting_lines_are_written_before_the_thread_ends() {
        let (pieces, written) = mpsc::sync_channel(8);
        let (mut lines, guard) = to(Pieces(pieces));

        lines.write_all(b"one\n").unwrap();
        lines.write_all(b"two\n").unwrap();
        drop(guard);

        let all: Vec<u8> = written.try_iter().flatten().collect();
        assert_eq!(String::from_utf8(all).unwrap(), "one\ntwo\n");
    }

    #[test]
    fn lines_that_nobody_reads_are_dropped_and_counted() {
        let (pieces, written) = mpsc::sync_channel(0);
        let (mut lines, guard) = to(Pieces(pieces));
        let metrics = Metrics::new();
        metrics::with_local_recorder(&metrics.recorder(), || count_dropped(&lines, &metrics));
        let line = vec![b'x'; 1000];

        for _ in 0..WAITING_AT_MOST + 1000 {
            lines.write_all(&line).unwrap();
        }

        let dropped = metrics.one("log.lines.dropped", &[]).unwrap().measurements[0].value as usize;
        assert!((900..=1000).contains(&dropped), "{dropped} dropped");
        let reading = thread::spawn(move || written.iter().map(|piece| piece.len()).sum::<usize>());
        drop((guard, lines));
        assert_eq!(reading.join().unwrap(), (WAITING_AT_MOST + 1000 - dropped) * line.len());
    }

    #[test]
    fn a_log_that_cannot_be_written_harms_nobody() {
        let (pieces, written) = mpsc::sync_channel(0);
        drop(written);
        let (mut lines, guard) = to(Pieces(pieces));

        lines.write_all(b"one\n").unwrap();
        drop(guard);
        lines.write_all(b"two\n").unwrap();
    }
}
