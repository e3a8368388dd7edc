//! The HTTP client of a process. No other file builds one.

use std::time::Duration;

use bytes::Bytes;
use contract::route::Method;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::{Client, Url, redirect, retry};

use crate::error::SetupError;
use crate::settings::Settings;

/// Idle connections close after this time: sooner than servers close theirs, so a request rarely meets a closed
/// connection.
const IDLE: Duration = Duration::from_secs(30);

/// A status, headers and a whole body.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// The reason for a missing answer.
#[derive(Debug)]
pub(crate) enum NoAnswer {
    /// The connection could not be opened, or it broke. The error omits the address, which may be personal.
    Connection(reqwest::Error),
    /// The attempt ran out of its time.
    TimedOut,
}

/// Builds the client, which sends `headers` with every request. `retry` decides on retries; peers need neither redirects nor proxies. Peers speak plain HTTP, so
/// the client loads no certificate authorities and works on machines that have none.
#[expect(clippy::disallowed_methods, reason = "the door")]
pub(crate) fn build(settings: &Settings, headers: HeaderMap) -> Result<Client, SetupError> {
    Client::builder()
        .default_headers(headers)
        .connect_timeout(settings.connect_timeout)
        .pool_idle_timeout(IDLE)
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .no_proxy()
        .tls_certs_only([])
        .build()
        .map_err(SetupError::Client)
}

/// Sends a request, with a JSON body if there is one. Reads the whole answer so that the connection can be reused.
pub(crate) async fn send(
    client: &Client,
    method: Method,
    url: Url,
    headers: HeaderMap,
    body: Option<Bytes>,
) -> Result<Response, NoAnswer> {
    let exchange = async {
        let mut request = client.request(http_method(method), url).headers(headers);
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, "application/json").body(body);
        }
        let mut response = request.send().await?;
        let status = response.status().as_u16();
        let headers = std::mem::take(response.headers_mut());
        Ok(Response { status, headers, body: response.bytes().await? })
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
