//! What the clinic records about pets: sex, microchip, alerts, weights, and the day of their death.

mod deaths;

use db::testing::Scratch;
use serde_json::{Value, json};

use crate::harness::{Clinic, TODAY};
use crate::sql;

const SAMANTHA: &str = "/api/customers/owners/6/pets/7";
const RECORD: &str = "/api/customers/owners/6/pets/7/record";
const WEIGHTS: &str = "/api/customers/owners/6/pets/7/weights";

fn fields(broken: &[(String, String)]) -> Vec<&str> {
    broken.iter().map(|it| it.0.as_str()).collect()
}

db::on_both! {
    async fn a_pet_has_a_record(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let before = clinic.get(RECORD).await.expect(200);
        let unknown = json!({"petId": 7, "sex": "unknown", "isNeutered": null, "microchip": null, "alerts": [], "diedOn": null});
        assert_eq!(before.json(), unknown);
        assert_eq!(before.etag(), clinic.get(SAMANTHA).await.etag());
        let alerts = json!([{"kind": "aggressive", "note": null}, {"kind": "allergy", "note": "penicillin"}]);
        let change = json!({"sex": "female", "isNeutered": true, "microchip": "985112003456789", "alerts": alerts});
        let changed = clinic.put_with(RECORD, ("if-match", &before.etag()), change.clone()).await.expect(204);
        clinic.put_with(RECORD, ("if-match", &before.etag()), change).await.problem(412);
        let found = clinic.get(RECORD).await;
        let recorded = json!({
            "petId": 7, "sex": "female", "isNeutered": true, "microchip": "985112003456789", "alerts": alerts, "diedOn": null
        });
        assert_eq!((found.json(), found.etag()), (recorded, changed.etag()));

        clinic.put(RECORD, json!({"isNeutered": false, "alerts": [{"kind": "vaccineReaction", "note": " rabies "}]})).await.expect(204);
        let found = clinic.get(RECORD).await.json();
        assert_eq!((&found["sex"], &found["isNeutered"], &found["microchip"]), (&json!("female"), &json!(false), &json!("985112003456789")));
        assert_eq!(found["alerts"], json!([{"kind": "vaccineReaction", "note": "rabies"}]));
        clinic.put(RECORD, json!({"sex": null, "isNeutered": null, "microchip": null, "alerts": null, "diedOn": null})).await.expect(204);
        assert_eq!(clinic.get(RECORD).await.json(), unknown);
    }

    async fn every_broken_field_of_a_record_is_named(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        for (body, field) in [
            (json!({"sex": "none"}), "sex"),
            (json!({"isNeutered": "yes"}), "isNeutered"),
            (json!({"microchip": "98511200345678"}), "microchip"),
            (json!({"alerts": [{"kind": "other", "note": "x".repeat(256)}]}), "alerts[0].note"),
            (json!({"alerts": [{"kind": "fluffy"}]}), "alerts[0].kind"),
            (json!({"alerts": vec![json!({"kind": "other"}); 11]}), "alerts"),
            (json!({"diedOn": "2026-05-21"}), "diedOn"),
            (json!({"diedOn": "1995-09-03"}), "diedOn"),
        ] {
            assert_eq!(fields(&clinic.put(RECORD, body).await.broken(400)), [field]);
        }
        clinic.put(RECORD, json!({"diedOn": "2026-05-19"})).await.expect(204);
        assert_eq!(fields(&clinic.put(SAMANTHA, json!({"birthDate": TODAY})).await.broken(400)), ["birthDate"]);
        for path in ["/api/customers/owners/1/pets/7/record", "/api/customers/owners/6/pets/99/record"] {
            clinic.get(path).await.problem(404);
            clinic.put(path, json!({})).await.problem(404);
        }
    }

    async fn no_two_pets_have_one_microchip(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let chip = json!({"microchip": "985112003456789"});
        clinic.put(RECORD, chip.clone()).await.expect(204);
        clinic.put(RECORD, chip.clone()).await.expect(204);
        let max = "/api/customers/owners/6/pets/8/record";
        let broken = clinic.put(max, chip.clone()).await.broken(409);
        assert_eq!(broken, [("microchip".to_owned(), "belongs to another pet".to_owned())]);
        clinic.delete(SAMANTHA).await.expect(204);
        clinic.put(max, chip).await.expect(204);
    }

    async fn the_records_of_many_pets_are_listed_and_those_of_a_removed_one_are_gone(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let alert = json!({"alerts": [{"kind": "aggressive", "note": null}, {"kind": "other", "note": "deaf"}]});
        clinic.put(RECORD, alert.clone()).await.expect(204);
        clinic.post(WEIGHTS, json!({"grams": 4200})).await.expect(201);
        let found = clinic.get("/api/customers/pets/records?petId=8,7,99,1").await.expect(200).json();
        let brief: Vec<_> = found["records"].as_array().unwrap().iter().map(|it| (it["petId"].clone(), it["alerts"].clone())).collect();
        assert_eq!(brief, [(json!(1), json!([])), (json!(7), alert["alerts"].clone()), (json!(8), json!([]))]);
        assert_eq!(clinic.get("/api/customers/pets/records?petId=").await.expect(200).json(), json!({"records": []}));
        clinic.delete("/api/customers/owners/6").await.expect(204);
        assert_eq!((sql::rows(&scratch.db, "pet_alerts").await, sql::rows(&scratch.db, "pet_weights").await), (0, 0));
    }

    async fn the_weight_of_a_pet_is_recorded_over_time(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let tag = clinic.get("/api/customers/owners/6").await.etag();
        let today = clinic.post(WEIGHTS, json!({"grams": 4200})).await.expect(201).json();
        assert_eq!(today, json!({"id": 1, "measuredOn": TODAY, "grams": 4200}));
        clinic.post(WEIGHTS, json!({"grams": 3900.0, "measuredOn": "2025-05-20"})).await.expect(201);
        let listed = clinic.get(WEIGHTS).await.expect(200).json();
        assert_eq!(listed, json!({"weights": [{"id": 2, "measuredOn": "2025-05-20", "grams": 3900}, today]}));
        assert_eq!(clinic.get("/api/customers/owners/6").await.etag(), tag, "whoever edits the owner is not disturbed");
        for (body, field) in [
            (json!({}), "grams"),
            (json!({"grams": 0}), "grams"),
            (json!({"grams": 2_000_001}), "grams"),
            (json!({"grams": 4.5}), "grams"),
            (json!({"grams": 1, "measuredOn": "2026-05-21"}), "measuredOn"),
            (json!({"grams": 1, "measuredOn": "1995-09-03"}), "measuredOn"),
        ] {
            assert_eq!(fields(&clinic.post(WEIGHTS, body).await.broken(400)), [field]);
        }
        clinic.delete(&format!("{WEIGHTS}/1")).await.expect(204);
        clinic.delete(&format!("{WEIGHTS}/1")).await.problem(404);
        clinic.delete("/api/customers/owners/6/pets/8/weights/2").await.problem(404);
        for path in ["/api/customers/owners/1/pets/7/weights", "/api/customers/owners/6/pets/99/weights"] {
            clinic.get(path).await.problem(404);
            clinic.post(path, json!({"grams": 1})).await.problem(404);
        }
        assert_eq!(sql::rows(&scratch.db, "pet_weights").await, 1);
    }

    async fn a_pet_has_a_bounded_number_of_weights(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let rows: Vec<_> = (0..499).map(|it| format!("(7, '2026-05-{:02}', 1)", 1 + it % 20)).collect();
        sql::run(&scratch.db, &format!("insert into pet_weights (pet_id, measured_on, grams) values {}", rows.join(", "))).await;
        clinic.post(WEIGHTS, json!({"grams": 4200})).await.expect(201);
        clinic.post(WEIGHTS, json!({"grams": 4200})).await.problem(409);
        assert_eq!(clinic.get(WEIGHTS).await.json()["weights"].as_array().unwrap().len(), 500);
        clinic.delete(&format!("{WEIGHTS}/1")).await.expect(204);
        let one = clinic.post_with(WEIGHTS, ("idempotency-key", "scales"), json!({"grams": 4300})).await.expect(201);
        let again = clinic.post_with(WEIGHTS, ("idempotency-key", "scales"), json!({"grams": 4300})).await.expect(201);
        assert_eq!(one.text, again.text);
    }

    async fn the_classic_json_of_a_pet_with_a_record_stays_to_the_letter(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let paths = ["/api/customer/owners/6", "/api/gateway/owners/6", "/api/customer/owners/6/pets/7", "/api/customer/owners"];
        let mut before = Vec::new();
        for path in paths {
            before.push(clinic.get(path).await.expect(200).text);
        }
        clinic.put(RECORD, json!({"sex": "female", "alerts": [{"kind": "aggressive"}], "diedOn": TODAY})).await.expect(204);
        clinic.put("/api/customers/owners/6/contact", json!({"email": "jean@example.com"})).await.expect(204);
        for (path, before) in paths.into_iter().zip(before) {
            assert_eq!(clinic.get(path).await.expect(200).text, before, "{path}");
        }
        let none: Option<&Value> = None;
        assert_eq!(clinic.get("/api/customer/owners/6").await.json().get("email"), none);
    }
}
