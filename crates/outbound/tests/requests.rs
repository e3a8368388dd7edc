//! Requests over the wire.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers as well")]

use std::time::Duration;

use http::Method;
use outbound::{Address, Client, Error};
use tokio::net::TcpListener;
use wiremock::matchers::{body_string, header, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

const A_WHILE: Duration = Duration::from_secs(10);

fn address(url: &str) -> Address {
    Address::parse(url).unwrap()
}

#[tokio::test]
async fn a_body_arrives_and_the_answer_comes_back_whatever_its_status() {
    let server = MockServer::start().await;
    Mock::given(method("PUT"))
        .and(path("/a%3Ab"))
        .and(query_param("signature", "hush"))
        .and(header("content-type", "text/x"))
        .and(body_string("hello"))
        .respond_with(ResponseTemplate::new(429).insert_header("Retry-After", "3").set_body_string("slow"))
        .mount(&server)
        .await;
    let client = Client::new().unwrap();
    let to = address(&format!("{}/a%3Ab?signature=hush", server.uri()));
    let answer = client.send(Method::PUT, &to, Some("text/x"), "hello", A_WHILE).await.unwrap();
    assert_eq!((answer.status, answer.text.as_str()), (429, "slow"));
    assert_eq!(answer.headers["retry-after"], "3");
}

#[tokio::test]
async fn no_content_type_is_sent_where_none_is_given() {
    let server = MockServer::start().await;
    Mock::given(method("PUT")).respond_with(ResponseTemplate::new(200)).mount(&server).await;
    let client = Client::new().unwrap();
    client.send(Method::PUT, &address(&server.uri()), None, "x", A_WHILE).await.unwrap();
    let requests = server.received_requests().await.unwrap();
    assert!(!requests[0].headers.contains_key("content-type"));
}

#[tokio::test]
async fn a_long_answer_is_cut_and_not_waited_for() {
    let server = MockServer::start().await;
    let long = ResponseTemplate::new(500).set_body_string("x".repeat(1 << 20));
    Mock::given(method("POST")).respond_with(long).mount(&server).await;
    let client = Client::new().unwrap();
    let answer = client.send(Method::POST, &address(&server.uri()), None, "x", A_WHILE).await.unwrap();
    assert_eq!(answer.status, 500);
    assert!(answer.text.len() <= 4096);
}

#[tokio::test]
async fn who_is_silent_or_gone_is_reported_by_host_and_without_the_secret() {
    let client = Client::new().unwrap();
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let to = address(&format!("http://{}/hush", silent.local_addr().unwrap()));
    let within = Duration::from_millis(50);
    let told = client.send(Method::POST, &to, None, "x", within).await.unwrap_err();
    assert_eq!(told, Error::TimedOut { host: "127.0.0.1".to_owned(), within });
    drop(silent);
    let told = client.send(Method::POST, &to, None, "x", A_WHILE).await.unwrap_err().to_string();
    assert!(told.starts_with("no answer from 127.0.0.1: "), "{told}");
    assert!(told.contains("refused") && !told.contains("hush"), "{told}");
}

#[tokio::test]
async fn a_server_that_cannot_prove_who_it_is_gets_nothing() {
    let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let to = address(&format!("https://{}/hush", server.local_addr().unwrap()));
    let speaking = tokio::spawn(async move {
        use tokio::io::AsyncReadExt;
        let (mut connection, _) = server.accept().await.unwrap();
        let mut heard = vec![0; 4096];
        let read = connection.read(&mut heard).await.unwrap();
        heard.truncate(read);
        heard
    });
    let told = Client::new().unwrap().send(Method::POST, &to, None, "hush", A_WHILE).await.unwrap_err();
    assert!(!told.to_string().contains("hush"), "{told}");
    let heard = speaking.await.unwrap();
    // A TLS record with a handshake in it.
    assert_eq!(heard[0], 0x16);
    assert!(!String::from_utf8_lossy(&heard).contains("hush"));
}
