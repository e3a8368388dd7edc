use std::io;

use contract::endpoint::Endpoint;
use http::HeaderValue;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::buffer::Buffer;
use super::*;
use crate::Metrics;
use crate::context::RequestContext;
use crate::trace::Trace;

/// The log output of `say`.
fn logged(format: Format, directives: &str, say: impl FnOnce(&Levels)) -> String {
    let (buffer, levels) = (Buffer::default(), Levels::new(directives.parse().unwrap()));
    let log = subscriber(levels.clone(), format, false, buffer.clone());
    tracing::subscriber::with_default(log, || say(&levels));
    buffer.text()
}

fn json_of(say: impl FnOnce()) -> Value {
    let text = logged(Format::Json, "info", |_| say());
    assert_eq!(text.matches('\n').count(), 1, "one line: {text}");
    serde_json::from_str(&text).unwrap()
}

fn without_time(mut line: Value) -> Value {
    let time = line["timestamp"].take();
    time.as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    line.as_object_mut().unwrap().remove("timestamp");
    line
}

#[test]
fn fields_stand_beside_time_level_target_and_message() {
    let line = json_of(|| {
        tracing::warn!(target: "request", method = "GET", status = 200_u16, durationMs = 1.5, is_new = true, left = -1, share = f64::NAN, what = ?Some(1), "answered {}", 1);
    });

    assert_eq!(
        without_time(line),
        json!({"level": "WARN", "target": "request", "message": "answered 1", "method": "GET", "status": 200, "durationMs": 1.5,
               "is_new": true, "left": -1, "share": null, "what": "Some(1)"})
    );
}

#[test]
fn the_request_in_progress_is_named() {
    let trace = Trace { id: 0xabc, span: 1, parent: None, is_sampled: false, state: None };
    let context = RequestContext::new(HeaderValue::from_static("r-1"), trace);
    context.set_route(&contract::routes::ListVets::ROUTE);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();

    let line = json_of(|| runtime.block_on(context.scope(async { tracing::info!("here") })));

    assert_eq!(
        without_time(line),
        json!({"level": "INFO", "target": "telemetry::log::tests", "message": "here", "requestId": "r-1",
               "traceId": "00000000000000000000000000000abc", "route": "listVets"})
    );
}

#[test]
fn an_events_own_fields_neither_double_nor_replace_the_lines() {
    let context = RequestContext::new(
        HeaderValue::from_static("r-1"),
        Trace { id: 1, span: 1, parent: None, is_sampled: false, state: None },
    );
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();

    let text = logged(Format::Json, "info", |_| {
        runtime.block_on(context.scope(async { tracing::info!(level = "none", requestId = "own", "here") }));
    });

    assert_eq!(text.matches("\"requestId\"").count(), 1);
    assert_eq!(text.matches("\"level\"").count(), 1);
    assert!(text.contains(r#""_level":"none""#) && text.contains(r#""requestId":"own""#), "{text}");
}

#[test]
fn an_error_is_logged_with_its_causes() {
    #[derive(Debug, thiserror::Error)]
    #[error("outer")]
    struct Outer(#[source] io::Error);
    let error = Outer(io::Error::other("inner"));

    let line = json_of(|| tracing::info!(error = &error as &dyn std::error::Error, "failed"));

    assert_eq!(line["error"], "outer: inner");
}

#[test]
fn a_very_long_value_is_cut() {
    let line = json_of(|| tracing::info!(value = "ä".repeat(10_000), "long"));

    assert_eq!(line["value"].as_str().unwrap().chars().count(), 4097);
}

#[test]
fn lines_are_counted_by_level() {
    let metrics = Metrics::new();
    metrics::with_local_recorder(&metrics.recorder(), || {
        logged(Format::Json, "info", |_| {
            tracing::warn!("one");
            tracing::warn!("two");
            tracing::debug!("not logged");
        })
    });

    for (level, expected) in [("error", 0.0), ("warn", 2.0), ("debug", 0.0)] {
        let one = metrics.one("log.events", &[("level", level)]).unwrap();
        assert_eq!(one.measurements[0].value, expected, "{level}");
    }
}

#[test]
fn levels_change_while_it_runs() {
    let text = logged(Format::Text, "info", |levels| {
        for n in 0..4 {
            match n {
                1 => levels.set("telemetry.log", Some(Level::Debug)),
                2 => levels.configure(&"off".parse().unwrap()),
                3 => levels.set("telemetry::log", None),
                _ => {}
            }
            tracing::debug!("debug {n}");
            tracing::error!("error {n}");
        }
    });

    let said: Vec<&str> =
        text.lines().filter_map(|line| line.split_once("tests: ")).map(|(_, said)| said).collect();
    assert_eq!(said, ["error 0", "debug 1", "error 1", "debug 2", "error 2"]);
}

#[test]
fn a_line_of_text_shows_controls_instead_of_obeying_them() {
    let text = logged(Format::Text, "info", |_| {
        tracing::info!(name = "a\nERROR forged \u{1b}[31m\u{202e}", "said\r\nmore");
    });

    assert_eq!(text.lines().count(), 1);
    let end = r"telemetry::log::tests: said\r\nmore name=a\nERROR forged \u{1b}[31m\u{202e}";
    assert!(text.ends_with(&format!("  INFO {end}\n")) || text.contains(&format!(" INFO {end}")), "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_logged_is_one_json_object_that_reads_back(message in any::<String>(), field in any::<String>()) {
        let line = json_of(|| tracing::info!(field, said = ?field, "{message}"));

        prop_assert_eq!(line["message"].as_str().unwrap(), &message);
        prop_assert_eq!(line["field"].as_str().unwrap(), &field);
        prop_assert_eq!(line["said"].as_str().unwrap(), format!("{field:?}"));
    }
}
