//! A stand-in for a model behind the OpenAI API. It gives every request the same reply and serves the assistant on a developer's
//! machine.

use std::net::SocketAddr;

use anyhow::Result;

use super::one_answer;

const REPLY: &str =
    r#"{"choices":[{"index":0,"message":{"role":"assistant","content":"Hello."},"finish_reason":"stop"}]}"#;

/// Starts the server.
pub(super) fn start() -> Result<SocketAddr> {
    one_answer::start("application/json", REPLY)
}
