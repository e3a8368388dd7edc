//! The response's way to CloudFormation.

use std::time::Duration;

use backoff::{Backoff, Retryable};
use http::Method;
use outbound::Client;

use crate::custom_resource::{Request, Response};
use crate::handler::Failure;

/// Attempts at most. Without a response CloudFormation waits for an hour.
const ATTEMPTS: u32 = 4;
/// Longest that an attempt takes.
const ATTEMPT: Duration = Duration::from_millis(1500);
/// The first pause.
const PAUSE: Duration = Duration::from_millis(200);
/// The pauses between attempts, none of which needs a bound of its own.
const PAUSES: Backoff = Backoff::new(PAUSE, Duration::MAX).attempts(ATTEMPTS);
/// Longest that a response takes to arrive, or not to.
pub(crate) const LONGEST: Duration =
    ATTEMPT.saturating_mul(ATTEMPTS).saturating_add(PAUSE.saturating_mul((1 << (ATTEMPTS - 1)) - 1));

/// Puts a response where it is expected.
///
/// # Errors
/// Why it did not arrive, without the address.
pub(crate) async fn respond(request: &Request, response: &Response<'_>) -> Result<(), String> {
    let client = Client::new().map_err(|error| error.to_string())?;
    let body = serde_json::to_vec(response).map_err(|error| error.to_string())?;
    let put = || attempt(&client, request, &body);
    let told = |failure: &Failure, _: Duration| tracing::warn!("{}", failure.reason);
    put.retry(PAUSES).when(|it| it.may_pass).notify(told).await.map_err(|it| it.reason)
}

async fn attempt(client: &Client, request: &Request, body: &[u8]) -> Result<(), Failure> {
    // The address is signed for a request without a content type.
    let sent = client.send(Method::PUT, &request.respond_to, None, body.to_vec(), ATTEMPT).await;
    let (reason, may_pass) = match sent {
        Ok(answer) if (200..300).contains(&answer.status) => return Ok(()),
        Ok(answer) if (400..500).contains(&answer.status) => {
            (format!("CloudFormation's bucket refused the response with status {}", answer.status), false)
        }
        Ok(answer) => {
            (format!("CloudFormation's bucket answered the response with status {}", answer.status), true)
        }
        Err(error) => (format!("the response did not reach CloudFormation's bucket: {error}"), true),
    };
    Err(Failure { reason, may_pass })
}
