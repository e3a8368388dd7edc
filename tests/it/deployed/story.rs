use std::time::Duration;

use contract::service::Service;
use serde_json::{Value, json};
use xtask::frontend;
use xtask::moto::REGION;

use super::clinic::{Clinic, STACKS};
use super::slack::Slack;
use super::{leftovers, operators, rights};
use crate::harness::eventually_within;
use crate::load_plan::Plan;

pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// One test for all of it, since each step needs what the one before has left.
#[tokio::test]
async fn the_deployed_clinic_serves_and_changes_and_recovers_and_goes() {
    let mut clinic = Clinic::prepare().await;
    clinic.deploy().await;

    serves_people(&clinic).await;
    answers_questions(&clinic).await;
    serves_a_browser(&clinic).await;
    keeps_to_the_public_paths(&clinic).await;
    operators::see_every_service(&clinic).await;
    rights::are_what_each_program_needs(&clinic).await;
    let slack = Slack::open(&clinic).await;
    slack.learns_of_an_alarm_and_its_end(&clinic).await;

    assert_eq!(clinic.deploy().await.count("(no changes)"), STACKS);
    a_setting_changes_alone(&mut clinic).await;
    a_broken_image_is_taken_back(&mut clinic).await;
    has_a_log_of_each_program(&clinic).await;
    slack.has_learned_of_nothing_else(&clinic).await;

    clinic.destroy().await;
    leftovers::are_what_is_kept(&clinic).await;
}

/// Through the distribution, the API, the link and the load balancer, to tasks that find each other.
async fn serves_people(clinic: &Clinic) {
    let http = clinic.http().await;
    let index = clinic.file("index.html");
    for path in ["/", "/owners/6"] {
        let page = http.get(path).await.expect(200);
        assert_eq!((&page.text, page.header("cache-control")), (&index, Some("no-cache")), "{path}");
        assert!(page.header("content-type").unwrap().starts_with("text/html"), "{page:?}");
        for (name, value) in contract::site::HEADERS {
            assert_eq!(page.header(name), Some(value), "{path}");
        }
        assert!(page.header("strict-transport-security").is_some());
    }
    let path = index.split('"').find(|it| it.starts_with("/assets/") && it.ends_with(".js")).unwrap();
    let script = http.get(path).await.expect(200);
    assert_eq!(
        (&script.text, script.header("content-type")),
        (&clinic.file(path), Some("text/javascript; charset=utf-8"))
    );
    assert_eq!(script.header("cache-control"), Some("public, max-age=31536000, immutable"));
    for missing in ["/assets/app-00.js", "/assets/none", &format!("{path}.br"), "/favicon.ico"] {
        // ministack says 403 of a missing file also to a distribution that may list its bucket, to which S3 says 404.
        let answer = http.get(missing).await;
        assert!([403, 404].contains(&answer.status) && answer.text != index, "{missing}: {answer:?}");
    }
    find_each_other(clinic).await;
    Plan::walk(&http).await.has_left_its_marks().await;

    // The API refuses a body without a required field, in words of its own. The service refuses what it alone understands.
    let owner = json!({ "firstName": "Ana", "lastName": "Ruiz", "city": "Lima", "telephone": "no number" });
    let refused = http.post("/api/customers/owners", owner.clone()).await.problem(400);
    assert_eq!(refused["detail"], "Invalid request body", "{refused}");
    let mut whole = owner;
    whole["address"] = "Calle 1".into();
    let refused = http.post("/api/customers/owners", whole).await.broken(400);
    assert_eq!(refused[0].0, "telephone", "{refused:?}");
    let nobody = http.get("/api/customers/owners/4711").await;
    assert_eq!(nobody.problem(404)["path"], "/api/customers/owners/4711");
}

/// The web site itself, in a browser that takes the account for the internet.
async fn serves_a_browser(clinic: &Clinic) {
    let (url, address) = (format!("http://{}", clinic.domain().await), clinic.account.address());
    tokio::task::spawn_blocking(move || frontend::visit(&url, address)).await.unwrap().unwrap();
}

async fn find_each_other(clinic: &Clinic) {
    let http = clinic.http().await;
    eventually_within(PATIENCE, "customers finds visits", async || {
        let details = http.get("/api/gateway/owners/6").await;
        details.status == 200 && {
            let details = details.json();
            details["visitsComplete"].is_null()
                && details["pets"][0]["visits"][0]["description"] == "rabies shot"
        }
    })
    .await;
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

/// Neither the distribution nor the API itself leads to what is for other services or for operators.
async fn keeps_to_the_public_paths(clinic: &Clinic) {
    let (site, api) = (clinic.http().await, clinic.api().await);
    api.get("/live/api/vets/vets").await.expect(200);
    for path in ["/internal/customers/statistics", "/actuator/env"] {
        let page = site.get(path).await;
        assert!(page.header("content-type").is_some_and(|it| it.contains("html")), "{path}: {page:?}");
        assert_eq!(api.get(&format!("/live{path}")).await.status, 404, "{path}");
    }
}

async fn a_setting_changes_alone(clinic: &mut Clinic) {
    clinic.choose("log.level", "debug");
    let diff = clinic.diff().await;
    let changes: Vec<_> = diff.stdout.lines().filter(|it| it.contains("] AWS::")).collect();
    assert!(matches!(changes.as_slice(), [one] if one.contains("[~] AWS::SSM::Parameter")), "{changes:?}");

    let before = clinic.service(Service::Visits).await["deployments"][0]["id"].clone();
    assert_eq!(clinic.deploy().await.count("(no changes)"), STACKS - 1);
    let task = clinic.task(Service::Visits).await;
    eventually_within(PATIENCE, "a running task has the new level", async || {
        task.get("/actuator/loggers/ROOT").await.json()["effectiveLevel"] == "DEBUG"
    })
    .await;
    assert_eq!(clinic.service(Service::Visits).await["deployments"][0]["id"], before);
}

async fn a_broken_image_is_taken_back(clinic: &mut Clinic) {
    let before = definitions(clinic).await;
    clinic.account.push_built("broken", Service::tasks().filter(|it| *it != Service::Visits));
    clinic.account.push_broken(Service::Visits, "broken");
    clinic.choose("release", "broken");
    clinic.deploy_failing().await.says("ECS Deployment Circuit Breaker was triggered");

    let stack = json!({ "StackName": "petclinic-dev-07-application" });
    let stack = clinic.account.ask(("cloudformation", "describe_stacks"), stack).await;
    assert_eq!(stack["Stacks"][0]["StackStatus"], "UPDATE_ROLLBACK_COMPLETE", "{stack}");
    assert_eq!(definitions(clinic).await, before);
    find_each_other(clinic).await;
    clinic.choose("release", env!("CARGO_PKG_VERSION"));
    assert!(!clinic.diff().await.stdout.contains("] AWS::"));
}

/// The images of all tasks that run.
async fn definitions(clinic: &Clinic) -> Vec<Value> {
    let mut all = Vec::new();
    for service in Service::tasks() {
        let service = clinic.service(service).await;
        assert_eq!((&service["runningCount"], &service["desiredCount"]), (&json!(1), &json!(1)), "{service}");
        let definition = json!({ "taskDefinition": service["taskDefinition"] });
        let found = clinic.account.ask(("ecs", "describe_task_definition"), definition).await;
        all.push(found["taskDefinition"]["containerDefinitions"][0]["image"].clone());
    }
    all
}

async fn has_a_log_of_each_program(clinic: &Clinic) {
    for service in Service::ALL {
        let group = format!("/petclinic/dev/{service}");
        let wanted = json!({ "region": REGION, "logGroupName": group, "limit": 1 });
        let found = clinic.account.ask(("logs", "filter_log_events"), wanted).await;
        assert_eq!(found["events"].as_array().map(Vec::len), Some(1), "{group}: {found}");
    }
}
