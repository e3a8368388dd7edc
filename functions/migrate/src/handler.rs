//! An event, from its arrival to what is made of it.

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

/// The pauses after failures that may pass.
const PAUSES: Backoff = Backoff::new(Duration::from_millis(500), Duration::from_secs(5));
/// What is kept of an event's time for telling how it ended.
const REST: Duration = respond::LONGEST.saturating_add(Duration::from_secs(1));

/// Why services could not be settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Why, without secrets.
    pub reason: String,
    /// Whether the same may succeed a little later, with nothing changed.
    pub may_pass: bool,
}

/// Why an event was not dealt with; Lambda keeps it, and the log has it.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It looks like a request of CloudFormation and is none.
    #[error("no request of a custom resource: {0}")]
    Malformed(#[from] Malformed),
    /// What it asks for could not be done.
    #[error("{0}")]
    Failed(String),
    /// What came of it could not be told to CloudFormation.
    #[error("{0}")]
    Untold(String),
}

/// As the runtime logs it.
impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Refusal {
    /// What kind of error it is, for those who read metrics of errors.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "Malformed",
            Self::Failed(_) => "Failed",
            Self::Untold(_) => "Untold",
        }
    }
}

/// Deals with events: settles by `settle` the services that are not among those settled already.
#[derive(Clone, Debug)]
pub struct Handler<S>(S);

impl<S, F> Handler<S>
where
    S: Fn(Progress) -> F,
    F: Future<Output = Result<(), Failure>>,
{
    /// One that settles by this.
    pub fn new(settle: S) -> Self {
        Self(settle)
    }

    /// Deals with an event `within` a time, which leaves some for telling how it ended. The answer is the report; CloudFormation gets
    /// its response, and it is no failure of the function if that says `FAILED`.
    ///
    /// # Errors
    /// Why it was not dealt with, or why CloudFormation does not know.
    pub async fn handle(&self, event: &Value, within: Duration) -> Result<Value, Refusal> {
        let until = Instant::now() + within.saturating_sub(REST);
        if !Request::is_one(event) {
            let report = self.settle_until(until).await.map_err(Refusal::Failed)?;
            return Ok(answer(&report));
        }
        let request = Request::parse(event)?;
        // What services have stays: a stack that goes, or is rolled back, takes no data with it.
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

    /// Tries until it succeeds, fails for good, or the time is up.
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
