//! Requests to addresses outside the clinic and AWS's own interfaces that are secrets themselves: webhooks, presigned URLs.
//!
//! Whoever has such an address can use it, so it comes as [`Sensitive`], and no error names more of it than its host. A request is
//! one attempt with a bound on its time; when to repeat it is the caller's business.

mod address;
mod error;

use std::time::Duration;

use bytes::Bytes;
use contract::settings::Sensitive;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Method, Request};
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

pub use address::Address;
pub use error::{BadAddress, Error};

/// Longest that opening a connection takes, without TLS.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// Bytes of an answer that are read at most; none has more to say that matters.
const ANSWER_LIMIT: usize = 4096;
/// Connections that have been idle for longer may be gone at the other end, most of all after a function was frozen.
const IDLE: Duration = Duration::from_secs(5);

/// Sends requests; connections are kept for a moment. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Client(hyper_util::client::legacy::Client<HttpsConnector<HttpConnector>, Full<Bytes>>);

/// What was answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Status of HTTP.
    pub status: u16,
    /// Its headers.
    pub headers: HeaderMap,
    /// The beginning of its body.
    pub text: String,
}

impl Client {
    /// A client that trusts the public certificate authorities, whose list is built in.
    ///
    /// # Errors
    /// If this build of the TLS library has no safe protocol version.
    pub fn new() -> Result<Self, Error> {
        let mut tcp = HttpConnector::new();
        tcp.set_connect_timeout(Some(CONNECT_TIMEOUT));
        tcp.set_nodelay(true);
        tcp.enforce_http(false);
        let tls = HttpsConnectorBuilder::new()
            .with_provider_and_webpki_roots(rustls::crypto::aws_lc_rs::default_provider())
            .map_err(|error| Error::Setup(error.to_string()))?
            .https_or_http()
            .enable_http1()
            .wrap_connector(tcp);
        let client = hyper_util::client::legacy::Client::builder(TokioExecutor::new())
            .pool_idle_timeout(IDLE)
            .pool_timer(hyper_util::rt::TokioTimer::new())
            .build(tls);
        Ok(Self(client))
    }

    /// Sends a body and waits for the answer to it, `within` this time in all.
    ///
    /// # Errors
    /// If there is no answer. A status that refuses is an answer.
    pub async fn send(
        &self,
        method: Method,
        address: &Address,
        content_type: Option<&'static str>,
        body: impl Into<Bytes> + Send,
        within: Duration,
    ) -> Result<Answer, Error> {
        let mut request = Request::builder().method(method).uri(address.uri().clone());
        if let Some(content_type) = content_type {
            request = request.header(CONTENT_TYPE, content_type);
        }
        let request =
            request.body(Full::new(body.into())).map_err(|error| Error::Setup(error.to_string()))?;
        let host = || address.host().to_owned();
        let exchange = async {
            let answer = self.0.request(request).await;
            let answer = answer.map_err(|error| Error::Failed {
                host: host(),
                cause: telemetry::chain(&error).to_string(),
            })?;
            let (head, body) = answer.into_parts();
            // What cannot be read, or is longer, is not needed: the status has come.
            let body = Limited::new(body, ANSWER_LIMIT).collect().await;
            let text =
                body.map(|it| String::from_utf8_lossy(&it.to_bytes()).into_owned()).unwrap_or_default();
            Ok(Answer { status: head.status.as_u16(), headers: head.headers, text })
        };
        let answered = tokio::time::timeout(within, exchange).await;
        answered.unwrap_or_else(|_| Err(Error::TimedOut { host: host(), within }))
    }
}

impl TryFrom<&Sensitive> for Address {
    type Error = BadAddress;

    fn try_from(text: &Sensitive) -> Result<Self, BadAddress> {
        Self::parse(text.expose())
    }
}
