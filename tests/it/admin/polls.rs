//! Instances that are found, die and come back.

use admin::GivenTargets;
use db::testing::Scratch;
use serde_json::{Value, json};

use super::{AdminServer, Instance};
use crate::harness::{Clinic, NOW, eventually};
use crate::sql;

db::on_both! {
    async fn an_instance_that_dies_is_offline_and_comes_back(scratch: Scratch) {
        let (mut one, other) = (Instance::start(&scratch).await, Instance::start(&scratch).await);
        let server = AdminServer::open(&scratch, &[one.address, other.address]).await;
        let operator = server.operator().await;
        let ids = async || -> Vec<String> {
            let all = operator.json("/admin/instances?name=vets").await;
            let at = |it: &Value| it["registration"]["serviceUrl"] == format!("http://{}/", one.address);
            let (mine, others): (Vec<_>, Vec<_>) = all.as_array().unwrap().iter().partition(|it| at(it));
            [mine, others].concat().iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect()
        };
        eventually("both are found", async || ids().await.len() == 2).await;
        let [mine, others] = ids().await.try_into().unwrap();
        operator.becomes(&mine, "UP").await;
        operator.becomes(&others, "UP").await;
        assert_eq!(operator.json("/admin/applications/vets").await["status"], "UP");
        server.clock.set(NOW + 60);
        one.stop().await;
        operator.becomes(&mine, "OFFLINE").await;
        let application = operator.json("/admin/applications/vets").await;
        assert_eq!(application["status"], "RESTRICTED");
        assert_eq!(application["statusTimestamp"], "2026-05-20T12:01:00Z");
        assert_eq!(application["instances"].as_array().unwrap().len(), 2);
        one.start_again().await;
        operator.becomes(&mine, "UP").await;
        // It may say that it is leaving before it does not answer. The journal follows what is shown.
        eventually("the journal has it all", async || {
            let events = operator.json("/admin/instances/events").await;
            let of_mine = events.as_array().unwrap().iter().filter(|it| it["instance"] == mine.as_str());
            let told = of_mine.map(|it| it["statusInfo"]["status"].clone()).filter(|it| it != "OUT_OF_SERVICE");
            told.collect::<Vec<_>>() == [json!("UP"), json!("OFFLINE"), json!("UP"), Value::Null]
        })
        .await;
        server.running.stop().await;
    }

    async fn a_status_is_not_taken_from_the_journal_after_a_restart(scratch: Scratch) {
        let mut instance = Instance::start(&scratch).await;
        let server = AdminServer::open(&scratch, &[instance.address]).await;
        let operator = server.operator().await;
        let id = operator.only("vets").await;
        operator.becomes(&id, "UP").await;
        instance.stop().await;
        operator.becomes(&id, "OFFLINE").await;
        instance.start_again().await;
        operator.becomes(&id, "UP").await;
        eventually("the journal has it", async || {
            let events = operator.json("/admin/instances/events").await;
            events[0]["statusInfo"]["status"] == "UP" && events.to_string().contains("OFFLINE")
        })
        .await;
        let before = sql::rows(&server.db, "admin_events").await;
        let (db, passwords) = (server.db.clone(), server.passwords.clone());
        server.running.stop().await;
        let again = AdminServer::open_with(&scratch, &[instance.address], passwords, GivenTargets::default()).await;
        let operator = again.operator().await;
        operator.becomes(&id, "UP").await;
        // It is up as it was, so nothing has happened.
        assert_eq!(sql::rows(&db, "admin_events").await, before);
        again.running.stop().await;
    }

    async fn an_instance_that_is_no_longer_found_is_gone(scratch: Scratch) {
        let instance = Instance::start(&scratch).await;
        let server = AdminServer::open(&scratch, &[instance.address]).await;
        let id = server.operator().await.only("vets").await;
        let passwords = server.passwords.clone();
        server.running.stop().await;
        let again = AdminServer::open_with(&scratch, &[], passwords, GivenTargets::default()).await;
        let operator = again.operator().await;
        eventually("it is gone", async || {
            let events = operator.json("/admin/instances/events").await;
            events[0]["type"] == "DEREGISTERED" && events[0]["instance"] == id.as_str()
        })
        .await;
        again.running.stop().await;
    }

    async fn a_clinic_on_one_machine_shows_its_own_services(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let role = contract::admin::Role::Operator;
        let operator = super::Person::sign_in(&clinic, clinic.address(), role, &clinic.passwords[&role]).await;
        for application in ["admin", "customers", "genai", "vets", "visits"] {
            let id = operator.only(application).await;
            operator.becomes(&id, "UP").await;
        }
        assert_eq!(operator.json("/admin/applications").await.as_array().unwrap().len(), 5);
        clinic.get("/admin/instances").await.problem(401);
        clinic.stop().await;
    }
}
