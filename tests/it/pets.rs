//! Pets, each under its owner, and pet types.

use db::testing::Scratch;
use serde_json::{Value, json};

use crate::harness::Clinic;
use crate::shared::reading;
use crate::sql;

reading! {
    async fn the_types_of_pet_are_listed_by_name(clinic: Shared) {
        let types = clinic.get("/api/customers/petTypes").await.expect(200).text;
        assert_eq!(
            types,
            concat!(
                r#"[{"id":5,"name":"bird"},{"id":1,"name":"cat"},{"id":2,"name":"dog"},"#,
                r#"{"id":6,"name":"hamster"},{"id":3,"name":"lizard"},{"id":4,"name":"snake"}]"#
            )
        );
    }
}

db::on_both! {
    async fn a_pet_that_was_added_is_found(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let pet = json!({"name": "Rex", "birthDate": "2020-02-29", "typeId": 2});
        let added = clinic.post("/api/customers/owners/1/pets", pet).await.expect(201);
        let expected = json!({
            "id": 14, "name": "Rex", "birthDate": "2020-02-29", "type": {"id": 2, "name": "dog"}
        });
        assert_eq!(added.json(), expected);
        let found = clinic.get("/api/customers/owners/1/pets/14").await.expect(200);
        let expected = json!({
            "id": 14, "name": "Rex", "owner": "George Franklin", "birthDate": "2020-02-29",
            "type": {"id": 2, "name": "dog"}
        });
        assert_eq!(found.json(), expected);
        assert_eq!(found.etag(), added.etag());
    }

    async fn a_pet_is_taken_as_the_originals_clients_send_it(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let pet = json!({"id": 0, "name": "Rex", "birthDate": "2018-12-31T23:00:00.000Z", "typeId": "6"});
        let added = clinic.post("/api/customer/owners/1/pets", pet).await.expect(201);
        assert_eq!(added.json()["birthDate"], "2018-12-31");
        assert_eq!(added.json()["type"], json!({"id": 6, "name": "hamster"}));
        let path = format!("/api/customer/owners/1/pets/{}", added.id());
        let pet = json!({
            "id": added.id().to_string(), "name": "Rexy", "birthDate": "2018-12-30T23:00:00.000+00:00", "typeId": "1"
        });
        clinic.put(&path, pet).await.expect(204);
        let found = clinic.get(&path).await.json();
        assert_eq!((&found["name"], &found["birthDate"]), (&json!("Rexy"), &json!("2018-12-30")));
        assert_eq!(found["type"]["name"], "cat");
    }

    async fn a_pet_need_not_have_a_birth_date(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        for pet in [json!({"name": "A", "typeId": 1}), json!({"name": "B", "typeId": 1, "birthDate": null})] {
            let added = clinic.post("/api/customers/owners/1/pets", pet).await.expect(201);
            assert_eq!(added.json()["birthDate"], Value::Null);
        }
        let owner = clinic.get("/api/gateway/owners/1").await.json();
        assert_eq!(
            owner["pets"][0],
            json!({
                "id": 14, "name": "A", "birthDate": null, "type": {"name": "cat"}, "visits": []
            })
        );
    }

    async fn a_changed_pet_keeps_what_the_change_does_not_name(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let path = "/api/customers/owners/2/pets/2";
        let before = clinic.get(path).await.json();
        clinic.put(path, json!({"name": "Basilisk"})).await.expect(204);
        let found = clinic.get(path).await.json();
        assert_eq!(found["name"], "Basilisk");
        assert_eq!(found["type"]["name"], "hamster");
        assert_eq!(found["birthDate"], before["birthDate"]);
        clinic.put(path, json!({"typeId": 1})).await.expect(204);
        clinic.put(path, json!({"birthDate": null})).await.expect(204);
        let found = clinic.get(path).await.json();
        assert_eq!(found["name"], "Basilisk");
        assert_eq!(found["type"]["name"], "cat");
        assert_eq!(found["birthDate"], Value::Null);
        let found_by = "select count(*) from pets where name_key = 'basilisk'";
        assert_eq!(sql::number(&scratch.db, found_by).await, 1);
    }

    async fn a_pet_is_only_under_its_own_owner(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        for path in [
            "/api/customers/owners/1/pets/2",
            "/api/customers/owners/2/pets/99",
            "/api/customers/owners/99/pets/2",
        ] {
            let problem = clinic.get(path).await.problem(404);
            assert_eq!(problem["path"], path);
            clinic.put(path, json!({"name": "Stolen", "typeId": 1})).await.problem(404);
            clinic.delete(path).await.problem(404);
        }
        assert_eq!(clinic.get("/api/customers/owners/2/pets/2").await.json()["name"], "Basil");
        assert_eq!(sql::rows(&scratch.db, "pets").await, 13);
        assert_eq!(sql::rows(&scratch.db, "customers_outbox").await, 0);
    }

    async fn an_id_in_the_body_must_not_contradict_the_path_of_a_pet(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let body = json!({"id": 3, "name": "Basil", "typeId": 6});
        let broken = clinic.put("/api/customers/owners/2/pets/2", body).await.broken(400);
        assert_eq!(broken, [("id".to_owned(), "must be 2, as in the path, or absent".to_owned())]);
        assert_eq!(clinic.get("/api/customers/owners/3/pets/3").await.json()["name"], "Rosy");
    }

    async fn a_type_that_does_not_exist_is_reported(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        for type_id in [json!(7), json!("7"), json!(0)] {
            let pet = json!({"name": "Rex", "typeId": type_id});
            let broken = clinic.post("/api/customers/owners/1/pets", pet.clone()).await.broken(400);
            assert_eq!(broken[0].0, "typeId");
            let broken = clinic.put("/api/customers/owners/1/pets/1", pet).await.broken(400);
            assert_eq!(broken[0].0, "typeId");
        }
        let broken = clinic.post("/api/customers/owners/1/pets", json!({"name": "Rex"})).await.broken(400);
        assert_eq!(broken[0].0, "typeId");
        assert_eq!(sql::rows(&scratch.db, "pets").await, 13);
    }

    async fn a_removed_pet_is_gone_and_its_owner_and_its_siblings_stay(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        clinic.delete("/api/customers/owners/6/pets/7").await.expect(204);
        clinic.get("/api/customers/owners/6/pets/7").await.problem(404);
        clinic.delete("/api/customers/owners/6/pets/7").await.problem(404);
        let owner = clinic.get("/api/customers/owners/6").await.json();
        let names: Vec<_> = owner["pets"].as_array().unwrap().iter().map(|it| &it["name"]).collect();
        assert_eq!(names, ["Max"]);
        crate::harness::eventually("only the visits of the sibling are left", async || {
            sql::number(&scratch.db, "select count(*) from visits").await == 2
        })
        .await;
        assert_eq!(sql::number(&scratch.db, "select count(*) from visits where pet_id = 8").await, 2);
    }

    async fn pets_are_in_the_order_of_their_names_whatever_their_case_and_accents(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        for name in ["zoe", "Äffchen", "anton", "Berta", "ANNA", "äffchen"] {
            clinic.post("/api/customers/owners/1/pets", json!({"name": name, "typeId": 1})).await.expect(201);
        }
        let sorted = ["Äffchen", "äffchen", "ANNA", "anton", "Berta", "Leo", "zoe"];
        for path in ["/api/customers/owners/1", "/api/gateway/owners/1"] {
            let owner = clinic.get(path).await.json();
            let names: Vec<_> = owner["pets"].as_array().unwrap().iter().map(|it| &it["name"]).collect();
            assert_eq!(names, sorted, "{path}");
        }
    }
}
