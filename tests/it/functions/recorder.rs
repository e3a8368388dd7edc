//! Records a process's requests to AWS, between the process and the emulator.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Uri, header};
use axum::response::Response;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// An operation and its resource.
pub(super) type Asked = (String, String);

/// A proxy that records every request and forwards it. It ends with the test's runtime.
pub(super) struct Recorder {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    emulator: String,
    client: reqwest::Client,
    asked: watch::Sender<BTreeSet<Asked>>,
}

impl Recorder {
    /// Starts a recorder that forwards to the emulator at a URL.
    #[expect(clippy::disallowed_methods, reason = "a test's client of a server of the test")]
    pub(super) async fn before(emulator: &str) -> Self {
        let shared = Arc::new(Shared {
            emulator: emulator.to_owned(),
            client: reqwest::Client::new(),
            asked: watch::Sender::default(),
        });
        let router = Router::new().fallback(pass_on).with_state(shared.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, shared }
    }

    /// The recorder's own URL.
    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Adds the requests of another recorder.
    pub(super) fn add(&self, asked: BTreeSet<Asked>) {
        self.shared.asked.send_modify(|it| it.extend(asked));
    }

    /// Every request so far.
    pub(super) fn asked(&self) -> BTreeSet<Asked> {
        self.shared.asked.borrow().clone()
    }

    /// Waits for all of these requests.
    pub(super) async fn has(&self, all: &BTreeSet<Asked>) {
        self.shared.asked.subscribe().wait_for(|it| it.is_superset(all)).await.unwrap();
    }
}

async fn pass_on(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let noted = asked(&parts.headers, &parts.uri, &body);
    shared.asked.send_modify(|it| {
        it.insert(noted);
    });
    let url = format!("{}{}", shared.emulator, parts.uri);
    let mut headers = parts.headers;
    headers.remove(header::HOST);
    let answer = shared.client.request(parts.method, url).headers(headers).body(body).send().await.unwrap();
    let mut response = Response::builder().status(answer.status());
    for (name, value) in answer.headers().iter().filter(|(name, _)| *name != header::TRANSFER_ENCODING) {
        response = response.header(name, value);
    }
    response.body(Body::from(answer.bytes().await.unwrap())).unwrap()
}

/// APIs with JSON name the operation in a header and the resource in the body; CloudWatch names the operation last in the path, and
/// Bedrock the resource before it.
fn asked(headers: &HeaderMap, uri: &Uri, body: &Bytes) -> Asked {
    if let Some(target) = headers.get("x-amz-target") {
        let operation = target.to_str().unwrap().rsplit('.').next().unwrap().to_owned();
        let body: Value = serde_json::from_slice(body).unwrap();
        let named = ["Path", "SecretId", "NamespaceName"].into_iter().find_map(|it| body[it].as_str());
        return (operation, named.unwrap_or_default().to_owned());
    }
    if headers.contains_key("smithy-protocol") {
        return (uri.path().rsplit('/').next().unwrap().to_owned(), String::new());
    }
    let mut path = uri.path().split('/').skip(2);
    let (model, operation) = (path.next().unwrap_or_default(), path.next().unwrap_or_default());
    let operation = match operation {
        "converse" => "Converse",
        "converse-stream" => "ConverseStream",
        "invoke" => "InvokeModel",
        other => other,
    };
    (operation.to_owned(), model.replace("%3A", ":"))
}
