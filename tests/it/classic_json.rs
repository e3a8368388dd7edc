//! The JSON of Spring PetClinic before version 4 of its framework, byte for byte.
//!
//! As in the original, the sample data's dates differ between the databases.

use crate::shared::{Shared, reading};

/// Compares a text with the database's snapshot of this name.
fn compare(clinic: &Shared, name: &str, text: &str) {
    insta::assert_snapshot!(format!("{name}_on_{}", clinic.dialect), text);
}

reading! {
    async fn an_owner_with_one_pet(clinic: Shared) {
        let reply = clinic.get("/api/gateway/owners/1").await.expect(200);
        compare(clinic, "owner_details_1", &reply.text);
    }

    async fn an_owner_with_pets_and_visits(clinic: Shared) {
        let reply = clinic.get("/api/gateway/owners/6").await.expect(200);
        compare(clinic, "owner_details_6", &reply.text);
    }

    async fn all_owners(clinic: Shared) {
        let reply = clinic.get("/api/customer/owners").await.expect(200);
        compare(clinic, "owners", &reply.text);
    }

    async fn all_vets(clinic: Shared) {
        let reply = clinic.get("/api/vet/vets").await.expect(200);
        // Vets have no dates, so both databases share a snapshot.
        insta::assert_snapshot!("vets", reply.text);
    }

    async fn visits_of_a_pet_and_of_many(clinic: Shared) {
        let one = clinic.get("/api/visit/owners/6/pets/7/visits").await.expect(200);
        compare(clinic, "visits_of_a_pet", &one.text);
        let many = clinic.get("/api/visit/pets/visits?petId=7,8").await.expect(200);
        compare(clinic, "visits_of_pets", &many.text);
    }

    async fn a_pet(clinic: Shared) {
        let reply = clinic.get("/api/customer/owners/2/pets/2").await.expect(200);
        compare(clinic, "pet", &reply.text);
    }

    async fn an_error(clinic: Shared) {
        let unknown = clinic.get("/api/gateway/owners/99").await.expect(404);
        insta::assert_snapshot!("error_of_an_unknown_owner", unknown.text);
        let body = serde_json::json!({"firstName": "Ada", "lastName": " ", "address": "x", "city": "x"});
        let broken = clinic.post("/api/customer/owners", body).await.expect(400);
        insta::assert_snapshot!("error_of_a_broken_owner", broken.text);
    }
}
