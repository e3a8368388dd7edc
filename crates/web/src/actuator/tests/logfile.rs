use http::header::{CONTENT_RANGE, RANGE};

use super::*;

/// A service whose log has dropped its first lines.
async fn rotated() -> (Service, u64) {
    let log = LogTail::default();
    let line = [b"x".repeat(999), b"\n".to_vec()].concat();
    (0..1000).for_each(|_| log.add(&line));
    let begin = log.kept().0;
    (Service::open_with(move |it| it.log_tail = log).await, begin)
}

#[tokio::test]
async fn what_has_been_dropped_begins_with_what_is_kept() {
    let (service, begin) = rotated().await;
    assert!(begin > 0);
    let first = part(&service, "bytes=0-0").await;
    let range = format!("bytes {begin}-{begin}/1000000");
    assert_eq!((first.status, first.headers[CONTENT_RANGE].to_str().unwrap()), (206, range.as_str()));
    let last = part(&service, "bytes=-10").await;
    assert_eq!((last.status, last.text.as_str()), (206, "xxxxxxxxx\n"));
    assert_eq!(last.headers[CONTENT_RANGE], "bytes 999990-999999/1000000");
}

async fn part(service: &Service, range: &str) -> Reply {
    let request = Request::get("/actuator/logfile").header(OPERATOR.0, OPERATOR.1).header(RANGE, range);
    service.send(request, "").await
}

#[tokio::test]
async fn a_log_without_lines_is_empty() {
    let service = Service::open().await;
    let all = service.get("/actuator/logfile").await;
    assert_eq!((all.status, all.text.as_str()), (200, ""));
    assert_eq!(all.headers[CONTENT_TYPE], "text/plain; charset=utf-8");
    let none = part(&service, "bytes=-300").await;
    assert_eq!(
        (none.status, &none.headers[CONTENT_RANGE]),
        (416, &http::HeaderValue::from_static("bytes */0"))
    );
}
