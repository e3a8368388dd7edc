//! Streaming latency of the assistant: how much later than the model's own stream an answer's first piece arrives.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use model_stand_in::{Answer, ModelStandIn};
use serde::Serialize;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

use crate::environment::Environment;
use crate::measure::median;
use crate::process::Process;

/// The time limit for one answer.
const LIMIT: Duration = Duration::from_secs(10);
/// The model's pause before each piece, long enough that no two pieces arrive together.
const THINKING: Duration = Duration::from_millis(20);
/// Answers per round.
const ANSWERS: usize = 20;

/// Time from the question to the answer's first piece, in milliseconds.
#[derive(Debug, Serialize)]
pub(crate) struct FirstPiece {
    pub(crate) database: &'static str,
    /// For a client that asks the model directly.
    pub(crate) model: f64,
    /// For a client that asks the assistant.
    pub(crate) assistant: f64,
    /// The difference: the median over alternating questions.
    pub(crate) later: f64,
}

/// Measures both databases.
pub(crate) async fn measure(environment: &Environment) -> Result<Vec<FirstPiece>> {
    let model = ModelStandIn::start().await?;
    model.always(Answer { pause: THINKING, ..Answer::text(["Leo ", "is ", "a ", "cat."]) });
    let at_model: SocketAddr = model.url().trim_start_matches("http://").parse()?;
    let mut found = Vec::new();
    for database in environment.databases("assistant")? {
        let mut command = environment.petclinic(&database);
        command.arg("--bedrock").env("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", model.url());
        command
            .env("AWS_REGION", "us-west-2")
            .env("AWS_ACCESS_KEY_ID", "bench")
            .env("AWS_SECRET_ACCESS_KEY", "bench");
        let (_clinic, at_clinic) = Process::serve(&mut command)?;
        // The first question to each opens connections, so it does not count.
        until(&ask_model(at_model)).await?;
        until(&ask_assistant(at_clinic)).await?;
        let (mut by_model, mut by_assistant, mut later) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..environment.rounds * ANSWERS {
            let model = until(&ask_model(at_model)).await?;
            let assistant = until(&ask_assistant(at_clinic)).await?;
            by_model.push(model);
            by_assistant.push(assistant);
            later.push(assistant - model);
        }
        let piece = FirstPiece {
            database: database.name,
            model: median(by_model),
            assistant: median(by_assistant),
            later: median(later),
        };
        eprintln!(
            "     {}: first piece after {:.1} ms, {:.1} ms later than the model's",
            piece.database, piece.assistant, piece.later
        );
        found.push(piece);
    }
    Ok(found)
}

/// The address, the request, and the mark of the answer's first piece.
type Question = (SocketAddr, String, &'static str);

fn ask_model(address: SocketAddr) -> Question {
    let body = json!({"messages": [{"role": "user", "content": [{"text": "What is Leo?"}]}]}).to_string();
    let path = "/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse-stream";
    // The stand-in only checks that the signature is for Bedrock.
    let signature = "AWS4-HMAC-SHA256 Credential=bench/20261125/us-west-2/bedrock/aws4_request";
    (address, post(path, &format!("Authorization: {signature}\r\n"), &body), "contentBlockDelta")
}

fn ask_assistant(address: SocketAddr) -> Question {
    let body = json!({"question": "What is Leo?"}).to_string();
    (address, post("/api/genai/chat", "", &body), "event: token")
}

fn post(path: &str, header: &str, body: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n{header}\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// Sends the question and reads the whole answer. Returns the milliseconds until the mark arrived.
async fn until((address, request, mark): &Question) -> Result<f64> {
    let asking = async {
        let mut connection = TcpStream::connect(*address).await?;
        connection.set_nodelay(true)?;
        let asked = Instant::now();
        connection.write_all(request.as_bytes()).await?;
        let mut heard = Vec::new();
        let mut took = None;
        while connection.read_buf(&mut heard).await? > 0 {
            if took.is_none() && heard.windows(mark.len()).any(|it| it == mark.as_bytes()) {
                took = Some(asked.elapsed().as_secs_f64() * 1e3);
            }
        }
        ensure!(heard.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&heard));
        took.with_context(|| format!("no {mark} in {}", String::from_utf8_lossy(&heard)))
    };
    timeout(LIMIT, asking).await.context("no answer")?
}
