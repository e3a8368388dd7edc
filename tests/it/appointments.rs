//! Appointments: what is booked, moved and called off, and who is in the way.

mod calendar;
mod concurrency;
mod feeds;
mod news;
mod of_owner;
mod schedules;
mod slots;
mod steps;

use db::testing::Scratch;
use serde_json::{Value, json};

use crate::harness::{Clinic, NOW};
use crate::sql;

pub(crate) const APPOINTMENTS: &str = "/api/visits/appointments";

/// A consultation of vet 2, which takes 20 minutes.
pub(crate) fn consultation(start: &str) -> Value {
    json!({"start": start, "typeId": 1, "vetId": 2, "bookedBy": "Ada"})
}

/// `body` with other values of some fields.
pub(crate) fn with(mut body: Value, others: &Value) -> Value {
    let others = others.as_object().unwrap().clone();
    body.as_object_mut().unwrap().extend(others);
    body
}

/// The fields that a reply says are broken.
fn fields(broken: &[(String, String)]) -> Vec<&str> {
    broken.iter().map(|it| it.0.as_str()).collect()
}

db::on_both! {
    async fn an_appointment_that_was_booked_is_found(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let types = clinic.get(&format!("{APPOINTMENTS}/types")).await.expect(200).json();
        assert_eq!(types.as_array().unwrap().len(), 5);
        assert_eq!(types[4], json!({"id": 5, "name": "surgery", "minutes": 60, "bufferMinutes": 10}));
        let body = json!({
            "start": "2026-05-21T09:30", "typeId": "5", "ownerId": 6, "petId": 7, "vetId": 2, "reason": " limps ", "bookedBy": "Ada"
        });
        let booked = clinic.post(APPOINTMENTS, body).await.expect(201);
        assert_eq!(booked.json(), json!({
            "id": 1, "typeId": 5, "ownerId": 6, "petId": 7, "vetId": 2,
            "start": "2026-05-21T09:30:00", "end": "2026-05-21T10:30:00", "timeZone": "UTC",
            "startsAt": "2026-05-21T09:30:00Z", "endsAt": "2026-05-21T10:30:00Z",
            "reason": "limps", "overlapReason": null, "bookedBy": "Ada", "bookedAt": "2026-05-20T12:00:00Z",
            "status": "booked", "checkedInAt": null, "visitId": null,
        }));
        let found = clinic.get(&format!("{APPOINTMENTS}/1")).await.expect(200);
        assert_eq!((found.text.as_str(), found.etag()), (booked.text.as_str(), booked.etag()));
        let nobodys = json!({"start": "2026-05-21T09:30", "typeId": 1, "bookedBy": "Ada"});
        let nobodys = clinic.post(APPOINTMENTS, nobodys).await.expect(201).json();
        assert_eq!((&nobodys["vetId"], &nobodys["ownerId"], &nobodys["reason"]), (&Value::Null, &Value::Null, &Value::Null));
        clinic.get(&format!("{APPOINTMENTS}/3")).await.problem(404);
        clinic.get(&format!("{APPOINTMENTS}/3/history")).await.problem(404);
        clinic.put(&format!("{APPOINTMENTS}/3"), json!({})).await.problem(404);
        clinic.put(&format!("{APPOINTMENTS}/3/status"), json!({"status": "cancelled"})).await.problem(404);
    }

    async fn every_broken_field_of_an_appointment_is_named(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let good = consultation("2026-05-21T09:30");
        assert_eq!(fields(&clinic.post(APPOINTMENTS, json!({})).await.broken(400)), ["typeId", "start", "bookedBy"]);
        for (others, field) in [
            (json!({"start": "2026-05-21T09:35"}), "start"),
            (json!({"start": "2026-05-21T09:30Z"}), "start"),
            (json!({"start": "2026-05-18T09:30"}), "start"),
            (json!({"start": "2029-05-18T09:30"}), "start"),
            (json!({"start": 7}), "start"),
            (json!({"typeId": 6}), "typeId"),
            (json!({"typeId": 0}), "typeId"),
            (json!({"vetId": 0}), "vetId"),
            (json!({"vetId": 7}), "vetId"),
            (json!({"vetId": "x"}), "vetId"),
            (json!({"petId": 7}), "ownerId"),
            (json!({"bookedBy": "\n"}), "bookedBy"),
            (json!({"bookedBy": "x".repeat(81)}), "bookedBy"),
            (json!({"reason": "x".repeat(1001)}), "reason"),
            (json!({"overlapReason": ""}), "overlapReason"),
            (json!({"overlapReason": "x".repeat(256)}), "overlapReason"),
        ] {
            let broken = clinic.post(APPOINTMENTS, with(good.clone(), &others)).await.broken(400);
            assert_eq!(fields(&broken), [field], "{others}");
        }
        for others in [json!({"ownerId": 5, "petId": 7}), json!({"ownerId": 99}), json!({"ownerId": 6, "petId": 99})] {
            clinic.post(APPOINTMENTS, with(good.clone(), &others)).await.problem(404);
        }
        assert_eq!(sql::rows(&scratch.db, "appointments").await, 0);
        clinic.post(APPOINTMENTS, with(good, &json!({"ownerId": 6, "reason": "é".repeat(1000)}))).await.expect(201);
        let path = format!("{APPOINTMENTS}/1");
        for (change, field) in [
            (json!({"start": null}), "start"),
            (json!({"start": "2026-05-21T09:31"}), "start"),
            (json!({"typeId": 6}), "typeId"),
            (json!({"petId": 7}), "ownerId"),
            (json!({"vetId": -1}), "vetId"),
            (json!({"vetId": 7}), "vetId"),
        ] {
            assert_eq!(fields(&clinic.put(&path, change.clone()).await.broken(400)), [field], "{change}");
        }
        clinic.put(&path, json!({"ownerId": 5, "petId": 7})).await.problem(404);
        assert_eq!(fields(&clinic.put(&format!("{path}/status"), json!({"status": "gone"})).await.broken(400)), ["status"]);
        clinic.put(&format!("{path}/status"), json!({})).await.problem(400);
        assert_eq!(clinic.get(&format!("{path}/history")).await.json(), json!({"changes": []}));
        assert_eq!(sql::rows(&scratch.db, "vet_calendars").await, 1);
    }

    async fn a_vet_is_booked_once_at_a_time_buffers_included_and_twice_only_on_purpose(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        calendar::open_always(&clinic).await;
        let surgery = with(consultation("2026-05-21T10:00"), &json!({"typeId": 5}));
        clinic.post(APPOINTMENTS, surgery).await.expect(201);
        for start in ["2026-05-21T09:50", "2026-05-21T10:00", "2026-05-21T10:50", "2026-05-21T11:00"] {
            let refused = clinic.post(APPOINTMENTS, consultation(start)).await.broken(409);
            let said = "overlaps appointment 1 of vet 2, 2026-05-21T10:00:00 to 2026-05-21T11:00:00; an overlapReason allows it";
            assert_eq!(refused, [("start".to_owned(), said.to_owned())], "{start}");
        }
        // Its own buffer counts as well: until 9:30, and until 9:40 with the buffer.
        let before = |start: &str| with(consultation(start), &json!({"typeId": 5}));
        clinic.post(APPOINTMENTS, before("2026-05-21T09:00")).await.problem(409);
        clinic.post(APPOINTMENTS, before("2026-05-21T08:50")).await.expect(201);
        clinic.post(APPOINTMENTS, consultation("2026-05-21T11:10")).await.expect(201);
        for other in [json!({"vetId": 3}), json!({"vetId": null}), json!({"vetId": null})] {
            clinic.post(APPOINTMENTS, with(consultation("2026-05-21T10:00"), &other)).await.expect(201);
        }
        let urgent = |start: &str| with(consultation(start), &json!({"overlapReason": "an emergency"}));
        let meant = clinic.post(APPOINTMENTS, urgent("2026-05-21T10:30")).await.expect(201).json();
        assert_eq!(meant["overlapReason"], "an emergency");
        // Where nothing is in the way, there is nothing to explain.
        let free = clinic.post(APPOINTMENTS, urgent("2026-05-21T15:00")).await.expect(201).json();
        assert_eq!(free["overlapReason"], Value::Null);
    }

    async fn a_repeated_booking_gets_the_same_answer_and_takes_one_slot(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let (key, body) = (("idempotency-key", "once"), consultation("2026-05-21T09:30"));
        let first = clinic.post_with(APPOINTMENTS, key, body.clone()).await.expect(201);
        let again = clinic.post_with(APPOINTMENTS, key, body.clone()).await.expect(201);
        assert_eq!((&first.text, first.etag()), (&again.text, again.etag()));
        clinic.post_with(APPOINTMENTS, key, consultation("2026-05-21T10:30")).await.problem(422);
        // A refused booking does not use up its key.
        let other = ("idempotency-key", "other");
        clinic.post_with(APPOINTMENTS, other, body.clone()).await.problem(409);
        clinic.put(&format!("{APPOINTMENTS}/1/status"), json!({"status": "cancelled"})).await.expect(204);
        clinic.post_with(APPOINTMENTS, other, body).await.expect(201);
        assert_eq!(sql::rows(&scratch.db, "appointments").await, 2);
    }

    async fn appointments_are_listed_by_days_and_by_vet(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        calendar::open_always(&clinic).await;
        for (start, vet) in [
            ("2026-05-22T00:10", json!(2)),
            ("2026-05-21T23:50", json!(2)),
            ("2026-05-21T00:00", json!(3)),
            ("2026-05-21T09:30", Value::Null),
            ("2026-06-20T12:00", json!(2)),
        ] {
            clinic.post(APPOINTMENTS, with(consultation(start), &json!({"vetId": vet}))).await.expect(201);
        }
        for (query, ids) in [
            ("from=2026-05-21", vec![3, 4, 2]),
            ("from=2026-05-21&to=2026-05-22", vec![3, 4, 2, 1]),
            ("from=2026-05-21&to=2026-06-20", vec![3, 4, 2, 1, 5]),
            ("from=2026-05-21&to=2026-06-20&vetId=2", vec![2, 1, 5]),
            ("from=2026-05-23", vec![]),
            ("from=9999-12-31", vec![]),
        ] {
            let agenda = clinic.get(&format!("{APPOINTMENTS}?{query}")).await.expect(200).json();
            let found: Vec<_> =
                agenda["appointments"].as_array().unwrap().iter().map(|it| it["id"].as_i64().unwrap()).collect();
            assert_eq!((found, &agenda["hasMore"]), (ids, &json!(false)), "{query}");
        }
        for (query, field) in [
            ("", "from"),
            ("?from=x", "from"),
            ("?from=2026-05-21&to=2026-06-21", "to"),
            ("?from=2026-05-21&to=2026-05-20", "to"),
            ("?from=2026-05-21&vetId=x", "vetId"),
            ("?from=2026-05-21&vet=2", "vet"),
        ] {
            assert_eq!(fields(&clinic.get(&format!("{APPOINTMENTS}{query}")).await.broken(400)), [field], "{query}");
        }
    }

    async fn appointments_are_at_the_time_that_the_clock_on_the_wall_shows(scratch: Scratch) {
        let clinic = Clinic::open_in(&scratch, "America/New_York").await;
        calendar::open_always(&clinic).await;
        // In spring the clocks go from 2:00 to 3:00, in autumn from 2:00 back to 1:00.
        clinic.clock.set(NOW + 200 * 24 * 60 * 60);
        let skipped = clinic.post(APPOINTMENTS, consultation("2027-03-14T02:30")).await.broken(400);
        let said = "does not exist in America/New_York: the clocks are set forward over it";
        assert_eq!(skipped, [("start".to_owned(), said.to_owned())]);
        let across = clinic.post(APPOINTMENTS, consultation("2027-03-14T01:50")).await.expect(201).json();
        assert_eq!((&across["end"], &across["startsAt"]), (&json!("2027-03-14T03:10:00"), &json!("2027-03-14T06:50:00Z")));
        // An instant is taken, however the clock shows it.
        clinic.post(APPOINTMENTS, consultation("2027-03-14T03:00")).await.problem(409);
        clinic.post(APPOINTMENTS, consultation("2027-03-14T03:10")).await.expect(201);
        let twice = clinic.post(APPOINTMENTS, consultation("2027-11-07T01:30")).await.expect(201).json();
        assert_eq!((&twice["startsAt"], &twice["timeZone"]), (&json!("2027-11-07T05:30:00Z"), &json!("America/New_York")));
        let winter = clinic.post(APPOINTMENTS, consultation("2027-11-07T09:30")).await.expect(201).json();
        assert_eq!(winter["startsAt"], "2027-11-07T14:30:00Z");
        let path = format!("{APPOINTMENTS}/1");
        assert_eq!(fields(&clinic.put(&path, json!({"start": "2027-03-14T02:00"})).await.broken(400)), ["start"]);
        // Lengthened, it still starts when it did.
        clinic.put(&path, json!({"typeId": 4, "vetId": 3})).await.expect(204);
        let longer = clinic.get(&path).await.json();
        assert_eq!((&longer["startsAt"], &longer["end"]), (&json!("2027-03-14T06:50:00Z"), &json!("2027-03-14T03:30:00")));
    }
}
