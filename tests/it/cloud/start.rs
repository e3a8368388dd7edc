//! How services start, and faults that prevent it.

use std::time::Duration;

use contract::service::Service;
use contract::settings;
use tokio::time::Instant;

use super::aws::Aws;
use super::task::{Task, run};

/// The time limit for a service to report that Parameter Store is unreachable.
const TOLD: Duration = Duration::from_secs(10);

fn variables(more: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    more.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn offline_a_service_starts_on_defaults() {
    let task = Task::start(Service::Customers, &[], &["--offline"]).await;
    assert_eq!(task.http.get("/api/customers/owners/1").await.expect(200).json()["lastName"], "Franklin");
    assert_eq!(task.http.get("/ready").await.status, 200);
    let port = task.address.port().to_string();
    let healthy = run(Service::Customers, &[], &["health", "--port", &port]).await;
    assert!(healthy.status.success(), "{healthy:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn offline_a_database_that_is_not_to_be_migrated_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = format!("sqlite://{}", folder.path().join("clinic.db").display());
    let mut environment =
        variables(&[("PETCLINIC_DATABASE_URL", &file), ("PETCLINIC_DATABASE_MIGRATE", "false")]);
    let task = Task::start(Service::Vets, &environment, &["--offline"]).await;
    assert!(task.http.get("/api/vets/vets").await.status >= 500, "there are no tables");
    drop(task);
    environment.pop();
    let task = Task::start(Service::Vets, &environment, &["--offline"]).await;
    task.http.get("/api/vets/vets").await.expect(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_that_does_not_answer_is_not_healthy() {
    let unhealthy = run(Service::Vets, &[], &["health", "--port", "1"]).await;
    assert_eq!(unhealthy.status.code(), Some(2));
    let told = String::from_utf8(unhealthy.stderr).unwrap();
    assert!(told.starts_with("vets-service: unhealthy on port 1: "), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_without_parameter_store_says_so_in_time() {
    // A Parameter Store that refuses, one that hangs, and none at all.
    let aws = Aws::start().await;
    aws.moto.pause().unwrap();
    let hanging = aws.moto.environment();
    let mut refusing = hanging.clone();
    refusing[0].1 = "http://127.0.0.1:1".to_owned();
    for environment in [refusing, hanging, Vec::new()] {
        let began = Instant::now();
        let ended = run(Service::Visits, &environment, &[]).await;
        assert!(began.elapsed() < TOLD, "{:?}", began.elapsed());
        assert_eq!(ended.status.code(), Some(2), "{ended:?}");
        let told = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(told.lines().count(), 1, "{told}");
        for part in ["visits-service: ", "/petclinic/dev/", "--offline"] {
            assert!(told.contains(part), "{part} is not in {told}");
        }
        let shown = run(Service::Visits, &environment, &["config"]).await;
        let told = String::from_utf8(shown.stderr).unwrap();
        assert!(told.starts_with("visits-service: ") && told.lines().count() > 1, "{told}");
        assert!(told.lines().all(|it| it.chars().count() <= 80), "a person at a terminal reads it: {told}");
    }
    aws.moto.resume().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missing_secret_is_named() {
    let aws = Aws::start().await;
    let ended = run(Service::Vets, &aws.moto.environment(), &[]).await;
    assert_eq!(ended.status.code(), Some(2), "{ended:?}");
    let told = String::from_utf8(ended.stderr).unwrap();
    assert!(told.contains("no secret petclinic/dev/vets/database"), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_bad_settings_are_reported_at_once_with_their_layers() {
    let aws = Aws::start().await;
    aws.put(settings::Server::PORT, "eighty").await;
    aws.put_for(Service::Vets, settings::Database::MAX_CONNECTIONS, "0").await;
    let mut environment = aws.moto.environment();
    environment
        .extend(variables(&[("PETCLINIC_LOG_FORMAT", "xml"), ("PETCLINIC_DATABASE_URL", "mysql//:hush")]));
    let ended = run(Service::Vets, &environment, &[]).await;
    assert_eq!(ended.status.code(), Some(78), "{ended:?}");
    let told = String::from_utf8(ended.stderr).unwrap();
    for part in [
        "PETCLINIC_LOG_FORMAT",
        "PETCLINIC_DATABASE_URL",
        "database.max-connections from /petclinic/dev/vets/database.max-connections must be",
    ] {
        assert!(told.contains(part), "{part} is not in {told}");
    }
    assert!(!told.contains("hush"), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn effective_settings_are_shown_with_their_layers_and_without_secrets() {
    let aws = Aws::start().await;
    aws.put(settings::Peers::TRIP_AFTER, "7").await;
    let mut environment = aws.moto.environment();
    environment.extend(variables(&[("PETCLINIC_DATABASE_URL", "mysql://me:hush@127.0.0.1/clinic")]));
    let shown = run(Service::Customers, &environment, &["config"]).await;
    assert!(shown.status.success(), "{shown:?}");
    let text = String::from_utf8(shown.stdout).unwrap();
    let line = |key: &str| text.lines().find(|it| it.starts_with(key)).unwrap().to_owned();
    assert!(line("peers.trip-after ").ends_with("/petclinic/dev/common/peers.trip-after"), "{text}");
    assert!(line("log.level ").ends_with("  live  default"), "{text}");
    assert!(line("database.url ").contains("******") && !text.contains("hush"), "{text}");
}
