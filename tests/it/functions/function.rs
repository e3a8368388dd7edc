//! A function's process.

use std::net::SocketAddr;
use std::process::Stdio;
use std::time::Duration;

use contract::service::Service;
use serde_json::Value;
use tokio::process::{Child, Command};
use tokio::time::timeout;

use super::runtime_api::{InvocationResult, RuntimeApi};
use crate::program::{self, Log};

/// Longer than any step takes.
const PATIENCE: Duration = Duration::from_secs(120);
/// The time limit of an event, where a test does not care.
const LIMIT: Duration = Duration::from_secs(60);

/// A function's process. Dropping it kills the process.
pub(super) struct Function {
    log: Log,
    child: Child,
    api: RuntimeApi,
}

impl Function {
    /// Starts a function whose environment has only Lambda's own variables and `variables`.
    pub(super) async fn start(service: Service, variables: &[(&str, String)]) -> Self {
        let name = service.name();
        let api = RuntimeApi::start().await;
        let mut command = Command::new(program::path(name, name));
        command.env_clear().envs(lambda(name, api.address));
        command.envs(variables.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().unwrap();
        let log = Log::default();
        log.follow(child.stdout.take().unwrap());
        log.follow(child.stderr.take().unwrap());
        Self { log, child, api }
    }

    /// Sends an event and waits for the outcome.
    pub(super) async fn invoke(&mut self, event: Value) -> InvocationResult {
        self.invoke_within(event, LIMIT).await
    }

    /// As [`Function::invoke`], with a time limit that the function gets to know.
    pub(super) async fn invoke_within(&mut self, event: Value, within: Duration) -> InvocationResult {
        self.api.send(event, within);
        let outcome = timeout(PATIENCE, self.api.outcome()).await;
        outcome.unwrap_or_else(|_| panic!("no answer: {:#?}", self.lines()))
    }

    /// Sends an event without waiting.
    pub(super) fn send(&self, event: Value) {
        self.api.send(event, LIMIT);
    }

    /// Kills the process at whatever point it has reached.
    pub(super) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// Waits until the process ends by itself; returns its exit code.
    pub(super) async fn end(&mut self) -> Option<i32> {
        timeout(PATIENCE, self.child.wait()).await.expect("it ends").unwrap().code()
    }

    /// Every line that it has printed.
    pub(super) fn lines(&self) -> Vec<String> {
        self.log.lines()
    }
}

fn lambda(name: &str, runtime_api: SocketAddr) -> [(&'static str, String); 5] {
    [
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128".to_owned()),
        ("AWS_LAMBDA_FUNCTION_NAME", name.to_owned()),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST".to_owned()),
        ("AWS_LAMBDA_RUNTIME_API", runtime_api.to_string()),
        ("TZ", ":UTC".to_owned()),
    ]
}
