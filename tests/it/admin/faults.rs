//! Faults that operators inject.

use contract::admin::Role;
use db::testing::Scratch;
use serde_json::{Value, json};

use super::{AdminServer, Instance};
use crate::http::Http;

db::on_both! {
    async fn faults_are_injected_seen_and_switched_off(scratch: Scratch) {
        let instance = Instance::start(&scratch).await;
        let server = AdminServer::open(&scratch, &[instance.address]).await;
        let operator = server.operator().await;
        let path = format!("/admin/instances/{}/faults", operator.only("vets").await);
        assert_eq!(operator.json(&path).await["isOn"], false);
        let clients = Http::at(instance.address);
        clients.get("/api/vets/vets").await.expect(200);

        let change = json!({"every": 1, "latencyMinMs": 0, "latencyMaxMs": 0, "error": true, "endsAfterMinutes": 10});
        let shown = operator.http.post(&path, change).await.expect(200).json();
        assert_eq!((&shown["isOn"], &shown["endsAt"]), (&json!(true), &json!("2026-05-20T12:10:00Z")));
        assert_eq!(operator.json(&path).await, shown);
        let failed = clients.get("/api/vets/vets").await;
        failed.problem(500);
        assert_eq!(failed.header("x-injected-fault"), Some("error"));
        // Operators and probes keep their view.
        clients.get("/actuator/health").await.expect(200);
        clients.get("/health").await.expect(200);

        operator.http.delete(&path).await.expect(204);
        clients.get("/api/vets/vets").await.expect(200);
        assert_eq!(operator.json(&path).await["isOn"], false);
        let audit = operator.json("/admin/audit").await;
        let told = |entry: &Value| (entry["action"].clone(), entry["from"].clone(), entry["to"].clone());
        assert_eq!(told(&audit[0]), (json!("faultsEnded"), json!("every 1, error"), Value::Null));
        assert_eq!(told(&audit[1]), (json!("faultsInjected"), Value::Null, json!("every 1, error for 10 min")));
        server.running.stop().await;
    }

    async fn faults_that_break_a_rule_are_refused_and_viewers_only_look(scratch: Scratch) {
        let instance = Instance::start(&scratch).await;
        let server = AdminServer::open(&scratch, &[instance.address]).await;
        let (operator, viewer) = (server.operator().await, server.as_(Role::Viewer).await);
        let path = format!("/admin/instances/{}/faults", operator.only("vets").await);
        let change = json!({"every": 1, "error": true, "endsAfterMinutes": 61});
        assert_eq!(operator.http.post(&path, change).await.broken(400)[0].0, "endsAfterMinutes");
        viewer.get(&path).await.expect(200);
        viewer.http.delete(&path).await.problem(403);
        let change = json!({"every": 1, "error": true, "endsAfterMinutes": 1});
        viewer.http.post(&path, change).await.problem(403);
        assert_eq!(viewer.json(&path).await["isOn"], false);
        server.running.stop().await;
    }
}
