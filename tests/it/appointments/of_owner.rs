//! The appointments of an owner, and the clock that they go by.

use db::testing::Scratch;
use serde_json::{Value, json};

use super::{APPOINTMENTS, consultation, fields, with};
use crate::harness::Clinic;

const OF_JEAN: &str = "/api/visits/owners/6/appointments";

async fn starts(clinic: &Clinic, query: &str) -> (Vec<String>, Value) {
    let found = clinic.get(&format!("{OF_JEAN}{query}")).await.expect(200).json();
    let start = |it: &Value| it["start"].as_str().unwrap()[5..16].to_owned();
    (found["appointments"].as_array().unwrap().iter().map(start).collect(), found["hasMore"].clone())
}

db::on_both! {
    async fn an_owners_appointments_are_listed_by_their_start_a_page_at_a_time(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let book = async |start: &str, of: Value| {
            clinic.post(APPOINTMENTS, with(consultation(start), &of)).await.expect(201).id()
        };
        let jean = json!({"ownerId": 6, "petId": 7});
        let late = book("2026-06-04T09:00", jean.clone()).await;
        let first = book("2026-05-21T09:30", jean.clone()).await;
        // At the same time as another one, by nobody.
        let second = book("2026-05-21T09:30", with(jean, &json!({"vetId": null, "petId": null}))).await;
        book("2026-05-22T09:30", json!({"ownerId": 1})).await;
        clinic.put(&format!("{APPOINTMENTS}/{late}/status"), json!({"status": "cancelled"})).await.expect(204);
        let all = ["05-21T09:30", "05-21T09:30", "06-04T09:00"];
        assert_eq!(starts(&clinic, "").await, (all.map(str::to_owned).to_vec(), json!(false)));
        assert_eq!(starts(&clinic, "?open=true").await.0.len(), 2);
        assert_eq!(starts(&clinic, "?from=2026-05-22").await.0, ["06-04T09:00"]);
        assert_eq!(starts(&clinic, "?to=2026-05-21").await.0.len(), 2);
        assert_eq!(starts(&clinic, "?size=1").await, (vec![all[0].to_owned()], json!(true)));
        assert_eq!(starts(&clinic, &format!("?size=1&after={first}")).await, (vec![all[1].to_owned()], json!(true)));
        assert_eq!(starts(&clinic, &format!("?size=1&after={second}")).await, (vec![all[2].to_owned()], json!(false)));
        assert_eq!(starts(&clinic, &format!("?after={late}")).await.0, [""; 0]);
        let nobodys = clinic.get("/api/visits/owners/99/appointments").await.expect(200).json();
        assert_eq!(nobodys, json!({"appointments": [], "hasMore": false}));
    }

    async fn a_page_that_follows_on_nothing_is_refused(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        clinic.post(APPOINTMENTS, with(consultation("2026-05-21T09:30"), &json!({"ownerId": 1}))).await.expect(201);
        for (query, broken) in [
            ("after=1", vec!["after"]),
            ("after=2", vec!["after"]),
            ("from=2026-05-21&to=2026-05-20&open=1", vec!["to", "open"]),
            ("vetId=2", vec!["vetId"]),
        ] {
            assert_eq!(fields(&clinic.get(&format!("{OF_JEAN}?{query}")).await.broken(400)), broken, "{query}");
        }
    }

    async fn the_clock_on_the_wall_says_its_time_and_its_zone(scratch: Scratch) {
        let clinic = Clinic::open_in(&scratch, "America/New_York").await;
        let clock = clinic.get("/api/visits/clock").await.expect(200).json();
        assert_eq!(clock, json!({"timeZone": "America/New_York", "time": "2026-05-20T08:00:00"}));
    }
}
