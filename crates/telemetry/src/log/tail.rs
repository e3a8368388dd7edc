//! The last lines of the log, kept for operators.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use tracing_subscriber::fmt::MakeWriter;

/// Most bytes kept.
const CAPACITY: usize = 512 * 1024;

/// The last lines of the log, at most 512 KiB. Positions count bytes since the process started, so a reader who asks again where it
/// ended neither misses nor repeats a line, whatever has been dropped meanwhile. Clones share the lines.
#[derive(Clone, Debug, Default)]
pub struct LogTail(Arc<Mutex<Lines>>);

#[derive(Debug, Default)]
struct Lines {
    bytes: VecDeque<u8>,
    /// The position behind the last line.
    end: u64,
}

/// A part of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogPart {
    /// The position of its first byte.
    pub from: u64,
    /// The lines, as UTF-8.
    pub bytes: Vec<u8>,
}

impl LogTail {
    /// The positions that are kept: the first, and the one behind the last.
    pub fn kept(&self) -> (u64, u64) {
        let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (lines.begin(), lines.end)
    }

    /// The lines between two positions, as far as they are kept.
    pub fn read(&self, from: u64, to: u64) -> LogPart {
        let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let begin = lines.begin();
        let from = from.clamp(begin, lines.end);
        let to = to.clamp(from, lines.end);
        let place = |position: u64| usize::try_from(position - begin).unwrap_or(usize::MAX);
        let bytes = lines.bytes.range(place(from)..place(to)).copied().collect();
        LogPart { from, bytes }
    }

    /// Adds a line, which ends with a line feed. Colours are left out.
    pub fn add(&self, line: &[u8]) {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for piece in plain(line) {
            lines.end += piece.len() as u64;
            lines.bytes.extend(piece);
        }
        if lines.bytes.len() > CAPACITY {
            let surplus = lines.bytes.len() - CAPACITY;
            // Whole lines go, so that what is kept begins with one.
            let dropped = lines.bytes.range(surplus - 1..).position(|it| *it == b'\n');
            let dropped = dropped.map_or(surplus, |it| surplus + it);
            lines.bytes.drain(..dropped);
        }
    }
}

impl Lines {
    fn begin(&self) -> u64 {
        self.end - self.bytes.len() as u64
    }
}

/// The pieces of a line without its colours. Values have no escape character of their own: the log escapes them.
fn plain(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    line.split(|it| *it == 0x1b).enumerate().map(|(number, piece)| match number {
        0 => piece,
        _ => piece.iter().position(|it| *it == b'm').and_then(|end| piece.get(end + 1..)).unwrap_or(piece),
    })
}

/// Writes each line where the log goes, and to the tail.
pub(crate) struct Teed<W> {
    pub(crate) out: W,
    pub(crate) tail: LogTail,
}

impl<'a, W: MakeWriter<'a>> MakeWriter<'a> for Teed<W> {
    type Writer = TeedLine<W::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        TeedLine { out: self.out.make_writer(), tail: self.tail.clone() }
    }
}

/// The writer of a line. The formatter writes a line at once.
pub(crate) struct TeedLine<W> {
    out: W,
    tail: LogTail,
}

impl<W: Write> Write for TeedLine<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.write_all(line)?;
        Ok(line.len())
    }

    fn write_all(&mut self, line: &[u8]) -> io::Result<()> {
        self.tail.add(line);
        self.out.write_all(line)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(part: LogPart) -> String {
        String::from_utf8(part.bytes).unwrap()
    }

    #[test]
    fn a_reader_goes_on_where_it_ended() {
        let tail = LogTail::default();
        tail.add(b"one\n");
        let (begin, end) = tail.kept();
        assert_eq!(text(tail.read(begin, end)), "one\n");
        tail.add(b"two\n");
        assert_eq!(text(tail.read(end, u64::MAX)), "two\n");
        assert_eq!(tail.read(1000, u64::MAX), LogPart { from: 8, bytes: Vec::new() });
        assert_eq!(tail.read(3, 1), LogPart { from: 3, bytes: Vec::new() });
    }

    #[test]
    fn the_oldest_lines_go_whole_and_positions_stay() {
        let tail = LogTail::default();
        let line = |number: usize| format!("{number:>99}\n");
        (0..6000).for_each(|number| tail.add(line(number).as_bytes()));
        let (begin, end) = tail.kept();
        assert_eq!(end, 600_000);
        assert!((CAPACITY as u64 - 100..=CAPACITY as u64).contains(&(end - begin)), "{begin}");
        assert_eq!(begin % 100, 0, "a kept line is whole");
        let first = tail.read(0, u64::MAX);
        assert_eq!(first.from, begin);
        assert!(text(first).starts_with(&line(usize::try_from(begin / 100).unwrap())));
        assert_eq!(text(tail.read(end - 100, end)), line(5999));
    }

    #[test]
    fn a_line_that_is_longer_than_all_that_is_kept_leaves_its_end() {
        let tail = LogTail::default();
        let line = vec![b'x'; 2 * CAPACITY];
        tail.add(&line);
        assert_eq!(tail.kept(), (CAPACITY as u64, 2 * CAPACITY as u64));
    }

    #[test]
    fn colours_are_left_out() {
        let tail = LogTail::default();
        tail.add("\x1b[2m12:00\x1b[0m \x1b[32mINFO\x1b[0m m\u{fc}de\n".as_bytes());
        assert_eq!(text(tail.read(0, u64::MAX)), "12:00 INFO m\u{fc}de\n");
    }
}
