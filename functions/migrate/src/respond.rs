//! The response's way to CloudFormation.

use std::time::Duration;

use http::Method;
use outbound::Client;

use crate::custom_resource::{Request, Response};

/// Attempts at most. Without a response CloudFormation waits for an hour.
const ATTEMPTS: u32 = 4;
/// Longest that an attempt takes.
const ATTEMPT: Duration = Duration::from_millis(1500);
/// The pause after the first attempt; each further one doubles it.
const PAUSE: Duration = Duration::from_millis(200);

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
    let mut pause = PAUSE;
    let mut attempt = 1;
    loop {
        // The address is signed for a request without a content type.
        let sent = client.send(Method::PUT, &request.respond_to, None, body.clone(), ATTEMPT).await;
        let told = match sent {
            Ok(answer) if (200..300).contains(&answer.status) => return Ok(()),
            Ok(answer) if (400..500).contains(&answer.status) => {
                return Err(format!(
                    "CloudFormation's bucket refused the response with status {}",
                    answer.status
                ));
            }
            Ok(answer) => {
                format!("CloudFormation's bucket answered the response with status {}", answer.status)
            }
            Err(error) => format!("the response did not reach CloudFormation's bucket: {error}"),
        };
        if attempt == ATTEMPTS {
            return Err(told);
        }
        tracing::warn!(attempt, "{told}");
        tokio::time::sleep(pause).await;
        pause *= 2;
        attempt += 1;
    }
}
