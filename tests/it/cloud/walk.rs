//! The original's load plan through the whole estate, and what operators change while it runs.

use contract::service::Service;
use contract::settings;
use serde_json::json;

use super::estate::{Estate, knows};
use crate::house::eventually;
use crate::load_plan::Plan;

const DETAILS: &str = "/api/gateway/owners/6";
/// The route by which customers asks visits.
const ASKED: &str = "uri=\"/api/visits/pets/visits\"";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_originals_load_plan_runs_through_tasks_that_find_each_other_in_cloud_map() {
    let estate = Estate::open(&[]).await;
    Plan::walk(&estate.http).await.has_left_its_marks().await;
    assert!(estate.visits.metric("http_server_requests_seconds_count", &[ASKED]).await > 0.0);
    for task in estate.tasks() {
        assert_eq!(task.http.get("/ready").await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_level_and_a_breaker_figure_change_without_a_restart() {
    let mut estate = Estate::open(&[]).await;
    let level = async || {
        let root = estate.customers.actuator("loggers/ROOT").await.expect(200).json();
        root["effectiveLevel"].as_str().unwrap().to_owned()
    };
    assert_eq!(level().await, "INFO");
    assert!(!estate.customers.log().iter().any(|it| it["level"] == "DEBUG"));
    estate.aws.put(settings::Log::LEVEL, "debug").await;
    eventually("the level is the parameter's", async || level().await == "DEBUG").await;
    estate.http.get(DETAILS).await.expect(200);
    estate.customers.logs("there are lines of that level", |it| it["level"] == "DEBUG").await;

    // By default five failed calls in a row trip the breaker; from now on one does.
    estate.aws.put_for(Service::Customers, settings::Peers::TRIP_AFTER, "1").await;
    let value = async |key: &str| {
        let found = estate.customers.actuator(&format!("env/{key}")).await.expect(200).json();
        found["property"]["value"].as_str().unwrap().to_owned()
    };
    eventually("the figure is the parameter's", async || value("peers.trip-after").await == "1").await;
    let is_refused = "state=\"refusing\"";
    assert_eq!(estate.customers.metric("peer_breaker_state", &["peer=\"visits\"", is_refused]).await, 0.0);
    estate.visits.signal(rustix::process::Signal::KILL);
    estate.visits.end().await;
    let details = estate.http.get(DETAILS).await.expect(200).json();
    assert_eq!(details["visitsComplete"], json!(false));
    assert_eq!(estate.customers.metric("peer_breaker_state", &["peer=\"visits\"", is_refused]).await, 1.0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_instance_that_is_deregistered_is_asked_no_more_after_a_refresh() {
    let estate = Estate::open(&[]).await;
    let second = estate.add(Service::Visits).await;
    knows(&estate.customers, "visits", 2).await;
    let asked = async || {
        let of = async |task: &super::task::Task| {
            task.metric("http_server_requests_seconds_count", &[ASKED]).await
        };
        (of(&estate.visits).await, of(&second).await)
    };
    let ask = async |times: u32| {
        for _ in 0..times {
            let details = estate.http.get(DETAILS).await.expect(200).json();
            assert!(details.get("visitsComplete").is_none());
        }
    };
    ask(40).await;
    let (first_asked, second_asked) = asked().await;
    assert!(first_asked > 0.0 && second_asked > 0.0, "{first_asked} {second_asked}");

    estate.aws.deregister(Service::Visits, second.address.port()).await;
    knows(&estate.customers, "visits", 1).await;
    let (first_asked, second_asked) = asked().await;
    ask(40).await;
    assert_eq!(asked().await, (first_asked + 40.0, second_asked));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bad_value_changes_nothing_and_is_told_by_name() {
    let estate = Estate::open(&[]).await;
    estate.aws.put(settings::Server::REQUEST_TIMEOUT, "4s").await;
    estate.aws.put(settings::Peers::CALL_TIMEOUT, "soon").await;
    let refresh = estate.customers.http.request(reqwest::Method::POST, "/actuator/refresh");
    let refused = crate::http::Reply::of(refresh).await;
    assert!(refused.status >= 400, "{}", refused.text);
    let is_told = |it: &serde_json::Value| {
        let message = it["message"].as_str().unwrap_or_default();
        message.contains("peers.call-timeout") && message.contains("/petclinic/dev/common/")
    };
    estate.customers.logs("the bad value is told", is_told).await;
    let kept = estate.customers.actuator("env/server.request-timeout").await.expect(200).json();
    assert_eq!(kept["property"]["value"], "5s");
    assert!(estate.customers.metric("settings_refreshes_total", &["outcome=\"invalid\""]).await >= 1.0);

    estate.aws.put(settings::Peers::CALL_TIMEOUT, "2s").await;
    let refresh = estate.customers.http.request(reqwest::Method::POST, "/actuator/refresh");
    let changed = crate::http::Reply::of(refresh).await.expect(200).json();
    assert_eq!(changed, json!(["server.request-timeout", "peers.call-timeout"]));
}
