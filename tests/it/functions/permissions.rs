//! The real programs use exactly the AWS permissions that the table of services declares.

use std::collections::BTreeSet;
use std::fs;
use std::time::Duration;

use contract::permission::{Action, Resource};
use contract::service::Service;
use contract::settings::secrets::{
    ADMIN_NOTIFICATIONS, ADMIN_PASSWORDS, ASSISTANT_KEY, OIDC_CLIENT, OPERATOR_TOKEN, SLACK_WEBHOOK,
};
use contract::settings::{common_path, service_path};
use model_stand_in::{Answer, ModelStandIn};
use serde_json::{Value, json};
use tokio::time::timeout;
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, ResponseTemplate};
use xtask::workspace::root;

use super::function::Function;
use super::migrate_harness::MigrateHarness;
use super::recorder::{Asked, Recorder};
use crate::admin::issuer::{Browser, CLIENT, Issuer, SECRET};
use crate::cloud::task::Task;

const ENV: &str = "dev";
/// Longest that a process takes to ask for everything.
const PATIENCE: Duration = Duration::from_secs(10);

/// The operations and resources that the table permits a service.
fn declared(service: Service) -> BTreeSet<Asked> {
    let permissions = service.row().may.iter();
    let each = permissions.flat_map(|it| it.actions.iter().map(move |action| (action, &it.on)));
    each.filter_map(|(Action { operation, .. }, on)| Some(((*operation)?, on)))
        .flat_map(|(operation, on)| names(service, on).into_iter().map(|it| (operation.to_owned(), it)))
        .collect()
}

/// A resource's names in requests.
fn names(service: Service, resource: &Resource) -> Vec<String> {
    let databases = Service::with_database;
    match resource {
        Resource::OwnParameters => vec![common_path(ENV), service_path(ENV, service)],
        Resource::ParametersOfDatabases => {
            databases().map(|it| service_path(ENV, it)).chain([common_path(ENV)]).collect()
        }
        Resource::Secret(secret) => vec![secret.name_for(ENV, service)],
        Resource::SecretOfDatabases(secret) => databases().map(|it| secret.name_for(ENV, it)).collect(),
        Resource::Namespace => vec!["petclinic.local".to_owned()],
        // Such requests name none.
        Resource::Account => vec![String::new()],
        Resource::Model { id, .. } | Resource::Guardrail(id) => vec![id.default_for(ENV, service)],
    }
}

/// Compares a process's requests with its permissions, after waiting until it has used all of them.
async fn assert_as_declared(service: Service, recorder: &Recorder) {
    let declared = declared(service);
    // If a request is missing in the end, the comparison names it.
    let _ = timeout(PATIENCE, recorder.has(&declared)).await;
    let asked = recorder.asked();
    assert_eq!(asked, declared, "{service}");
    for (operation, what) in asked {
        eprintln!("{service}: {operation} {what}");
    }
}

/// A harness with a database server, and with everything in AWS that any service needs.
async fn harness(slack: &MockServer) -> MigrateHarness {
    let harness = MigrateHarness::open().await;
    harness.aws.create_namespace().await;
    harness.aws.keep_secret(&OPERATOR_TOKEN.shared_name(ENV), &json!("open-sesame")).await;
    harness.aws.keep_secret(&ASSISTANT_KEY.shared_name(ENV), &json!("sk-testing")).await;
    harness.aws.keep_secret(&ADMIN_PASSWORDS.shared_name(ENV), &json!("rosebud")).await;
    harness.aws.keep_secret(&ADMIN_NOTIFICATIONS.shared_name(ENV), &json!({})).await;
    harness.aws.keep_secret(&OIDC_CLIENT.shared_name(ENV), &json!(SECRET)).await;
    harness.aws.keep_secret(&SLACK_WEBHOOK.shared_name(ENV), &json!({ "url": slack.uri() })).await;
    harness
}

impl MigrateHarness {
    /// A recorder, and the environment of a process whose requests to AWS pass through it.
    async fn recorded(&self) -> (Recorder, Vec<(&'static str, String)>) {
        let mut variables = self.variables();
        let url = variables.iter_mut().find(|it| it.0 == "AWS_ENDPOINT_URL").unwrap();
        let recorder = Recorder::before(&url.1).await;
        url.1 = recorder.url();
        variables.push(("PETCLINIC_DISCOVERY_REFRESH_INTERVAL", "500ms".to_owned()));
        (recorder, variables)
    }
}

async fn task(harness: &MigrateHarness, service: Service) -> (Task, Recorder) {
    task_with(harness, service, &[]).await
}

async fn task_with(
    harness: &MigrateHarness,
    service: Service,
    set: &[(&'static str, &str)],
) -> (Task, Recorder) {
    let (recorder, mut variables) = harness.recorded().await;
    variables.extend(set.iter().map(|(name, value)| (*name, (*value).to_owned())));
    let task = Task::start(service, &variables, &[]).await;
    harness.aws.register(service, task.address.port()).await;
    // Behind a proxy, an operator presents a token, which the service compares with its secret.
    let operator = task.http.request(reqwest::Method::GET, "/actuator/info");
    let operator = operator.header("x-forwarded-for", "203.0.113.7").bearer_auth("open-sesame");
    assert_eq!(operator.send().await.unwrap().status(), 200);
    (task, recorder)
}

fn question(text: &str) -> Value {
    let path = root().join("functions/genai/events/http-api-ask.json");
    let mut event: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    event["body"] = json!({ "question": text }).to_string().into();
    event
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_service_does_on_aws_just_what_its_row_declares() {
    let slack = MockServer::start().await;
    Mock::given(method("POST")).respond_with(ResponseTemplate::new(200)).mount(&slack).await;
    let harness = harness(&slack).await;

    let (recorder, variables) = harness.recorded().await;
    let mut migrate = Function::start(Service::Migrate, &variables).await;
    migrate.invoke(json!({})).await.unwrap();
    assert_as_declared(Service::Migrate, &recorder).await;

    let (recorder, variables) = harness.recorded().await;
    let mut notifier = Function::start(Service::SlackNotifier, &variables).await;
    let path = root().join("functions/slack-notifier/events/alarm.json");
    let event = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    notifier.invoke(event).await.unwrap();
    assert_as_declared(Service::SlackNotifier, &recorder).await;

    let (customers, of_customers) = task(&harness, Service::Customers).await;
    let (_vets, of_vets) = task(&harness, Service::Vets).await;
    let (_visits, of_visits) = task(&harness, Service::Visits).await;
    let issuer = Issuer::start().await;
    let signs_in = [
        ("PETCLINIC_OIDC_ISSUER", issuer.url.as_str()),
        ("PETCLINIC_OIDC_CLIENT_ID", CLIENT),
        ("PETCLINIC_ADMIN_PUBLIC_URL", "https://clinic.example"),
    ];
    let (admin, of_admin) = task_with(&harness, Service::Admin, &signs_in).await;
    let mut browser = Browser::at(admin.address);
    let led = browser
        .sign_in(&issuer, issuer.claims(&["petclinic-viewers"], &json!({"exp": 4_000_000_000_u32})))
        .await;
    assert_eq!(led.to, "/console");
    assert!(led.cookie.unwrap().starts_with("__Host-petclinic-admin="));
    let password = json!({ "username": "operator", "password": "rosebud" });
    admin.http.post("/admin/session", password).await.expect(200);
    let notifications = admin.http.request(reqwest::Method::GET, "/admin/notifications");
    assert_eq!(notifications.bearer_auth("open-sesame").send().await.unwrap().status(), 200);
    let alarms = admin.http.request(reqwest::Method::GET, "/admin/alarms").bearer_auth("open-sesame");
    assert_eq!(alarms.send().await.unwrap().status(), 200);
    customers.http.get("/api/customers/owners/6/details").await.expect(200);
    assert_as_declared(Service::Customers, &of_customers).await;
    assert_as_declared(Service::Vets, &of_vets).await;
    assert_as_declared(Service::Visits, &of_visits).await;
    assert_as_declared(Service::Admin, &of_admin).await;

    let (of_genai, _functions) = genai(&harness).await;
    assert_as_declared(Service::Genai, &of_genai).await;
}

/// Asks the assistant, with each provider, for a vet for an animal's condition.
async fn genai(harness: &MigrateHarness) -> (Recorder, Vec<Function>) {
    let models = ModelStandIn::start().await.unwrap();
    let (recorder, variables) = harness.recorded().await;
    // The emulator has no Bedrock, so a second recorder passes requests to the stand-in.
    let of_models = Recorder::before(&models.url()).await;
    let mut on_bedrock = variables.clone();
    on_bedrock.push(("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", of_models.url()));
    let mut on_openai = variables;
    on_openai.push(("PETCLINIC_ASSISTANT_PROVIDER", "openai".to_owned()));
    on_openai.push(("PETCLINIC_ASSISTANT_URL", models.openai_url()));
    on_openai.push(("PETCLINIC_ASSISTANT_MODEL", "llama3.1".to_owned()));
    let mut functions = Vec::new();
    for variables in [on_bedrock, on_openai] {
        models.next(Answer::call("match_vets", &json!({ "need": "my dog broke a tooth" })));
        models.next(Answer::text(["Sharon Jenkins."]));
        let mut function = Function::start(Service::Genai, &variables).await;
        let answer = function.invoke(question("Who can help? My dog broke a tooth.")).await.unwrap();
        assert_eq!(answer["statusCode"], 200, "{answer}: {:#?}", function.lines());
        // It goes on to look for changes of its peers.
        functions.push(function);
    }
    recorder.add(of_models.asked());
    (recorder, functions)
}
