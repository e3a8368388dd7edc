//! The HTTP client for endpoints of models: the only file that builds one.

use std::time::Duration;

use contract::settings::Sensitive;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue};
use reqwest::{Client, Response, redirect, retry};
use serde_json::Value;
use tokio::sync::OnceCell;

use super::Refusal;
use super::endpoint::Endpoint;
use super::failure::{self, Rejection};
use crate::provider::{AttemptFailure, FailureKind};

/// Time-out for connecting, TLS included.
const CONNECT: Duration = Duration::from_secs(3);
/// How long an unused connection is kept. A frozen function finds older ones closed.
const IDLE: Duration = Duration::from_secs(20);
/// Azure's header for the key.
const API_KEY: HeaderName = HeaderName::from_static("api-key");

/// A client that is built for the first request, since that reads the machine's trusted certificates.
#[derive(Default)]
pub(super) struct HttpClient(OnceCell<Client>);

impl HttpClient {
    /// Posts JSON to a path of an endpoint.
    pub(super) async fn post(
        &self,
        endpoint: &Endpoint,
        path: &[&str],
        key: Option<&Sensitive>,
        body: &Value,
    ) -> Result<Response, Refusal> {
        let client = self.0.get_or_try_init(|| async { build() }).await?;
        let mut request = client
            .post(endpoint.at(path))
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT, "text/event-stream, application/json")
            .body(body.to_string());
        if let Some(key) = key {
            let (name, value) = credential(endpoint, key)?;
            request = request.header(name, value);
        }
        let response = request.send().await.map_err(failure::of_transport)?;
        if response.status().is_success() {
            Ok(response)
        } else {
            Err(Rejection::read(response).await.into())
        }
    }
}

/// Builds the client. `Attempts` handles time limits and retries. The client follows no redirect, because the key must not reach
/// another host.
#[expect(clippy::disallowed_methods, reason = "the door")]
fn build() -> Result<Client, AttemptFailure> {
    Client::builder()
        .connect_timeout(CONNECT)
        .pool_idle_timeout(IDLE)
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .no_proxy()
        .build()
        .map_err(|error| AttemptFailure::new(FailureKind::Refused, AttemptFailure::root(&error)))
}

/// The header that carries the key.
fn credential(endpoint: &Endpoint, key: &Sensitive) -> Result<(HeaderName, HeaderValue), AttemptFailure> {
    let key = key.expose().trim();
    let (name, text) = if endpoint.is_azure() {
        (API_KEY, key.to_owned())
    } else {
        (AUTHORIZATION, format!("Bearer {key}"))
    };
    let mut value = HeaderValue::try_from(text)
        .map_err(|_| AttemptFailure::new(FailureKind::Refused, "the key has letters that no key has"))?;
    value.set_sensitive(true);
    Ok((name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_goes_into_the_header_that_the_host_expects_and_is_not_shown() {
        let key = Sensitive::new("hush\n");
        for (url, name, sent) in [
            ("https://api.openai.com/v1", "authorization", "Bearer hush"),
            ("https://clinic.openai.azure.com/openai/v1", "api-key", "hush"),
        ] {
            let (header, value) = credential(&Endpoint::parse(url).unwrap(), &key).unwrap();
            assert_eq!((header.as_str(), value.to_str().unwrap()), (name, sent));
            assert!(!format!("{value:?}").contains("hush"));
        }
    }

    #[test]
    fn a_key_that_no_header_can_hold_is_refused_without_a_quote() {
        let endpoint = Endpoint::parse("http://127.0.0.1/v1").unwrap();
        let failure = credential(&endpoint, &Sensitive::new("hush\nhush")).unwrap_err();
        assert!(!format!("{failure:?}").contains("hush"));
    }
}
