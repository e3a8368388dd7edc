//! Changes at instances, when the journal cannot be written or an instance does not make them.

use db::testing::Scratch;
use db::{Dialect, Tx};
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{AdminServer, Instance};

/// Keeps everybody else from writing until it is rolled back.
async fn lock(scratch: &Scratch) -> Tx {
    let mut tx = scratch.db.begin().await.unwrap();
    let write = AssertSqlSafe("update admin_instances set version = version");
    db::execute_undeclared!(tx, c => sqlx::query(write).execute(c)).unwrap();
    tx
}

#[tokio::test]
async fn nothing_changes_while_the_journal_cannot_be_written_sqlite() {
    let scratch = Scratch::open(Dialect::Sqlite).await;
    let instance = Instance::start(&scratch).await;
    let server = AdminServer::open(&scratch, &[instance.address]).await;
    let operator = server.operator().await;
    let id = operator.only("vets").await;
    operator.becomes(&id, "UP").await;
    let [logger, faults, refresh] =
        ["actuator/loggers/peers", "faults", "refresh"].map(|it| format!("/admin/instances/{id}/{it}"));
    let before = operator.json("/admin/audit").await;

    let locked = lock(&scratch).await;
    let debug = json!({"configuredLevel": "DEBUG", "returnAfterMinutes": 1});
    operator.http.post(&logger, debug.clone()).await.problem(503);
    operator.http.post("/admin/applications/vets/loggers/peers", debug).await.problem(503);
    let broken =
        json!({"every": 1, "latencyMinMs": 0, "latencyMaxMs": 0, "error": true, "endsAfterMinutes": 10});
    operator.http.post(&faults, broken).await.problem(503);
    operator.http.post(&refresh, json!({})).await.problem(503);
    assert_eq!(operator.json(&logger).await["configuredLevel"], Value::Null);
    assert_eq!(operator.json(&faults).await["isOn"], false);
    locked.rollback().await.unwrap();

    assert_eq!(operator.json("/admin/levels").await, json!([]));
    assert_eq!(operator.json("/admin/audit").await, before);
    operator.http.post(&logger, json!({"configuredLevel": "DEBUG"})).await.expect(204);
    assert_eq!(operator.json("/admin/audit").await[0]["to"], "DEBUG");
    server.running.stop().await;
}

/// An instance that says what its settings are, and refuses to change them.
async fn stubborn() -> MockServer {
    let server = MockServer::start().await;
    let says = async |at: &str, body: Value| {
        let answer = ResponseTemplate::new(200).set_body_json(body);
        Mock::given(method("GET")).and(path(at)).respond_with(answer).mount(&server).await;
    };
    says("/actuator/health", json!({"status": "UP"})).await;
    says("/actuator/loggers/orders", json!({"configuredLevel": "WARN", "effectiveLevel": "WARN"})).await;
    let off = json!({"chaosMonkeyProperties": {"enabled": false}, "assaultProperties": {}, "watcherProperties": {}});
    says("/actuator/chaosmonkey", off).await;
    Mock::given(method("POST")).respond_with(ResponseTemplate::new(500)).mount(&server).await;
    server
}

db::on_both! {
    async fn the_journal_tells_a_change_that_was_refused_from_one_that_was_made(scratch: Scratch) {
        let (instance, server) = (stubborn().await, AdminServer::open(&scratch, &[]).await);
        let operator = server.operator().await;
        let base = format!("{}/actuator", instance.uri());
        let body = json!({"name": "orders", "managementUrl": base, "healthUrl": format!("{base}/health")});
        let id = operator.http.post("/admin/instances", body).await.expect(201).json()["id"].clone();
        let id = id.as_str().unwrap();
        operator.becomes(id, "UP").await;
        let latest = async || {
            let entry = operator.json("/admin/audit").await[0].clone();
            (entry["action"].as_str().unwrap().to_owned(), entry["to"].as_str().unwrap().to_owned())
        };
        let why = "(not confirmed: the instance cannot be asked: it answered 500";

        let logger = format!("/admin/instances/{id}/actuator/loggers/orders");
        operator.http.post(&logger, json!({"configuredLevel": "DEBUG", "returnAfterMinutes": 1})).await.problem(502);
        assert_eq!(latest().await, ("levelChanged".to_owned(), format!("DEBUG {why})")));
        assert_eq!(operator.json("/admin/levels").await, json!([]));
        let level = json!({"configuredLevel": "INFO", "returnAfterMinutes": 5});
        let outcome = operator.http.post("/admin/applications/orders/loggers/orders", level).await.expect(200).json();
        assert_eq!(outcome["instances"][0]["outcome"], "failed");
        assert_eq!(operator.json("/admin/levels").await, json!([]));

        let faults = json!({"every": 2, "latencyMinMs": 0, "latencyMaxMs": 0, "error": true, "endsAfterMinutes": 10});
        operator.http.post(&format!("/admin/instances/{id}/faults"), faults).await.problem(502);
        assert_eq!(latest().await, ("faultsInjected".to_owned(), format!("every 2, error for 10 min {why})")));
        operator.http.post(&format!("/admin/instances/{id}/refresh"), json!({})).await.problem(502);
        assert_eq!(latest().await, ("settingsRefreshed".to_owned(), format!("{why}, see its log)")));
        server.running.stop().await;
    }

    async fn a_return_outlasts_a_later_change_that_is_refused(scratch: Scratch) {
        let (instance, server) = (stubborn().await, AdminServer::open(&scratch, &[]).await);
        let operator = server.operator().await;
        let base = format!("{}/actuator", instance.uri());
        let body = json!({"name": "orders", "managementUrl": base, "healthUrl": format!("{base}/health")});
        let id = operator.http.post("/admin/instances", body).await.expect(201).json()["id"].clone();
        operator.becomes(id.as_str().unwrap(), "UP").await;
        let once = Mock::given(method("POST")).respond_with(ResponseTemplate::new(204));
        once.up_to_n_times(1).with_priority(1).mount(&instance).await;
        let logger = format!("/admin/instances/{}/actuator/loggers/orders", id.as_str().unwrap());
        operator.http.post(&logger, json!({"configuredLevel": "DEBUG", "returnAfterMinutes": 15})).await.expect(204);
        let pending = operator.json("/admin/levels").await;
        for refused in [json!({"configuredLevel": "TRACE", "returnAfterMinutes": 30}), json!({"configuredLevel": "TRACE"})] {
            operator.http.post(&logger, refused).await.problem(502);
            assert_eq!(operator.json("/admin/levels").await, pending);
        }
        server.running.stop().await;
    }
}
