//! Shutdown: every request that arrived in time gets its answer.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use db::testing::Scratch;
use model_stand_in::{Answer, ModelStandIn};
use rustix::process::Signal;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Duration, Instant};

use crate::harness::eventually;
use crate::owners::owner;
use crate::program::Program;

const GET: &[u8] = b"GET /api/customers/owners/1 HTTP/1.1\r\nhost: localhost\r\n\r\n";

/// A complete response: its status, whether the connection stays open, and the body.
struct Response {
    status: u16,
    goes_on: bool,
    body: Value,
}

/// Reads a complete response; fails if it is cut off.
async fn read(stream: &mut TcpStream) -> Result<Response, String> {
    let mut bytes = Vec::new();
    loop {
        let mut headers = [httparse::EMPTY_HEADER; 32];
        let mut head = httparse::Response::new(&mut headers);
        if let httparse::Status::Complete(start) = head.parse(&bytes).map_err(|it| it.to_string())? {
            let find = |name: &str| {
                let header = head.headers.iter().find(|it| it.name.eq_ignore_ascii_case(name))?;
                std::str::from_utf8(header.value).ok()
            };
            let length: usize = find("content-length").unwrap().parse().unwrap();
            if bytes.len() >= start + length {
                let body =
                    serde_json::from_slice(&bytes[start..start + length]).map_err(|it| it.to_string())?;
                let goes_on = find("connection").is_none_or(|it| it != "close");
                return Ok(Response { status: head.code.unwrap(), goes_on, body });
            }
        }
        match stream.read_buf(&mut bytes).await {
            Ok(0) => return Err(format!("the connection ended after {} bytes", bytes.len())),
            Ok(_) => {}
            Err(error) => return Err(format!("after {} bytes: {error}", bytes.len())),
        }
    }
}

/// Sends requests until the port refuses connections. Every accepted connection must answer each of its requests.
async fn ask(address: SocketAddr, keeps_alive: bool, answered: Arc<AtomicUsize>) -> Result<(), String> {
    while let Ok(mut stream) = TcpStream::connect(address).await {
        loop {
            stream.write_all(GET).await.map_err(|it| it.to_string())?;
            let answer = read(&mut stream).await?;
            if (answer.status, answer.body["lastName"].as_str()) != (200, Some("Franklin")) {
                return Err(format!("{}: {}", answer.status, answer.body));
            }
            answered.fetch_add(1, Ordering::Relaxed);
            if !keeps_alive || !answer.goes_on {
                break;
            }
        }
    }
    Ok(())
}

async fn loses_nothing(scratch: &Scratch, signal: Signal) {
    let program = Program::start(["--database", &scratch.url.to_string()]).await;
    let address = program.http.address();
    let answered = Arc::new(AtomicUsize::new(0));
    let mut clients = JoinSet::new();
    for number in 0..40 {
        clients.spawn(ask(address, number % 2 == 0, answered.clone()));
    }
    eventually("there is load", async || answered.load(Ordering::Relaxed) >= 1000).await;
    program.signal(signal);
    let before = answered.load(Ordering::Relaxed);
    let outcomes = clients.join_all().await;
    let after = answered.load(Ordering::Relaxed);
    let lost: Vec<_> = outcomes.into_iter().filter_map(Result::err).collect();
    assert!(lost.is_empty(), "{} of {after} requests were lost: {lost:?}", lost.len());
    assert!(after > before, "{before} before, {after} in all");
    let (status, _, stderr) = program.end().await;
    assert_eq!(status.code(), Some(0), "{stderr}");
    assert!(!stderr.contains("panicked") && !stderr.contains("ERROR"), "{stderr}");
}

db::on_both! {
    async fn a_terminated_clinic_answers_all_that_it_was_asked(scratch: Scratch) {
        loses_nothing(&scratch, Signal::TERM).await;
    }

    async fn an_interrupted_clinic_answers_all_that_it_was_asked(scratch: Scratch) {
        loses_nothing(&scratch, Signal::INT).await;
    }

    async fn a_request_that_takes_its_time_is_still_carried_out(scratch: Scratch) {
        let program = Program::start(["--database", &scratch.url.to_string()]).await;
        let address = program.http.address();
        let body = owner("Slow").to_string();
        let (first, second) = body.split_at(body.len() / 2);
        let mut stream = TcpStream::connect(address).await.unwrap();
        let head = format!(
            "POST /api/customers/owners HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(format!("{head}{first}").as_bytes()).await.unwrap();
        // After this response, the clinic has read the other request's head.
        program.http.get("/health").await.expect(200);
        program.signal(Signal::TERM);
        eventually("nobody new is let in", async || TcpStream::connect(address).await.is_err()).await;
        stream.write_all(second.as_bytes()).await.unwrap();
        let answer = read(&mut stream).await.unwrap();
        assert_eq!((answer.status, answer.goes_on), (201, false));
        assert_eq!(answer.body["lastName"], "Slow");
        let (status, _, stderr) = program.end().await;
        assert_eq!(status.code(), Some(0), "{stderr}");
        assert_eq!(crate::sql::rows(&scratch.db, "owners").await, 11);
    }

    async fn an_idle_connection_does_not_keep_it_from_stopping(scratch: Scratch) {
        let program = Program::start(["--database", &scratch.url.to_string()]).await;
        let mut idle = TcpStream::connect(program.http.address()).await.unwrap();
        idle.write_all(GET).await.unwrap();
        read(&mut idle).await.unwrap();
        let silent = TcpStream::connect(program.http.address()).await.unwrap();
        program.signal(Signal::TERM);
        let (status, _, stderr) = program.end().await;
        assert_eq!(status.code(), Some(0), "{stderr}");
        assert_eq!(idle.read(&mut [0; 1]).await.unwrap(), 0);
        drop(silent);
    }

    async fn a_client_that_neither_asks_nor_listens_does_not_keep_it_from_stopping(scratch: Scratch) {
        let program = Program::start(["--database", &scratch.url.to_string()]).await;
        let mut half = TcpStream::connect(program.http.address()).await.unwrap();
        half.write_all(b"GET /health HT").await.unwrap();
        let began = Instant::now();
        program.signal(Signal::TERM);
        let (status, _, stderr) = program.end().await;
        assert_eq!(status.code(), Some(0), "{stderr}");
        assert!(began.elapsed() < Duration::from_secs(15), "well before the deadline of 25 s");
        drop(half);
    }

    async fn a_second_signal_ends_it_at_once(scratch: Scratch) {
        let program = Program::start(["--database", &scratch.url.to_string()]).await;
        let mut slow = TcpStream::connect(program.http.address()).await.unwrap();
        let head = "POST /api/customers/owners HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n";
        slow.write_all(head.as_bytes()).await.unwrap();
        program.http.get("/health").await.expect(200);
        program.signal(Signal::INT);
        let address = program.http.address();
        eventually("nobody new is let in", async || TcpStream::connect(address).await.is_err()).await;
        program.signal(Signal::INT);
        let (status, _, stderr) = program.end().await;
        assert_eq!(status.code(), Some(0), "{stderr}");
        assert!(stderr.contains("a second time"), "{stderr}");
    }

    async fn a_signal_right_after_it_is_ready_stops_it_in_good_order(scratch: Scratch) {
        for _ in 0..5 {
            let program = Program::start(["--database", &scratch.url.to_string()]).await;
            program.signal(Signal::INT);
            let (status, _, stderr) = program.end().await;
            assert_eq!(status.code(), Some(0), "{stderr}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_is_streamed_comes_to_its_end_while_the_program_stops() {
    let model = ModelStandIn::start().await.unwrap();
    let pause = Duration::from_millis(200);
    model.always(Answer { pause, ..Answer::text(["Leo ", "is ", "a ", "cat ", "indeed."]) });
    let program = Program::start([
        "--database",
        "sqlite::memory:",
        "--assistant-url",
        &model.openai_url(),
        "--assistant-model",
        "stand-in",
    ])
    .await;
    let body = r#"{"question":"What is Leo?"}"#;
    let request = format!(
        "POST /api/genai/chat HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(program.http.address()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut heard = Vec::new();
    while !String::from_utf8_lossy(&heard).contains("event: token") {
        assert_ne!(stream.read_buf(&mut heard).await.unwrap(), 0, "{}", String::from_utf8_lossy(&heard));
    }
    program.signal(Signal::TERM);
    stream.read_to_end(&mut heard).await.unwrap();
    let heard = String::from_utf8_lossy(&heard);
    assert!(heard.contains("indeed.") && heard.contains("event: end"), "{heard}");
    let (status, _, stderr) = program.end().await;
    assert_eq!(status.code(), Some(0), "{stderr}");
    assert!(!stderr.contains("were ended"), "nobody is blamed: {stderr}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn those_who_listen_to_the_agenda_do_not_keep_the_program_from_stopping() {
    let program = Program::start(["--database", "sqlite::memory:"]).await;
    let mut stream = TcpStream::connect(program.http.address()).await.unwrap();
    stream.write_all(b"GET /api/visits/agenda/events HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    let mut heard = Vec::new();
    while !String::from_utf8_lossy(&heard).contains("event: alive") {
        assert_ne!(stream.read_buf(&mut heard).await.unwrap(), 0, "{}", String::from_utf8_lossy(&heard));
    }
    program.signal(Signal::TERM);
    stream.read_to_end(&mut heard).await.unwrap();
    let heard = String::from_utf8_lossy(&heard);
    assert!(heard.ends_with("\r\n0\r\n\r\n"), "it ends as a whole: {heard}");
    let (status, _, stderr) = program.end().await;
    assert_eq!(status.code(), Some(0), "{stderr}");
    assert!(!stderr.contains("were ended"), "nobody is blamed: {stderr}");
}
