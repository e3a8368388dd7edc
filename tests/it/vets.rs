//! Vets and their specialties.

use db::testing::Scratch;
use serde_json::json;

use crate::harness::Clinic;
use crate::shared::reading;
use crate::sql;

reading! {
    async fn vets_are_listed_with_their_specialties_by_name(clinic: Shared) {
        let vets = clinic.get("/api/vets/vets").await.expect(200).json();
        assert_eq!(vets.as_array().unwrap().len(), 6);
        assert_eq!(
            vets[0],
            json!({
                "id": 1, "firstName": "James", "lastName": "Carter", "specialties": [], "nrOfSpecialties": 0
            })
        );
        assert_eq!(
            vets[2],
            json!({
                "id": 3, "firstName": "Linda", "lastName": "Douglas",
                "specialties": [{"id": 3, "name": "dentistry"}, {"id": 2, "name": "surgery"}], "nrOfSpecialties": 2
            })
        );
    }
}

db::on_both! {
    async fn the_list_of_vets_is_read_once_and_then_remembered(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let first = clinic.get("/api/vets/vets").await.expect(200);
        sql::run(&scratch.db, "insert into vets (first_name, last_name) values ('New', 'Vet')").await;
        let second = clinic.get("/api/vets/vets").await.expect(200);
        assert_eq!(first.text, second.text);
        let known = clinic.get_with("/api/vets/vets", ("if-none-match", &first.etag())).await.expect(304);
        assert_eq!(known.text, "");
    }
}
