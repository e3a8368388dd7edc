//! Messages about removed pets reach visits eventually, and may arrive more than once.

use contract::endpoint::Endpoint;
use contract::params::PathParams;
use contract::routes::ForgetPet;
use contract::visits::PetIdPath;
use db::Db;
use db::testing::Scratch;
use serde_json::json;

use crate::harness::{ServiceHarness, eventually};
use crate::sql;

const OWNER: &str = "/api/customers/owners/6";
const SAMANTHA: &str = "/api/visits/owners/6/pets/7/visits";

async fn rows_become(db: &Db, table: &str, count: i64) {
    eventually(&format!("{table} has {count} rows"), async || sql::rows(db, table).await == count).await;
}

/// Checks that all visits of the removed owner's pets are gone and the outbox is empty.
async fn everything_is_delivered(services: &ServiceHarness) {
    rows_become(&services.customers.db, "customers_outbox", 0).await;
    assert_eq!(sql::rows(&services.visits.db, "visits").await, 0);
    assert_eq!(sql::rows(&services.visits.db, "removed_pets").await, 2);
}

db::on_both! {
    async fn visits_of_removed_pets_go_once_visits_is_back(scratch: Scratch) {
        let mut services = ServiceHarness::open(&scratch).await;
        services.visits.stop().await;
        services.delete(OWNER).await.expect(204);
        services.get(OWNER).await.problem(404);
        assert_eq!(sql::rows(&services.customers.db, "customers_outbox").await, 2);
        assert_eq!(sql::rows(&services.visits.db, "visits").await, 4);
        services.visits.restart().await;
        everything_is_delivered(&services).await;
    }

    async fn word_that_was_not_delivered_survives_a_restart(scratch: Scratch) {
        let mut services = ServiceHarness::open(&scratch).await;
        services.visits.stop().await;
        services.delete(OWNER).await.expect(204);
        services.customers.stop().await;
        services.visits.restart().await;
        assert_eq!(sql::rows(&services.visits.db, "visits").await, 4);
        services.customers.restart().await;
        everything_is_delivered(&services).await;
    }

    async fn an_answer_that_is_lost_does_no_harm(scratch: Scratch) {
        let mut services = ServiceHarness::open(&scratch).await;
        services.visits.proxy.lose_answers();
        services.delete(OWNER).await.expect(204);
        rows_become(&services.visits.db, "visits", 0).await;
        assert_eq!(
            sql::rows(&services.customers.db, "customers_outbox").await,
            2,
            "nobody knows that it has arrived"
        );
        services.visits.proxy.restore().await;
        everything_is_delivered(&services).await;
    }

    async fn word_that_comes_twice_changes_nothing_more(scratch: Scratch) {
        let services = ServiceHarness::open(&scratch).await;
        let forget = |pet_id| PetIdPath { pet_id }.fill(ForgetPet::ROUTE.path);
        for _ in 0..3 {
            services.delete(&forget(7)).await.expect(204);
            assert_eq!(sql::rows(&services.visits.db, "visits").await, 2);
            assert_eq!(sql::rows(&services.visits.db, "removed_pets").await, 1);
        }
        services.delete(&forget(999)).await.expect(204);
        assert_eq!(sql::rows(&services.visits.db, "visits").await, 2);
        services.delete(OWNER).await.expect(204);
        rows_become(&services.customers.db, "customers_outbox", 0).await;
        assert_eq!(sql::rows(&services.visits.db, "visits").await, 0);
    }

    async fn a_visit_of_a_removed_pet_is_refused_even_if_nobody_can_be_asked(scratch: Scratch) {
        let mut services = ServiceHarness::open(&scratch).await;
        services.get(SAMANTHA).await.expect(200);
        services.delete(&format!("{OWNER}/pets/7")).await.expect(204);
        rows_become(&services.customers.db, "customers_outbox", 0).await;
        services.post(SAMANTHA, json!({"description": "remembered"})).await.problem(404);
        services.customers.stop().await;
        services.post(SAMANTHA, json!({"description": "on trust"})).await.problem(404);
        services.visits.restart().await;
        services.post(SAMANTHA, json!({"description": "on trust"})).await.problem(404);
        assert_eq!(sql::rows(&services.visits.db, "visits").await, 2);
        services.post("/api/visits/owners/6/pets/8/visits", json!({})).await.expect(201);
    }

    async fn no_visit_slips_in_while_its_pet_is_removed(scratch: Scratch) {
        let services = ServiceHarness::open(&scratch).await;
        services.get(SAMANTHA).await.expect(200);
        let mut posts = tokio::task::JoinSet::new();
        for number in 0..40 {
            let http = (*services).clone();
            posts.spawn(async move {
                if number == 20 {
                    http.delete("/api/customers/owners/6").await.status
                } else {
                    http.post(SAMANTHA, json!({"description": "?"})).await.status
                }
            });
        }
        let statuses = posts.join_all().await;
        assert!(statuses.iter().all(|it| [201, 204, 404].contains(it)), "{statuses:?}");
        everything_is_delivered(&services).await;
        services.post(SAMANTHA, json!({})).await.problem(404);
    }

    async fn word_of_many_pets_is_delivered(scratch: Scratch) {
        let mut services = ServiceHarness::open(&scratch).await;
        services.visits.stop().await;
        let pets = format!("{OWNER}/pets");
        for number in 0..120 {
            services.post(&pets, json!({"name": format!("Pet {number}"), "typeId": 1})).await.expect(201);
        }
        services.delete(OWNER).await.expect(204);
        assert_eq!(sql::rows(&services.customers.db, "customers_outbox").await, 122);
        services.visits.restart().await;
        rows_become(&services.customers.db, "customers_outbox", 0).await;
        assert_eq!(sql::rows(&services.visits.db, "removed_pets").await, 122);
    }
}
