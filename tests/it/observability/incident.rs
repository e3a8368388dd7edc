//! A service is killed, and Prometheus and Alertmanager tell a webhook once.

use std::fs;
use std::time::Duration;

use contract::service::Service;
use observability::alertmanager::{Alertmanager, Pace, Receivers};
use observability::prometheus::{FixedTarget, Prometheus, Targets};
use observability::{Alert, alerts, rule_files};
use rustix::process::Signal;
use serde_json::Value;
use tokio::task::{block_in_place, spawn_blocking};
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};
use xtask::{alertmanager, prometheus};

use super::metrics::expressions;
use crate::cloud::task::Task;
use crate::harness::eventually_within;

/// Several times what it takes on an idle machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// The names of the files of rules.
const NAMES: [&str; 3] = ["objectives.yml", "services.yml", "alerts.yml"];

/// An alert that lasts as many seconds as minutes otherwise.
fn quick(alert: Alert) -> Alert {
    let lasts = match alert.lasts {
        "1m" => "1s",
        "3m" => "3s",
        other => panic!("{} lasts {other}", alert.name),
    };
    Alert { lasts, ..alert }
}

/// The notifications that the webhook got.
async fn notifications(webhook: &MockServer) -> Vec<Value> {
    webhook.received_requests().await.unwrap().iter().map(|it| it.body_json().unwrap()).collect()
}

async fn has(webhook: &MockServer, status: &str) -> bool {
    notifications(webhook).await.iter().any(|it| it["status"] == status)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_service_is_told_once_and_resolved_once_it_is_back() {
    let webhook = MockServer::start().await;
    let post = Mock::given(method("POST")).and(path("/alerts")).and(header("Authorization", "Bearer sesame"));
    post.respond_with(ResponseTemplate::new(200)).mount(&webhook).await;
    let secrets = tempfile::tempdir().unwrap();
    fs::write(secrets.path().join("webhook-token"), "sesame").unwrap();
    let receivers = Receivers {
        webhook: format!("{}/alerts", webhook.uri()),
        secrets: secrets.path().display().to_string(),
        ..Receivers::default()
    };
    let pace = Pace { wait: "2s".to_owned(), interval: "2s".to_owned() };
    let delivery = Alertmanager { receivers: Some(receivers), pace }.file();
    let alertmanager = spawn_blocking(move || alertmanager::Server::start(&delivery)).await.unwrap().unwrap();

    let visits = Task::start(Service::Visits, &[], &["--offline"]).await;
    let vets = Task::start(Service::Vets, &[], &["--offline"]).await;
    let address = vets.address;
    let targets = [&visits, &vets]
        .map(|it| FixedTarget { service: it.service.to_string(), address: it.address.to_string() });
    let scrapes = Prometheus {
        targets: Targets::Fixed(targets.into()),
        interval: "500ms".to_owned(),
        rule_files: NAMES.map(str::to_owned).to_vec(),
        alertmanager: format!("127.0.0.1:{}", alertmanager.port()),
    };
    let about_instances = ["RegionDown", "ServiceGone", "InstanceDown"];
    let alerts = alerts::all().into_iter().filter(|it| about_instances.contains(&it.name)).map(quick);
    let files: Vec<_> = NAMES.into_iter().zip(rule_files(&alerts.collect::<Vec<_>>())).collect();
    let prometheus = spawn_blocking(move || {
        let prometheus = prometheus::Server::start_with(&scrapes.file(), &files)?;
        prometheus.wait_until_scraped(PATIENCE).map(|()| prometheus)
    });
    let prometheus = prometheus.await.unwrap().unwrap();
    for (place, expr) in expressions() {
        let expr = expr.replace("$region", ".*").replace("$__rate_interval", "1m");
        block_in_place(|| prometheus.query(&expr)).unwrap_or_else(|error| panic!("{place}: {error}"));
    }

    vets.signal(Signal::KILL);
    eventually_within(PATIENCE, "the webhook is told", async || has(&webhook, "firing").await).await;
    // What follows from it is pending for longer, then fires and is inhibited.
    let is_down = async || {
        let firing = r#"ALERTS{alertname="InstanceDown",alertstate="firing"}"#;
        !block_in_place(|| prometheus.query(firing)).unwrap().is_empty()
    };
    eventually_within(PATIENCE, "the instance's own alert fires", is_down).await;
    let port = [("PETCLINIC_SERVER_PORT", address.port().to_string())];
    let back = Task::start(Service::Vets, &port, &["--offline"]).await;
    assert_eq!(back.address, address);
    eventually_within(PATIENCE, "the webhook is told the end", async || has(&webhook, "resolved").await)
        .await;

    let told = notifications(&webhook).await;
    let said: Vec<_> = told.iter().map(|it| it["status"].as_str().unwrap()).collect();
    assert_eq!(said, ["firing", "resolved"], "{told:#?}");
    let alerts: Vec<_> = told.iter().map(|it| it["alerts"].as_array().unwrap()).collect();
    let gone = |it: &Value| it["labels"]["alertname"] == "ServiceGone" && it["labels"]["service"] == "vets";
    // The one that follows is inhibited. It ends together with its reason, so the end may name it.
    assert!(alerts[0].len() == 1 && gone(&alerts[0][0]), "{told:#?}");
    assert_eq!(alerts[0][0]["annotations"]["runbook"], "docs/runbooks/ServiceGone.md");
    assert!(alerts[1].iter().any(gone), "{told:#?}");
    assert!(alerts[1].iter().all(|it| it["labels"]["service"] == "vets"), "{told:#?}");
}
