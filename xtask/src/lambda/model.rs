//! A model behind the OpenAI API that says the same to everybody, for the assistant on a developer's machine.

use std::net::SocketAddr;

use anyhow::Result;

use super::one_answer;

const REPLY: &str =
    r#"{"choices":[{"index":0,"message":{"role":"assistant","content":"Hello."},"finish_reason":"stop"}]}"#;

/// Starts it.
pub(super) fn start() -> Result<SocketAddr> {
    one_answer::start("application/json", REPLY)
}
