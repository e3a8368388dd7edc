//! Free slots are free, and nothing else is.

use std::collections::BTreeSet;

use db::testing::Scratch;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use super::calendar::{ENTRIES, open_always};
use super::{APPOINTMENTS, consultation, fields, with};
use crate::harness::{Clinic, NOW, ServiceHarness};
use crate::http::Http;
use crate::sql;

const SLOTS: &str = "/api/visits/appointments/slots";
const DAY: i64 = 24 * 60 * 60;

async fn slots(http: &Http, query: &str) -> Vec<Value> {
    let found = http.get(&format!("{SLOTS}?{query}")).await.expect(200).json();
    assert_eq!(found["hasMore"], false, "{query}");
    found["slots"].as_array().unwrap().clone()
}

/// The starts of slots, without their day.
fn times(slots: &[Value]) -> Vec<&str> {
    slots.iter().map(|it| &it["start"].as_str().unwrap()[11..16]).collect()
}

/// What is not booked at random on a Sunday: closures, leaves, blocks and openings, in hours.
fn entries() -> impl Strategy<Value = Vec<Value>> {
    let hours = || (0_u32..22, 1_u32..6).prop_map(|(from, length)| (from, (from + length).min(24)));
    let entry = (
        proptest::sample::select(vec!["closure", "opening", "leave", "block", "openingHours"]),
        1_u32..4,
        hours(),
    );
    let entry = entry.prop_map(|(kind, vet, (from, to))| {
        let (from, to) = (format!("{from:02}:30"), format!("{to:02}:{}", if to == 24 { "00" } else { "10" }));
        let mut entry = json!({"kind": kind, "firstDay": "2027-03-14", "from": from, "to": to});
        if ["leave", "block"].contains(&kind) {
            entry["vetId"] = vet.into();
        }
        if kind == "openingHours" {
            entry["weekday"] = "sunday".into();
        }
        entry
    });
    proptest::collection::vec(entry, 3..9)
}

db::on_both! {
    async fn free_slots_are_those_that_a_vet_has_left(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let block = json!({"kind": "block", "vetId": 2, "firstDay": "2026-05-21", "from": "10:00", "to": "17:30"});
        clinic.post(ENTRIES, block).await.expect(201);
        clinic.post(APPOINTMENTS, consultation("2026-05-21T09:10")).await.expect(201);
        let found = slots(&clinic, "from=2026-05-21&typeId=2&vetId=2").await;
        assert_eq!(times(&found), ["09:00", "09:30", "09:40", "09:50", "17:30", "17:40", "17:50"]);
        assert_eq!(found[0], json!({
            "vetId": 2, "start": "2026-05-21T09:00:00", "end": "2026-05-21T09:10:00", "startsAt": "2026-05-21T09:00:00Z",
            "utcOffset": "+00:00",
        }));
        assert_eq!(times(&slots(&clinic, "from=2026-05-21&typeId=1&vetId=2").await), ["09:30", "09:40", "17:30", "17:40"]);
        assert!(slots(&clinic, "from=2026-05-21&typeId=5&vetId=2").await.is_empty());
        clinic.put(&format!("{APPOINTMENTS}/1/status"), json!({"status": "cancelled"})).await.expect(204);
        assert_eq!(times(&slots(&clinic, "from=2026-05-21&typeId=4&vetId=2").await), ["09:00", "09:10", "09:20"]);
        // It is noon; what has begun is no slot, and nothing can be booked in three years.
        assert_eq!(times(&slots(&clinic, "from=2026-05-19&to=2026-05-20&typeId=5&vetId=3").await)[..2], ["12:00", "12:10"]);
        assert!(slots(&clinic, "from=2029-05-21&typeId=1").await.is_empty());
        let all = slots(&clinic, "from=2026-05-23&typeId=4").await;
        assert_eq!(all.len(), 6 * 21);
        assert_eq!((&all[5]["vetId"], &all[6]["vetId"], &all[6]["start"]), (&json!(6), &json!(1), &json!("2026-05-23T09:10:00")));
        let month = clinic.get(&format!("{SLOTS}?from=2026-06-01&to=2026-06-30&typeId=1")).await.expect(200).json();
        assert_eq!((month["slots"].as_array().unwrap().len(), &month["hasMore"]), (2_000, &json!(true)));
        assert_eq!(month["slots"][1999]["start"], "2026-06-08T16:30:00");
        let first = clinic.get(&format!("{SLOTS}?from=2026-06-01&to=2026-06-30&typeId=1&size=1")).await.expect(200).json();
        assert_eq!((&first["slots"], &first["hasMore"]), (&json!([month["slots"][0]]), &json!(true)));
    }

    async fn an_appointment_that_is_to_be_moved_is_not_in_its_own_way(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        for start in ["2026-05-21T09:30", "2026-05-21T10:10"] {
            clinic.post(APPOINTMENTS, consultation(start)).await.expect(201);
        }
        let starts = async |query: &str| {
            times(&slots(&clinic, &format!("from=2026-05-21&typeId=1&vetId=2{query}")).await)[..6].join(" ")
        };
        assert_eq!(starts("").await, "09:00 09:10 09:50 10:30 10:40 10:50");
        assert_eq!(starts("&appointmentId=1").await, "09:00 09:10 09:20 09:30 09:40 09:50");
        assert_eq!(starts("&appointmentId=9").await, starts("").await);
    }

    async fn slots_of_a_specialty_are_those_of_its_vets(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let vets = |slots: &[Value]| slots.iter().map(|it| it["vetId"].as_i64().unwrap()).collect::<BTreeSet<_>>();
        // Radiology, surgery and dentistry.
        for (query, ids) in [
            ("", vec![1, 2, 3, 4, 5, 6]),
            ("&specialtyId=1", vec![2, 5]),
            ("&specialtyId=2", vec![3, 4]),
            ("&specialtyId=2&vetId=4", vec![4]),
            ("&specialtyId=2&vetId=2", vec![]),
            ("&specialtyId=9", vec![]),
        ] {
            let found = slots(&clinic, &format!("from=2026-05-21&typeId=1{query}")).await;
            assert_eq!(vets(&found), ids.into_iter().collect(), "{query}");
        }
        for (query, broken) in [
            ("", vec!["from", "typeId"]),
            ("from=2026-05-21&typeId=6", vec!["typeId"]),
            ("from=2026-05-21&to=2026-06-21&typeId=1", vec!["to"]),
            ("from=2026-05-21&typeId=1&vetId=7", vec!["vetId"]),
            ("from=2026-05-21&typeId=1&vet=2", vec!["vet"]),
            ("from=2026-05-21&typeId=1&size=2001&appointmentId=0", vec!["appointmentId", "size"]),
        ] {
            assert_eq!(fields(&clinic.get(&format!("{SLOTS}?{query}")).await.broken(400)), broken, "{query}");
        }
    }

    async fn slots_of_one_vet_are_listed_while_vets_is_down(scratch: Scratch) {
        let mut services = ServiceHarness::open(&scratch).await;
        services.vets.stop().await;
        assert_eq!(slots(&services, "from=2026-05-21&typeId=1&vetId=2").await.len(), 53);
        services.get(&format!("{SLOTS}?from=2026-05-21&typeId=1&specialtyId=1")).await.problem(503);
    }

    async fn slots_are_at_the_times_that_the_clock_on_the_wall_shows(scratch: Scratch) {
        let clinic = Clinic::open_in(&scratch, "America/New_York").await;
        open_always(&clinic).await;
        let spring = slots(&clinic, "from=2027-03-14&typeId=2&vetId=2").await;
        assert_eq!(times(&spring)[9..15], ["01:30", "01:40", "01:50", "03:00", "03:10", "03:20"]);
        assert_eq!(spring.len(), 23 * 6);
        assert_eq!((&spring[11]["utcOffset"], &spring[11]["end"]), (&json!("-05:00"), &json!("2027-03-14T03:00:00")));
        assert_eq!((&spring[12]["utcOffset"], &spring[12]["startsAt"]), (&json!("-04:00"), &json!("2027-03-14T07:00:00Z")));
        // What is shown twice is offered once.
        let autumn = slots(&clinic, "from=2027-11-07&typeId=2&vetId=2").await;
        assert_eq!(autumn.len(), 24 * 6);
        assert_eq!((&autumn[9]["start"], &autumn[9]["startsAt"]), (&json!("2027-11-07T01:30:00"), &json!("2027-11-07T05:30:00Z")));
        assert_eq!((&autumn[12]["start"], &autumn[12]["startsAt"]), (&json!("2027-11-07T02:00:00"), &json!("2027-11-07T07:00:00Z")));
    }

    async fn free_slots_are_free_and_no_others(scratch: Scratch) {
        let mut runner = TestRunner::default();
        let entries = entries().new_tree(&mut runner).unwrap().current();
        let drawn = proptest::collection::vec((0_u32..144, 1_u32..6, 1_u32..4), 25);
        let bookings = drawn.new_tree(&mut runner).unwrap().current();
        // Over the beginning of daylight saving, and over a move of the clinic to another zone.
        for zone in ["America/New_York", "Australia/Lord_Howe", "Asia/Seoul"] {
            let clinic = Clinic::open_in(&scratch, zone).await;
            clinic.clock.set(NOW + 290 * DAY);
            if zone == "America/New_York" {
                open_always(&clinic).await;
                for entry in &entries {
                    clinic.post(ENTRIES, entry.clone()).await.expect(201);
                }
                for (i, (slot, kind, vet)) in bookings.iter().enumerate() {
                    let start = format!("2027-03-14T{:02}:{}0", slot / 6, slot % 6);
                    let body = json!({"start": start, "typeId": kind, "vetId": vet, "bookedBy": "Ada", "overlapReason": "x"});
                    let booked = clinic.post(APPOINTMENTS, body).await;
                    if i % 5 == 0 && booked.status == 201 {
                        let path = format!("{APPOINTMENTS}/{}/status", booked.id());
                        clinic.put(&path, json!({"status": "cancelled"})).await.expect(204);
                    }
                }
            }
            for kind in [1, 5] {
                let free = slots(&clinic, &format!("from=2027-03-14&typeId={kind}&vetId=2")).await;
                let free: BTreeSet<_> = times(&free).into_iter().map(str::to_owned).collect();
                for slot in 0..144 {
                    let time = format!("{:02}:{}0", slot / 6, slot % 6);
                    let body = with(consultation(&format!("2027-03-14T{time}")), &json!({"typeId": kind}));
                    let booked = clinic.post(APPOINTMENTS, body).await;
                    let what = format!("{zone} {time} {}: {entries:?} {bookings:?}", booked.text);
                    assert_eq!(booked.status == 201, free.contains(&time), "{what}");
                    assert!([201, 400, 409].contains(&booked.status), "{what}");
                    if booked.status == 201 {
                        let path = format!("{APPOINTMENTS}/{}/status", booked.id());
                        clinic.put(&path, json!({"status": "cancelled"})).await.expect(204);
                    }
                }
            }
            clinic.stop().await;
        }
    }

    async fn slots_that_cannot_all_be_looked_at_say_that_there_may_be_more(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        clinic.post(APPOINTMENTS, consultation("2026-05-21T09:00")).await.expect(201);
        let copy = "insert into appointments (type_id, vet_id, local_start, local_end, time_zone, starts_at, ends_at, free_at, booked_by,
                booked_at, status)
            select type_id, vet_id, local_start, local_end, time_zone, starts_at, ends_at, free_at, booked_by, booked_at, status
            from appointments";
        for _ in 0..15 {
            sql::run(&scratch.db, copy).await;
        }
        let found = clinic.get(&format!("{SLOTS}?from=2026-05-21&typeId=1&vetId=2")).await.expect(200).json();
        assert_eq!((&found["slots"], &found["hasMore"]), (&json!([]), &json!(true)));
    }
}
