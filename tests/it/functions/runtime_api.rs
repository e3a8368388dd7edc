//! Lambda's runtime API for one process, with a test's events (<https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>).

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderName, StatusCode};
use axum::routing::{get, post};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::{Mutex, mpsc};

/// The API. It ends with the test's runtime.
pub(super) struct RuntimeApi {
    pub(super) address: SocketAddr,
    events: mpsc::UnboundedSender<(Value, Duration)>,
    outcomes: mpsc::UnboundedReceiver<InvocationResult>,
}

/// A function's outcome for an event: a result, or the body of an error.
pub(super) type InvocationResult = Result<Value, Value>;

struct Shared {
    events: Mutex<mpsc::UnboundedReceiver<(Value, Duration)>>,
    outcomes: mpsc::UnboundedSender<InvocationResult>,
}

impl RuntimeApi {
    pub(super) async fn start() -> Self {
        let (events, waiting) = mpsc::unbounded_channel();
        let (outcomes, told) = mpsc::unbounded_channel();
        let shared = Arc::new(Shared { events: Mutex::new(waiting), outcomes });
        let router = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/{outcome}", post(end))
            .with_state(shared);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, events, outcomes: told }
    }

    /// Sends an event with a time limit to the process.
    pub(super) fn send(&self, event: Value, within: Duration) {
        self.events.send((event, within)).unwrap();
    }

    /// Waits for the outcome of the last event.
    pub(super) async fn outcome(&mut self) -> InvocationResult {
        self.outcomes.recv().await.unwrap()
    }
}

async fn next(State(shared): State<Arc<Shared>>) -> ([(HeaderName, String); 3], String) {
    let Some((event, within)) = shared.events.lock().await.recv().await else { std::future::pending().await };
    let deadline = SystemTime::now().duration_since(UNIX_EPOCH).unwrap() + within;
    let header = |name, value| (HeaderName::from_static(name), value);
    let headers = [
        header("lambda-runtime-aws-request-id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd".to_owned()),
        header("lambda-runtime-deadline-ms", deadline.as_millis().to_string()),
        header(
            "lambda-runtime-invoked-function-arn",
            "arn:aws:lambda:us-west-2:123456789012:function:test".to_owned(),
        ),
    ];
    // A string goes out unchanged, whether it is JSON or not.
    (headers, event.as_str().map_or_else(|| event.to_string(), str::to_owned))
}

async fn end(
    State(shared): State<Arc<Shared>>,
    Path((_, outcome)): Path<(String, String)>,
    body: String,
) -> StatusCode {
    let body = serde_json::from_str(&body).unwrap_or(Value::String(body));
    let outcome = if outcome == "response" { Ok(body) } else { Err(body) };
    shared.outcomes.send(outcome).unwrap();
    StatusCode::ACCEPTED
}
