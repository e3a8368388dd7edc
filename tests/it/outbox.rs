//! Word of removed pets reaches visits sooner or later, and as often as it likes.

use contract::endpoint::Endpoint;
use contract::params::PathParams;
use contract::routes::ForgetPet;
use contract::visits::RemovedPetPath;
use db::Db;
use db::testing::Scratch;
use serde_json::json;

use crate::house::{House, eventually};
use crate::sql;

const OWNER: &str = "/api/customers/owners/6";
const SAMANTHA: &str = "/api/visits/owners/6/pets/7/visits";

async fn rows_become(db: &Db, table: &str, count: i64) {
    eventually(&format!("{table} has {count} rows"), async || sql::rows(db, table).await == count).await;
}

/// All visits of the removed owner's pets are gone, and nothing is left to do.
async fn everything_is_delivered(house: &House) {
    rows_become(&house.customers.db, "customers_outbox", 0).await;
    assert_eq!(sql::rows(&house.visits.db, "visits").await, 0);
    assert_eq!(sql::rows(&house.visits.db, "removed_pets").await, 2);
}

db::on_both! {
    async fn visits_of_removed_pets_go_once_visits_is_back(scratch: Scratch) {
        let mut house = House::open(&scratch).await;
        house.visits.stop().await;
        house.delete(OWNER).await.expect(204);
        house.get(OWNER).await.problem(404);
        assert_eq!(sql::rows(&house.customers.db, "customers_outbox").await, 2);
        assert_eq!(sql::rows(&house.visits.db, "visits").await, 4);
        house.visits.restart().await;
        everything_is_delivered(&house).await;
    }

    async fn word_that_was_not_delivered_survives_a_restart(scratch: Scratch) {
        let mut house = House::open(&scratch).await;
        house.visits.stop().await;
        house.delete(OWNER).await.expect(204);
        house.customers.stop().await;
        house.visits.restart().await;
        assert_eq!(sql::rows(&house.visits.db, "visits").await, 4);
        house.customers.restart().await;
        everything_is_delivered(&house).await;
    }

    async fn an_answer_that_is_lost_does_no_harm(scratch: Scratch) {
        let mut house = House::open(&scratch).await;
        house.visits.proxy.lose_answers();
        house.delete(OWNER).await.expect(204);
        rows_become(&house.visits.db, "visits", 0).await;
        assert_eq!(
            sql::rows(&house.customers.db, "customers_outbox").await,
            2,
            "nobody knows that it has arrived"
        );
        house.visits.proxy.restore().await;
        everything_is_delivered(&house).await;
    }

    async fn word_that_comes_twice_changes_nothing_more(scratch: Scratch) {
        let house = House::open(&scratch).await;
        let forget = |pet_id| RemovedPetPath { pet_id }.fill(ForgetPet::ROUTE.path);
        for _ in 0..3 {
            house.delete(&forget(7)).await.expect(204);
            assert_eq!(sql::rows(&house.visits.db, "visits").await, 2);
            assert_eq!(sql::rows(&house.visits.db, "removed_pets").await, 1);
        }
        house.delete(&forget(999)).await.expect(204);
        assert_eq!(sql::rows(&house.visits.db, "visits").await, 2);
        house.delete(OWNER).await.expect(204);
        rows_become(&house.customers.db, "customers_outbox", 0).await;
        assert_eq!(sql::rows(&house.visits.db, "visits").await, 0);
    }

    async fn a_visit_of_a_removed_pet_is_refused_even_if_nobody_can_be_asked(scratch: Scratch) {
        let mut house = House::open(&scratch).await;
        house.get(SAMANTHA).await.expect(200);
        house.delete(&format!("{OWNER}/pets/7")).await.expect(204);
        rows_become(&house.customers.db, "customers_outbox", 0).await;
        house.post(SAMANTHA, json!({"description": "remembered"})).await.problem(404);
        house.customers.stop().await;
        house.post(SAMANTHA, json!({"description": "on trust"})).await.problem(404);
        house.visits.restart().await;
        house.post(SAMANTHA, json!({"description": "on trust"})).await.problem(404);
        assert_eq!(sql::rows(&house.visits.db, "visits").await, 2);
        house.post("/api/visits/owners/6/pets/8/visits", json!({})).await.expect(201);
    }

    async fn no_visit_slips_in_while_its_pet_is_removed(scratch: Scratch) {
        let house = House::open(&scratch).await;
        house.get(SAMANTHA).await.expect(200);
        let mut posts = tokio::task::JoinSet::new();
        for number in 0..40 {
            let http = (*house).clone();
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
        everything_is_delivered(&house).await;
        house.post(SAMANTHA, json!({})).await.problem(404);
    }

    async fn word_of_many_pets_is_delivered(scratch: Scratch) {
        let mut house = House::open(&scratch).await;
        house.visits.stop().await;
        let pets = format!("{OWNER}/pets");
        for number in 0..120 {
            house.post(&pets, json!({"name": format!("Pet {number}"), "typeId": 1})).await.expect(201);
        }
        house.delete(OWNER).await.expect(204);
        assert_eq!(sql::rows(&house.customers.db, "customers_outbox").await, 122);
        house.visits.restart().await;
        rows_become(&house.customers.db, "customers_outbox", 0).await;
        assert_eq!(sql::rows(&house.visits.db, "removed_pets").await, 122);
    }
}
