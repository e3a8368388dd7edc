//! Visits, each under its pet.

use db::testing::Scratch;
use serde_json::{Value, json};

use crate::harness::{Clinic, TODAY, eventually};
use crate::sql;

const SAMANTHA: &str = "/api/visits/owners/6/pets/7/visits";

db::on_both! {
    async fn a_visit_that_was_recorded_is_found(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let visit = json!({"date": "2019-03-15", "description": "checkup"});
        let added = clinic.post(SAMANTHA, visit).await.expect(201);
        assert_eq!(added.text, r#"{"id":5,"date":"2019-03-15","description":"checkup","petId":7}"#);
        let found = clinic.get(&format!("{SAMANTHA}/5")).await.expect(200);
        assert_eq!(found.text, added.text);
        assert_eq!(found.etag(), added.etag());
        let listed = clinic.get(SAMANTHA).await.expect(200).json();
        let ids: Vec<_> = listed.as_array().unwrap().iter().map(|it| it["id"].as_i64().unwrap()).collect();
        assert_eq!(ids, [1, 4, 5]);
        assert_eq!(sql::number(&scratch.db, "select count(*) from visits where pet_verified").await, 5);
    }

    async fn a_visit_without_a_date_is_todays_and_one_with_null_has_none(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let today = clinic.post(SAMANTHA, json!({"description": "now"})).await.expect(201);
        assert_eq!(today.json()["date"], TODAY);
        let never = clinic.post(SAMANTHA, json!({"date": null, "description": "some day"})).await.expect(201);
        assert_eq!(never.json()["date"], Value::Null);
        assert_eq!(clinic.get(&format!("{SAMANTHA}/{}", never.id())).await.json()["date"], Value::Null);
        clinic.clock.set(crate::harness::NOW + 24 * 60 * 60);
        let tomorrow = clinic.post(SAMANTHA, json!({})).await.expect(201);
        assert_eq!(tomorrow.json()["date"], "2026-05-21");
    }

    async fn a_visit_need_not_be_described_and_may_be_planned(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        for (sent, kept) in [
            (json!({}), Value::Null),
            (json!({"description": null}), Value::Null),
            (json!({"description": ""}), json!("")),
            (json!({"description": "a\r\n\tb"}), json!("a\r\n\tb")),
        ] {
            assert_eq!(clinic.post(SAMANTHA, sent).await.expect(201).json()["description"], kept);
        }
        let planned = clinic.post(SAMANTHA, json!({"date": "2030-01-01"})).await.expect(201);
        assert_eq!(planned.json()["date"], "2030-01-01");
        let long = clinic.post(SAMANTHA, json!({"date": "2019-03-15T23:00:00.000Z"})).await.expect(201);
        assert_eq!(long.json()["date"], "2019-03-15");
    }

    async fn a_visit_can_be_changed(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let path = format!("{SAMANTHA}/1");
        let body = json!({"id": "1", "petId": 7, "date": "2014-05-06", "description": "other"});
        clinic.put(&path, body).await.expect(204);
        let changed = clinic.get(&path).await.json();
        assert_eq!(changed, json!({"id": 1, "date": "2014-05-06", "description": "other", "petId": 7}));
        clinic.put(&path, json!({"description": "another"})).await.expect(204);
        clinic.put(&path, json!({"date": "2014-05-07"})).await.expect(204);
        clinic.put(&path, json!({})).await.expect(204);
        let changed = clinic.get(&path).await.json();
        assert_eq!(changed, json!({"id": 1, "date": "2014-05-07", "description": "another", "petId": 7}));
        clinic.put(&path, json!({"date": null, "description": null})).await.expect(204);
        let emptied = clinic.get(&path).await.json();
        assert_eq!(emptied, json!({"id": 1, "date": null, "description": null, "petId": 7}));
    }

    async fn a_visit_before_the_birth_is_taken_once_the_birth_is_corrected(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        const PET: &str = "/api/customers/owners/6/pets/7";
        let early = json!({"date": "2019-03-15", "description": "first shots"});
        clinic.put(PET, json!({"birthDate": "2020-01-01"})).await.expect(204);
        let broken = clinic.post(SAMANTHA, early.clone()).await.broken(400);
        let rule = "must not be before the pet's birth, 2020-01-01".to_owned();
        assert_eq!(broken, [("date".to_owned(), rule.clone())]);
        assert_eq!(clinic.put(&format!("{SAMANTHA}/1"), early.clone()).await.broken(400)[0].1, rule);
        // A change that leaves the date alone has nothing to do with it.
        clinic.put(&format!("{SAMANTHA}/1"), json!({"description": "x"})).await.expect(204);
        clinic.put(PET, json!({"birthDate": "2019-01-01"})).await.expect(204);
        clinic.post(SAMANTHA, early).await.expect(201);
        clinic.put(PET, json!({"birthDate": null})).await.expect(204);
        clinic.put(&format!("{SAMANTHA}/1"), json!({"date": "1999-01-01"})).await.expect(204);
    }

    async fn a_visit_can_be_removed(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        clinic.delete(&format!("{SAMANTHA}/1")).await.expect(204);
        clinic.get(&format!("{SAMANTHA}/1")).await.problem(404);
        clinic.delete(&format!("{SAMANTHA}/1")).await.problem(404);
        assert_eq!(sql::rows(&scratch.db, "visits").await, 3);
    }

    async fn a_visit_is_only_under_its_own_pet_and_owner(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        for visits in ["owners/5/pets/7", "owners/6/pets/6", "owners/6/pets/99", "owners/99/pets/7"] {
            let visits = format!("/api/visits/{visits}/visits");
            clinic.get(&visits).await.problem(404);
            clinic.post(&visits, json!({"description": "x"})).await.problem(404);
            clinic.get(&format!("{visits}/1")).await.problem(404);
            clinic.put(&format!("{visits}/1"), json!({})).await.problem(404);
            clinic.delete(&format!("{visits}/1")).await.problem(404);
        }
        // Visit 2 belongs to another pet of the same owner.
        clinic.get(&format!("{SAMANTHA}/2")).await.problem(404);
        clinic.put(&format!("{SAMANTHA}/2"), json!({})).await.problem(404);
        clinic.delete(&format!("{SAMANTHA}/2")).await.problem(404);
        assert_eq!(sql::rows(&scratch.db, "visits").await, 4);
        assert_eq!(sql::number(&scratch.db, "select max(version) from visits").await, 0);
    }

    async fn ids_in_the_body_must_not_contradict_the_path_of_a_visit(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let broken = clinic.post(SAMANTHA, json!({"petId": 8})).await.broken(400);
        assert_eq!(broken, [("petId".to_owned(), "must be 7, as in the path, or absent".to_owned())]);
        let broken = clinic.put(&format!("{SAMANTHA}/1"), json!({"id": 2, "petId": 8})).await.broken(400);
        assert_eq!(broken.iter().map(|it| it.0.as_str()).collect::<Vec<_>>(), ["id", "petId"]);
        // The service ignores the id of a new visit; the original would overwrite the visit with that id.
        assert_eq!(clinic.post(SAMANTHA, json!({"id": 1, "petId": "7"})).await.expect(201).id(), 5);
        assert_eq!(clinic.get(&format!("{SAMANTHA}/1")).await.json()["description"], "rabies shot");
    }

    async fn the_visits_of_many_pets_come_by_pet_then_by_id(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        for query in ["petId=8,7", "petId=7&petId=8", "petId=7%2C8", "petId=7,8,7", "petId=1,7,%208,,999"] {
            let list = clinic.get(&format!("/api/visits/pets/visits?{query}")).await.expect(200).json();
            let found: Vec<_> = list["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|it| (it["petId"].as_i64().unwrap(), it["id"].as_i64().unwrap()))
                .collect();
            assert_eq!(found, [(7, 1), (7, 4), (8, 2), (8, 3)], "{query}");
        }
        let none = clinic.get("/api/visits/pets/visits?petId=").await.expect(200);
        assert_eq!(none.text, r#"{"items":[]}"#);
    }

    async fn a_visit_arrives_in_the_details_of_the_owner(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let visits = "/api/visit/owners/1/pets/1/visits";
        clinic.post(visits, json!({"date": "2020-01-01", "description": "a"})).await.expect(201);
        let owner = clinic.get("/api/gateway/owners/1").await.json();
        assert_eq!(
            owner["pets"][0]["visits"],
            json!([{"id": 5, "petId": 1, "date": "2020-01-01", "description": "a"}])
        );
    }

    async fn a_removed_pet_takes_no_more_visits(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        // After this request, the visits service has the owner's pet in its cache.
        clinic.get(SAMANTHA).await.expect(200);
        clinic.delete("/api/customers/owners/6/pets/7").await.expect(204);
        eventually("its visits are gone", async || sql::rows(&scratch.db, "visits").await == 2).await;
        clinic.post(SAMANTHA, json!({"description": "too late"})).await.problem(404);
        assert_eq!(sql::rows(&scratch.db, "visits").await, 2);
    }
}
