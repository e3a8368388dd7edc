//! The admin server and the actuator of a clinic on one machine, as web pages and forged texts attack them.

use contract::process_routes;
use contract::route::{Audience, Route};
use contract::routes;
use contract::service::Service;
use reqwest::Method;
use rustix::process::Signal;
use serde_json::json;

use crate::http::Reply;
use crate::program::Program;

const ARGUMENTS: [&str; 5] = ["--database", "sqlite::memory:", "--log-level", "debug", "--allow-faults"];

/// The paths of operators, each with a method that it takes.
fn operators() -> impl Iterator<Item = (Method, String)> {
    let admin = routes::ALL.iter().filter(|it| it.service == Some(Service::Admin));
    let actuator = process_routes::ALL.iter().filter(|it| it.audience == Audience::Operators);
    let method = |it: &Route| Method::from_bytes(it.method.as_str().as_bytes()).unwrap();
    let path = |it: &Route| it.path.replace("{instanceId}", "0123456789ab").replace(['{', '}', '*'], "");
    admin.chain(actuator).map(move |it| (method(it), path(it)))
}

#[tokio::test]
async fn a_page_that_gives_its_own_name_this_machines_address_reaches_nothing() {
    let program = Program::start(ARGUMENTS).await;
    let mut walked = 0;
    for (method, path) in operators() {
        for host in ["rebound.example", "rebound.example:8080", "127.0.0.1.rebound.example"] {
            let request = program.http.request(method.clone(), &path).header("host", host);
            let request =
                request.header("x-requested-with", "console").header("x-forwarded-host", "localhost");
            Reply::of(request.json(&json!({}))).await.problem(421);
        }
        walked += 1;
    }
    assert!(walked > 40, "{walked}");
    program.signal(Signal::TERM);
    program.end().await;
}

#[tokio::test]
async fn what_a_client_writes_begins_no_line_of_the_log() {
    const FORGED: &str = "2026-05-20T12:00:00Z ERROR admin: all is lost";
    let program = Program::start(ARGUMENTS).await;
    for name in [format!("operator\n{FORGED}"), format!("\r\n{FORGED}"), format!("\u{1b}[2K\u{2028}{FORGED}")]
    {
        let reply = program.http.post("/admin/session", json!({"username": name, "password": "x"})).await;
        assert!([400, 401].contains(&reply.status), "{}", reply.status);
    }
    let forged = FORGED.replace(' ', "%20");
    for path in [
        format!("/actuator/loggers/peers%0A{forged}"),
        format!("/actuator/metrics/x%0D%0A{forged}"),
        format!("/admin/applications/x%0A{forged}"),
    ] {
        let change = json!({"configuredLevel": "DEBUG"});
        Reply::of(program.http.request(Method::POST, &path).json(&change)).await;
        program.http.get(&path).await;
    }
    let tail = program.http.get("/actuator/logfile").await.expect(200).text;
    program.signal(Signal::TERM);
    let (_, _, log) = program.end().await;
    for shown in [tail, log] {
        assert!(!shown.is_empty());
        let is_forged = |line: &&str| line.trim_start().starts_with(FORGED);
        assert_eq!(shown.split(['\n', '\r', '\u{2028}', '\u{85}']).find(is_forged), None);
        assert!(!shown.contains('\u{1b}'), "{shown}");
    }
}
