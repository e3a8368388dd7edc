//! A stand-in for language models, for tests and demonstrations. One server speaks two protocols: that of Amazon Bedrock
//! (`Converse`, `ConverseStream`, and `InvokeModel` for Titan Text Embeddings V2), and the OpenAI API (`/v1/chat/completions`,
//! `/v1/embeddings`).
//!
//! It checks requests by the service's rules, keeps them, and takes its answer from the queue, then from the first rule that fits, and
//! else from a small model that calls the tools it is offered ([`demo`]).

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

/// A server on loopback that ends when this is dropped.
#[derive(Debug)]
pub struct ModelStandIn {
    address: SocketAddr,
    script: Arc<Script>,
    task: JoinHandle<()>,
}

impl ModelStandIn {
    /// Starts on a port of loopback; 0 stands for any that is free.
    ///
    /// # Errors
    /// The port is taken.
    pub async fn start_on(port: u16) -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        let script = Arc::new(Script::default());
        let app = serve::router(script.clone());
        // A piece of text is not to wait for the next one.
        let listener = listener.tap_io(|connection| {
            let _ = connection.set_nodelay(true);
        });
        let task = tokio::spawn(async move {
            // Without an end, and thus without an error.
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

    /// Has the next conversation that nothing was queued for answered in this way.
    pub fn next(&self, behaviour: impl Into<Behaviour>) {
        self.next_times(1, behaviour);
    }

    /// Has the next so many conversations answered in this way.
    pub fn next_times(&self, times: usize, behaviour: impl Into<Behaviour>) {
        self.script.queue(Operation::ConverseStream, times, behaviour.into());
    }

    /// Has the next so many texts turned into vectors, or not, in this way; an answer stands for the vector.
    pub fn next_vectors(&self, times: usize, behaviour: impl Into<Behaviour>) {
        self.script.queue(Operation::InvokeModel, times, behaviour.into());
    }

    /// From now on has every request that fits answered in this way, unless something is queued or an earlier rule fits.
    pub fn when(
        &self,
        fits: impl Fn(&Request) -> bool + Send + Sync + 'static,
        behaviour: impl Into<Behaviour>,
    ) {
        self.script.rule(Box::new(fits), behaviour.into());
    }

    /// From now on has every conversation answered in this way, unless something is queued or an earlier rule fits.
    pub fn always(&self, behaviour: impl Into<Behaviour>) {
        self.when(|it| !it.operation.makes_vectors(), behaviour);
    }

    /// Every request so far that could be read, also those that were refused.
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
