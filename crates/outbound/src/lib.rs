//! Requests to external addresses that are secrets themselves: webhooks and presigned URLs. Neither services of the clinic nor AWS
//! APIs are among them.
//!
//! Anyone who holds such an address can use it, so it comes as [`Sensitive`], and errors show only its host. A request is a single
//! attempt with a time-out; the caller decides on retries.

mod address;
mod error;

use std::time::Duration;

use bytes::Bytes;
use contract::settings::Sensitive;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Method};
use reqwest::{redirect, retry};

pub use address::Address;
pub use error::{BadAddress, Error};

/// Time-out for opening a connection, TLS included.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// Longest answer to keep, in bytes. No answer of interest is longer.
const ANSWER_LIMIT: usize = 4096;
/// How long an idle connection stays open. The server may have closed an older one, above all while the function was frozen.
const IDLE: Duration = Duration::from_secs(5);

/// Sends requests and briefly reuses connections. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Client(reqwest::Client);

/// A server's answer.
#[derive(Clone, Debug)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body; empty if that is longer than 4 KiB or broke off.
    pub text: String,
}

impl Client {
    /// Creates a client that trusts the system's certificate authorities. It follows no redirect and uses no proxy, since either
    /// would learn the address.
    ///
    /// # Errors
    /// If the system has no certificate authorities.
    #[expect(clippy::disallowed_methods, reason = "the door to what is no service of the clinic")]
    pub fn new() -> Result<Self, Error> {
        let client = reqwest::Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_idle_timeout(IDLE)
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .no_proxy()
            .build();
        client.map(Self).map_err(|error| Error::Setup(telemetry::chain(&error).to_string()))
    }

    /// Sends a body and waits for the answer; `within` bounds the whole exchange.
    ///
    /// # Errors
    /// If no answer arrives. An error status is an answer.
    pub async fn send(
        &self,
        method: Method,
        address: &Address,
        content_type: Option<&'static str>,
        body: impl Into<Bytes> + Send,
        within: Duration,
    ) -> Result<Response, Error> {
        let mut request = self.0.request(method, address.url().clone()).body(body.into());
        if let Some(content_type) = content_type {
            request = request.header(CONTENT_TYPE, content_type);
        }
        let host = || address.host().to_owned();
        let exchange = async {
            let mut answer = request.send().await?;
            let headers = std::mem::take(answer.headers_mut());
            Ok(Response { status: answer.status().as_u16(), headers, text: text(answer).await })
        };
        match tokio::time::timeout(within, exchange).await {
            Ok(answered) => answered.map_err(|error: reqwest::Error| Error::Failed {
                host: host(),
                cause: telemetry::chain(&error.without_url()).to_string(),
            }),
            Err(_) => Err(Error::TimedOut { host: host(), within }),
        }
    }
}

/// Reads the body. An unreadable or too long body becomes empty, since the status is enough.
async fn text(mut answer: reqwest::Response) -> String {
    let mut body = Vec::new();
    while let Ok(piece) = answer.chunk().await {
        let Some(piece) = piece else {
            return String::from_utf8_lossy(&body).into_owned();
        };
        if body.len() + piece.len() > ANSWER_LIMIT {
            break;
        }
        body.extend_from_slice(&piece);
    }
    String::new()
}

impl TryFrom<&Sensitive> for Address {
    type Error = BadAddress;

    fn try_from(text: &Sensitive) -> Result<Self, BadAddress> {
        Self::parse(text.expose())
    }
}
