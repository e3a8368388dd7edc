//! Owners: adding, finding, changing, removing, and showing them with their pets and visits.

use db::testing::Scratch;
use serde_json::{Value, json};

use crate::harness::{Clinic, eventually};
use crate::shared::reading;
use crate::sql;

/// A valid owner.
pub(crate) fn owner(last_name: &str) -> Value {
    json!({
        "firstName": "Ada", "lastName": last_name, "address": "1 Elm St.", "city": "Madison", "telephone": "6085550000"
    })
}

reading! {
    async fn every_owner_is_listed_by_id_with_its_pets_by_name(clinic: Shared) {
        let listed = clinic.get("/api/customers/owners").await.expect(200);
        let owners = listed.json();
        let ids: Vec<_> = owners.as_array().unwrap().iter().map(|it| it["id"].as_i64().unwrap()).collect();
        assert_eq!(ids, (1..=10).collect::<Vec<_>>());
        let pets: Vec<_> = owners[5]["pets"].as_array().unwrap().iter().map(|it| &it["name"]).collect();
        assert_eq!(pets, ["Max", "Samantha"]);
        assert_eq!(owners[0]["pets"][0]["type"], json!({"id": 1, "name": "cat"}));
    }

    async fn some_owners_are_found_by_their_ids_at_once(clinic: Shared) {
        let found = clinic.get("/api/customers/owners/by-id?ownerId=6,99,3&ownerId=6").await.expect(200).json();
        let all = clinic.get("/api/customers/owners").await.expect(200).json();
        assert_eq!(found, json!({"items": [all[2], all[5]]}));
        let none = clinic.get("/api/customers/owners/by-id?ownerId=").await.expect(200).json();
        assert_eq!(none, json!({"items": []}));
        let many = "1,".repeat(101);
        for query in ["", "ownerId=x", "ownerId=1&id=2", &format!("ownerId={many}")] {
            clinic.get(&format!("/api/customers/owners/by-id?{query}")).await.problem(400);
        }
    }

    async fn an_unknown_owner_is_404_whatever_is_asked(clinic: Shared) {
        for path in ["/api/customers/owners/99", "/api/customers/owners/99/details", "/api/gateway/owners/99"]
        {
            let problem = clinic.get(path).await.problem(404);
            assert_eq!(problem["detail"], "there is no owner 99");
            assert_eq!(problem["path"], path);
        }
        clinic.put("/api/customers/owners/99", owner("Nobody")).await.problem(404);
        clinic.delete("/api/customers/owners/99").await.problem(404);
        let pet = json!({"name": "Rex", "typeId": 2});
        clinic.post("/api/customers/owners/99/pets", pet).await.problem(404);
        assert_eq!(sql::rows(&clinic.db, "pets").await, 13);
    }
}

db::on_both! {
    async fn an_owner_that_was_added_is_found(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let added = clinic.post("/api/customers/owners", owner("Lovelace")).await.expect(201);
        assert_eq!(added.id(), 11, "the first after the sample data");
        let expected = json!({
            "id": 11, "firstName": "Ada", "lastName": "Lovelace", "address": "1 Elm St.", "city": "Madison",
            "telephone": "6085550000", "pets": []
        });
        assert_eq!(added.json(), expected);
        let found = clinic.get("/api/customers/owners/11").await.expect(200);
        assert_eq!(found.text, added.text);
        assert_eq!(found.etag(), added.etag());
        assert_eq!(found.header("content-type"), Some("application/json"));
    }

    async fn an_owner_that_was_changed_is_found_changed(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        // The original's pages send back the whole owner, pets included.
        let mut changed = clinic.get("/api/customers/owners/1").await.json();
        changed["lastName"] = "Franklyn".into();
        changed["id"] = "1".into();
        let answer = clinic.put("/api/customers/owners/1", changed).await.expect(204);
        assert_eq!(answer.text, "");
        let found = clinic.get("/api/customers/owners/1").await.json();
        assert_eq!(found["lastName"], "Franklyn");
        assert_eq!(found["pets"].as_array().unwrap().len(), 1, "its pets are as they were");
        let pet = clinic.get("/api/customers/owners/1/pets/1").await.json();
        assert_eq!(pet["owner"], "George Franklyn");
    }

    async fn a_field_of_an_owner_that_is_not_sent_stays(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        const PATH: &str = "/api/customers/owners/1";
        let mut expected = clinic.get(PATH).await.json();
        for (field, value) in [("city", "Verona"), ("lastName", "Frank"), ("telephone", "6085550001")] {
            clinic.put(PATH, json!({ field: value })).await.expect(204);
            expected[field] = value.into();
            assert_eq!(clinic.get(PATH).await.json(), expected);
        }
        clinic.put(PATH, json!({})).await.expect(204);
        assert_eq!(clinic.get(PATH).await.json(), expected);
        let found = clinic.get("/api/customers/owners?city=verona&lastName=frank&telephone=608-555-0001").await;
        assert_eq!(found.json()[0]["id"], 1);
        for field in ["firstName", "lastName", "address", "city", "telephone"] {
            let broken = clinic.put(PATH, json!({ field: null })).await.broken(400);
            assert_eq!(broken, [(field.to_owned(), "must not be blank".to_owned())]);
        }
        assert_eq!(clinic.get(PATH).await.json(), expected);
    }

    async fn an_id_in_the_body_must_not_contradict_the_path(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        for contradiction in [json!(2), json!("2"), json!("x"), json!([1]), json!(1.5)] {
            let mut body = owner("Other");
            body["id"] = contradiction.clone();
            let broken = clinic.put("/api/customers/owners/1", body).await.broken(400);
            assert_eq!(broken[0].0, "id", "{contradiction}");
        }
        for nearly in ["1.00000000000000000001", "0.99999999999999999999"] {
            let body = format!(r#"{{"city": "Verona", "id": {nearly}}}"#);
            let kind = Some("application/json");
            let reply = clinic.send(reqwest::Method::PUT, "/api/customers/owners/1", kind, body).await;
            assert_eq!(reply.broken(400)[0].0, "id", "{nearly}");
        }
        for agreement in [json!(1), json!("1"), Value::Null] {
            let mut body = owner("Other");
            body["id"] = agreement;
            clinic.put("/api/customers/owners/1", body).await.expect(204);
        }
        assert_eq!(clinic.get("/api/customers/owners/2").await.json()["lastName"], "Davis");
    }

    async fn an_id_for_a_new_owner_is_ignored(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let mut body = owner("New");
        body["id"] = json!(1);
        body["pets"] = json!([{"anything": true}]);
        assert_eq!(clinic.post("/api/customers/owners", body).await.expect(201).id(), 11);
    }

    async fn an_owner_goes_with_its_pets_and_their_visits(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        assert_eq!(sql::number(&scratch.db, "select count(*) from visits where pet_id in (7, 8)").await, 4);
        let gone = clinic.delete("/api/customers/owners/6").await.expect(204);
        assert_eq!(gone.text, "");
        clinic.get("/api/customers/owners/6").await.problem(404);
        clinic.get("/api/customers/owners/6/pets/7").await.problem(404);
        clinic.delete("/api/customers/owners/6").await.problem(404);
        assert_eq!(sql::rows(&scratch.db, "pets").await, 11);
        eventually("its visits are gone", async || sql::rows(&scratch.db, "visits").await == 0).await;
        eventually("the outbox is empty", async || sql::rows(&scratch.db, "customers_outbox").await == 0)
            .await;
        assert_eq!(clinic.get("/api/visits/pets/visits?petId=7,8").await.json(), json!({"items": []}));
    }

    async fn the_details_of_an_owner_have_the_visits_of_each_pet(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let details = clinic.get("/api/customers/owners/6/details").await.expect(200).json();
        let pets = details["pets"].as_array().unwrap();
        let visits = |pet: &Value| -> Vec<i64> {
            pet["visits"].as_array().unwrap().iter().map(|it| it["id"].as_i64().unwrap()).collect()
        };
        assert_eq!((&pets[0]["name"], visits(&pets[0])), (&json!("Max"), vec![2, 3]));
        assert_eq!((&pets[1]["name"], visits(&pets[1])), (&json!("Samantha"), vec![1, 4]));
        assert_eq!(pets[0]["type"], json!({"name": "cat"}), "without the type's id, as the original");
        assert_eq!(details.get("visitsComplete"), None, "said only where it is false");
    }

    async fn the_names_of_the_original_answer_the_same(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        for (name, alias) in [
            ("/api/customers/owners", "/api/customer/owners"),
            ("/api/customers/owners/3", "/api/customer/owners/3"),
            ("/api/customers/owners/3/details", "/api/customer/owners/3/details"),
            ("/api/customers/owners/3/details", "/api/gateway/owners/3"),
            ("/api/customers/petTypes", "/api/customer/petTypes"),
            ("/api/customers/owners/3/pets/4", "/api/customer/owners/3/pets/4"),
            ("/api/vets/vets", "/api/vet/vets"),
            ("/api/visits/owners/6/pets/7/visits", "/api/visit/owners/6/pets/7/visits"),
            ("/api/visits/owners/6/pets/7/visits/1", "/api/visit/owners/6/pets/7/visits/1"),
            ("/api/visits/pets/visits?petId=7,8", "/api/visit/pets/visits?petId=7,8"),
        ] {
            let (canonical, aliased) =
                (clinic.get(name).await.expect(200), clinic.get(alias).await.expect(200));
            assert_eq!(canonical.text, aliased.text, "{alias}");
            assert_eq!(canonical.header("etag"), aliased.header("etag"), "{alias}");
        }
        let id = clinic.post("/api/customer/owners", owner("Alias")).await.expect(201).id();
        clinic.put(&format!("/api/customer/owners/{id}"), owner("Aliased")).await.expect(204);
        clinic.delete(&format!("/api/customer/owners/{id}")).await.expect(204);
    }
}
