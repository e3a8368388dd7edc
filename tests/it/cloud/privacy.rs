//! No log contains personal data or secrets.

use contract::settings;
use serde_json::json;

use super::harness::{AwsHarness, PASSWORD, TOKEN};

/// Texts that identify a person.
const PERSON: [&str; 4] = ["Zacharias", "Quintavalle", "17 Hidden Lane", "5550199123"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_log_has_personal_data_or_secrets_whatever_happens() {
    let harness =
        AwsHarness::open(&[(settings::Log::LEVEL, "debug"), (settings::Traces::SAMPLING, "1.0")]).await;
    let [first, last, address, telephone] = PERSON;
    let person = json!({
        "firstName": first, "lastName": last, "address": address, "city": "Madison", "telephone": telephone,
    });
    let http = &harness.http;
    let id = http.post("/api/customers/owners", person.clone()).await.expect(201).id();
    let owner = format!("/api/customers/owners/{id}");
    http.put(&owner, person.clone()).await.expect(204);
    http.get(&format!("/api/customers/owners?lastName={last}")).await.expect(200);
    http.get(&format!("/api/customers/owners?lastName={last}&size=none")).await.expect(400);
    let mut wrong = person.clone();
    wrong["telephone"] = json!(format!("{telephone}x"));
    http.post("/api/customers/owners", wrong).await.expect(400);
    let pet = json!({"name": last, "birthDate": "2020-01-01", "typeId": 1});
    let pet = http.post(&format!("{owner}/pets"), pet).await.expect(201).id();
    let visits = format!("/api/visits/owners/{id}/pets/{pet}/visits");
    http.post(&visits, json!({"description": format!("{first} is worried")})).await.expect(201);
    http.get(&format!("/api/gateway/owners/{id}")).await.expect(200);
    http.get(&format!("/api/customers/{last}/{telephone}")).await.expect(404);
    http.get_with("/actuator", ("Authorization", &format!("Bearer {TOKEN}"))).await.expect(200);
    http.get_with(&owner, ("X-Request-Id", "walk-1")).await.expect(200);
    // A failed statement's error names its cause, which goes into the log.
    harness.administer("alter table petclinic_customers.owners rename column city to town").await;
    http.post("/api/customers/owners", person).await.expect(500);

    harness.customers.logs("the failure is told", |it| it["level"] == "ERROR").await;
    for task in harness.tasks() {
        for line in task.lines() {
            for secret in PERSON.iter().chain(&[PASSWORD, TOKEN]) {
                assert!(!line.contains(secret), "{secret} in {line}");
            }
        }
    }
    let log = harness.customers.log();
    let request = log.iter().find(|it| it["requestId"] == "walk-1").expect("a line of the request");
    assert_eq!((&request["route"], &request["status"]), (&json!("findOwner"), &json!(200)));
    assert!(
        request["durationMs"].is_number() && request["traceId"].as_str().is_some_and(|it| it.len() == 32)
    );
}
