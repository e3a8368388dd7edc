//! The log of an instance, piece by piece, so that a reader can follow it across rotations and restarts.

mod ranges;

use contract::admin::{Instance, LogPiece};
use contract::routes::ReadInstanceLog;
use http::StatusCode;
use web::answer::{Answer, Outcome};
use web::call::Call;
use web::fault::Fault;

use self::ranges::{Range, size};
use crate::Admin;
use crate::actuator::{WITHIN, failed};
use crate::instances::known;
use crate::reach::{Answered, Question, actuator_url};

/// How much of the end of a log is shown at first, in bytes.
const FIRST: u64 = 64 * 1024;
/// The longest piece, in bytes.
const MOST: u64 = 256 * 1024;
/// The longest log of a server that knows no ranges, in bytes.
const LONGEST: usize = 4 * 1024 * 1024;

pub(crate) async fn read(state: Admin, call: Call<ReadInstanceLog>) -> Outcome<ReadInstanceLog> {
    let instance = known(&state, call.path.instance_id)?;
    let _place = state.passing.take()?;
    let from = call.query.from.and_then(|it| u64::try_from(it).ok());
    Answer::json(&piece(&state, &instance, from).await?)
}

async fn piece(state: &Admin, instance: &Instance, from: Option<u64>) -> Result<LogPiece, Fault> {
    let Some(from) = from else { return end(state, instance, false).await };
    let answered = ask(state, instance, format!("bytes={from}-{}", from.saturating_add(MOST - 1))).await?;
    match answered.status {
        206 => {
            let range = range(&answered)?;
            // A server that has dropped the beginning answers with a later part.
            Ok(lines(&answered.body, range.from, range.from > from, false))
        }
        416 if size(answered.content_range.as_deref()) == Some(from) => {
            Ok(LogPiece { from: position(from), next: position(from), ..nothing() })
        }
        // It is shorter than it was: it was rotated, or the instance started again.
        416 => end(state, instance, true).await,
        _ => Ok(whole(&answered, from)),
    }
}

/// The end of the log.
async fn end(state: &Admin, instance: &Instance, is_interrupted: bool) -> Result<LogPiece, Fault> {
    let answered = ask(state, instance, format!("bytes=-{FIRST}")).await?;
    match answered.status {
        206 => {
            let range = range(&answered)?;
            Ok(lines(&answered.body, range.from, is_interrupted, range.from > 0))
        }
        416 => Ok(LogPiece { is_interrupted, ..nothing() }),
        _ => {
            let from = (answered.body.len() as u64).saturating_sub(FIRST);
            Ok(LogPiece { is_interrupted, ..whole(&answered, from) })
        }
    }
}

/// Of an answer with the whole log, the part from a position on.
fn whole(answered: &Answered, from: u64) -> LogPiece {
    let length = answered.body.len() as u64;
    let (from, is_interrupted) =
        if from > length { (length.saturating_sub(FIRST), true) } else { (from, false) };
    let to = length.min(from.saturating_add(MOST));
    let place = |it: u64| usize::try_from(it).unwrap_or(usize::MAX);
    let part = answered.body.get(place(from)..place(to)).unwrap_or_default();
    lines(part, from, is_interrupted, false)
}

/// The whole lines of a part. `is_cut` says that it may begin within a line.
fn lines(part: &[u8], from: u64, is_interrupted: bool, is_cut: bool) -> LogPiece {
    let begin = if is_cut { part.iter().position(|it| *it == b'\n').map_or(0, |it| it + 1) } else { 0 };
    let end = match part.iter().rposition(|it| *it == b'\n') {
        Some(last) if last + 1 > begin => last + 1,
        // A single line that is longer than a piece is shown in parts.
        _ if part.len() as u64 >= MOST => part.len(),
        _ => begin,
    };
    let text = String::from_utf8_lossy(part.get(begin..end).unwrap_or_default()).into_owned();
    LogPiece { from: position(from + begin as u64), next: position(from + end as u64), text, is_interrupted }
}

fn nothing() -> LogPiece {
    LogPiece { from: 0, next: 0, text: String::new(), is_interrupted: false }
}

fn position(it: u64) -> i64 {
    i64::try_from(it).unwrap_or(i64::MAX)
}

fn range(answered: &Answered) -> Result<Range, Fault> {
    let range = answered.content_range.as_deref().and_then(Range::read);
    range.ok_or_else(|| failed("its answer does not say which part of the log it is"))
}

async fn ask(state: &Admin, instance: &Instance, range: String) -> Result<Answered, Fault> {
    let none = || Fault::refused(StatusCode::NOT_FOUND, "the instance offers no log");
    let url = actuator_url(&instance.registration, &["logfile"]).ok_or_else(none)?;
    let question = Question { range: Some(range), ..Question::get(url, WITHIN, LONGEST) };
    let answered = state.reach.ask(&instance.registration, question).await.map_err(failed)?;
    match answered.status {
        200 | 206 | 416 => Ok(answered),
        404 => Err(none()),
        status => Err(failed(format_args!("it answered {status}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_has_whole_lines() {
        let piece = lines(b"half\none\ntwo\nthr", 100, false, true);
        assert_eq!((piece.from, piece.next, piece.text.as_str()), (105, 113, "one\ntwo\n"));
        let piece = lines(b"one\ntwo\nthr", 100, false, false);
        assert_eq!((piece.from, piece.next), (100, 108));
        let piece = lines(b"thr", 108, false, false);
        assert_eq!((piece.from, piece.next, piece.text.as_str()), (108, 108, ""));
        let piece = lines(b"half\n", 1, false, true);
        assert_eq!((piece.from, piece.next), (6, 6));
    }

    #[test]
    fn a_line_that_is_longer_than_a_piece_does_not_stop_the_reader() {
        let line = vec![b'x'; usize::try_from(MOST).unwrap()];
        assert_eq!(lines(&line, 0, false, false).next, position(MOST));
    }

    #[test]
    fn of_a_whole_log_the_part_from_a_position_on_is_shown() {
        let answered = Answered { status: 200, body: b"one\ntwo\n".as_slice().into(), content_range: None };
        assert_eq!(whole(&answered, 4).text, "two\n");
        let shorter = whole(&answered, 400);
        assert_eq!((shorter.from, shorter.text.as_str(), shorter.is_interrupted), (0, "one\ntwo\n", true));
    }
}
