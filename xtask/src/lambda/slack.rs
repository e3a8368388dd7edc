//! A stand-in for Slack that accepts every message.

use std::net::SocketAddr;

use anyhow::Result;
use contract::settings::secrets::SLACK_WEBHOOK;

use super::account::{ENV, keep_secret};
use super::one_answer;
use crate::moto::Server;

/// Starts the server.
pub(super) fn start() -> Result<SocketAddr> {
    one_answer::start("text/html", "ok")
}

/// Stores its address in the account.
pub(super) fn keep(address: SocketAddr, moto: &Server) -> Result<()> {
    keep_secret(moto, &SLACK_WEBHOOK.shared_name(ENV), &format!("http://{address}/services/T0/B0/x"))
}
