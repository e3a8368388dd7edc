//! An HTTP client of the clinic, and its replies.

use std::net::SocketAddr;
use std::time::Duration;

use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::Value;

/// A client. Without a gateway in front of the services, it finds a path's service by its prefix.
#[derive(Clone)]
pub(crate) struct Http {
    client: reqwest::Client,
    customers: SocketAddr,
    vets: SocketAddr,
    visits: SocketAddr,
}

impl Http {
    /// A client of separate services.
    pub(crate) fn of(customers: SocketAddr, vets: SocketAddr, visits: SocketAddr) -> Self {
        // Without connection reuse: a connection to a stopped service would be of no use.
        let client = builder().pool_max_idle_per_host(0).build().unwrap();
        Self { client, customers, vets, visits }
    }

    /// A client of a clinic on one port.
    pub(crate) fn at(address: SocketAddr) -> Self {
        let client = builder().build().unwrap();
        Self { client, customers: address, vets: address, visits: address }
    }

    /// A client that sends these headers with each request.
    pub(crate) fn with_headers(address: SocketAddr, headers: HeaderMap) -> Self {
        let client = builder().default_headers(headers).build().unwrap();
        Self { client, customers: address, vets: address, visits: address }
    }

    /// The address of the whole clinic, or of its customers service.
    pub(crate) fn address(&self) -> SocketAddr {
        self.customers
    }

    /// Begins a request.
    pub(crate) fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let address = match path {
            _ if path.starts_with("/api/visit") || path.starts_with("/internal/visits") => self.visits,
            _ if path.starts_with("/api/vet") => self.vets,
            _ => self.customers,
        };
        self.client.request(method, format!("http://{address}{path}"))
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        Reply::of(self.request(Method::GET, path)).await
    }

    pub(crate) async fn get_with(&self, path: &str, header: (&str, &str)) -> Reply {
        Reply::of(self.request(Method::GET, path).header(header.0, header.1)).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Reply {
        Reply::of(self.request(Method::POST, path).json(&body)).await
    }

    pub(crate) async fn post_with(&self, path: &str, header: (&str, &str), body: Value) -> Reply {
        Reply::of(self.request(Method::POST, path).header(header.0, header.1).json(&body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Reply {
        Reply::of(self.request(Method::PUT, path).json(&body)).await
    }

    pub(crate) async fn put_with(&self, path: &str, header: (&str, &str), body: Value) -> Reply {
        Reply::of(self.request(Method::PUT, path).header(header.0, header.1).json(&body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Reply {
        Reply::of(self.request(Method::DELETE, path)).await
    }

    pub(crate) async fn delete_with(&self, path: &str, header: (&str, &str)) -> Reply {
        Reply::of(self.request(Method::DELETE, path).header(header.0, header.1)).await
    }

    /// Sends a body unchanged.
    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        kind: Option<&str>,
        body: impl Into<Vec<u8>>,
    ) -> Reply {
        let request = self.request(method, path).body(body.into());
        Reply::of(match kind {
            Some(kind) => request.header("content-type", kind),
            None => request,
        })
        .await
    }
}

fn builder() -> reqwest::ClientBuilder {
    reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(20))
}

/// A complete response.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Reply {
    /// Sends a request and reads the whole response.
    pub(crate) async fn of(request: reqwest::RequestBuilder) -> Self {
        Self::try_of(request).await.unwrap()
    }

    /// As [`Reply::of`], where the request may fail.
    pub(crate) async fn try_of(request: reqwest::RequestBuilder) -> reqwest::Result<Self> {
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Self { status, headers, text: response.text().await? })
    }

    /// Sends a request and reads no more than the head of the response.
    pub(crate) async fn head(request: reqwest::RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, text: String::new() }
    }

    /// Checks the status and returns the reply.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// The id of the new record.
    #[track_caller]
    pub(crate) fn id(&self) -> i64 {
        self.json()["id"].as_i64().unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|it| it.to_str().unwrap())
    }

    #[track_caller]
    pub(crate) fn etag(&self) -> String {
        self.header("etag").expect("an ETag").to_owned()
    }

    /// Checks that the body is a well-formed error and returns it.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        let problem = self.json();
        assert_eq!(problem["type"], "about:blank");
        assert_eq!(problem["status"], status);
        assert_eq!(problem["title"], problem["error"]);
        assert!(problem["errors"].is_array(), "{problem}");
        for field in ["title", "timestamp", "path"] {
            assert!(problem[field].as_str().is_some_and(|it| !it.is_empty()), "{field}: {problem}");
        }
        problem
    }

    /// The fields that broke rules, each with its rule.
    #[track_caller]
    pub(crate) fn broken(&self, status: u16) -> Vec<(String, String)> {
        let problem = self.problem(status);
        let text = |it: &Value| it.as_str().unwrap().to_owned();
        let errors = problem["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|it| (text(&it["field"]), text(&it["defaultMessage"]))).collect()
    }
}
