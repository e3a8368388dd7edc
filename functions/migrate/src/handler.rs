//! Handles an event from its arrival to its response.

use std::fmt;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use backoff::Backoff;
use futures_util::FutureExt;
use serde_json::Value;
use tokio::time::{Instant, sleep, timeout_at};

use crate::custom_resource::{Malformed, Request, RequestType};
use crate::progress::Progress;
use crate::report::Report;
use crate::respond;

/// The pauses after transient failures.
const PAUSES: Backoff = Backoff::new(Duration::from_millis(500), Duration::from_secs(5));
/// The part of an event's time that stays reserved for the response.
const REST: Duration = respond::LONGEST.saturating_add(Duration::from_secs(1));

/// The reason why services could not be settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepFailure {
    /// The reason in words, without secrets.
    pub reason: String,
    /// Whether the failure is transient, so that a retry may succeed.
    pub may_pass: bool,
}

/// The reason why an event failed. It becomes the error of the invocation and goes to the log.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The event looks like a CloudFormation request but is malformed.
    #[error("no request of a custom resource: {0}")]
    Malformed(#[from] Malformed),
    /// The migration failed.
    #[error("{0}")]
    Failed(String),
    /// The response did not reach CloudFormation.
    #[error("{0}")]
    Untold(String),
}

/// The runtime logs this form.
impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Refusal {
    /// The kind of error, as metrics of errors show it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "Malformed",
            Self::Failed(_) => "Failed",
            Self::Untold(_) => "Untold",
        }
    }
}

/// Handles events: calls `settle`, which settles every service that the progress does not list yet.
#[derive(Clone, Debug)]
pub struct Handler<S>(S);

impl<S, F> Handler<S>
where
    S: Fn(Progress) -> F,
    F: Future<Output = Result<(), StepFailure>>,
{
    /// Creates a handler that calls `settle`.
    pub fn new(settle: S) -> Self {
        Self(settle)
    }

    /// Handles an event `within` a time, part of which stays reserved for the response. Returns the report. For a custom resource
    /// request, it also sends CloudFormation its response; a response of `FAILED` is no failure of the function.
    ///
    /// # Errors
    /// Says why the event failed, or why the response did not reach CloudFormation.
    pub async fn handle(&self, event: &Value, within: Duration) -> Result<Value, Refusal> {
        let until = Instant::now() + within.saturating_sub(REST);
        if !Request::is_one(event) {
            let report = self.settle_until(until).await.map_err(Refusal::Failed)?;
            return Ok(answer(&report));
        }
        let request = Request::parse(event)?;
        // Deleting or rolling back a stack must not delete data, so `Delete` does nothing.
        let outcome = match request.kind {
            RequestType::Create | RequestType::Update => self.settle_until(until).await,
            RequestType::Delete => Ok(Report { services: Vec::new() }),
            RequestType::Unknown => Err("RequestType must be Create, Update or Delete".to_owned()),
        };
        if let Err(reason) = &outcome {
            tracing::error!("{reason}");
        }
        let response = request.response(outcome.as_ref().map_err(String::as_str));
        respond::respond(&request, &response).await.map_err(Refusal::Untold)?;
        Ok(outcome.map_or(Value::Null, |report| answer(&report)))
    }

    /// Retries until an attempt succeeds, a failure is permanent, or the time is up.
    async fn settle_until(&self, until: Instant) -> Result<Report, String> {
        let progress = Progress::default();
        let mut failures = 0;
        let mut before = String::new();
        loop {
            let attempt = AssertUnwindSafe(async { (self.0)(progress.clone()).await }).catch_unwind();
            let failure = match timeout_at(until, attempt).await {
                Ok(Ok(Ok(()))) => return Ok(progress.report()),
                Ok(Ok(Err(failure))) => failure,
                Ok(Err(_)) => return Err("the function has a fault; its log has more".to_owned()),
                Err(_) => {
                    let told =
                        "the time is up; what was done stays, and the next invocation goes on from there";
                    return Err(format!("{told}{before}"));
                }
            };
            let pause = PAUSES.pause(failures);
            if !failure.may_pass || Instant::now() + pause >= until {
                return Err(failure.reason);
            }
            tracing::warn!("tried again in {pause:?}: {}", failure.reason);
            before = format!("; the attempt before: {}", failure.reason);
            sleep(pause).await;
            failures += 1;
        }
    }
}

fn answer(report: &Report) -> Value {
    serde_json::to_value(report).unwrap_or_default()
}

#[cfg(test)]
mod tests;
