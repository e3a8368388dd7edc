//! A stand-in for language models, for tests and demonstrations. One server speaks two protocols: that of Amazon Bedrock
//! (`Converse`, `ConverseStream`, and `InvokeModel` for Titan Text Embeddings V2), and the OpenAI API (`/v1/chat/completions`,
//! `/v1/embeddings`).
//!
//! It checks requests by the real service's rules and records them. It takes its answer from the queue, else from the first
//! matching rule, else from a tiny model that calls the tools in the request ([`demo`]).

mod bedrock;
mod behaviour;
pub mod demo;
pub mod embedding;
mod openai;
mod request;
mod script;
mod serve;
mod steps;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use self::behaviour::{Answer, Behaviour, Block, Ending, Raw, Refusal};
pub use self::request::{Operation, Request};
use self::script::Script;

/// A server on loopback. Dropping it stops the server.
#[derive(Debug)]
pub struct ModelStandIn {
    address: SocketAddr,
    script: Arc<Script>,
    task: JoinHandle<()>,
}

impl ModelStandIn {
    /// Starts on a port of loopback; 0 selects a free one.
    ///
    /// # Errors
    /// The port is taken.
    pub async fn start_on(port: u16) -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        let script = Arc::new(Script::default());
        let app = serve::router(script.clone());
        // Each piece of text must go out at once (`TCP_NODELAY`).
        let listener = listener.tap_io(|connection| {
            let _ = connection.set_nodelay(true);
        });
        let task = tokio::spawn(async move {
            // The server never ends, so there is no error.
            let _ = axum::serve(listener, app).await;
        });
        Ok(Self { address, script, task })
    }

    /// Starts on a free port of loopback.
    ///
    /// # Errors
    /// No port is free.
    pub async fn start() -> std::io::Result<Self> {
        Self::start_on(0).await
    }

    /// The endpoint of Bedrock, for `AWS_ENDPOINT_URL_BEDROCK_RUNTIME`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The base URL of the OpenAI API.
    pub fn openai_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// Queues a behaviour for the next conversation, behind any queued before.
    pub fn next(&self, behaviour: impl Into<Behaviour>) {
        self.next_times(1, behaviour);
    }

    /// Queues a behaviour for the next `times` conversations.
    pub fn next_times(&self, times: usize, behaviour: impl Into<Behaviour>) {
        self.script.queue(Operation::ConverseStream, times, behaviour.into());
    }

    /// Queues a behaviour for the next `times` embedding requests; an answer stands for the vector.
    pub fn next_vectors(&self, times: usize, behaviour: impl Into<Behaviour>) {
        self.script.queue(Operation::InvokeModel, times, behaviour.into());
    }

    /// Adds a rule: from now on, matching requests get this behaviour, unless one is queued or an earlier rule matches.
    pub fn when(
        &self,
        fits: impl Fn(&Request) -> bool + Send + Sync + 'static,
        behaviour: impl Into<Behaviour>,
    ) {
        self.script.rule(Box::new(fits), behaviour.into());
    }

    /// Adds a rule for every conversation: it gets this behaviour, unless one is queued or an earlier rule matches.
    pub fn always(&self, behaviour: impl Into<Behaviour>) {
        self.when(|it| !it.operation.makes_vectors(), behaviour);
    }

    /// Every parsable request so far, including those that were refused.
    pub fn requests(&self) -> Vec<Request> {
        self.script.requests()
    }

    /// Serves until the process ends.
    pub async fn serve(mut self) {
        let _ = (&mut self.task).await;
    }
}

impl Drop for ModelStandIn {
    fn drop(&mut self) {
        self.task.abort();
    }
}
