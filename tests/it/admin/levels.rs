//! Log levels that are changed while the services run.

use db::testing::Scratch;
use serde_json::{Value, json};

use super::{AdminServer, Instance};
use crate::harness::{NOW, eventually};

const LEVEL: &str = "/admin/applications/vets/loggers/peers";

db::on_both! {
    async fn a_level_is_changed_at_one_instance_and_its_return_is_forgotten(scratch: Scratch) {
        let instance = Instance::start(&scratch).await;
        let server = AdminServer::open(&scratch, &[instance.address]).await;
        let operator = server.operator().await;
        let id = operator.only("vets").await;
        let logger = format!("/admin/instances/{id}/actuator/loggers/peers");
        assert_eq!(operator.json(&logger).await["configuredLevel"], Value::Null);
        operator.http.post(&logger, json!({"configuredLevel": "DEBUG"})).await.expect(204);
        assert_eq!(operator.json(&logger).await["configuredLevel"], "DEBUG");
        operator.http.post(&logger, json!({"configuredLevel": null})).await.expect(204);
        assert_eq!(operator.json(&logger).await["configuredLevel"], Value::Null);
        assert_eq!(operator.http.post(&logger, json!({"configuredLevel": "LOUD"})).await.broken(400)[0].0, "configuredLevel");
        let audit = operator.json("/admin/audit").await;
        let target = format!("vets {id} peers");
        for (entry, from, to) in [(&audit[0], json!("DEBUG"), Value::Null), (&audit[1], Value::Null, json!("DEBUG"))] {
            assert_eq!((&entry["action"], &entry["target"]), (&json!("levelChanged"), &json!(target)));
            assert_eq!((&entry["from"], &entry["to"], &entry["who"]), (&from, &to, &json!("operator")));
        }
        server.running.stop().await;
    }

    async fn a_level_is_changed_at_all_instances_and_those_that_are_down_are_named(scratch: Scratch) {
        let (one, mut other) = (Instance::start(&scratch).await, Instance::start(&scratch).await);
        let server = AdminServer::open(&scratch, &[one.address, other.address]).await;
        let operator = server.operator().await;
        let up = async |count| {
            eventually("they are seen", async || {
                let application = operator.get("/admin/applications/vets").await;
                let instances = application.status == 200;
                instances && application.text.matches("\"status\":\"UP\",\"details\":{\"db\"").count() == count
            }).await;
        };
        up(2).await;
        let outcome = operator.http.post(LEVEL, json!({"configuredLevel": "DEBUG"})).await.expect(200).json();
        let outcomes = |it: &Value| {
            let all = it["instances"].as_array().unwrap();
            let mut words: Vec<_> = all.iter().map(|it| it["outcome"].as_str().unwrap().to_owned()).collect();
            words.sort();
            words
        };
        assert_eq!(outcomes(&outcome), ["changed", "changed"]);
        assert_eq!(outcome["returnsAt"], Value::Null);
        other.stop().await;
        up(1).await;
        let outcome = operator.http.post(LEVEL, json!({"configuredLevel": "TRACE"})).await.expect(200).json();
        assert_eq!(outcomes(&outcome), ["changed", "skipped"]);
        let skipped = outcome["instances"].as_array().unwrap().iter().find(|it| it["outcome"] == "skipped").unwrap();
        // It may say that it is leaving before it does not answer.
        assert!(skipped["detail"].as_str().unwrap().starts_with("the instance is O"), "{skipped}");
        operator.http.post("/admin/applications/nobody/loggers/x", json!({})).await.problem(404);
        server.running.stop().await;
    }

    async fn a_level_returns_at_the_time_that_was_chosen(scratch: Scratch) {
        let instance = Instance::start(&scratch).await;
        let server = AdminServer::open(&scratch, &[instance.address]).await;
        let operator = server.operator().await;
        let id = operator.only("vets").await;
        operator.becomes(&id, "UP").await;
        let logger = format!("/admin/instances/{id}/actuator/loggers/peers");
        operator.http.post(&logger, json!({"configuredLevel": "WARN"})).await.expect(204);
        let change = json!({"configuredLevel": "DEBUG", "returnAfterMinutes": 15});
        let outcome = operator.http.post(LEVEL, change).await.expect(200).json();
        assert_eq!(outcome["returnsAt"], "2026-05-20T12:15:00Z");
        // A second change returns to what was before the first.
        let change = json!({"configuredLevel": "TRACE", "returnAfterMinutes": 20});
        operator.http.post(&logger, change).await.expect(204);
        let pending = operator.json("/admin/levels").await;
        assert_eq!((&pending[0]["before"], &pending[0]["configuredLevel"]), (&json!("WARN"), &json!("TRACE")));
        assert_eq!(pending[0]["returnsAt"], "2026-05-20T12:20:00Z");
        server.clock.set(NOW + 20 * 60);
        eventually("it returns", async || operator.json(&logger).await["configuredLevel"] == "WARN").await;
        eventually("nothing waits", async || operator.json("/admin/levels").await == json!([])).await;
        let last = operator.json("/admin/audit").await[0].clone();
        assert_eq!((&last["action"], &last["who"]), (&json!("levelReturned"), &json!("admin-server")));
        // A level that is chosen to stay stays.
        operator.http.post(&logger, json!({"configuredLevel": "DEBUG", "returnAfterMinutes": 1})).await.expect(204);
        operator.http.post(&logger, json!({"configuredLevel": "INFO"})).await.expect(204);
        assert_eq!(operator.json("/admin/levels").await, json!([]));
        server.running.stop().await;
    }
}
