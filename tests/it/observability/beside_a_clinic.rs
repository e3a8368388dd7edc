//! `petclinic --observe` runs Prometheus and Alertmanager beside the clinic, if they are installed.

use std::time::Duration;

use contract::admin::Role;
use contract::service::Service;
use rustix::process::Signal;
use serde_json::{Value, json};
use xtask::prometheus;

use crate::admin::Person;
use crate::harness::{NOW, eventually_within, prepared};
use crate::program::Program;

/// A clinic in memory.
const OBSERVED: [&str; 3] = ["--database", "sqlite::memory:", "--observe"];

async fn answer(url: &str) -> Option<Value> {
    reqwest::get(url).await.ok()?.json().await.ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn prometheus_scrapes_the_clinic_and_ends_with_it() {
    let folder = prometheus::find("prometheus").unwrap();
    let folder = folder.parent().unwrap().to_str().unwrap();
    let place = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", place.path().join("clinic.db").display());
    // Its passwords are made up before, since it shows them on a terminal alone.
    let db = prepared(&url.parse().unwrap(), Service::Admin).await;
    let passwords = admin::first_passwords(&db, NOW).await.unwrap().unwrap();
    db.close().await;
    let arguments = ["--database", &url, "--observe", "--allow-faults"];
    let mut program = Program::start_with(arguments, ("PATH", folder)).await;
    let said = program.next_line().await;
    let urls: Vec<_> = said.split([' ', ',']).filter(|it| it.starts_with("http://")).collect();
    let [prometheus, alertmanager] = urls[..] else { panic!("{said}") };

    let up = format!("{prometheus}/api/v1/query?query=up%7Bservice%3D%22petclinic%22%7D%20%3D%3D%201");
    let is_up = async || answer(&up).await.is_some_and(|it| it["data"]["result"][0].is_object());
    eventually_within(Duration::from_secs(60), "Prometheus scrapes the clinic", is_up).await;
    let rules = answer(&format!("{prometheus}/api/v1/rules")).await.unwrap();
    assert!(rules["data"]["groups"].as_array().unwrap().len() > 8, "{rules}");
    let found = answer(&format!("{prometheus}/api/v1/alertmanagers")).await.unwrap();
    let known = found["data"]["activeAlertmanagers"][0]["url"].as_str().unwrap();
    assert!(known.starts_with(alertmanager), "{known}");
    let status = answer(&format!("{alertmanager}/api/v2/status")).await.unwrap();
    assert_eq!(status["cluster"]["status"], "disabled");

    let operator =
        Person::sign_in(&program.http, program.http.address(), Role::Operator, passwords.of(Role::Operator))
            .await;
    let alarms = operator.json("/admin/alarms").await;
    assert!(alarms["ok"].as_u64().unwrap() > 20 && alarms["problem"].is_null(), "{alarms}");
    let faults = format!("/admin/instances/{}/faults", operator.only("vets").await);
    let change = json!({"every": 1, "error": true, "endsAfterMinutes": 1});
    operator.http.post(&faults, change).await.expect(200);
    let is_seen = async || {
        program.http.get("/api/vets/vets").await.problem(500);
        let alarms = operator.json("/admin/alarms").await;
        alarms["alarms"].as_array().unwrap().iter().any(|it| it["name"] == "FaultsInjected petclinic")
    };
    eventually_within(Duration::from_secs(90), "the console shows that faults are injected", is_seen).await;
    operator.http.delete(&faults).await.expect(204);
    program.http.get("/api/vets/vets").await.expect(200);

    program.signal(Signal::TERM);
    let (status, _, stderr) = program.end().await;
    assert!(status.success() && !stderr.contains("has ended"), "{stderr}");
    assert!(answer(&up).await.is_none(), "Prometheus outlives the clinic");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn prometheus_ends_with_a_clinic_that_is_killed() {
    let folder = prometheus::find("prometheus").unwrap();
    // Where `setpriv` is.
    let path = format!("{}:/usr/bin:/bin", folder.parent().unwrap().display());
    let mut program = Program::start_with(OBSERVED, ("PATH", path.as_str())).await;
    let said = program.next_line().await;
    let server = said.split([' ', ',']).find(|it| it.starts_with("http://")).unwrap().to_owned();
    let config = format!("{server}/api/v1/status/config");
    let answers = async || answer(&config).await.is_some();
    eventually_within(Duration::from_secs(60), "Prometheus answers", answers).await;
    program.signal(Signal::KILL);
    let ended = async || answer(&config).await.is_none();
    eventually_within(Duration::from_secs(30), "Prometheus has ended", ended).await;
}

#[tokio::test]
async fn a_clinic_without_prometheus_says_so_and_runs() {
    let mut program = Program::start_with(OBSERVED, ("PATH", "/nonexistent")).await;
    assert!(program.next_line().await.contains("is not installed"));
    program.http.get("/api/vets/vets").await.expect(200);
    program.signal(Signal::TERM);
    assert!(program.end().await.0.success());
}
