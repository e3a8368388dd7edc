//! Opening hours, closures, and the leaves and blocks of vets.

use db::testing::Scratch;
use serde_json::{Value, json};

use super::{APPOINTMENTS, consultation, fields, with};
use crate::harness::Clinic;
use crate::sql;

pub(crate) const ENTRIES: &str = "/api/visits/calendar/entries";

/// Opens the sample clinic at all hours.
pub(crate) async fn open_always(clinic: &Clinic) {
    for id in 1..=6 {
        clinic.delete(&format!("{ENTRIES}/{id}")).await.expect(204);
    }
}

/// What the answer to a refused booking says.
async fn refusal(clinic: &Clinic, body: Value) -> String {
    let broken = clinic.post(APPOINTMENTS, body).await.broken(409);
    assert_eq!(fields(&broken), ["start"]);
    broken[0].1.strip_suffix("; an overlapReason allows it").unwrap().to_owned()
}

db::on_both! {
    async fn the_sample_clinic_is_open_on_weekdays_and_on_saturday_morning(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        // 2026-05-21 is a Thursday.
        for start in ["2026-05-21T09:00", "2026-05-21T17:40", "2026-05-23T12:40"] {
            clinic.post(APPOINTMENTS, consultation(start)).await.expect(201);
        }
        for (start, said) in [
            ("2026-05-21T08:50", "is outside of the opening hours of 2026-05-21: 09:00 to 18:00"),
            ("2026-05-21T17:50", "is outside of the opening hours of 2026-05-21: 09:00 to 18:00"),
            ("2026-05-23T12:50", "is outside of the opening hours of 2026-05-23: 09:00 to 13:00"),
            ("2026-05-24T10:00", "falls on 2026-05-24, when the clinic is closed"),
        ] {
            assert_eq!(refusal(&clinic, consultation(start)).await, said, "{start}");
            let nobodys = with(consultation(start), &json!({"vetId": null}));
            assert_eq!(refusal(&clinic, nobodys).await, said, "{start}");
        }
        let urgent = with(consultation("2026-05-24T10:00"), &json!({"overlapReason": "an emergency"}));
        let urgent = clinic.post(APPOINTMENTS, urgent).await.expect(201);
        assert_eq!(urgent.json()["overlapReason"], "an emergency");
        // Only the buffer of a surgery may last until after the end.
        let surgery = with(consultation("2026-05-22T17:00"), &json!({"typeId": 5}));
        clinic.post(APPOINTMENTS, surgery).await.expect(201);
        let path = format!("{APPOINTMENTS}/{}", urgent.id());
        clinic.put(&path, json!({"start": "2026-05-24T11:00"})).await.broken(409);
        clinic.put(&path, json!({"start": "2026-05-25T11:00"})).await.expect(204);
        assert_eq!(clinic.get(&path).await.json()["overlapReason"], Value::Null);
    }

    async fn leaves_and_blocks_are_of_one_vet_and_closures_of_all(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        for entry in [
            json!({"kind": "leave", "vetId": 2, "firstDay": "2026-05-25", "lastDay": "2026-05-26"}),
            json!({"kind": "block", "vetId": 2, "weekday": "thursday", "firstDay": "2026-05-21", "from": "13:00", "to": "15:00"}),
            json!({"kind": "closure", "firstDay": "2026-05-28", "reason": "painting"}),
            json!({"kind": "opening", "firstDay": "2026-05-24", "from": "10:00", "to": "11:00"}),
        ] {
            clinic.post(ENTRIES, entry).await.expect(201);
        }
        for (start, said) in [
            ("2026-05-26T10:00", "falls into leave 7 of vet 2, 2026-05-26 from 00:00 to 24:00"),
            ("2026-05-21T12:50", "falls into block 8 of vet 2, 2026-05-21 from 13:00 to 15:00"),
            ("2026-06-04T14:50", "falls into block 8 of vet 2, 2026-06-04 from 13:00 to 15:00"),
            ("2026-05-28T10:00", "falls into closure 9, 2026-05-28 from 00:00 to 24:00"),
            ("2026-05-24T10:50", "is outside of the opening hours of 2026-05-24: 10:00 to 11:00"),
        ] {
            assert_eq!(refusal(&clinic, consultation(start)).await, said, "{start}");
        }
        // The buffer of a surgery takes the vet's time, too.
        let surgery = |start: &str| with(consultation(start), &json!({"typeId": 5}));
        clinic.post(APPOINTMENTS, surgery("2026-05-21T12:00")).await.broken(409);
        for body in [
            surgery("2026-05-21T11:50"),
            consultation("2026-05-21T15:00"),
            consultation("2026-05-24T10:30"),
            with(consultation("2026-05-26T10:00"), &json!({"vetId": 3})),
            with(consultation("2026-05-26T10:00"), &json!({"vetId": null})),
        ] {
            clinic.post(APPOINTMENTS, body.clone()).await.expect(201);
        }
        // What was booked before stays, and comes back only with a reason.
        let cancelled = format!("{APPOINTMENTS}/3/status");
        clinic.put(&cancelled, json!({"status": "cancelled"})).await.expect(204);
        clinic.post(ENTRIES, json!({"kind": "closure", "firstDay": "2026-05-24", "reason": null})).await.expect(201);
        clinic.put(&cancelled, json!({"status": "booked"})).await.expect(204);
        clinic.put(&cancelled, json!({"status": "cancelled"})).await.expect(204);
        clinic.delete(&format!("{ENTRIES}/10")).await.expect(204);
        clinic.put(&cancelled, json!({"status": "booked"})).await.broken(409);
        clinic.put(&cancelled, json!({"status": "booked", "overlapReason": "agreed"})).await.expect(204);
    }

    async fn opening_hours_change_from_a_day_on(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let thursday = format!("{ENTRIES}/4");
        let found = clinic.get(&thursday).await.expect(200);
        assert_eq!(found.json(), json!({
            "id": 4, "kind": "openingHours", "vetId": null, "weekday": "thursday", "firstDay": "2000-01-01", "lastDay": null,
            "from": "09:00", "to": "18:00", "reason": null,
        }));
        let ended = json!({
            "kind": "openingHours", "weekday": "thursday", "firstDay": "2000-01-01", "lastDay": "2026-05-31", "from": "09:00", "to": "18:00"
        });
        let tag = found.etag();
        let next = clinic.put_with(&thursday, ("if-match", &tag), ended.clone()).await.expect(204).etag();
        clinic.put_with(&thursday, ("if-match", &tag), ended).await.problem(412);
        assert_eq!(clinic.get(&thursday).await.etag(), next);
        for (from, to) in [("08:00", "12:00"), ("13:00", "24:00")] {
            let hours = json!({"kind": "openingHours", "weekday": "thursday", "firstDay": "2026-06-01", "from": from, "to": to});
            clinic.post(ENTRIES, hours).await.expect(201);
        }
        let said = "is outside of the opening hours of 2026-06-04: 08:00 to 12:00, 13:00 to 24:00";
        assert_eq!(refusal(&clinic, consultation("2026-06-04T12:30")).await, said);
        for start in ["2026-05-28T12:30", "2026-06-04T08:00", "2026-06-04T23:40"] {
            clinic.post(APPOINTMENTS, consultation(start)).await.expect(201);
        }
        let night = with(consultation("2026-06-04T23:50"), &json!({"vetId": 3}));
        clinic.post(APPOINTMENTS, night.clone()).await.broken(409);
        // Without any opening hours the clinic is always open.
        open_always(&clinic).await;
        for id in 7..=8 {
            clinic.delete(&format!("{ENTRIES}/{id}")).await.expect(204);
        }
        clinic.post(APPOINTMENTS, night).await.expect(201);
    }

    async fn entries_are_listed_by_days_and_by_vet_a_page_at_a_time(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let leave = |day: &str, vet: i32| json!({"kind": "leave", "vetId": vet, "firstDay": day, "reason": " "});
        for body in [leave("2026-05-21", 2), leave("2026-05-22", 3), leave("2026-06-22", 2)] {
            let key = ("idempotency-key", body["firstDay"].as_str().unwrap());
            let first = clinic.post_with(ENTRIES, key, body.clone()).await.expect(201);
            let again = clinic.post_with(ENTRIES, key, body.clone()).await.expect(201);
            assert_eq!((&first.text, first.etag()), (&again.text, again.etag()));
            assert_eq!(first.json()["lastDay"], body["firstDay"]);
        }
        for (query, ids, has_more) in [
            ("", vec![1, 2, 3, 4, 5, 6, 7, 8, 9], false),
            ("?size=2&after=1", vec![2, 3], true),
            ("?vetId=2", vec![7, 9], false),
            ("?vetId=2&to=2026-06-01", vec![7], false),
            ("?from=2026-05-22&to=2026-05-22&after=6", vec![8], false),
            ("?from=2026-05-22&to=2026-05-22&size=7", vec![1, 2, 3, 4, 5, 6, 8], false),
        ] {
            let page = clinic.get(&format!("{ENTRIES}{query}")).await.expect(200).json();
            let found: Vec<_> = page["entries"].as_array().unwrap().iter().map(|it| it["id"].as_i64().unwrap()).collect();
            assert_eq!((found, &page["hasMore"]), (ids, &json!(has_more)), "{query}");
        }
        clinic.get(&format!("{ENTRIES}?vet=2")).await.broken(400);
    }

    async fn every_broken_field_of_an_entry_is_named(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        for (body, broken) in [
            (json!({"kind": "leave", "vetId": 7, "firstDay": "2026-05-21"}), vec!["vetId"]),
            (json!({"kind": "leave", "firstDay": "2026-05-21"}), vec!["vetId"]),
            (json!({"kind": "holiday", "firstDay": "2026-05-21"}), vec!["kind"]),
            (json!({"kind": "openingHours"}), vec!["weekday", "firstDay", "from", "to"]),
            (json!({"kind": "closure", "firstDay": "2026-05-21", "lastDay": "2026-05-20"}), vec!["lastDay"]),
            (json!({"kind": "closure", "firstDay": "2026-05-21", "reason": "x".repeat(256)}), vec!["reason"]),
        ] {
            assert_eq!(fields(&clinic.post(ENTRIES, body.clone()).await.broken(400)), broken, "{body}");
            assert_eq!(fields(&clinic.put(&format!("{ENTRIES}/1"), body.clone()).await.broken(400)), broken, "{body}");
        }
        let closure = json!({"kind": "closure", "firstDay": "2026-05-21"});
        clinic.put(&format!("{ENTRIES}/7"), closure.clone()).await.problem(404);
        clinic.get(&format!("{ENTRIES}/7")).await.problem(404);
        clinic.delete(&format!("{ENTRIES}/7")).await.problem(404);
        // Bookings read all entries that have not ended, so they are bounded.
        let many = "insert into calendar_entries (kind, vet_id, first_day, last_day, from_minute, to_minute)
            select 'leave', 2, '2026-06-01', '2026-06-01', 0, 1 from
                (select 1 from calendar_entries a, calendar_entries b, calendar_entries c, calendar_entries d) as many limit 1994";
        for _ in 0..2 {
            sql::run(&scratch.db, many).await;
            if sql::rows(&scratch.db, "calendar_entries").await >= 2000 {
                break;
            }
        }
        clinic.post(ENTRIES, closure.clone()).await.problem(409);
        clinic.post(ENTRIES, json!({"kind": "closure", "firstDay": "2026-05-01"})).await.problem(409);
        clinic.delete(&format!("{ENTRIES}/1")).await.expect(204);
    }
}
