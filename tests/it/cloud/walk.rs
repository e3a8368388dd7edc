//! The original's load plan through all services on AWS, and changes of settings while it runs.

use contract::service::Service;
use contract::settings;
use serde_json::json;

use super::harness::{AwsHarness, knows};
use crate::harness::eventually;
use crate::load_plan::Plan;

const DETAILS: &str = "/api/gateway/owners/6";
/// The route that customers calls at visits.
const ASKED: &str = "uri=\"/api/visits/pets/visits\"";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_originals_load_plan_runs_through_tasks_that_find_each_other_in_cloud_map() {
    let harness = AwsHarness::open(&[]).await;
    Plan::walk(&harness.http).await.has_left_its_marks().await;
    assert!(harness.visits.metric("http_server_requests_seconds_count", &[ASKED]).await > 0.0);
    for task in harness.tasks() {
        assert_eq!(task.http.get("/ready").await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_level_and_a_breaker_threshold_change_without_a_restart() {
    let mut harness = AwsHarness::open(&[]).await;
    let level = async || {
        let root = harness.customers.actuator("loggers/ROOT").await.expect(200).json();
        root["effectiveLevel"].as_str().unwrap().to_owned()
    };
    assert_eq!(level().await, "INFO");
    assert!(!harness.customers.log().iter().any(|it| it["level"] == "DEBUG"));
    harness.aws.put(settings::Log::LEVEL, "debug").await;
    eventually("the level is the parameter's", async || level().await == "DEBUG").await;
    harness.http.get(DETAILS).await.expect(200);
    harness.customers.logs("there are lines of that level", |it| it["level"] == "DEBUG").await;

    // By default, five failed calls in a row open the breaker; from now on, one does.
    harness.aws.put_for(Service::Customers, settings::Peers::TRIP_AFTER, "1").await;
    let value = async |key: &str| {
        let found = harness.customers.actuator(&format!("env/{key}")).await.expect(200).json();
        found["property"]["value"].as_str().unwrap().to_owned()
    };
    eventually("the figure is the parameter's", async || value("peers.trip-after").await == "1").await;
    let is_refused = "state=\"refusing\"";
    assert_eq!(harness.customers.metric("peer_breaker_state", &["peer=\"visits\"", is_refused]).await, 0.0);
    harness.visits.signal(rustix::process::Signal::KILL);
    harness.visits.end().await;
    let details = harness.http.get(DETAILS).await.expect(200).json();
    assert_eq!(details["visitsComplete"], json!(false));
    assert_eq!(harness.customers.metric("peer_breaker_state", &["peer=\"visits\"", is_refused]).await, 1.0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_instance_that_is_deregistered_is_asked_no_more_after_a_refresh() {
    let harness = AwsHarness::open(&[]).await;
    let second = harness.add(Service::Visits).await;
    knows(&harness.customers, "visits", 2).await;
    let asked = async || {
        let of = async |task: &super::task::Task| {
            task.metric("http_server_requests_seconds_count", &[ASKED]).await
        };
        (of(&harness.visits).await, of(&second).await)
    };
    let ask = async |times: u32| {
        for _ in 0..times {
            let details = harness.http.get(DETAILS).await.expect(200).json();
            assert!(details.get("visitsComplete").is_none());
        }
    };
    ask(40).await;
    let (first_asked, second_asked) = asked().await;
    assert!(first_asked > 0.0 && second_asked > 0.0, "{first_asked} {second_asked}");

    harness.aws.deregister(Service::Visits, second.address.port()).await;
    knows(&harness.customers, "visits", 1).await;
    let (first_asked, second_asked) = asked().await;
    ask(40).await;
    assert_eq!(asked().await, (first_asked + 40.0, second_asked));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bad_value_changes_nothing_and_is_reported_by_name() {
    let harness = AwsHarness::open(&[]).await;
    harness.aws.put(settings::Server::REQUEST_TIMEOUT, "4s").await;
    harness.aws.put(settings::Peers::CALL_TIMEOUT, "soon").await;
    let refresh = harness.customers.http.request(reqwest::Method::POST, "/actuator/refresh");
    let refused = crate::http::Reply::of(refresh).await;
    assert!(refused.status >= 400, "{}", refused.text);
    let is_told = |it: &serde_json::Value| {
        let message = it["message"].as_str().unwrap_or_default();
        message.contains("peers.call-timeout") && message.contains("/petclinic/dev/common/")
    };
    harness.customers.logs("the bad value is told", is_told).await;
    let kept = harness.customers.actuator("env/server.request-timeout").await.expect(200).json();
    assert_eq!(kept["property"]["value"], "5s");
    assert!(harness.customers.metric("settings_refreshes_total", &["outcome=\"invalid\""]).await >= 1.0);

    harness.aws.put(settings::Peers::CALL_TIMEOUT, "2s").await;
    let refresh = harness.customers.http.request(reqwest::Method::POST, "/actuator/refresh");
    let changed = crate::http::Reply::of(refresh).await.expect(200).json();
    // The process may have read its parameters by itself just before.
    assert!(
        changed == json!(["server.request-timeout", "peers.call-timeout"]) || changed == json!([]),
        "{changed}"
    );
    for (key, value) in [("server.request-timeout", "4s"), ("peers.call-timeout", "2s")] {
        let shown = harness.customers.actuator(&format!("env/{key}")).await.expect(200).json();
        assert_eq!(shown["property"]["value"], value, "{key}");
    }
}
