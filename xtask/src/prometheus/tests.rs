use std::io::{BufRead, BufReader};
use std::net::TcpListener;

use super::*;

const EXPOSITION: &str =
    "# HELP visits_total Visits that were made.\n# TYPE visits_total counter\nvisits_total{kind=\"a\"} 3\n";

/// Starts a scrape target that requires `token` and lives as long as the test's process.
fn target(token: &'static str) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap().to_string();
    thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let lines = BufReader::new(&stream).lines().map_while(Result::ok);
            let head: Vec<_> = lines.take_while(|line| !line.is_empty()).collect();
            let allowed = head.contains(&format!("Authorization: Bearer {token}"));
            let status = if allowed { "200 OK" } else { "401 Unauthorized" };
            let _ = write!(
                stream,
                "HTTP/1.1 {status}\r\nContent-Type: text/plain; version=0.0.4\r\nConnection: close\r\n\r\n{EXPOSITION}"
            );
        }
    });
    address
}

fn scrape(target: String, bearer: &str) -> Scrape {
    Scrape { job: "visits".to_owned(), target, path: "/metrics".to_owned(), bearer: Some(bearer.to_owned()) }
}

#[test]
fn scraped_metrics_can_be_queried() {
    let scrapes = [scrape(target("secret"), "secret")];
    let mut server = Server::start(&scrapes, Duration::from_millis(200)).unwrap();
    server.wait_until_scraped(Duration::from_secs(20)).unwrap();

    let found = server.query(r#"sum by (job, kind) (visits_total{kind=~"a|b"})"#).unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].labels["job"].as_str(), found[0].labels["kind"].as_str()), ("visits", "a"));
    assert_eq!(found[0].value.to_string(), "3");
    assert!(server.query("absent_metric").unwrap().is_empty());
    assert_eq!(server.query("1 + 1").unwrap(), [Sample { labels: BTreeMap::new(), value: 2.0 }]);
    assert!(server.query("sum(").unwrap_err().to_string().contains("400"));
    server.stop().unwrap();
}

#[test]
fn a_target_that_refuses_is_named() {
    let server = Server::start(&[scrape(target("secret"), "wrong")], Duration::from_millis(200)).unwrap();
    let error = server.wait_until_scraped(Duration::from_secs(10)).unwrap_err().to_string();
    assert!(error.contains("401") && error.contains("/metrics"), "{error}");
}

#[test]
fn promtool_accepts_good_metrics_and_says_what_is_wrong_with_bad_ones() {
    check_metrics(EXPOSITION).unwrap();
    let error = check_metrics("visits_total 3\n").unwrap_err().to_string();
    assert!(error.contains("no help text"), "{error}");
    assert!(check_metrics("visits_total{ 3\n").is_err());
}
