//! Repeated requests: with the same key, they take effect once and get the same answer.

use db::testing::Scratch;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::harness::{Clinic, NOW, eventually};
use crate::http::{Http, Reply};
use crate::owners::owner;
use crate::sql;

const KEY: (&str, &str) = ("idempotency-key", "a-key");

/// The additions: path, body and table.
fn additions() -> [(&'static str, Value, &'static str); 3] {
    [
        ("/api/customers/owners", owner("Once"), "owners"),
        ("/api/customers/owners/1/pets", json!({"name": "Once", "typeId": 1}), "pets"),
        ("/api/visits/owners/1/pets/1/visits", json!({"description": "once"}), "visits"),
    ]
}

/// Sends a request and retries after each 503; the key makes that safe.
async fn insist(http: &Http, path: &str, key: (&str, &str), body: Value) -> Reply {
    loop {
        let reply = http.post_with(path, key, body.clone()).await;
        if reply.status != 503 {
            return reply;
        }
        assert_eq!(reply.header("retry-after"), Some("1"));
    }
}

fn same(one: &Reply, other: &Reply) {
    assert_eq!((one.status, &one.text, one.etag()), (other.status, &other.text, other.etag()));
    assert_eq!(one.header("content-type"), other.header("content-type"));
}

db::on_both! {
    async fn the_same_key_gets_the_same_answer_and_one_row(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        for (number, (path, body, table)) in additions().into_iter().enumerate() {
            let key = format!("key-{number}");
            let before = sql::rows(&scratch.db, table).await;
            let first = clinic.post_with(path, (KEY.0, &key), body.clone()).await.expect(201);
            let second = clinic.post_with(path, (KEY.0, &key), body.clone()).await.expect(201);
            same(&first, &second);
            assert_eq!(sql::rows(&scratch.db, table).await, before + 1);
            let third = clinic.post_with(path, (KEY.0, "another"), body.clone()).await;
            assert_eq!(
                third.status == 201,
                table != "pets",
                "the services have keys of their own: {}",
                third.text
            );
            clinic.post(path, body).await.expect(201);
        }
    }

    async fn the_answer_stays_the_same_whatever_has_happened_since(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let first = clinic.post_with("/api/customers/owners", KEY, owner("Once")).await.expect(201);
        let path = format!("/api/customers/owners/{}", first.id());
        clinic.put(&path, owner("Changed")).await.expect(204);
        same(&first, &clinic.post_with("/api/customers/owners", KEY, owner("Once")).await);
        clinic.delete(&path).await.expect(204);
        same(&first, &clinic.post_with("/api/customers/owners", KEY, owner("Once")).await);
        clinic.get(&path).await.expect(404);
    }

    async fn a_request_is_the_same_however_its_body_is_written(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let send = async |path: &str, body: &str| {
            let request = clinic.request(reqwest::Method::POST, path).header(KEY.0, path.replace('/', "-"));
            Reply::of(request.header("content-type", "application/json").body(body.to_owned())).await
        };
        for (path, first, again, other) in [
            (
                "/api/customers/owners/2/pets",
                r#"{"name": "Once", "typeId": 1}"#,
                r#"{"typeId":1,"name":"\u004fnce"}"#,
                r#"{"typeId":2,"name":"Once"}"#,
            ),
            (
                "/api/visits/owners/2/pets/2/visits",
                r#"{"date": "2026-03-04", "description": "once"}"#,
                "{\n\t\"description\": \"once\",\n\t\"date\": \"2026-03-04\"\n}",
                r#"{"date": "2026-03-05", "description": "once"}"#,
            ),
            (
                "/api/customers/owners",
                r#"{"firstName":"A","lastName":"Once","address":"x","city":"y","telephone":"1"}"#,
                r#"{"telephone":"1", "city":"y", "address":"x", "lastName":"Once", "firstName":"\u0041"}"#,
                r#"{"firstName":"B","lastName":"Once","address":"x","city":"y","telephone":"1"}"#,
            ),
        ] {
            let first = send(path, first).await.expect(201);
            same(&first, &send(path, again).await);
            send(path, other).await.problem(422);
        }
    }

    async fn a_key_used_for_another_request_is_refused(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        for (path, body, table) in additions() {
            let key = (KEY.0, table);
            clinic.post_with(path, key, body.clone()).await.expect(201);
            let before = sql::rows(&scratch.db, table).await;
            let mut other = body;
            other["lastName"] = "Other".into();
            other["description"] = "other".into();
            let broken = clinic.post_with(path, key, other).await.broken(422);
            assert_eq!(broken, [("Idempotency-Key".to_owned(), "was used for another request".to_owned())]);
            assert_eq!(sql::rows(&scratch.db, table).await, before);
        }
        let (_, pet, _) = &additions()[1];
        clinic.post_with("/api/customers/owners/2/pets", (KEY.0, "pets"), pet.clone()).await.problem(422);
        let (_, visit, _) = &additions()[2];
        clinic
            .post_with("/api/visits/owners/2/pets/2/visits", (KEY.0, "visits"), visit.clone())
            .await
            .problem(422);
    }

    async fn two_hundred_requests_at_once_with_one_key_make_one_row(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        for (path, body, table) in additions() {
            let before = sql::rows(&scratch.db, table).await;
            let mut requests = tokio::task::JoinSet::new();
            for _ in 0..200 {
                let (http, body) = ((*clinic).clone(), body.clone());
                requests.spawn(async move { insist(&http, path, (KEY.0, table), body).await });
            }
            let replies = requests.join_all().await;
            for reply in &replies {
                assert_eq!(reply.status, 201, "{table}: {}", reply.text);
                same(reply, &replies[0]);
            }
            assert_eq!(sql::rows(&scratch.db, table).await, before + 1, "{table}");
        }
    }

    async fn a_request_that_fails_does_not_use_up_its_key(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let mut bad = owner("Once");
        bad["telephone"] = "x".into();
        clinic.post_with("/api/customers/owners", KEY, bad).await.problem(400);
        let pets = "/api/customers/owners/11/pets";
        let pet = (KEY.0, "for-a-pet");
        clinic.post_with(pets, pet, json!({"name": "Rex", "typeId": 2})).await.problem(404);
        let visits = "/api/visits/owners/11/pets/14/visits";
        clinic.post_with(visits, KEY, json!({})).await.problem(404);
        assert_eq!(sql::rows(&scratch.db, "customers_idempotency_keys").await, 0);
        assert_eq!(sql::rows(&scratch.db, "visits_idempotency_keys").await, 0);

        assert_eq!(clinic.post_with("/api/customers/owners", KEY, owner("Once")).await.expect(201).id(), 11);
        assert_eq!(
            clinic.post_with(pets, pet, json!({"name": "Rex", "typeId": 2})).await.expect(201).id(),
            14
        );
        clinic.post_with(visits, KEY, json!({})).await.expect(201);
    }

    async fn an_alias_is_the_same_operation(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        for (path, body, table) in additions() {
            let alias =
                path.replace("/api/customers/", "/api/customer/").replace("/api/visits/", "/api/visit/");
            let before = sql::rows(&scratch.db, table).await;
            let first = clinic.post_with(path, (KEY.0, table), body.clone()).await.expect(201);
            same(&first, &clinic.post_with(&alias, (KEY.0, table), body).await);
            assert_eq!(sql::rows(&scratch.db, table).await, before + 1);
        }
    }

    async fn a_request_whose_answer_was_lost_can_be_sent_again(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let body = owner("Lost").to_string();
        let mut stream = TcpStream::connect(clinic.address()).await.unwrap();
        let head = format!(
            "POST /api/customers/owners HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
             idempotency-key: lost\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
        eventually("the request is carried out", async || sql::rows(&scratch.db, "owners").await == 11).await;
        drop(stream);
        let again = clinic.send(Method::POST, "/api/customers/owners", Some("application/json"), "").await;
        again.problem(400);
        let request = clinic.request(Method::POST, "/api/customers/owners").header("idempotency-key", "lost");
        let reply =
            Reply::of(request.header("content-type", "application/json").body(body)).await.expect(201);
        assert_eq!(reply.id(), 11);
        assert_eq!(sql::rows(&scratch.db, "owners").await, 11);
    }

    async fn a_key_is_honoured_for_a_day(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        const DAY: i64 = 24 * 60 * 60;
        let id = clinic.post_with("/api/customers/owners", KEY, owner("Once")).await.expect(201).id();
        clinic.clock.set(NOW + DAY);
        assert_eq!(clinic.post_with("/api/customers/owners", KEY, owner("Once")).await.expect(201).id(), id);
        clinic.clock.set(NOW + DAY + 1);
        assert_ne!(clinic.post_with("/api/customers/owners", KEY, owner("Once")).await.expect(201).id(), id);
        clinic.clock.set(NOW + 2 * DAY + 2);
        clinic.post_with("/api/customers/owners", KEY, owner("Another")).await.expect(201);
    }

    async fn a_key_that_is_none_is_reported(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let long = "k".repeat(256);
        for key in ["", " ", "two words", long.as_str(), "tab\tbed"] {
            let broken =
                clinic.post_with("/api/customers/owners", (KEY.0, key), owner("Once")).await.broken(400);
            assert_eq!(broken[0].0, "Idempotency-Key", "{key:?}");
        }
        clinic.post_with("/api/customers/owners", (KEY.0, &long[..255]), owner("Once")).await.expect(201);
        assert_eq!(sql::rows(&scratch.db, "owners").await, 11);
    }

    async fn a_visit_keeps_its_answer_when_its_pet_is_gone(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let (path, body, _) = additions()[2].clone();
        let first = clinic.post_with(path, KEY, body.clone()).await.expect(201);
        clinic.delete("/api/customers/owners/1/pets/1").await.expect(204);
        clinic.stop().await;
        // A fresh clinic, without the pet in its cache.
        let clinic = Clinic::open(&scratch).await;
        clinic.post_with(path, (KEY.0, "new"), body.clone()).await.problem(404);
        same(&first, &clinic.post_with(path, KEY, body).await);
    }
}
