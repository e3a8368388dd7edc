//! A pet that has died is booked no more, and its appointments are called off.

use contract::endpoint::Endpoint;
use contract::params::PathParams;
use contract::routes::NoteDeath;
use contract::visits::PetIdPath;
use db::testing::Scratch;
use serde_json::{Value, json};

use super::RECORD;
use crate::appointments::{APPOINTMENTS, consultation, with};
use crate::harness::{Clinic, ServiceHarness, eventually};
use crate::http::Http;
use crate::sql;

/// An appointment of Samantha's with vet 2.
fn of_samantha(start: &str) -> Value {
    with(consultation(start), &json!({"ownerId": 6, "petId": 7}))
}

async fn book(clinic: &Http, start: &str) -> String {
    let id = clinic.post(APPOINTMENTS, of_samantha(start)).await.expect(201).id();
    format!("{APPOINTMENTS}/{id}")
}

async fn set(clinic: &Http, path: &str, status: &str) -> u16 {
    clinic.put(&format!("{path}/status"), json!({"status": status})).await.status
}

async fn becomes(clinic: &Http, path: &str, status: &str) {
    eventually(&format!("{path} is {status}"), async || clinic.get(path).await.json()["status"] == status)
        .await;
}

async fn die(clinic: &Http, day: Value) {
    clinic.put(RECORD, json!({"diedOn": day})).await.expect(204);
}

db::on_both! {
    async fn the_death_of_a_pet_calls_off_what_is_booked_from_that_day_on(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let before = book(&clinic, "2026-05-19T09:00").await;
        let there = book(&clinic, "2026-05-20T09:00").await;
        assert_eq!(set(&clinic, &there, "checkedIn").await, 204);
        let same_day = book(&clinic, "2026-05-20T15:00").await;
        let later = book(&clinic, "2026-06-22T09:00").await;
        let of_max = clinic.post(APPOINTMENTS, with(of_samantha("2026-06-22T10:00"), &json!({"petId": 8}))).await.expect(201).id();
        die(&clinic, json!("2026-05-20")).await;
        becomes(&clinic, &later, "cancelled").await;
        for (path, status) in [(&before, "booked"), (&there, "checkedIn"), (&same_day, "cancelled"), (&format!("{APPOINTMENTS}/{of_max}"), "booked")] {
            assert_eq!(clinic.get(path).await.json()["status"], status, "{path}");
        }
        let history = clinic.get(&format!("{later}/history")).await.json();
        let change = |field: &str, before: Value, after: &str| {
            json!({"field": field, "before": before, "after": after, "changedAt": "2026-05-20T12:00:00Z"})
        };
        assert_eq!(history["changes"], json!([
            change("status", json!("booked"), "cancelled"), change("petDiedOn", Value::Null, "2026-05-20"),
        ]));
        assert_eq!(clinic.get(&later).await.etag(), "\"1\"");
        // What the animal was there for is completed and recorded.
        assert_eq!(set(&clinic, &there, "completed").await, 204);
        assert_eq!(sql::rows(&scratch.db, "visits").await, 5);
    }

    async fn a_dead_pet_cannot_be_booked_nor_moved_nor_come_back(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let before = book(&clinic, "2026-05-19T09:00").await;
        let later = book(&clinic, "2026-06-22T09:00").await;
        let of_max = clinic.post(APPOINTMENTS, with(of_samantha("2026-06-22T10:00"), &json!({"petId": 8}))).await.expect(201).id();
        die(&clinic, json!("2026-05-20")).await;
        becomes(&clinic, &later, "cancelled").await;
        let broken = clinic.post(APPOINTMENTS, of_samantha("2026-05-20T16:00")).await.broken(409);
        let rule = "died on 2026-05-20, so nothing can be booked for it from that day on";
        assert_eq!(broken, [("petId".to_owned(), rule.to_owned())]);
        assert_eq!(set(&clinic, &later, "booked").await, 409);
        assert_eq!(set(&clinic, &later, "checkedIn").await, 409);
        assert_eq!(clinic.put(&before, json!({"start": "2026-05-21T09:00"})).await.broken(409)[0].0, "petId");
        clinic.put(&format!("{APPOINTMENTS}/{of_max}"), json!({"ownerId": 6, "petId": 7})).await.problem(409);
        // What was before the death can still be put right.
        clinic.put(&before, json!({"start": "2026-05-19T10:00"})).await.expect(204);
        clinic.post(APPOINTMENTS, of_samantha("2026-05-19T15:00")).await.expect(201);
    }

    async fn a_death_that_is_taken_back_lets_the_pet_be_booked_again(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let later = book(&clinic, "2026-06-22T09:00").await;
        die(&clinic, json!("2026-05-20")).await;
        becomes(&clinic, &later, "cancelled").await;
        die(&clinic, Value::Null).await;
        eventually("the pet can be booked", async || {
            clinic.post(APPOINTMENTS, of_samantha("2026-06-23T09:00")).await.status == 201
        })
        .await;
        assert_eq!(clinic.get(&later).await.json()["status"], "cancelled");
        assert_eq!(set(&clinic, &later, "booked").await, 204);
        eventually("all is delivered", async || sql::rows(&scratch.db, "customers_death_outbox").await == 0).await;
    }

    async fn word_of_a_death_waits_for_visits_and_what_comes_late_or_twice_changes_nothing(scratch: Scratch) {
        let mut services = ServiceHarness::open(&scratch).await;
        let later = book(&services, "2026-06-22T09:00").await;
        services.visits.stop().await;
        die(&services, json!("2026-05-20")).await;
        assert_eq!(sql::rows(&services.customers.db, "customers_death_outbox").await, 1);
        services.visits.restart().await;
        becomes(&services, &later, "cancelled").await;
        let note = PetIdPath { pet_id: 7 }.fill(NoteDeath::ROUTE.path);
        services.put(&note, json!({"diedOn": "2026-05-20", "petVersion": 1})).await.expect(204);
        assert_eq!(sql::rows(&services.visits.db, "appointment_changes").await, 2);
        die(&services, Value::Null).await;
        eventually("it is delivered", async || sql::rows(&services.customers.db, "customers_death_outbox").await == 0).await;
        let again = book(&services, "2026-06-22T11:00").await;
        // Word of the death that was taken back comes once more.
        services.put(&note, json!({"diedOn": "2026-05-20", "petVersion": 1})).await.expect(204);
        assert_eq!(services.get(&again).await.json()["status"], "booked");
        services.customers.stop().await;
        services.put(&note, json!({"diedOn": "2026-05-20", "petVersion": 9})).await.expect(204);
        assert_eq!(services.post(APPOINTMENTS, of_samantha("2026-06-22T15:00")).await.broken(409)[0].0, "petId");
    }

    async fn no_booking_slips_in_while_its_pet_dies(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let mut requests = tokio::task::JoinSet::new();
        for number in 0..40 {
            let http = (*clinic).clone();
            requests.spawn(async move {
                if number == 20 {
                    http.put(RECORD, json!({"diedOn": "2026-05-20"})).await.status
                } else {
                    http.post(APPOINTMENTS, of_samantha(&format!("2026-06-{:02}T09:00", 1 + number % 28))).await.status
                }
            });
        }
        let statuses = requests.join_all().await;
        assert!(statuses.iter().all(|it| [201, 204, 409].contains(it)), "{statuses:?}");
        eventually("every booking is called off", async || {
            sql::rows(&scratch.db, "customers_death_outbox").await == 0
                && sql::number(&scratch.db, "select count(*) from appointments where status <> 'cancelled'").await == 0
        })
        .await;
        assert_eq!(clinic.post(APPOINTMENTS, of_samantha("2026-07-20T09:00")).await.broken(409)[0].0, "petId");
    }
}
