//! The samples of instances, and what they add up to.

use std::sync::{Arc, Mutex};

use admin::GivenTargets;
use db::testing::Scratch;
use serde_json::{Value, json};
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::{AdminServer, Person};
use crate::harness::{NOW, eventually};
use crate::sql;

/// A process that serves vets and says of its metrics what it is given.
struct StandIn {
    metrics: Arc<Mutex<String>>,
    server: MockServer,
}

/// When the stand-in began, before the admin server.
const EARLIER: i64 = NOW - 5_000;

/// What the process counted since it started: requests, of them failed and slow ones.
fn counted(started: i64, requests: u32, failed: u32, slow: u32) -> String {
    let route = r#"application="vets",method="GET",uri="/api/vets/vets""#;
    let good = requests - failed;
    format!(
        "# HELP http_server_requests_seconds How long requests took.\n\
         # TYPE http_server_requests_seconds histogram\n\
         http_server_requests_seconds_bucket{{{route},status=\"200\",le=\"0.25\"}} {}\n\
         http_server_requests_seconds_bucket{{{route},status=\"200\",le=\"0.5\"}} {good}\n\
         http_server_requests_seconds_count{{{route},status=\"200\"}} {good}\n\
         http_server_requests_seconds_sum{{{route},status=\"200\"}} {}\n\
         http_server_requests_seconds_bucket{{{route},status=\"503\",le=\"0.25\"}} {failed}\n\
         http_server_requests_seconds_bucket{{{route},status=\"503\",le=\"0.5\"}} {failed}\n\
         http_server_requests_seconds_count{{{route},status=\"503\"}} {failed}\n\
         http_server_requests_seconds_count{{method=\"GET\",uri=\"/health\",status=\"200\"}} 1000\n\
         jdbc_connections_active{{name=\"writer\"}} 3\n\
         process_resident_memory_bytes 50000000\nprocess_start_time_seconds {started}\n",
        good - slow,
        f64::from(good) / 10.0,
    )
}

impl StandIn {
    async fn start() -> Self {
        let (server, metrics) =
            (MockServer::start().await, Arc::new(Mutex::new(counted(EARLIER, 100, 10, 10))));
        let health = ResponseTemplate::new(200).set_body_json(json!({"status": "UP"}));
        Mock::given(path("/actuator/health")).respond_with(health).mount(&server).await;
        let text = metrics.clone();
        let said =
            move |_: &Request| ResponseTemplate::new(200).set_body_string(text.lock().unwrap().as_str());
        Mock::given(path("/actuator/prometheus")).respond_with(said).mount(&server).await;
        Self { metrics, server }
    }

    fn says(&self, metrics: String) {
        *self.metrics.lock().unwrap() = metrics;
    }
}

/// The values of a series of an instance's history.
async fn series(operator: &Person, id: &str, name: &str) -> Vec<Option<f64>> {
    let history = operator.json(&format!("/admin/instances/{id}/history")).await;
    let all = history["series"].as_array().unwrap();
    let found = all.iter().find(|it| it["name"] == name).unwrap();
    found["values"].as_array().unwrap().iter().map(Value::as_f64).collect()
}

/// Waits until so many samples were taken.
async fn sampled(operator: &Person, id: &str, samples: usize) {
    eventually("it is sampled", async || {
        series(operator, id, "memory").await.iter().flatten().count() >= samples
    })
    .await;
}

/// What vets keep of their promise to readers.
async fn reads(operator: &Person) -> Value {
    let objectives = operator.json("/admin/objectives").await;
    let all = objectives["objectives"].as_array().unwrap();
    all.iter().find(|it| it["service"] == "vets" && it["class"] == "reads").unwrap().clone()
}

async fn counts(operator: &Person, requests: u32) {
    eventually(&format!("{requests} are counted"), async || reads(operator).await["requests"] == requests)
        .await;
}

db::on_both! {
    async fn what_an_instance_counts_is_its_history_and_uses_up_budgets(scratch: Scratch) {
        let instance = StandIn::start().await;
        let server = AdminServer::open(&scratch, &[*instance.server.address()]).await;
        let operator = server.operator().await;
        let id = operator.only("vets").await;
        sampled(&operator, &id, 1).await;
        let before = reads(&operator).await;
        assert_eq!((&before["requests"], &before["errors"]["left"]), (&json!(0), &Value::Null));
        instance.says(counted(EARLIER, 300, 12, 20));
        counts(&operator, 200).await;
        let reads_now = reads(&operator).await;
        assert_eq!((&reads_now["errors"]["broken"], &reads_now["latency"]["broken"]), (&json!(2), &json!(10)));
        let left = |promise: &str| reads_now[promise]["left"].as_f64().unwrap();
        // 1 of 100 failed, of which 1 of 1,000 may; 5 of 100 were slow, of which 1 of 100 may be.
        assert!((left("errors") + 9.0).abs() < 1e-9 && (left("latency") + 4.0).abs() < 1e-9, "{reads_now}");
        assert!((reads_now["errors"]["burn"].as_f64().unwrap() - 10.0).abs() < 1e-9, "{reads_now}");
        let objectives = operator.json("/admin/objectives").await;
        assert_eq!((&objectives["since"], &objectives["days"]), (&json!("2026-05-20T12:00:00Z"), &json!(30)));

        let history = operator.json(&format!("/admin/instances/{id}/history")).await;
        assert_eq!((&history["stepSeconds"], &history["endsAt"]), (&json!(1), &json!("2026-05-20T12:00:00Z")));
        assert_eq!(history["sharesProcessWith"], json!([]));
        let most = |all: Vec<Option<f64>>| all.into_iter().flatten().fold(0.0, f64::max);
        assert!((most(series(&operator, &id, "failed").await) - 0.01).abs() < 1e-6);
        assert!(most(series(&operator, &id, "requests").await) > 50.0);
        assert_eq!(most(series(&operator, &id, "databaseConnections").await), 3.0);
        assert_eq!(series(&operator, &id, "requests").await[0], None);
        assert!(series(&operator, &id, "cpu").await.iter().all(Option::is_none));
        let p99 = most(series(&operator, &id, "p99Duration").await);
        assert!(p99 > 0.25 && p99 <= 0.5, "{p99}");
        operator.get("/admin/instances/0123456789ab/history").await.problem(404);
        server.running.stop().await;
    }

    async fn a_restart_loses_no_request_and_two_servers_count_none_twice(scratch: Scratch) {
        let instance = StandIn::start().await;
        let server = AdminServer::open(&scratch, &[*instance.server.address()]).await;
        let operator = server.operator().await;
        let id = operator.only("vets").await;
        sampled(&operator, &id, 1).await;
        let (passwords, address) = (server.passwords.clone(), *instance.server.address());
        let other = AdminServer::open_with(&scratch, &[address], passwords, GivenTargets::default()).await;
        let another = other.operator().await;
        sampled(&another, &id, 1).await;
        instance.says(counted(EARLIER, 130, 10, 10));
        counts(&operator, 30).await;
        // The instance is another process, which has already counted more than the one before.
        instance.says(counted(NOW, 500, 10, 10));
        counts(&operator, 530).await;
        let samples = series(&another, &id, "memory").await.len();
        sampled(&another, &id, samples + 2).await;
        assert_eq!(reads(&another).await["requests"], 530);

        server.running.stop().await;
        other.clock.set(NOW + 60);
        eventually("the other has the lease", async || {
            let holders = sql::number(&other.db, "select count(*) from admin_leases where done_at > 1779278400").await;
            holders == 1
        })
        .await;
        instance.says(counted(NOW, 510, 10, 10));
        counts(&another, 540).await;
        other.running.stop().await;
    }

    async fn sums_of_more_than_a_month_ago_are_not_of_the_objective(scratch: Scratch) {
        let server = AdminServer::open(&scratch, &[]).await;
        let operator = server.operator().await;
        let day = 24 * 3_600;
        for (at, amount) in [(NOW - 31 * day, 1_000), (NOW - 29 * day, 50), (NOW, 7)] {
            let values = format!("({at}, 'vets', 'reads.requests', {amount})");
            sql::run(&server.db, &format!("insert into admin_usage (hour_at, service, what, amount) values {values}")).await;
        }
        assert_eq!(reads(&operator).await["requests"], 57);
        server.running.stop().await;
    }

    async fn costs_say_what_they_rest_on_or_why_they_are_not_known(scratch: Scratch) {
        let instance = StandIn::start().await;
        let server = AdminServer::open(&scratch, &[*instance.server.address()]).await;
        let operator = server.operator().await;
        let id = operator.only("vets").await;
        let vets = async || {
            let costs = operator.json("/admin/costs").await;
            let services = costs["services"].as_array().unwrap();
            (services.iter().find(|it| it["service"] == "vets").unwrap().clone(), costs)
        };
        let (before, costs) = vets().await;
        assert_eq!((&before["thousandRequests"]["usd"], before["instances"].as_i64()), (&Value::Null, Some(1)));
        assert_eq!(costs["runsOnAws"], false);
        for unknown in [&costs["conversation"], &costs["billed"]["total"], &before["thousandRequests"]] {
            assert!(unknown["usd"].is_null() && !unknown["basis"].as_str().unwrap().is_empty(), "{costs}");
        }
        // 0.25 vCPU and 0.5 GB.
        let hour = before["hour"]["usd"].as_f64().unwrap();
        assert!((hour - 0.0123425).abs() < 1e-9, "{before}");
        assert!((before["month"]["usd"].as_f64().unwrap() - 730.0 * hour).abs() < 1e-9);
        assert!(before["hour"]["basis"].as_str().unwrap().contains("does not run on AWS"), "{before}");
        let genai = costs["services"].as_array().unwrap().iter().find(|it| it["service"] == "genai").unwrap();
        assert!(genai["hour"]["usd"].is_null(), "{genai}");

        sampled(&operator, &id, 1).await;
        instance.says(counted(EARLIER, 2_100, 10, 10));
        counts(&operator, 2_000).await;
        let (after, _) = vets().await;
        assert_eq!(after["requests"], 2_000);
        let seconds = "select count(*) from admin_usage where what = 'instance.seconds'";
        eventually("it was up", async || sql::number(&server.db, seconds).await > 0).await;
        assert!(vets().await.0["thousandRequests"]["usd"].as_f64().unwrap() > 0.0);

        let alarms = operator.json("/admin/alarms").await;
        assert_eq!((&alarms["askedAt"], &alarms["alarms"]), (&Value::Null, &json!([])));
        assert!(alarms["problem"].as_str().unwrap().contains("does not run on AWS"), "{alarms}");
        server.running.stop().await;
    }
}
