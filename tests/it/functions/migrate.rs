//! `migrate` on its own database servers: alone, concurrently, and after a kill.

use std::time::Duration;

use contract::service::Service;
use contract::settings;
use contract::settings::secrets::{DATABASE, DATABASE_ADMIN};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio::time::timeout;
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::function::Function;
use super::migrate_harness::MigrateHarness;
use crate::cloud::task::Task;

const PATIENCE: Duration = Duration::from_secs(60);

/// Whether a report says that a service had nothing left to do.
fn is_up_to_date(done: &Value) -> bool {
    done["schemaCreated"] == false
        && done["userCreated"] == false
        && done["passwordChanged"] == false
        && done["sampleData"] == false
        && done["migrations"] == json!([])
        && done["revoked"] == json!([])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_empty_server_gets_all_that_services_need_and_they_start() {
    let harness = MigrateHarness::open().await;
    let mut function = harness.function().await;
    let report = function.invoke(json!({})).await.unwrap();
    let services = report["services"].as_array().unwrap();
    assert_eq!(services.len(), Service::with_database().count());
    for (done, service) in services.iter().zip(Service::with_database()) {
        assert_eq!(done["service"], service.name());
        assert_eq!(done["schema"], format!("petclinic_{service}"));
        assert!(done["schemaCreated"] == true && done["userCreated"] == true, "{done}");
        assert!(done["migrations"].as_array().unwrap().len() > 1, "{done}");
    }
    let again = function.invoke(json!({})).await.unwrap();
    assert!(again["services"].as_array().unwrap().iter().all(is_up_to_date), "{again}");
    // A service may check whether its tables are up to date, but may not migrate them.
    let vets = Task::start(Service::Vets, &harness.variables(), &[]).await;
    let list = vets.http.get("/api/vets/vets").await.expect(200).json();
    assert_eq!(list.as_array().unwrap().len(), 6);
    for refused in ["create table petclinic_vets.more (id int)", "select * from petclinic_customers.owners"] {
        let told = harness.try_as(Service::Vets, refused).await.unwrap_err();
        assert!(told.contains("denied"), "{refused}: {told}");
    }
    let log = function.lines().join("\n");
    // Every password begins with this; the rest may be escaped.
    assert!(log.contains("user vets created") && !log.contains("secret-"), "{log}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_at_once_on_an_empty_server_end_in_one_correct_schema() {
    let harness = MigrateHarness::open().await;
    let mut functions = JoinSet::new();
    for _ in 0..10 {
        let mut function = harness.function().await;
        functions.spawn(async move { function.invoke(json!({})).await });
    }
    let reports: Vec<_> = functions.join_all().await.into_iter().map(Result::unwrap).collect();
    // Exactly one of them did each step.
    for (index, service) in Service::with_database().enumerate() {
        let done = || reports.iter().map(|it| &it["services"][index]);
        for what in ["schemaCreated", "userCreated", "sampleData"] {
            let times = done().filter(|it| it[what] == true).count();
            assert_eq!(times, 1, "{service} {what}");
        }
        let mut applied: Vec<_> =
            done().flat_map(|it| it["migrations"].as_array().unwrap().clone()).collect();
        let times = applied.len();
        applied.sort_by_key(Value::as_i64);
        applied.dedup();
        assert_eq!(applied.len(), times, "{service}: {applied:?}");
    }
    let together = harness.fingerprint().await;
    harness.empty().await;
    harness.function().await.invoke(json!({})).await.unwrap();
    assert_eq!(together, harness.fingerprint().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_point_it_is_killed_at_the_next_one_finishes_it() {
    let harness = MigrateHarness::open().await;
    harness.function().await.invoke(json!({})).await.unwrap();
    let complete = harness.fingerprint().await;
    let all = harness.tables().await;
    let mut interrupted = 0;
    // Kills at points from before the first statement to the last table; the exact point varies with timing.
    for tables in (0..all).step_by(3).chain([all]) {
        harness.empty().await;
        let killed = harness.function().await;
        killed.send(json!({}));
        let seen = async { while harness.tables().await < tables {} };
        timeout(PATIENCE, seen).await.unwrap_or_else(|_| panic!("{:#?}", killed.lines()));
        killed.kill().await;
        interrupted += u32::from(harness.tables().await < all);
        let report = harness.function().await.invoke(json!({})).await;
        assert!(report.is_ok(), "killed with {tables} tables: {report:?}");
        assert_eq!(harness.fingerprint().await, complete, "killed with {tables} tables");
    }
    assert!(interrupted > 1, "killed too late");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cloudformation_gets_its_response_where_it_waits_for_it() {
    let harness = MigrateHarness::open().await;
    let bucket = MockServer::start().await;
    Mock::given(method("PUT")).respond_with(ResponseTemplate::new(200)).mount(&bucket).await;
    let request = |kind: &str| {
        json!({
            "RequestType": kind,
            "ResponseURL": format!("{}/response?X-Amz-Signature=hush", bucket.uri()),
            "StackId": "arn:aws:cloudformation:us-west-2:123456789012:stack/data/6a9c4e70",
            "RequestId": "7bfe2d54-710a-4a13-a7ba-3b1f7d2d1f7b",
            "LogicalResourceId": "Migration",
            "ResourceType": "Custom::Migration",
            "ResourceProperties": {"ServiceToken": "arn:aws:lambda:us-west-2:123456789012:function:migrate"}
        })
    };
    let mut function = harness.function().await;
    for kind in ["Create", "Update", "Delete"] {
        function.invoke(request(kind)).await.unwrap();
    }
    harness.forget_admin().await;
    function.invoke(request("Update")).await.unwrap();
    let responses: Vec<Value> =
        bucket.received_requests().await.unwrap().iter().map(|it| it.body_json().unwrap()).collect();
    let statuses: Vec<_> = responses.iter().map(|it| it["Status"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["SUCCESS", "SUCCESS", "SUCCESS", "FAILED"]);
    let told = responses[0]["Data"]["vets"].as_str().unwrap();
    assert!(told.starts_with("schema petclinic_vets created, migrations 1 to "), "{told}");
    assert!(responses[3]["Reason"].as_str().unwrap().contains("Access denied"), "{}", responses[3]);
    // The existing data remains.
    assert!(harness.tables().await > 0);
    let log = function.lines().join("\n");
    assert!(log.contains("Access denied") && !log.contains("hush"), "{log}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mistake_is_reported_and_changes_nothing() {
    let harness = MigrateHarness::open().await;
    let mut function = harness.function().await;
    let vets = DATABASE.name_for("dev", Service::Vets);
    harness.keep_login(&vets, "administrator", "another-secret").await;
    let admin = DATABASE_ADMIN.shared_name("dev");
    told(&mut function, &[&vets, &admin, "the same database user"]).await;
    harness.keep_login(&vets, "customers", "another-secret").await;
    told(&mut function, &[&vets, "petclinic/dev/customers/database", "the same database user"]).await;
    harness.keep_login(&vets, "vets", MigrateHarness::PASSWORD).await;
    harness.forget_admin().await;
    told(&mut function, &["Access denied for user 'administrator'"]).await;
    harness.put_for(Service::Visits, settings::Database::URL, "mysql://visits@127.0.0.1/elsewhere").await;
    told(&mut function, &["database.url is set for visits"]).await;
    assert_eq!(harness.tables().await, 0);
    assert!(!function.lines().join("\n").contains("another-secret"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_that_is_being_rotated_is_left_alone_and_one_that_was_lost_is_set() {
    let harness = MigrateHarness::open().await;
    let mut function = harness.function().await;
    function.invoke(json!({})).await.unwrap();
    // The server has the next password already; the secret has it as pending.
    harness.run("alter user 'vets'@'%' identified by 'secret-to-come'").await;
    harness.keep_pending(Service::Vets, "secret-to-come").await;
    let report = function.invoke(json!({})).await.unwrap();
    assert!(report["services"].as_array().unwrap().iter().all(is_up_to_date), "{report}");
    harness.run("alter user 'visits'@'%' identified by 'secret-of-nobody'").await;
    let report = function.invoke(json!({})).await.unwrap();
    let changed: Vec<_> =
        report["services"].as_array().unwrap().iter().filter(|it| !is_up_to_date(it)).collect();
    assert_eq!((changed.len(), &changed[0]["service"]), (1, &json!("visits")), "{report}");
    harness.try_as(Service::Visits, "select 1 from petclinic_visits.visits").await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_settings_are_reported_to_whoever_waits() {
    let harness = MigrateHarness::open().await;
    let mut variables = harness.variables();
    variables.push(("PETCLINIC_LOG_LEVEL", "loud".to_owned()));
    let mut function = Function::start(Service::Migrate, &variables).await;
    told(&mut function, &["PETCLINIC_LOG_LEVEL"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newer_database_is_refused_and_left_as_it_is() {
    let harness = MigrateHarness::open().await;
    let mut function = harness.function().await;
    function.invoke(json!({})).await.unwrap();
    harness.run(
        "insert into petclinic_vets._migrations_vets (version, description, success, checksum, execution_time) \
         values (9999, 'future', true, 'x', 0)",
    )
    .await;
    let before = harness.fingerprint().await;
    told(&mut function, &["vets", "newer than this program", "9999"]).await;
    assert_eq!(harness.fingerprint().await, before);
}

/// Fails unless an invocation fails with these words and without a password in its error.
async fn told(function: &mut Function, words: &[&str]) {
    let error = function.invoke(json!({})).await.unwrap_err();
    assert_eq!(error["errorType"], "Failed");
    let told = error["errorMessage"].as_str().unwrap();
    assert!(words.iter().all(|it| told.contains(it)), "{told}");
    assert!(!told.contains("secret-"), "{told}");
    assert!(!told.contains("another-secret"), "{told}");
}
