//! Sends the response to CloudFormation.

use std::time::Duration;

use backoff::{Backoff, Retryable};
use http::Method;
use outbound::Client;

use crate::custom_resource::{Request, Response};
use crate::handler::StepFailure;

/// Maximum number of attempts. Without a response, CloudFormation waits for an hour.
const ATTEMPTS: u32 = 4;
/// Time-out of one attempt.
const ATTEMPT: Duration = Duration::from_millis(1500);
/// The pause after the first failure.
const PAUSE: Duration = Duration::from_millis(200);
/// The pauses between attempts. The number of attempts bounds them, so no pause has a cap of its own.
const PAUSES: Backoff = Backoff::new(PAUSE, Duration::MAX).attempts(ATTEMPTS);
/// Longest time that all attempts and their pauses take together.
pub(crate) const LONGEST: Duration =
    ATTEMPT.saturating_mul(ATTEMPTS).saturating_add(PAUSE.saturating_mul((1 << (ATTEMPTS - 1)) - 1));

/// Uploads a response to the request's presigned URL.
///
/// # Errors
/// Says why the response did not arrive. The text omits the URL.
pub(crate) async fn respond(request: &Request, response: &Response<'_>) -> Result<(), String> {
    let client = Client::new().map_err(|error| error.to_string())?;
    let body = serde_json::to_vec(response).map_err(|error| error.to_string())?;
    let put = || attempt(&client, request, &body);
    let told = |failure: &StepFailure, _: Duration| tracing::warn!("{}", failure.reason);
    put.retry(PAUSES).when(|it| it.may_pass).notify(told).await.map_err(|it| it.reason)
}

async fn attempt(client: &Client, request: &Request, body: &[u8]) -> Result<(), StepFailure> {
    // CloudFormation signs the URL for a request without a content type.
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
    Err(StepFailure { reason, may_pass })
}
