//! A real Prometheus scrapes the services and has data for the original's dashboard.

use std::time::Duration;

use contract::service::Service;
use contract::settings;
use xtask::prometheus::{Scrape, Server, check_metrics};

use super::harness::{AwsHarness, TOKEN};
use crate::load_plan::Plan;

/// The queries of the original's Grafana dashboard, panel by panel.
const DASHBOARD: [&str; 9] = [
    r#"sum(rate(http_server_requests_seconds_sum{status!~"5.."}[1m]))/sum(rate(http_server_requests_seconds_count{ status!~"5.."}[1m]))"#,
    r#"max(http_server_requests_seconds_max{status!~"5.."})"#,
    "sum(rate(http_server_requests_seconds_count[1m]))",
    r#"sum(rate(http_server_requests_seconds_count{status=~"5.."}[1m]))"#,
    r#"sum(petclinic_owner_seconds_count{method="updateOwner", exception="none"})"#,
    r#"sum(petclinic_owner_seconds_count{method="createOwner", exception="none"})"#,
    r#"sum(petclinic_pet_seconds_count{method="processCreationForm", exception="none"})"#,
    r#"sum(petclinic_visit_seconds_count{method="read", exception="none"})"#,
    r#"sum(petclinic_visit_seconds_count{method="create", exception="none"})"#,
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_originals_dashboard_has_data_and_promtool_finds_nothing() {
    let harness = AwsHarness::open(&[]).await;
    let scrape = |task: &super::task::Task| Scrape {
        job: format!("{}-service", task.service),
        target: task.address.to_string(),
        path: "/actuator/prometheus".to_owned(),
        bearer: Some(TOKEN.to_owned()),
    };
    let targets: Vec<_> = harness.tasks().into_iter().map(scrape).collect();
    let prometheus = tokio::task::spawn_blocking(move || {
        let prometheus = Server::start(&targets, Duration::from_millis(500))?;
        prometheus.wait_until_scraped(Duration::from_secs(30)).map(|()| prometheus)
    });
    let prometheus = prometheus.await.unwrap().unwrap();
    Plan::walk(&harness.http).await;
    // The plan reads no visits of a pet, but one panel of the original shows them.
    harness.http.get("/api/visits/owners/6/pets/7/visits").await.expect(200);
    // Some requests must fail, or the panel of failures would be empty.
    harness.aws.put_for(Service::Vets, settings::Faults::EVERY, "2").await;
    harness.aws.put_for(Service::Vets, settings::Faults::ERROR, "true").await;
    let fails = async || harness.http.get("/api/vets/vets").await.status == 500;
    crate::harness::eventually("a fault is injected", fails).await;
    for task in harness.tasks() {
        let text = task.actuator("prometheus").await.expect(200).text;
        tokio::task::block_in_place(|| check_metrics(&text))
            .unwrap_or_else(|it| panic!("{}: {it}", task.service));
    }
    for query in DASHBOARD {
        let has_data = async || {
            // A rate needs a counter that keeps increasing.
            harness.http.get("/api/vets/vets").await;
            let samples = tokio::task::block_in_place(|| prometheus.query(query)).unwrap();
            // A rate over one sample has no value, and 0 divided by 0 is NaN.
            samples.iter().any(|it| it.value > 0.0)
        };
        crate::harness::eventually(query, has_data).await;
    }
}
