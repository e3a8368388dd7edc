use contract::service::Service;
use serde_json::json;

use super::clinic::{Clinic, STACKS};
use super::{leftovers, rights, slack};
use crate::harness::eventually;
use crate::load_plan::Plan;

/// One test for all of it, since each step needs what the one before has left.
#[tokio::test]
async fn the_deployed_clinic_serves_and_changes_and_recovers_and_goes() {
    let mut clinic = Clinic::prepare().await;
    clinic.deploy().await;

    serves_people(&clinic).await;
    answers_questions(&clinic).await;
    rights::are_what_each_program_needs(&clinic).await;
    slack::learns_of_an_alarm_and_its_end_once(&clinic).await;

    let again = clinic.deploy().await;
    assert_eq!(
        again.stdout.matches("(no changes)").count() + again.stderr.matches("(no changes)").count(),
        STACKS
    );

    a_setting_changes_alone(&mut clinic).await;
    a_broken_image_is_taken_back(&mut clinic).await;

    clinic.destroy().await;
    leftovers::are_what_is_kept(&clinic).await;
}

/// Through the distribution, the API, the link and the load balancer, to tasks that find each other.
async fn serves_people(clinic: &Clinic) {
    let http = clinic.http().await;
    let page = http.get("/").await.expect(200);
    assert!(page.header("content-type").unwrap().starts_with("text/html"), "{page:?}");
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    assert!(page.header("strict-transport-security").is_some());

    let details = async || http.get("/api/gateway/owners/6").await.expect(200).json();
    eventually("customers finds visits", async || details().await["visitsComplete"].is_null()).await;
    assert_eq!(details().await["pets"][0]["visits"][0]["description"], "rabies shot");
    Plan::walk(&http).await.has_left_its_marks().await;

    // The API refuses a body without a required field; the service refuses what only it understands.
    let empty = http.post("/api/customers/owners", json!({})).await;
    assert_eq!(empty.status, 400);
    let nobody = http.get("/api/customers/owners/4711").await;
    assert_eq!(nobody.problem(404)["path"], "/api/customers/owners/4711");
    // What is only for other services or for operators cannot be reached.
    for path in ["/internal/customers/statistics", "/actuator/env"] {
        let page = http.get(path).await;
        assert!(page.header("content-type").is_some_and(|it| it.contains("html")), "{path}: {page:?}");
    }
}

async fn answers_questions(clinic: &Clinic) {
    let http = clinic.http().await;
    let question = json!({ "question": "How many owners are there?" });
    let answer = http.post("/api/genai", question.clone()).await.expect(200).json();
    assert_eq!(answer["toolCalls"], json!([{ "name": "clinic_statistics", "succeeded": true }]), "{answer}");
    let text = answer["answer"].as_str().unwrap();
    assert!(text.contains("owners: 15"), "{text}");
    assert!(!clinic.account.models.requests().is_empty());

    let stream = http.post("/api/genai/chat", question).await.expect(200);
    assert!(stream.header("content-type").unwrap().starts_with("text/event-stream"), "{stream:?}");
    assert!(stream.text.contains("event: token") && stream.text.contains("event: end"), "{}", stream.text);
}

async fn a_setting_changes_alone(clinic: &mut Clinic) {
    clinic.choose("log.level", "debug");
    let diff = clinic.diff().await;
    let changes: Vec<_> = diff.stdout.lines().filter(|it| it.contains("] AWS::")).collect();
    assert!(matches!(changes.as_slice(), [one] if one.contains("[~] AWS::SSM::Parameter")), "{changes:?}");

    let before = clinic.service(Service::Visits).await["deployments"][0]["id"].clone();
    clinic.deploy().await;
    let task = clinic.task(Service::Visits).await;
    eventually("a running task has the new level", async || {
        task.get("/actuator/loggers/ROOT").await.json()["effectiveLevel"] == "DEBUG"
    })
    .await;
    assert_eq!(clinic.service(Service::Visits).await["deployments"][0]["id"], before);
}

async fn a_broken_image_is_taken_back(clinic: &mut Clinic) {
    let task = clinic.service(Service::Visits).await["taskDefinition"].clone();
    clinic.account.push_built("broken", Service::tasks().filter(|it| *it != Service::Visits));
    clinic.account.push_broken(Service::Visits, "broken");
    clinic.choose("release", "broken");
    clinic.deploy_in_vain().await.says("ECS Deployment Circuit Breaker was triggered");

    let visits = clinic.service(Service::Visits).await;
    assert_eq!((&visits["runningCount"], &visits["desiredCount"]), (&json!(1), &json!(1)), "{visits}");
    assert_eq!(visits["taskDefinition"], task);
    let http = clinic.http().await;
    let details = async || http.get("/api/gateway/owners/6").await.expect(200).json();
    eventually("the old tasks serve", async || details().await["visitsComplete"].is_null()).await;
}
