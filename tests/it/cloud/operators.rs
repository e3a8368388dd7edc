//! Access to the actuator.

use contract::service::Service;
use serde_json::json;

use super::harness::{AwsHarness, TOKEN};
use super::task::Task;
use crate::http::Reply;

async fn ask(task: &Task, path: &str, headers: &[(&str, &str)]) -> Reply {
    let request = task.http.request(reqwest::Method::GET, path);
    Reply::of(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))).await
}

/// The header that a load balancer adds.
const FORWARDED: (&str, &str) = ("X-Forwarded-For", "203.0.113.7");

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_through_a_load_balancer_need_the_operators_token() {
    let harness = AwsHarness::open(&[]).await;
    let bearer = format!("Bearer {TOKEN}");
    for task in harness.tasks() {
        for path in ["/actuator", "/actuator/env", "/actuator/prometheus", "/actuator/loggers", "/metrics"] {
            ask(task, path, &[]).await.expect(200);
            let refused = ask(task, path, &[FORWARDED]).await.expect(401);
            assert_eq!(refused.header("www-authenticate"), Some("Bearer realm=\"operators\""));
            ask(task, path, &[FORWARDED, ("Authorization", "Bearer guess")]).await.expect(401);
            ask(task, path, &[FORWARDED, ("Authorization", &bearer)]).await.expect(200);
        }
        ask(task, "/health", &[FORWARDED]).await.expect(200);
        ask(task, "/ready", &[FORWARDED]).await.expect(200);
    }
    // The service learns of a new token as soon as an operator presents it.
    harness.aws.keep_secret("petclinic/dev/operator-token", &json!("another")).await;
    ask(&harness.vets, "/actuator", &[FORWARDED, ("Authorization", "Bearer another")]).await.expect(200);
    ask(&harness.vets, "/actuator", &[FORWARDED, ("Authorization", &bearer)]).await.expect(401);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_level_that_an_operator_sets_holds_until_it_is_taken_back() {
    let task = Task::start(Service::Vets, &[], &["--offline"]).await;
    let set = async |level: serde_json::Value| {
        task.http.post("/actuator/loggers/request", json!({"configuredLevel": level})).await.expect(204);
        task.actuator("loggers/request").await.expect(200).json()
    };
    let ask = async |id: &str| task.http.get_with("/api/vets/vets", ("X-Request-Id", id)).await.expect(200);
    let off = set(json!("OFF")).await;
    assert_eq!(off, json!({"configuredLevel": "OFF", "effectiveLevel": "OFF"}));
    ask("in-silence").await;
    assert_eq!(set(json!(null)).await["effectiveLevel"], "INFO");
    ask("aloud").await;
    task.logs("requests are logged again", |it| it["requestId"] == "aloud").await;
    assert!(!task.log().iter().any(|it| it["requestId"] == "in-silence"));
}
