use metrics::{counter, gauge, histogram, with_local_recorder};

use super::*;

/// The CloudWatch units in use here.
const UNITS: [&str; 4] = ["Count", "Milliseconds", "Bytes", "Percent"];

fn documents(metrics: &Metrics) -> Documents {
    Documents::new(metrics.clone(), "PetClinic".to_owned(), "customers".to_owned(), std::io::sink())
}

fn next(documents: &mut Documents) -> Vec<Value> {
    let lines = documents.at(1_785_499_200_007);
    lines.iter().map(|line| serde_json::from_str(line).unwrap()).inspect(check).collect()
}

/// Checks a document against the specification.
fn check(document: &Value) {
    assert!(document.to_string().len() < 256 * 1024);
    let root = document.as_object().unwrap();
    let aws = root["_aws"].as_object().unwrap();
    assert_eq!(aws.keys().collect::<Vec<_>>(), ["CloudWatchMetrics", "Timestamp"]);
    assert!(aws["Timestamp"].is_u64());
    for directive in aws["CloudWatchMetrics"].as_array().unwrap() {
        let directive = directive.as_object().unwrap();
        assert_eq!(directive.keys().collect::<Vec<_>>(), ["Dimensions", "Metrics", "Namespace"]);
        assert!((1..=256).contains(&directive["Namespace"].as_str().unwrap().len()));
        for set in directive["Dimensions"].as_array().unwrap() {
            let set = set.as_array().unwrap();
            assert!((1..=30).contains(&set.len()));
            for name in set {
                let value = root[name.as_str().unwrap()].as_str().unwrap();
                assert!(
                    (1..=1024).contains(&value.len()) && value.is_ascii() && !value.starts_with(':'),
                    "{value}"
                );
            }
        }
        let metrics = directive["Metrics"].as_array().unwrap();
        assert!((1..=100).contains(&metrics.len()));
        for metric in metrics {
            assert!(UNITS.contains(&metric["Unit"].as_str().unwrap()));
            check_value(&root[metric["Name"].as_str().unwrap()]);
        }
        assert_eq!(root.len(), 1 + metrics.len() + directive["Dimensions"][0].as_array().unwrap().len());
    }
}

/// Checks a value: a number, or a set of values with their counts and statistics.
fn check_value(value: &Value) {
    let Some(set) = value.as_object() else {
        return assert!(value.is_number(), "{value}");
    };
    assert_eq!(set.keys().collect::<Vec<_>>(), ["Count", "Counts", "Max", "Min", "Sum", "Values"]);
    let (values, counts) = (set["Values"].as_array().unwrap(), set["Counts"].as_array().unwrap());
    assert!((1..=100).contains(&values.len()) && values.len() == counts.len());
    assert_eq!(
        counts.iter().map(|count| count.as_u64().unwrap()).sum::<u64>(),
        set["Count"].as_u64().unwrap()
    );
    let (min, max) = (set["Min"].as_f64().unwrap(), set["Max"].as_f64().unwrap());
    assert!(values.iter().all(|value| (min..=max).contains(&value.as_f64().unwrap())), "{value}");
    assert!(set["Sum"].is_number());
}

#[test]
fn requests_are_published_of_the_service_and_of_each_route_that_was_asked() {
    let metrics = Metrics::new();
    let mut documents = documents(&metrics);
    with_local_recorder(&metrics.recorder(), || {
        let request = |method: &'static str, uri: &'static str, status: &'static str| histogram!("http_server_requests_seconds", "method" => method, "uri" => uri, "status" => status);
        request("GET", "/api/vets/vets", "200").record(0.010);
        request("GET", "/api/vets/vets", "200").record(0.030);
        request("GET", "/api/vets/vets", "503").record(1.0);
        request("POST", "UNKNOWN", "404").record(0.001);
        request("GET", "/actuator/prometheus", "200").record(0.005);
        request("GET", "/health", "200").record(0.005);
        let _never_asked = request("GET", "/api/never", "200");
    });

    let published = next(&mut documents);

    assert_eq!(published.len(), 3, "{published:?}");
    let (service, route, class) = (&published[0], &published[1], &published[2]);
    assert_eq!(service["_aws"]["CloudWatchMetrics"][0]["Dimensions"], json!([["Service"]]));
    assert_eq!(service["_aws"]["CloudWatchMetrics"][0]["Namespace"], "PetClinic");
    assert_eq!(service["_aws"]["Timestamp"], 1_785_499_200_007_u64);
    assert_eq!(
        (&service["Service"], &service["Requests"], &service["Errors"], &service["Latency"]["Count"]),
        (&json!("customers"), &json!(4), &json!(1), &json!(4))
    );
    assert_eq!(route["_aws"]["CloudWatchMetrics"][0]["Dimensions"], json!([["Service", "Route"]]));
    assert_eq!(
        (&route["Route"], &route["Requests"], &route["Errors"]),
        (&json!("GET /api/vets/vets"), &json!(3), &json!(1))
    );
    let latency = &route["Latency"];
    assert_eq!((&latency["Max"], &latency["Sum"]), (&json!(1000.0), &json!(1040.0)));
    assert_eq!(latency["Counts"], json!([1, 1, 1]));
    assert_eq!(class["_aws"]["CloudWatchMetrics"][0]["Dimensions"], json!([["Class"]]));
    assert_eq!(
        (&class["Class"], &class["Requests"], &class["Errors"], &class["Slow"]),
        (&json!("reads"), &json!(3), &json!(1), &json!(1))
    );

    let again = next(&mut documents);
    assert_eq!(again.len(), 1);
    assert_eq!((&again[0]["Requests"], &again[0]["Errors"]), (&json!(0), &json!(0)));
    assert_eq!(again[0].get("Latency"), None);
}

#[test]
fn an_answer_is_slow_from_just_beyond_the_promised_duration() {
    for route in contract::routes::ALL.iter() {
        let Some((class, promised)) = route.class().and_then(|it| Some((it, it.objective().latency?))) else {
            continue;
        };
        let within = promised.within.as_secs_f64();
        let metrics = Metrics::new();
        let mut documents = documents(&metrics);
        with_local_recorder(&metrics.recorder(), || {
            let (method, uri) = (route.method.as_str(), route.path);
            let timer = histogram!("http_server_requests_seconds", "method" => method, "uri" => uri, "status" => "200");
            timer.record(within - 0.001);
            timer.record(within + 0.001);
            timer.record(2.0 * within);
        });
        let published = next(&mut documents);
        let of_class = published.iter().find(|it| it["Class"] == class.as_str()).unwrap();
        assert_eq!((&of_class["Requests"], &of_class["Slow"]), (&json!(3), &json!(2)), "{}", route.path);
    }
}

#[test]
fn timers_are_published_by_their_measurements_and_gauges_by_their_fullest_or_emptiest() {
    let metrics = Metrics::new();
    let (recorder, mut documents) = (metrics.recorder(), documents(&metrics));
    with_local_recorder(&recorder, || {
        for (outcome, seconds) in [("SUCCESS", 0.1), ("SERVER_ERROR", 0.2), ("UNKNOWN", 0.3)] {
            histogram!("http_client_requests_seconds", "client_name" => "vets", "outcome" => outcome)
                .record(seconds);
        }
        for (pool, active, max) in [("writer", 3.0, 4.0), ("reader", 1.0, 4.0), ("none", 0.0, 0.0)] {
            gauge!("jdbc_connections_active", "name" => pool).set(active);
            gauge!("jdbc_connections_max", "name" => pool).set(max);
        }
        gauge!("peer_instances", "peer" => "vets").set(0.0);
        gauge!("peer_instances", "peer" => "visits").set(2.0);
    });

    let published = next(&mut documents).remove(0);
    for (name, value) in [
        ("PeerCalls", 3.0),
        ("PeerCallsFailed", 2.0),
        ("PeerCallTime", 600.0),
        ("DatabasePoolUse", 75.0),
        ("PeersWithoutInstance", 1.0),
        ("PeerInstances", 2.0),
    ] {
        let found = published[name].as_f64().unwrap();
        assert!((found - value).abs() < 1e-6, "{name}: {found}");
    }
    let files = published["OpenFilesUse"].as_f64().unwrap();
    assert!(files > 0.0 && files < 100.0, "{files}");

    let again = next(&mut documents).remove(0);
    assert_eq!((&again["PeerCalls"], &again["PeerCallTime"]), (&json!(0.0), &json!(0.0)));
}

#[test]
fn counters_are_published_by_what_they_rose_and_gauges_as_they_are() {
    let metrics = Metrics::new();
    let (recorder, mut documents) = (metrics.recorder(), documents(&metrics));
    with_local_recorder(&recorder, || {
        counter!("db_faults_total", "kind" => "interrupted").increment(2);
        counter!("db_faults_total", "kind" => "in_doubt").increment(1);
        counter!("cache_gets_total", "cache" => "vets", "result" => "hit").increment(7);
        gauge!("peer_breaker_state", "peer" => "visits", "state" => "refusing").set(1.0);
        gauge!("peer_breaker_state", "peer" => "visits", "state" => "passing").set(0.0);
        gauge!("jdbc_connections_active", "name" => "writer").set(3.0);
        gauge!("jdbc_connections_active", "name" => "reader").set(2.0);
    });

    let published = next(&mut documents).remove(0);
    for (name, value) in [
        ("DatabaseFaults", 3.0),
        ("CacheHits", 7.0),
        ("CacheMisses", 0.0),
        ("BreakersRefusing", 1.0),
        ("DatabaseConnectionsActive", 5.0),
    ] {
        assert_eq!(published[name].to_string(), json!(value).to_string(), "{name}");
    }
    assert!(published["ResidentMemory"].as_f64().unwrap() > 1e6);
    assert_eq!(published.get("PeerRetries"), None);

    with_local_recorder(&recorder, || counter!("db_faults_total", "kind" => "in_doubt").increment(4));
    let published = next(&mut documents).remove(0);
    assert_eq!((&published["DatabaseFaults"], &published["CacheHits"]), (&json!(4.0), &json!(0.0)));
    assert_eq!(published["DatabaseConnectionsActive"], json!(5.0));
}

/// Collects the text of all sources below a folder, except this module's and the table of metrics.
fn sources(folder: &std::path::Path, text: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("emf") {
            sources(&path, text);
        } else if path.extension().is_some_and(|it| it == "rs")
            && !["emf.rs", "published_metrics.rs"].iter().any(|it| path.ends_with(it))
        {
            text.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn each_emf_metric_is_of_a_metric_that_is_recorded_somewhere() {
    let mut text = String::new();
    for folder in ["..", "../../functions"] {
        sources(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut text);
    }

    for PublishedMetric { name, of, with, reduction, .. } in ALL {
        let whole = match reduction {
            Reduction::GreatestShareOf(whole) => Some(*whole),
            Reduction::Sum | Reduction::Measured | Reduction::Zeros => None,
        };
        let (key, values) = with.unzip();
        let parts = [Some(*of), whole, key].into_iter().flatten();
        for part in parts.chain(values.into_iter().flatten().copied()) {
            assert!(text.contains(&format!("\"{part}\"")), "{name} is of `{part}`, which no source has");
        }
    }
}
