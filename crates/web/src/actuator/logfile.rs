//! The end of the log, as Spring Boot serves a log file: text, in parts if a range is asked for.
//!
//! The file is the log since the process started. Its beginning is dropped when it gets long, so the range of an answer may begin later
//! than the one that was asked for.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT_RANGES, CACHE_CONTROL, CONTENT_RANGE, CONTENT_TYPE, RANGE};
use http::{HeaderMap, StatusCode};
use http_range_header::parse_range_header;

use crate::actuator::Shared;

/// Shows what is kept of the log, or a part of it.
pub(super) async fn show(State(sources): Shared, headers: HeaderMap) -> Response {
    let tail = &sources.log_tail;
    let (begin, end) = tail.kept();
    let own =
        [(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "no-store"), (ACCEPT_RANGES, "bytes")];
    match part(&headers, end) {
        Part::All => (own, tail.read(begin, end).bytes).into_response(),
        Part::Of(from, to) => {
            // What has been dropped cannot be shown; who asks for it gets as much of what is kept.
            let dropped = begin.saturating_sub(from);
            let part = tail.read(from + dropped, to + dropped);
            if part.bytes.is_empty() {
                return nothing(end);
            }
            let last = part.from + part.bytes.len() as u64 - 1;
            let range = (CONTENT_RANGE, format!("bytes {}-{last}/{end}", part.from));
            (StatusCode::PARTIAL_CONTENT, own, [range], part.bytes).into_response()
        }
        Part::None => nothing(end),
    }
}

fn nothing(end: u64) -> Response {
    (StatusCode::RANGE_NOT_SATISFIABLE, [(CONTENT_RANGE, format!("bytes */{end}"))]).into_response()
}

/// What a request asks for (RFC 9110, section 14).
#[derive(Debug, PartialEq, Eq)]
enum Part {
    /// The whole log, also for a range that is none or several.
    All,
    /// From a position up to another.
    Of(u64, u64),
    /// A range that the log does not reach.
    None,
}

fn part(headers: &HeaderMap, end: u64) -> Part {
    let text = headers.get(RANGE).and_then(|it| it.to_str().ok());
    let Some(parsed) = text.and_then(|it| parse_range_header(it).ok()) else { return Part::All };
    if parsed.len() > 1 {
        return Part::All;
    }
    match parsed.validate(end).as_deref() {
        Ok([range]) => Part::Of(*range.start(), range.end() + 1),
        _ => Part::None,
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn asked(range: &str) -> Part {
        part(&HeaderMap::from_iter([(RANGE, HeaderValue::from_str(range).unwrap())]), 100)
    }

    #[test]
    fn a_range_is_read_as_the_standard_says() {
        assert_eq!(part(&HeaderMap::new(), 100), Part::All);
        assert_eq!(asked("bytes=10-19"), Part::Of(10, 20));
        assert_eq!(asked("bytes=90-"), Part::Of(90, 100));
        assert_eq!(asked("bytes=90-1000"), Part::Of(90, 100));
        assert_eq!(asked("bytes=-30"), Part::Of(70, 100));
        assert_eq!(asked("bytes=-3000"), Part::Of(0, 100));
        assert_eq!(asked("bytes=100-"), Part::None);
        assert_eq!(asked("bytes=-0"), Part::None);
        assert_eq!(asked("bytes=0-1,5-6"), Part::All);
        assert_eq!(asked("lines=1-2"), Part::All);
        assert_eq!(asked("bytes=x"), Part::All);
    }
}
