//! Instances that register themselves.

use contract::admin::Role;
use db::testing::Scratch;
use reqwest::Method;
use serde_json::json;

use super::receiver::Receiver;
use super::{AdminServer, CHANGE, Instance, first_passwords, request};
use crate::harness::{NOW, eventually};
use crate::http::Reply;
use crate::sql;

const INSTANCES: &str = "/admin/instances";

db::on_both! {
    async fn an_instance_registers_as_clients_of_spring_boot_admin_do_and_is_asked(scratch: Scratch) {
        let server = AdminServer::open(&scratch, &[]).await;
        let (operator, instance) = (server.operator().await, Instance::start(&scratch).await);
        let body = instance.registration("orders");
        let reply = operator.http.post(INSTANCES, body.clone()).await.expect(201);
        let id = reply.json()["id"].as_str().unwrap().to_owned();
        let place = format!("{INSTANCES}/{id}");
        assert_eq!(reply.header("location"), Some(place.as_str()));
        operator.becomes(&id, "UP").await;
        eventually("it is described", async || operator.json(&place).await["buildVersion"] == "1.2.3").await;
        let shown = operator.json(&place).await;
        assert_eq!(shown["registration"]["name"], "orders");
        assert_eq!(shown["registration"]["source"], "http-api");
        assert_eq!(shown["registration"]["metadata"]["startup"], "2026-05-20T11:59:58.123Z");
        assert_eq!(shown["registration"]["metadata"]["user.password"], "******");
        assert_eq!((&shown["registered"], &shown["tags"]), (&json!(true), &json!({"zone": "a"})));
        let endpoints = shown["endpoints"].as_array().unwrap();
        assert!(endpoints.iter().any(|it| it["id"] == "loggers"), "{shown}");
        let again = operator.http.post(INSTANCES, body).await.expect(201);
        assert_eq!(again.json()["id"], id.as_str());
        assert_eq!(operator.json("/admin/instances?name=orders").await.as_array().unwrap().len(), 1);
        assert_eq!(operator.json("/admin/instances?name=others").await, json!([]));
        operator.http.delete(&place).await.expect(204);
        operator.get(&place).await.problem(404);
        let kinds: Vec<_> = operator.json("/admin/instances/events").await.as_array().unwrap().iter()
            .map(|it| it["type"].as_str().unwrap().to_owned()).collect();
        assert_eq!(kinds, ["DEREGISTERED", "STATUS_CHANGED", "REGISTERED"]);
        let stored = sql::number(&server.db, "select count(*) from admin_events where registration like '%rosebud%'").await;
        assert_eq!(stored, 0);
        server.running.stop().await;
    }

    async fn a_registration_that_is_not_renewed_ends(scratch: Scratch) {
        let server = AdminServer::open(&scratch, &[]).await;
        let (operator, instance) = (server.operator().await, Instance::start(&scratch).await);
        let body = instance.registration("orders");
        let id = operator.http.post(INSTANCES, body.clone()).await.expect(201).json()["id"].clone();
        server.clock.set(NOW + 100);
        assert_eq!(operator.http.post(INSTANCES, body).await.expect(201).json()["id"], id);
        server.clock.set(NOW + 200);
        let place = format!("{INSTANCES}/{}", id.as_str().unwrap());
        operator.get(&place).await.expect(200);
        server.clock.set(NOW + 221);
        eventually("it is gone", async || operator.get(&place).await.status == 404).await;
        server.running.stop().await;
    }

    async fn an_instance_that_registered_itself_and_died_is_kept_until_people_are_told(scratch: Scratch) {
        let (receiver, passwords) = (Receiver::start(204).await, first_passwords(&scratch).await);
        let set = [("admin.notify-after", "3m")];
        let server = AdminServer::open_set(&scratch, &[], passwords, receiver.targets(), &set).await;
        let operator = server.operator().await;
        let body = json!({"name": "orders", "healthUrl": "http://127.0.0.1:1/health"});
        let id = operator.http.post(INSTANCES, body).await.expect(201).json()["id"].clone();
        operator.becomes(id.as_str().unwrap(), "OFFLINE").await;
        server.clock.set(NOW + 181);
        assert_eq!(receiver.hears(1).await[0]["text"], "orders: its only instance has failed");
        server.clock.set(NOW + 361);
        let place = format!("{INSTANCES}/{}", id.as_str().unwrap());
        eventually("it is gone", async || operator.get(&place).await.status == 404).await;
        server.running.stop().await;
    }

    async fn a_registration_that_breaks_a_rule_is_refused_with_its_field(scratch: Scratch) {
        let server = AdminServer::open(&scratch, &[]).await;
        let operator = server.operator().await;
        let refused = async |body| operator.http.post(INSTANCES, body).await.broken(400)[0].0.clone();
        let url = "http://127.0.0.1:1/health";
        assert_eq!(refused(json!({"name": "x"})).await, "healthUrl");
        assert_eq!(refused(json!({"name": "", "healthUrl": url})).await, "name");
        assert_eq!(refused(json!({"name": "x", "healthUrl": "file:///etc/passwd"})).await, "healthUrl");
        assert_eq!(refused(json!({"name": "x", "healthUrl": "http://a:b@127.0.0.1/"})).await, "healthUrl");
        let elsewhere = json!({"name": "x", "healthUrl": url, "managementUrl": "http://10.0.0.1/actuator"});
        assert_eq!(refused(elsewhere).await, "healthUrl");
        let many: serde_json::Map<_, _> = (0..40).map(|it| (it.to_string(), json!("x"))).collect();
        assert_eq!(refused(json!({"name": "x", "healthUrl": url, "metadata": many})).await, "metadata");
        let viewer = server.as_(Role::Viewer).await;
        viewer.http.post(INSTANCES, json!({"name": "x", "healthUrl": url})).await.problem(403);
        server.running.stop().await;
    }

    async fn the_metadata_of_the_cloud_are_not_asked_for(scratch: Scratch) {
        let server = AdminServer::open(&scratch, &[]).await;
        let operator = server.operator().await;
        let body = json!({"name": "x", "healthUrl": "http://169.254.169.254/latest/meta-data"});
        let id = operator.http.post(INSTANCES, body).await.expect(201).json()["id"].as_str().unwrap().to_owned();
        operator.becomes(&id, "OFFLINE").await;
        let shown = operator.json(&format!("{INSTANCES}/{id}")).await;
        let why = shown["statusInfo"]["details"]["message"].as_str().unwrap().to_owned();
        assert!(why.contains("address"), "{why}");
        server.running.stop().await;
    }

    async fn only_what_an_actuator_reads_is_passed_on(scratch: Scratch) {
        let server = AdminServer::open(&scratch, &[]).await;
        let (operator, instance) = (server.operator().await, Instance::start(&scratch).await);
        let id = operator.http.post(INSTANCES, instance.registration("orders")).await.expect(201).json()["id"].clone();
        let actuator = format!("{INSTANCES}/{}/actuator", id.as_str().unwrap());
        assert!(operator.json(&actuator).await["_links"].is_object());
        for endpoint in ["env", "health", "httpexchanges", "info", "loggers", "mappings"] {
            assert!(operator.json(&format!("{actuator}/{endpoint}")).await.is_object(), "{endpoint}");
        }
        assert!(operator.json(&format!("{actuator}/loggers/vets")).await["effectiveLevel"].is_string());
        operator.get(&format!("{actuator}/metrics/nothing")).await.problem(404);
        for path in ["refresh", "heapdump", "env/..", "env/%2e%2e", "env/a%2f..%2f..%2fx", "..%2fapi%2fvets%2fvets"] {
            let reply = Reply::of(operator.http.request(Method::GET, &format!("{actuator}/{path}"))).await;
            assert!([400, 404].contains(&reply.status), "{path}: {}", reply.status);
        }
        let refresh = request(&server.http, Method::POST, &format!("{actuator}/refresh"), &[CHANGE, ("cookie", &operator.cookie)], json!({})).await;
        assert!([400, 404, 405].contains(&refresh.status), "{}", refresh.status);
        server.running.stop().await;
    }
}
