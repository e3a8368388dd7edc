use contract::endpoint::Endpoint;
use contract::routes::{AddOwner, ListVets};
use telemetry::Metrics;

use super::*;

/// The recorded metrics in the format of Prometheus, without comments.
fn recorded(record: impl FnOnce(&Instruments)) -> Vec<String> {
    let metrics = Metrics::of("petclinic");
    let recorder = metrics.recorder();
    ::metrics::with_local_recorder(&recorder, || record(&Instruments::new()));
    let lines = metrics.exposition();
    let own = lines.lines().filter(|it| it.starts_with("http_server") || it.starts_with("petclinic_"));
    own.map(str::to_owned).collect()
}

fn has(lines: &[String], name: &str, labels: &[&str], value: &str) -> bool {
    let is_it = |line: &&String| {
        line.starts_with(&format!("{name}{{"))
            && labels.iter().all(|it| line.contains(it))
            && line.ends_with(&format!("}} {value}"))
    };
    lines.iter().any(|it| is_it(&it))
}

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn a_request_is_timed_as_the_originals_dashboard_expects_it() {
    let lines = recorded(|it| {
        it.record(Some(&AddOwner::ROUTE), AddOwner::ROUTE.path, &Method::POST, 201, SECOND);
        it.record(Some(&AddOwner::ROUTE), AddOwner::ROUTE.path, &Method::POST, 201, 2 * SECOND);
    });
    let labels = [
        r#"error="none""#,
        r#"exception="none""#,
        r#"method="POST""#,
        r#"outcome="SUCCESS""#,
        r#"status="201""#,
        r#"uri="/api/customers/owners""#,
        r#"application="petclinic""#,
    ];
    assert!(has(&lines, "http_server_requests_seconds_count", &labels, "2"), "{lines:#?}");
    assert!(has(&lines, "http_server_requests_seconds_sum", &labels, "3"), "{lines:#?}");
    assert!(has(&lines, "http_server_requests_seconds_max", &labels, "2"), "{lines:#?}");
    let classic = [
        r#"class="org.springframework.samples.petclinic.customers.web.OwnerResource""#,
        r#"exception="none""#,
        r#"method="createOwner""#,
    ];
    assert!(has(&lines, "petclinic_owner_seconds_count", &classic, "2"), "{lines:#?}");
}

#[test]
fn failures_are_counted_by_status() {
    let lines = recorded(|it| {
        it.record(Some(&ListVets::ROUTE), ListVets::ROUTE.path, &Method::GET, 503, SECOND);
        it.record(None, "UNKNOWN", &Method::GET, 404, SECOND);
        it.record(None, "UNKNOWN", &Method::from_bytes(b"MADEUP").unwrap(), 418, SECOND);
    });
    let count = "http_server_requests_seconds_count";
    let failed =
        [r#"exception="ServiceUnavailable""#, r#"outcome="SERVER_ERROR""#, r#"uri="/api/vets/vets""#];
    assert!(has(&lines, count, &failed, "1"), "{lines:#?}");
    assert!(
        has(&lines, count, &[r#"uri="UNKNOWN""#, r#"status="404""#, r#"method="GET""#], "1"),
        "{lines:#?}"
    );
    let unusual = [r#"status="418""#, r#"exception="Other""#, r#"method="UNKNOWN""#];
    assert!(has(&lines, count, &unusual, "1"), "{lines:#?}");
}

#[test]
fn a_head_is_not_counted_as_a_get() {
    let lines =
        recorded(|it| it.record(Some(&ListVets::ROUTE), ListVets::ROUTE.path, &Method::HEAD, 200, SECOND));
    let labels = [r#"method="HEAD""#, r#"uri="/api/vets/vets""#];
    assert!(has(&lines, "http_server_requests_seconds_count", &labels, "1"), "{lines:#?}");
}

#[test]
fn the_originals_timers_are_there_before_the_first_request() {
    let lines = recorded(|_| {
        register(&AddOwner::ROUTE);
        register(&ListVets::ROUTE);
    });
    assert!(has(&lines, "petclinic_owner_seconds_count", &[r#"method="createOwner""#], "0"), "{lines:#?}");
    assert!(lines.iter().all(|it| !it.contains("vet")), "{lines:#?}");
}
