//! The requests that were slow or failed.

use db::testing::Scratch;
use serde_json::{Value, json};

use super::{AdminServer, Instance};
use crate::harness::eventually;
use crate::http::Http;

const TRACE: &str = "0123456789abcdef0123456789abcdef";

db::on_both! {
    async fn a_slow_request_is_found_by_its_trace(scratch: Scratch) {
        let instance = Instance::start(&scratch).await;
        let server = AdminServer::open(&scratch, &[instance.address]).await;
        let operator = server.operator().await;
        let id = operator.only("vets").await;
        eventually("the instance says what it offers", async || {
            operator.get(&format!("/admin/instances/{id}")).await.text.contains("actuator/traces")
        }).await;
        let faults = format!("/admin/instances/{id}/faults");
        let slow = json!({"every": 1, "latencyMinMs": 20, "latencyMaxMs": 30, "error": false, "endsAfterMinutes": 1});
        operator.http.post(&faults, slow).await.expect(200);
        let parent = format!("00-{TRACE}-00000000000000ab-00");
        let clients = Http::at(instance.address);
        clients.get_with("/api/vets/vets", ("traceparent", &parent)).await.expect(200);

        let found = operator.json(&format!("/admin/traces?traceId={TRACE}")).await;
        let trace = &found["traces"][0];
        assert_eq!((&trace["traceId"], &trace["name"]), (&json!(TRACE), &json!("GET /api/vets/vets")));
        assert_eq!((&trace["status"], &trace["hasFailed"]), (&json!(200), &json!(false)));
        assert!(trace["tookMs"].as_f64().unwrap() >= 20.0, "{trace}");
        let span = &trace["spans"][0];
        assert_eq!((&span["instance"], &span["application"]), (&json!(id), &json!("vets")));
        assert_eq!((&span["kind"], &span["parentId"]), (&json!("server"), &json!("00000000000000ab")));
        assert_eq!(found["unreachable"], json!([]));
        let all = operator.json("/admin/traces").await;
        assert!(all["traces"].as_array().unwrap().iter().any(|it| it["traceId"] == TRACE));
        let none = operator.json("/admin/traces?traceId=ffffffffffffffffffffffffffffffff").await;
        assert_eq!(none["traces"], Value::Array(Vec::new()));
        operator.get("/admin/traces?traceId=x").await.problem(400);
        server.running.stop().await;
    }
}
