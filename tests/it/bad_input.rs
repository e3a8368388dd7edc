//! Requests with invalid fields: each response names the field and the rule, and the database stays unchanged.

use db::Db;
use db::testing::Scratch;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::Clinic;
use crate::http::{Http, Reply};
use crate::owners::owner;
use crate::shared::reading;
use crate::sql;

pub(crate) const OWNERS: &str = "/api/customers/owners";
pub(crate) const OWNER: &str = "/api/customers/owners/1";
pub(crate) const PETS: &str = "/api/customers/owners/1/pets";
pub(crate) const PET: &str = "/api/customers/owners/1/pets/1";
pub(crate) const VISITS: &str = "/api/visits/owners/6/pets/7/visits";
pub(crate) const VISIT: &str = "/api/visits/owners/6/pets/7/visits/1";

const BLANK: &str = "must not be blank";
const CONTROL: &str = "must not contain control characters";
const TELEPHONE: &str = "must be a number of up to 12 digits, without spaces or dashes";
const DAY: &str = "must be a day as yyyy-MM-dd";

/// Every operation with a body, with a valid body.
pub(crate) fn writes() -> [(Method, &'static str, Value); 6] {
    [
        (Method::POST, OWNERS, owner("Good")),
        (Method::PUT, OWNER, owner("Good")),
        (Method::POST, PETS, json!({"name": "Good", "typeId": 1})),
        (Method::PUT, PET, json!({"name": "Good", "typeId": 1})),
        (Method::POST, VISITS, json!({"description": "good"})),
        (Method::PUT, VISIT, json!({"description": "good"})),
    ]
}

/// The row counts and checksums of the tables.
pub(crate) async fn state(db: &Db) -> Vec<i64> {
    let mut state = Vec::new();
    for (table, columns) in [
        ("owners", "version + length(first_name) + length(last_name)"),
        ("pets", "version + length(name)"),
        ("visits", "version"),
        ("customers_outbox", "pet_id"),
        ("removed_pets", "pet_id"),
        ("customers_idempotency_keys", "created_at"),
        ("visits_idempotency_keys", "created_at"),
    ] {
        state.push(sql::rows(db, table).await);
        state.push(
            sql::number(db, &format!("select cast(coalesce(sum({columns}), 0) as signed) from {table}"))
                .await,
        );
    }
    state
}

pub(crate) async fn send(clinic: &Http, method: &Method, path: &str, body: &Value) -> Reply {
    clinic.send(method.clone(), path, Some("application/json"), body.to_string()).await
}

/// Checks that a field of a body breaks a rule on every path. `Value::Null` also leaves the field out, except where that keeps it.
async fn check(clinic: &Http, paths: &[&str], field: &str, bad: Value, rule: &str) {
    for (method, path, good) in writes().into_iter().filter(|it| paths.contains(&it.1)) {
        let mut body = good;
        body[field] = bad.clone();
        let broken = send(clinic, &method, path, &body).await.broken(400);
        assert_eq!(broken, [(field.to_owned(), rule.to_owned())], "{method} {path} {field} = {bad}");
        if bad.is_null() && ![OWNER, PET].contains(&path) {
            body.as_object_mut().unwrap().remove(field);
            let broken = send(clinic, &method, path, &body).await.broken(400);
            assert_eq!(broken, [(field.to_owned(), rule.to_owned())], "{method} {path} without {field}");
        }
    }
}

reading! {
    async fn texts_that_break_their_rules(clinic: Shared) {
        let owners: &[&str] = &[OWNERS, OWNER];
        let fields = [
            (owners, "firstName", 30),
            (owners, "lastName", 30),
            (owners, "address", 255),
            (owners, "city", 80),
            (&[PETS, PET], "name", 30),
        ];
        for (paths, field, most) in fields {
            for bad in [Value::Null, json!(""), json!("  "), json!("\u{3000}")] {
                check(clinic, paths, field, bad, BLANK).await;
            }
            for bad in ["a\0b", "a\nb", "a\tb", "a\u{1b}[31m", "a\u{7f}", "a\u{85}b"] {
                check(clinic, paths, field, json!(bad), CONTROL).await;
            }
            let limit = format!("must have at most {most} characters");
            for letter in ["x", "é", "강", "🐶"] {
                check(clinic, paths, field, json!(letter.repeat(most + 1)), &limit).await;
            }
            for bad in [json!(7), json!(true), json!(["x"]), json!({"x": 1})] {
                check(clinic, paths, field, bad, "must be a string").await;
            }
        }
    }

    async fn telephones_that_are_none(clinic: Shared) {
        for (bad, rule) in [
            (Value::Null, BLANK),
            (json!(""), BLANK),
            (json!(" "), BLANK),
            (json!("608 555"), TELEPHONE),
            (json!("608-555"), TELEPHONE),
            (json!("(608)"), TELEPHONE),
            (json!("1.5"), TELEPHONE),
            (json!("abc"), TELEPHONE),
            (json!("+"), TELEPHONE),
            (json!("٦٠٨"), TELEPHONE),
            (json!("608\0"), TELEPHONE),
            (json!("1234567890123"), "must have at most 12 digits"),
            (json!("000000000000000000001"), "must have at most 20 characters"),
            (json!(6_085_551_023_i64), "must be a string"),
        ] {
            check(clinic, &[OWNERS, OWNER], "telephone", bad, rule).await;
        }
    }

    async fn ids_in_bodies_that_are_none(clinic: Shared) {
        for bad in [
            json!("x"),
            json!(""),
            json!(1.5),
            json!(true),
            json!([1]),
            json!(3_000_000_000_i64),
            json!("-1"),
        ] {
            check(clinic, &[PETS, PET], "typeId", bad.clone(), "must be a whole number").await;
            check(clinic, &[VISITS, VISIT], "petId", bad, "must be a whole number").await;
        }
        for bad in [json!(7), json!(0), json!(-1)] {
            check(clinic, &[PETS, PET], "typeId", bad, "must be the id of a pet type").await;
        }
        check(clinic, &[PETS], "typeId", Value::Null, "must be the id of a pet type").await;
    }

    async fn every_broken_rule_is_reported_at_once(clinic: Shared) {
        let broken = clinic.post(OWNERS, json!({})).await.broken(400);
        let fields: Vec<_> = broken.iter().map(|it| it.0.as_str()).collect();
        assert_eq!(fields, ["firstName", "lastName", "address", "city", "telephone"]);
        let problem = clinic.post(PETS, json!({"birthDate": "2030-01-01"})).await.problem(400);
        assert_eq!(
            problem["detail"],
            "typeId must be the id of a pet type; name must not be blank; birthDate must not be in the future"
        );
        assert_eq!(problem["path"], PETS);
        assert_eq!(problem["error"], "Bad Request");
        assert_eq!(problem["timestamp"], "2026-05-20T12:00:00.000Z");
    }
}

db::on_both! {
    async fn names_in_which_there_is_nothing_to_see(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let before = state(&scratch.db).await;
        for name in
            ["\u{200b}", "\u{3164}", "\u{2800}", "\u{ad}", " \u{feff} ", "a\u{202e}b", "a\u{2066}b", "\u{e0041}"]
        {
            for (method, path) in [(Method::POST, OWNERS), (Method::PUT, OWNER)] {
                let mut owner = crate::owners::owner("Davis");
                owner["firstName"] = json!(name);
                let broken = send(&clinic, &method, path, &owner).await.broken(400);
                assert_eq!(broken[0].0, "firstName", "{name:?}");
            }
        }
        assert_eq!(state(&scratch.db).await, before);
    }

    async fn days_that_are_none(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let before = state(&scratch.db).await;
        for bad in [
            json!(""),
            json!("2018-02-30"),
            json!("2019-02-29"),
            json!("31.12.2018"),
            json!("2018-1-1"),
            json!("2018/12/31"),
            json!("2018-12-31 junk"),
            json!("2018-12-31T"),
            json!("0000-00-00"),
            json!("0999-12-31"),
            json!("10000-01-01"),
            json!("-2018-12-31"),
            json!("yesterday"),
            json!(20_181_231),
            json!([2018, 12, 31]),
        ] {
            check(&clinic, &[PETS, PET], "birthDate", bad.clone(), DAY).await;
            check(&clinic, &[VISITS, VISIT], "date", bad, DAY).await;
        }
        for future in ["2026-05-21", "2026-05-21T00:00:00.000Z", "9999-12-31"] {
            check(&clinic, &[PETS, PET], "birthDate", json!(future), "must not be in the future").await;
        }
        for old in ["1000-01-01", "1826-05-19"] {
            let rule = "must not be more than 200 years ago";
            check(&clinic, &[PETS, PET], "birthDate", json!(old), rule).await;
            check(&clinic, &[VISITS, VISIT], "date", json!(old), rule).await;
        }
        for far in ["2036-05-21", "9999-12-31"] {
            check(&clinic, &[VISITS, VISIT], "date", json!(far), "must be at most 10 years ahead").await;
        }
        let born = clinic.get("/api/customers/owners/6/pets/7").await.json()["birthDate"].clone();
        let rule = format!("must not be before the pet's birth, {}", born.as_str().unwrap());
        for early in ["1900-01-01", "1995-09-03"] {
            check(&clinic, &[VISITS, VISIT], "date", json!(early), &rule).await;
        }
        assert_eq!(state(&scratch.db).await, before);
        for good in [born, json!("2036-05-20")] {
            clinic.put(VISIT, json!({"date": good})).await.expect(204);
        }
        let today = json!({"name": "Newborn", "birthDate": crate::harness::TODAY, "typeId": 1});
        clinic.post(PETS, today).await.expect(201);
    }

    async fn descriptions_that_do_not_fit(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let before = state(&scratch.db).await;
        let paths = &[VISITS, VISIT];
        check(&clinic, paths, "description", json!("x".repeat(8193)), "must have at most 8192 characters")
            .await;
        let rule = "must not contain control characters other than tabs and line ends";
        for bad in ["a\0", "\u{b}", "\u{1b}[0m", "\u{80}"] {
            check(&clinic, paths, "description", json!(bad), rule).await;
        }
        check(&clinic, paths, "description", json!(7), "must be a string").await;
        assert_eq!(state(&scratch.db).await, before);
    }

    async fn every_letter_that_is_taken_comes_back(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        for letter in ["🐶", "강", "é", "Ø", "e\u{301}", "漢", "'", "\"", "\\", "%", "\u{200d}", "İ", "ß"]
        {
            let count = letter.chars().count();
            let text = |most: usize| format!("a{}", letter.repeat((most - 1) / count));
            let body = json!({
                "firstName": text(30), "lastName": text(30), "address": text(255), "city": text(80), "telephone": "+0000000123456789012"
            });
            let added = clinic.post(OWNERS, body.clone()).await.expect(201);
            let found = clinic.get(&format!("{OWNERS}/{}", added.id())).await.expect(200).json();
            let text = |most: usize| text(most).replace("e\u{301}", "é");
            for (field, value) in body.as_object().unwrap() {
                assert_eq!(found[field], value.as_str().unwrap().replace("e\u{301}", "é"), "{letter}");
            }
            let pet = clinic
                .post(&format!("{OWNERS}/{}/pets", added.id()), json!({"name": text(30), "typeId": 1}))
                .await
                .expect(201);
            assert_eq!(pet.json()["name"], text(30));
            let details = clinic.get(&format!("/api/gateway/owners/{}", added.id())).await.expect(200).json();
            assert_eq!(details["pets"][0]["name"], text(30));
            let visit = clinic.post(VISITS, json!({"description": text(8192)})).await.expect(201);
            let found = clinic.get(&format!("{VISITS}/{}", visit.id())).await.expect(200).json();
            assert_eq!(found["description"], text(8192));
        }
    }
}
