//! What happens to an appointment after it was booked.

use db::testing::Scratch;
use serde_json::{Value, json};

use super::{APPOINTMENTS, consultation, with};
use crate::harness::{Clinic, NOW, eventually};
use crate::http::Reply;
use crate::sql;

const FIRST: &str = "/api/visits/appointments/1";

async fn set(clinic: &Clinic, path: &str, status: &str) -> Reply {
    clinic.put(&format!("{path}/status"), json!({"status": status})).await
}

/// An appointment of Samantha's with vet 2.
fn of_samantha(start: &str) -> Value {
    with(consultation(start), &json!({"ownerId": 6, "petId": 7, "reason": "limps"}))
}

db::on_both! {
    async fn an_appointment_that_moves_frees_its_slot_and_takes_another(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        clinic.post(APPOINTMENTS, consultation("2026-05-21T09:00")).await.expect(201);
        clinic.post(APPOINTMENTS, consultation("2026-05-21T10:00")).await.expect(201);
        clinic.put(FIRST, json!({"start": "2026-05-21T09:50"})).await.broken(409);
        // It is not in its own way.
        clinic.put(FIRST, json!({"start": "2026-05-21T09:10"})).await.expect(204);
        clinic.put(FIRST, json!({"typeId": 5})).await.problem(409);
        clinic.put(FIRST, json!({"vetId": 3, "typeId": 5})).await.expect(204);
        clinic.post(APPOINTMENTS, consultation("2026-05-21T09:00")).await.expect(201);
        clinic.put(FIRST, json!({"vetId": 2})).await.problem(409);
        clinic.put(FIRST, json!({"vetId": null})).await.expect(204);
        clinic.put(FIRST, json!({"vetId": 2, "overlapReason": "agreed"})).await.expect(204);
        assert_eq!(clinic.get(FIRST).await.json()["overlapReason"], "agreed");
        // What stays where it is asks nobody, and its reason goes with the overlap.
        clinic.put(FIRST, json!({"reason": "other"})).await.expect(204);
        assert_eq!(clinic.get(FIRST).await.json()["overlapReason"], "agreed");
        clinic.put(FIRST, json!({"start": "2026-05-21T12:00"})).await.expect(204);
        let moved = clinic.get(FIRST).await.json();
        assert_eq!((&moved["overlapReason"], &moved["end"]), (&Value::Null, &json!("2026-05-21T13:00:00")));
    }

    async fn who_changes_an_appointment_has_seen_its_latest_version(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let first = clinic.post(APPOINTMENTS, consultation("2026-05-21T09:00")).await.expect(201).etag();
        let tag = ("if-match", first.as_str());
        let second = clinic.put_with(FIRST, tag, json!({"reason": "x"})).await.expect(204).etag();
        clinic.put_with(FIRST, tag, json!({"reason": "y"})).await.problem(412);
        let status = format!("{FIRST}/status");
        clinic.put_with(&status, tag, json!({"status": "cancelled"})).await.problem(412);
        assert_eq!(clinic.get(FIRST).await.etag(), second);
        clinic.put_with(&status, ("if-match", &second), json!({"status": "checkedIn"})).await.expect(204);
        clinic.get_with(FIRST, ("if-none-match", &second)).await.expect(200);
        clinic.put_with(FIRST, ("if-match", "x"), json!({})).await.problem(400);
        assert_eq!(clinic.get(FIRST).await.json()["reason"], "x");
    }

    async fn a_slot_that_was_called_off_is_free_and_an_undo_asks_for_it_again(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        for (status, start) in [("cancelled", "2026-05-21T09:00"), ("noShow", "2026-05-21T10:00")] {
            let id = clinic.post(APPOINTMENTS, consultation(start)).await.expect(201).id();
            let path = format!("{APPOINTMENTS}/{id}");
            set(&clinic, &path, status).await.expect(204);
            set(&clinic, &path, "booked").await.expect(204);
            set(&clinic, &path, status).await.expect(204);
            clinic.put(&path, json!({"start": "2026-05-21T15:00"})).await.problem(409);
            let other = clinic.post(APPOINTMENTS, consultation(start)).await.expect(201).id();
            let refused = set(&clinic, &path, "booked").await.broken(409);
            assert!(refused[0].1.starts_with(&format!("overlaps appointment {other} of vet 2")), "{refused:?}");
            let meant = json!({"status": "booked", "overlapReason": "both come"});
            clinic.put(&format!("{path}/status"), meant).await.expect(204);
            assert_eq!(clinic.get(&path).await.json()["overlapReason"], "both come");
            set(&clinic, &path, "checkedIn").await.expect(204);
        }
    }

    async fn a_completed_appointment_records_its_visit_once(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        clinic.post(APPOINTMENTS, of_samantha("2026-05-21T09:00")).await.expect(201);
        set(&clinic, FIRST, "checkedIn").await.expect(204);
        set(&clinic, FIRST, "completed").await.expect(204);
        assert_eq!(clinic.get(FIRST).await.json()["visitId"], 5);
        let visit = clinic.get("/api/visits/owners/6/pets/7/visits/5").await.expect(200).json();
        assert_eq!(visit, json!({"id": 5, "date": "2026-05-21", "description": "limps", "petId": 7}));
        set(&clinic, FIRST, "completed").await.expect(204);
        set(&clinic, FIRST, "noShow").await.problem(409);
        set(&clinic, FIRST, "checkedIn").await.expect(204);
        clinic.put(FIRST, json!({"ownerId": 6, "petId": 8})).await.problem(409);
        set(&clinic, FIRST, "completed").await.expect(204);
        assert_eq!(sql::rows(&scratch.db, "visits").await, 5);
        // Without a pet there is no visit.
        clinic.post(APPOINTMENTS, consultation("2026-05-21T10:00")).await.expect(201);
        set(&clinic, "/api/visits/appointments/2", "completed").await.expect(204);
        assert_eq!(sql::rows(&scratch.db, "visits").await, 5);
    }

    async fn many_who_complete_an_appointment_at_once_record_one_visit(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        clinic.post(APPOINTMENTS, of_samantha("2026-05-21T09:00")).await.expect(201);
        let mut steps = tokio::task::JoinSet::new();
        for _ in 0..16 {
            let http = (*clinic).clone();
            let path = format!("{FIRST}/status");
            steps.spawn(async move { http.put(&path, json!({"status": "completed"})).await.status });
        }
        assert!(steps.join_all().await.iter().all(|it| *it == 204));
        assert_eq!(sql::rows(&scratch.db, "visits").await, 5);
    }

    async fn every_change_is_in_the_history(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        clinic.post(APPOINTMENTS, of_samantha("2026-05-21T09:00")).await.expect(201);
        clinic.put(FIRST, json!({"start": "2026-05-21T09:10", "vetId": null, "reason": "limps"})).await.expect(204);
        clinic.clock.set(crate::harness::NOW + 60);
        set(&clinic, FIRST, "cancelled").await.expect(204);
        let history = clinic.get(&format!("{FIRST}/history")).await.expect(200).json();
        let change = |field: &str, before: &str, after: Value, at: &str| {
            json!({"field": field, "before": before, "after": after, "changedAt": at})
        };
        assert_eq!(history["changes"], json!([
            change("status", "booked", json!("cancelled"), "2026-05-20T12:01:00Z"),
            change("vetId", "2", Value::Null, "2026-05-20T12:00:00Z"),
            change("start", "2026-05-21T09:00:00", json!("2026-05-21T09:10:00"), "2026-05-20T12:00:00Z"),
        ]));
    }

    async fn a_pet_that_is_removed_takes_its_appointments_with_it(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        clinic.post(APPOINTMENTS, of_samantha("2026-05-21T09:00")).await.expect(201);
        set(&clinic, FIRST, "checkedIn").await.expect(204);
        clinic.post(APPOINTMENTS, consultation("2026-05-21T10:00")).await.expect(201);
        clinic.delete("/api/customers/owners/6/pets/7").await.expect(204);
        eventually("its appointments are gone", async || sql::rows(&scratch.db, "appointments").await == 1).await;
        assert_eq!(sql::rows(&scratch.db, "appointment_changes").await, 0);
        clinic.post(APPOINTMENTS, of_samantha("2026-05-21T11:00")).await.problem(404);
        let other = "/api/visits/appointments/2";
        clinic.put(other, json!({"ownerId": 6, "petId": 7})).await.problem(404);
        assert_eq!(clinic.get(other).await.json()["petId"], Value::Null);
    }

    async fn an_appointment_says_since_when_the_animal_is_there(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        clinic.post(APPOINTMENTS, consultation("2026-05-20T12:10")).await.expect(201);
        let since = async || clinic.get(&format!("{APPOINTMENTS}?from=2026-05-20")).await.json()["appointments"][0]["checkedInAt"].clone();
        set(&clinic, FIRST, "checkedIn").await.expect(204);
        clinic.clock.set(NOW + 720);
        for status in ["completed", "checkedIn", "cancelled", "checkedIn"] {
            set(&clinic, FIRST, status).await.expect(204);
            assert_eq!(since().await, "2026-05-20T12:00:00Z", "{status}");
        }
        set(&clinic, FIRST, "booked").await.expect(204);
        assert_eq!(since().await, json!(null));
        set(&clinic, FIRST, "checkedIn").await.expect(204);
        assert_eq!(since().await, "2026-05-20T12:12:00Z");
    }
}
