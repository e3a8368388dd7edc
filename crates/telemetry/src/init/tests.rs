use serde_json::Value;

use super::*;
use crate::log::buffer::Buffer;

fn config(emf_interval: Duration) -> Config {
    Config {
        application: "petclinic".to_owned(),
        program: "customers-service".to_owned(),
        service: "customers".to_owned(),
        version: "1.2.3".to_owned(),
        log_level: Directives::default(),
        log_format: Format::Json,
        metrics: true,
        emf_interval,
        emf_namespace: "PetClinic".to_owned(),
        traces_endpoint: None,
        traces_sampling: 1.0,
        region: None,
    }
}

/// Telemetry that is not installed in the process, and the buffer with its output.
fn telemetry(emf_interval: Duration) -> (Telemetry, Buffer) {
    let buffer = Buffer::default();
    let levels = Levels::default();
    (Telemetry::new(config(emf_interval), levels, Some(Metrics::new()), buffer.clone(), None), buffer)
}

/// Lets time pass and counts the documents written meanwhile.
async fn documents_within(passed: Duration, telemetry: &Telemetry, buffer: &Buffer) -> usize {
    let before = buffer.text().lines().count();
    let _ = time::timeout(passed, telemetry.work()).await;
    let text = buffer.text();
    for line in text.lines() {
        let document: Value = serde_json::from_str(line).unwrap();
        assert_eq!(document["_aws"]["CloudWatchMetrics"][0]["Namespace"], "PetClinic");
        assert_eq!(document["Service"], "customers");
    }
    text.lines().count() - before
}

#[tokio::test(start_paused = true)]
async fn documents_are_published_each_interval() {
    let (telemetry, buffer) = telemetry(Duration::from_secs(60));

    assert_eq!(documents_within(Duration::from_secs(59), &telemetry, &buffer).await, 0);
    assert_eq!(documents_within(Duration::from_secs(181), &telemetry, &buffer).await, 3);
}

#[tokio::test(start_paused = true)]
async fn the_interval_changes_while_it_runs() {
    let (telemetry, buffer) = telemetry(Duration::ZERO);
    assert_eq!(documents_within(Duration::from_secs(1000), &telemetry, &buffer).await, 0);

    let change = async {
        telemetry.set_emf_interval(Duration::from_secs(10));
        time::sleep(Duration::from_secs(35)).await;
        telemetry.set_emf_interval(Duration::ZERO);
        time::sleep(Duration::from_secs(100)).await;
    };
    let (documents, ()) =
        tokio::join!(documents_within(Duration::from_secs(130), &telemetry, &buffer), change);

    assert_eq!(documents, 3);
}

#[tokio::test]
async fn the_last_interval_is_published_at_the_end() {
    let (telemetry, buffer) = telemetry(Duration::from_secs(60));
    telemetry.shutdown().await;
    assert_eq!(buffer.text().lines().count(), 1);

    let (telemetry, buffer) = self::telemetry(Duration::ZERO);
    telemetry.shutdown().await;
    assert_eq!(buffer.text(), "");
}

#[tokio::test(start_paused = true)]
async fn documents_are_not_among_lines_of_text() {
    let buffer = Buffer::default();
    let config = Config { log_format: Format::Text, ..config(Duration::from_secs(10)) };
    let levels = Levels::default();
    let telemetry = Telemetry::new(config, levels, Some(Metrics::new()), buffer.clone(), None);

    assert_eq!(documents_within(Duration::from_secs(100), &telemetry, &buffer).await, 0);
}
