use http::header::{CONTENT_RANGE, RANGE};

use super::*;

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
