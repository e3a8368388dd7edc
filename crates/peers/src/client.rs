//! The one HTTP client of a process: the only file that builds one.

use std::time::Duration;

use bytes::Bytes;
use contract::route::Method;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::{Client, Url, redirect, retry};

use crate::error::SetupError;
use crate::settings::Settings;

/// How long an unused connection is kept: shorter than servers keep theirs, so that they rarely close one in use.
const IDLE: Duration = Duration::from_secs(30);

/// A status, headers and a whole body.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum NoAnswer {
    /// There was no connection, or it broke. It does not name the address, which may be personal.
    Connection(reqwest::Error),
    /// It took longer than it was given.
    TimedOut,
}

/// Builds the client. Retries are decided in `retry`, redirects and proxies are not for peers. Peers speak plain HTTP, so no
/// certificate authority is read, and none need be there.
#[expect(clippy::disallowed_methods, reason = "the door")]
pub(crate) fn build(settings: &Settings) -> Result<Client, SetupError> {
    Client::builder()
        .connect_timeout(settings.connect_timeout)
        .pool_idle_timeout(IDLE)
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .no_proxy()
        .tls_certs_only([])
        .build()
        .map_err(SetupError::Client)
}

/// Sends a request, with JSON where it has a body, and reads the whole answer, so that its connection can be used again.
pub(crate) async fn send(
    client: &Client,
    method: Method,
    url: Url,
    headers: HeaderMap,
    body: Option<Bytes>,
) -> Result<Answer, NoAnswer> {
    let exchange = async {
        let mut request = client.request(http_method(method), url).headers(headers);
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, "application/json").body(body);
        }
        let mut response = request.send().await?;
        let status = response.status().as_u16();
        let headers = std::mem::take(response.headers_mut());
        Ok(Answer { status, headers, body: response.bytes().await? })
    };
    exchange.await.map_err(|error: reqwest::Error| NoAnswer::Connection(error.without_url()))
}

fn http_method(method: Method) -> reqwest::Method {
    match method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Delete => reqwest::Method::DELETE,
    }
}
