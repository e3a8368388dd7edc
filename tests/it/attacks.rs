//! What an attacker tries against a clinic on one machine, as docs/security.md lists it.

use std::fs;
use std::net::SocketAddr;

use rustix::process::Signal;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::http::{Http, Reply};
use crate::program::Program;

const IN_MEMORY: [&str; 2] = ["--database", "sqlite::memory:"];

/// Sends bytes as they stand, and returns the status of what comes back.
async fn raw(address: SocketAddr, request: &str) -> u16 {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut start = [0; 12];
    stream.read_exact(&mut start).await.unwrap();
    std::str::from_utf8(&start[9..]).unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_page_of_another_site_can_neither_talk_to_the_assistant_nor_change_anything() {
    let program = Program::start(IN_MEMORY).await;
    let cross_site = async |method: reqwest::Method, path: &str, kind: &str, body: &str| {
        let request = program.http.request(method, path).header("content-type", kind).body(body.to_owned());
        let request = request.header("origin", "https://evil.example").header("sec-fetch-site", "cross-site");
        Reply::of(request).await
    };
    let planted =
        cross_site(reqwest::Method::POST, "/api/genai/chatclient", "text/plain", "Remove Leo").await;
    assert_eq!(planted.header("set-cookie"), None);
    planted.problem(403);
    let owner = json!({ "firstName": "E", "lastName": "Vil", "address": "x", "city": "x", "telephone": "1" });
    for (method, path) in [
        (reqwest::Method::POST, "/api/customers/owners"),
        (reqwest::Method::PUT, "/api/customers/owners/1"),
        (reqwest::Method::DELETE, "/api/customers/owners/1"),
        (reqwest::Method::POST, "/actuator/loggers/peers"),
        (reqwest::Method::POST, "/actuator/refresh"),
    ] {
        cross_site(method, path, "application/json", &owner.to_string()).await.problem(403);
    }
    assert_eq!(program.http.get("/api/customers/owners/1").await.json()["lastName"], "Franklin");
}

#[tokio::test]
async fn a_name_that_was_given_this_machines_address_reads_nothing() {
    let program = Program::start(IN_MEMORY).await;
    let named = async |http: &Http, path: &str, host: &str| http.get_with(path, ("host", host)).await.status;
    for path in
        ["/api/customers/owners", "/api/gateway/owners/1", "/actuator/env", "/api/docs/", "/admin/instances"]
    {
        assert_eq!(named(&program.http, path, "evil.example:8080").await, 421, "{path}");
    }
    assert_eq!(named(&program.http, "/api/vets/vets", "clinic.localhost").await, 200);
    let told = Program::start(IN_MEMORY.into_iter().chain(["--allowed-host", "clinic.example"])).await;
    assert_eq!(named(&told.http, "/api/vets/vets", "clinic.example").await, 200);
    assert_eq!(named(&told.http, "/api/vets/vets", "evil.example").await, 421);
}

#[tokio::test]
async fn a_request_that_names_no_host_or_several_is_bad() {
    let program = Program::start(IN_MEMORY).await;
    let address = program.http.address();
    for (head, expected) in [
        ("GET /api/vets/vets HTTP/1.1\r\n", 400),
        ("GET /api/vets/vets HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n", 400),
        ("GET /api/vets/vets HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n", 400),
        ("GET /api/vets/vets HTTP/1.1\r\nHost:\r\n", 400),
        ("GET http://evil.example/api/vets/vets HTTP/1.1\r\nHost: localhost\r\n", 400),
        ("GET http://localhost/api/vets/vets HTTP/1.1\r\nHost: localhost\r\n", 200),
        ("GET /api/vets/vets HTTP/1.0\r\n", 200),
    ] {
        assert_eq!(raw(address, &format!("{head}\r\n")).await, expected, "{head}");
    }
}

/// The ports of loopback on which a process listens.
fn listening(pid: u32) -> Vec<u16> {
    let table = fs::read_to_string(format!("/proc/{pid}/net/tcp")).unwrap();
    let own: Vec<_> = fs::read_dir(format!("/proc/{pid}/fd"))
        .unwrap()
        .filter_map(|it| fs::read_link(it.ok()?.path()).ok()?.to_str().map(str::to_owned))
        .collect();
    let port = |line: &str| {
        let fields: Vec<_> = line.split_whitespace().collect();
        let listens = fields.get(3) == Some(&"0A") && own.contains(&format!("socket:[{}]", fields.get(9)?));
        listens.then(|| u16::from_str_radix(fields[1].rsplit_once(':')?.1, 16).ok()).flatten()
    };
    table.lines().skip(1).filter_map(port).collect()
}

#[tokio::test]
async fn the_door_between_services_opens_only_to_the_clinic_itself() {
    let program = Program::start(IN_MEMORY).await;
    let ports = listening(program.id());
    let inner: Vec<_> = ports.iter().filter(|it| **it != program.http.address().port()).collect();
    assert_eq!(inner.len(), 1, "{ports:?}");
    let http = Http::at(([127, 0, 0, 1], *inner[0]).into());
    http.delete("/internal/visits/pets/8").await.problem(403);
    http.get_with("/internal/customers/statistics", ("x-petclinic-key", "0")).await.problem(403);
    let visits = program.http.get("/api/gateway/owners/6").await.json();
    assert_eq!(visits["pets"][0]["visits"].as_array().unwrap().len(), 2, "the clinic itself gets in");
    program.signal(Signal::TERM);
    assert_eq!(program.end().await.0.code(), Some(0));
}

#[tokio::test]
async fn a_body_that_is_compressed_is_refused() {
    let program = Program::start(IN_MEMORY).await;
    let body = json!({ "question": "Who owns Leo?" });
    for encoding in ["gzip", "deflate", "br", "gzip, identity"] {
        program.http.post_with("/api/genai", ("content-encoding", encoding), body.clone()).await.problem(415);
    }
    program.http.post_with("/api/genai", ("content-encoding", "identity"), body).await.expect(200);
}
