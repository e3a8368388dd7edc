use std::collections::BTreeMap;
use std::time::Duration;

use metrics::{
    counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram, with_local_recorder,
};
use proptest::prelude::*;
use serde_json::json;

use super::*;

/// The exposition without the process's own metrics.
fn exposition(metrics: &Metrics) -> String {
    let families = {
        let mut families = metrics.0.store.families();
        families.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        families
    };
    exposition::write(&families, &metrics.0.common)
}

fn recorded(record: impl FnOnce()) -> Metrics {
    let metrics = Metrics::of("petclinic");
    with_local_recorder(&metrics.recorder(), record);
    metrics
}

fn some() -> Metrics {
    recorded(|| {
        describe_histogram!("http_server_requests_seconds", "Requests answered.");
        describe_counter!("cache_gets_total", "Look-ups,\nby \\ result.");
        describe_gauge!("jdbc_connections_active", "Connections in use.");
        let ok = histogram!("http_server_requests_seconds", "uri" => "/api/vets/vets", "method" => "GET", "status" => "200");
        ok.record(0.25);
        ok.record(0.5);
        histogram!("http_server_requests_seconds", "uri" => "UNKNOWN", "method" => "POST", "status" => "404")
            .record(0.125);
        let _not_yet =
            histogram!("petclinic_owner_seconds", "method" => "createOwner", "exception" => "none");
        counter!("cache_gets_total", "cache" => "vets", "result" => "hit").increment(3);
        counter!("cache_gets_total", "result" => "hit", "cache" => "vets").increment(1);
        counter!("cache_gets_total", "cache" => "a \"b\"\\\n", "result" => "miss").increment(1);
        gauge!("jdbc_connections_active", "name" => "writer").set(3.0);
        gauge!("jdbc_connections_active", "name" => "reader").set(0.5);
        gauge!("undescribed_share_ratio").set(f64::INFINITY);
    })
}

#[tokio::test(start_paused = true)]
async fn prometheus_reads_its_own_format() {
    insta::assert_snapshot!(exposition(&some()));
}

#[tokio::test(start_paused = true)]
async fn an_operator_sees_all_series_of_a_metric_together() {
    let one = some().one("http.server.requests", &[]).unwrap();

    assert_eq!(
        serde_json::to_value(one).unwrap(),
        json!({
            "name": "http.server.requests",
            "description": "Requests answered.",
            "baseUnit": "seconds",
            "measurements": [
                {"statistic": "COUNT", "value": 3.0},
                {"statistic": "TOTAL_TIME", "value": 0.875},
                {"statistic": "MAX", "value": 0.5},
            ],
            "availableTags": [
                {"tag": "application", "values": ["petclinic"]},
                {"tag": "method", "values": ["GET", "POST"]},
                {"tag": "status", "values": ["200", "404"]},
                {"tag": "uri", "values": ["/api/vets/vets", "UNKNOWN"]},
            ],
        })
    );
}

#[tokio::test(start_paused = true)]
async fn an_operator_may_ask_for_some_series_only() {
    let metrics = some();

    let one = metrics
        .one("http_server_requests_seconds", &[("status", "404"), ("application", "petclinic")])
        .unwrap();
    assert_eq!(one.measurements[0], Measurement { statistic: "COUNT", value: 1.0 });
    assert_eq!(one.available_tags.iter().map(|tag| &tag.tag).collect::<Vec<_>>(), ["method", "uri"]);

    let one = metrics.one("jdbc.connections.active", &[("name", "writer")]).unwrap();
    assert_eq!(one.measurements, [Measurement { statistic: "VALUE", value: 3.0 }]);
    let one = metrics.one("cache.gets", &[("result", "hit")]).unwrap();
    assert_eq!(one.measurements, [Measurement { statistic: "COUNT", value: 4.0 }]);

    assert_eq!(metrics.one("http.server.requests", &[("status", "500")]), None);
    assert_eq!(metrics.one("http.server.requests", &[("status", "404"), ("method", "GET")]), None);
    assert_eq!(metrics.one("no.such", &[]), None);
}

#[tokio::test(start_paused = true)]
async fn the_greatest_value_is_forgotten_after_two_to_three_minutes() {
    let metrics = some();
    let max = || metrics.one("http.server.requests", &[]).unwrap().measurements[2].value;

    tokio::time::advance(Duration::from_secs(125)).await;
    assert_eq!(max(), 0.5);
    tokio::time::advance(Duration::from_secs(60)).await;
    assert_eq!(max(), 0.0);
    tokio::time::advance(Duration::from_hours(1000)).await;
    assert_eq!(max(), 0.0);
}

#[tokio::test]
async fn the_process_is_among_the_metrics() {
    let metrics = Metrics::of("petclinic");
    let text = metrics.exposition();
    for name in [
        "disk_free_bytes",
        "disk_total_bytes",
        "system_cpu_usage",
        "process_cpu_seconds_total",
        "process_cpu_usage",
        "process_max_fds",
        "process_open_fds",
        "process_resident_memory_bytes",
        "process_start_time_seconds",
        "process_threads",
        "process_uptime_seconds",
        "system_cpus",
        "tokio_alive_tasks",
        "tokio_global_queue_depth",
        "tokio_workers",
    ] {
        assert!(text.contains(&format!("\n{name}{{application=\"petclinic\"}} ")), "{name} in {text}");
    }
    assert!(metrics.one("process.resident.memory", &[]).unwrap().measurements[0].value > 1e6);
    assert_eq!(metrics.one("process.uptime", &[]).unwrap().base_unit, Some("seconds"));
    let names = metrics.names();
    assert!(names.is_sorted());
    assert!(
        ["system.cpu.count", "system.cpu.usage", "process.cpu.usage", "disk.free", "disk.total"]
            .iter()
            .all(|wanted| names.iter().any(|name| name == wanted))
            && names.iter().any(|name| name == "process.files.open")
    );
}

#[tokio::test(start_paused = true)]
async fn gauges_are_set_before_anybody_reads_them() {
    let metrics = Metrics::new();
    let (recorder, set) = (metrics.recorder(), std::sync::atomic::AtomicU32::new(0));
    metrics.before_reading(move || {
        let times = set.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
        with_local_recorder(&recorder, || gauge!("times").set(times));
    });

    assert!(metrics.exposition().contains("\ntimes{} 1\n"));
    assert!(metrics.names().contains(&"times".to_owned()));
    assert_eq!(metrics.one("times", &[]).unwrap().measurements[0].value, 3.0);
}

/// Parses a line such as `name{a="b",c="d"} 1` as the format's documentation says.
fn read_back(line: &str) -> (String, BTreeMap<String, String>, String) {
    let (name, rest) = line.split_once('{').unwrap();
    let mut labels = BTreeMap::new();
    let mut rest = rest;
    loop {
        let (label, after) = rest.split_once("=\"").unwrap();
        let (mut value, mut chars) = (String::new(), after.char_indices());
        let end = loop {
            match chars.next().unwrap() {
                (at, '"') => break at,
                (_, '\\') => value.push(match chars.next().unwrap().1 {
                    'n' => '\n',
                    c @ ('\\' | '"') => c,
                    c => panic!("\\{c}"),
                }),
                (_, c) => value.push(c),
            }
        };
        assert_eq!(labels.insert(label.to_owned(), value), None);
        match after[end + 1..].strip_prefix(',') {
            Some(further) => rest = further,
            None => {
                return (name.to_owned(), labels, after[end + 1..].strip_prefix("} ").unwrap().to_owned());
            }
        }
    }
}

proptest! {
    #[test]
    fn whatever_a_label_and_a_help_say_they_read_back(
        name in "[a-z][a-z_]{0,10}",
        values in proptest::collection::vec(any::<String>(), 0..4),
        help in any::<String>(),
        count in 0..1_u64 << f64::MANTISSA_DIGITS,
    ) {
        let labels: Vec<metrics::Label> =
            values.iter().enumerate().map(|(n, value)| metrics::Label::new(format!("label_{n}"), value.clone())).collect();
        let metrics = recorded(|| {
            describe_counter!(name.clone(), help.clone());
            counter!(name.clone(), labels).increment(count);
        });

        let text = exposition(&metrics);

        let lines: Vec<&str> = text.split_terminator('\n').collect();
        prop_assert_eq!(lines.len(), 3, "{}", text);
        let read = lines[0].strip_prefix(&format!("# HELP {name} ")).unwrap();
        prop_assert_eq!(read.replace("\\\\", "\u{0}").replace("\\n", "\n").replace('\u{0}', "\\"), help.replace('\u{0}', "\\"));
        let (read_name, read_labels, value) = read_back(lines[2]);
        let mut expected: BTreeMap<String, String> =
            values.into_iter().enumerate().map(|(n, value)| (format!("label_{n}"), value)).collect();
        expected.insert("application".to_owned(), "petclinic".to_owned());
        prop_assert_eq!(read_name, name);
        prop_assert_eq!(read_labels, expected);
        prop_assert_eq!(value, count.to_string());
    }

    #[test]
    fn every_name_is_one_that_prometheus_takes(name in any::<String>(), label in any::<String>()) {
        let metrics = recorded(|| gauge!(name.clone(), label.clone() => "x").set(1.0));

        let text = exposition(&metrics);

        let is_name = |name: &str| {
            name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        };
        let (name, labels, _) = read_back(text.lines().last().unwrap());
        prop_assert!(is_name(&name), "{}", name);
        prop_assert!(labels.keys().all(|label| is_name(label)), "{:?}", labels);
    }
}
