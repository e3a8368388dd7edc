//! Services that cannot reach each other still return their own data and mark the rest as missing.

use std::time::Duration;

use db::testing::Scratch;
use serde_json::{Value, json};

use crate::harness::{ServiceHarness, eventually};
use crate::sql;

const DETAILS: &str = "/api/gateway/owners/6";
const APPOINTMENTS: &str = "/api/visits/appointments";
const SAMANTHA: &str = "/api/visits/owners/6/pets/7/visits";

/// Settings that open the breaker soon and keep it open for the length of a test.
const IMPATIENT: peers::Settings = peers::Settings {
    call_timeout: Duration::from_millis(200),
    connect_timeout: Duration::from_millis(200),
    trip_after: 5,
    refuse_for: Duration::from_secs(60),
    extra_attempts: 2,
};

/// Checks an owner's details without the visits of her pets.
async fn incomplete_details(services: &ServiceHarness) {
    let details = services.get(DETAILS).await.expect(200).json();
    assert_eq!(details["visitsComplete"], false);
    assert_eq!(details["lastName"], "Coleman");
    let pets = details["pets"].as_array().unwrap();
    assert_eq!(pets.iter().map(|it| &it["name"]).collect::<Vec<_>>(), ["Max", "Samantha"]);
    assert!(pets.iter().all(|it| it["visits"] == json!([])), "{details}");
}

async fn is_complete(services: &ServiceHarness) -> bool {
    let details = services.get(DETAILS).await.expect(200).json();
    details.get("visitsComplete").is_none() && details["pets"][0]["visits"] != json!([])
}

/// Checks that after five failures requests neither wait for visits nor reach it.
async fn trips(services: &ServiceHarness) {
    for _ in 0..IMPATIENT.trip_after {
        incomplete_details(services).await;
    }
    let seen = services.visits.proxy.accepted();
    for _ in 0..11 {
        incomplete_details(services).await;
    }
    assert_eq!(services.visits.proxy.accepted(), seen, "visits were asked again");
}

db::on_both! {
    async fn owner_details_go_without_visits_that_are_stopped(scratch: Scratch) {
        let mut services = ServiceHarness::open_with(&scratch, IMPATIENT).await;
        services.visits.stop().await;
        trips(&services).await;
    }

    async fn owner_details_go_without_visits_that_refuse(scratch: Scratch) {
        let mut services = ServiceHarness::open_with(&scratch, IMPATIENT).await;
        services.visits.proxy.refuse().await;
        trips(&services).await;
    }

    async fn owner_details_go_without_visits_that_never_answer(scratch: Scratch) {
        let services = ServiceHarness::open_with(&scratch, IMPATIENT).await;
        services.visits.proxy.blackhole();
        trips(&services).await;
    }

    async fn owner_details_are_complete_again_once_visits_are_back(scratch: Scratch) {
        let mut services = ServiceHarness::open(&scratch).await;
        assert!(is_complete(&services).await);
        services.visits.stop().await;
        for _ in 0..7 {
            incomplete_details(&services).await;
        }
        services.visits.restart().await;
        eventually("the details are complete again", async || is_complete(&services).await).await;
        assert!(is_complete(&services).await, "and stay so");
        services.visits.proxy.blackhole();
        incomplete_details(&services).await;
        services.visits.proxy.restore().await;
        eventually("the details are complete again", async || is_complete(&services).await).await;
    }

    async fn an_owner_without_pets_needs_no_visits(scratch: Scratch) {
        let mut services = ServiceHarness::open(&scratch).await;
        services.visits.stop().await;
        let id = services.post("/api/customers/owners", crate::owners::owner("Petless")).await.expect(201).id();
        let details = services.get(&format!("/api/gateway/owners/{id}")).await.expect(200).json();
        assert_eq!(details.get("visitsComplete"), None);
        services.get("/api/gateway/owners/99").await.problem(404);
    }

    async fn everything_else_goes_on_without_visits(scratch: Scratch) {
        let mut services = ServiceHarness::open(&scratch).await;
        services.leftovers.may_be();
        services.visits.stop().await;
        services.get("/api/customers/owners").await.expect(200);
        services.get("/api/customers/owners/6").await.expect(200);
        services.put("/api/customers/owners/6/pets/7", json!({"name": "Sam"})).await.expect(204);
        services.delete("/api/customers/owners/6/pets/7").await.expect(204);
        services.get("/api/vets/vets").await.expect(200);
        services.get("/ready").await.expect(200);
    }

    async fn an_appointment_is_booked_on_trust_while_vets_is_down(scratch: Scratch) {
        let mut services = ServiceHarness::open(&scratch).await;
        let of = |vet: i32, start: &str| json!({"start": start, "typeId": 1, "vetId": vet, "bookedBy": "Ada"});
        services.vets.stop().await;
        services.post(APPOINTMENTS, of(99, "2026-05-21T09:00")).await.expect(201);
        services.post(APPOINTMENTS, of(99, "2026-05-21T09:00")).await.problem(409);
        services.vets.restart().await;
        let unknown = || of(99, "2026-05-21T10:00");
        eventually("vets is asked again", async || services.post(APPOINTMENTS, unknown()).await.status == 400).await;
        assert_eq!(services.post(APPOINTMENTS, unknown()).await.broken(400)[0].0, "vetId");
        services.post(APPOINTMENTS, of(2, "2026-05-21T10:00")).await.expect(201);
    }

    async fn nothing_but_the_list_of_vets_needs_vets(scratch: Scratch) {
        let mut services = ServiceHarness::open(&scratch).await;
        services.get("/api/vets/vets").await.expect(200);
        services.vets.stop().await;
        assert!(is_complete(&services).await);
        services.post(SAMANTHA, json!({})).await.expect(201);
        services.vets.restart().await;
        services.get("/api/vets/vets").await.expect(200);
    }

    async fn a_visit_is_accepted_on_trust_while_customers_is_down(scratch: Scratch) {
        let mut services = ServiceHarness::open(&scratch).await;
        let visits = services.visits.db.clone();
        let unverified =
            async || sql::number(&visits, "select count(*) from visits where not pet_verified").await;
        services.customers.stop().await;
        let visit = services.post(SAMANTHA, json!({"description": "on trust"})).await.expect(201);
        assert_eq!(unverified().await, 1);
        services.get(&format!("{SAMANTHA}/{}", visit.id())).await.expect(200);
        assert_eq!(services.get(SAMANTHA).await.expect(200).json().as_array().unwrap().len(), 3);
        let nobody = "/api/visits/owners/99/pets/99/visits";
        services.post(nobody, json!({"description": "who?"})).await.expect(201);
        assert_eq!(unverified().await, 2);

        services.customers.restart().await;
        eventually("customers is asked again", async || services.get(nobody).await.status == 404).await;
        services.post(nobody, json!({"description": "who?"})).await.problem(404);
        services.post(SAMANTHA, json!({"description": "verified"})).await.expect(201);
        assert_eq!(unverified().await, 2);
    }

    async fn a_pet_that_was_seen_before_is_known_while_customers_is_down(scratch: Scratch) {
        let mut services = ServiceHarness::open(&scratch).await;
        services.get(SAMANTHA).await.expect(200);
        services.customers.stop().await;
        services.post(SAMANTHA, json!({"description": "known"})).await.expect(201);
        let unverified =
            sql::number(&services.visits.db, "select count(*) from visits where not pet_verified").await;
        assert_eq!(unverified, 0);
    }

    async fn a_visit_is_accepted_in_time_while_customers_never_answers(scratch: Scratch) {
        let services = ServiceHarness::open_with(&scratch, IMPATIENT).await;
        services.customers.proxy.blackhole();
        for _ in 0..7 {
            services.post(SAMANTHA, json!({"date": Value::Null})).await.expect(201);
        }
        assert_eq!(sql::rows(&services.visits.db, "visits").await, 11);
    }

    async fn existing_visits_are_not_changed_while_customers_is_down(scratch: Scratch) {
        let mut services = ServiceHarness::open(&scratch).await;
        services.customers.stop().await;
        let visit = format!("{SAMANTHA}/1");
        for reply in [services.put(&visit, json!({"description": "x"})).await, services.delete(&visit).await] {
            reply.problem(503);
            assert_eq!(reply.header("retry-after"), Some("1"));
        }
        assert_eq!(services.get(&visit).await.expect(200).json()["description"], "rabies shot");
    }
}
