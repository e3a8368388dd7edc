//! Requests to instances. Those of the clinic get the operators' token; those that registered themselves get nothing.

mod addresses;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use contract::admin::Registration;
use http::Method;
use http::header::{AUTHORIZATION, CONTENT_RANGE, CONTENT_TYPE, HeaderValue, RANGE};
use peers::Peers;
use reqwest::{Client, Response, Url, redirect, retry};
use settings::{OperatorToken, Sensitive};
use tokio::time::timeout;

use self::addresses::{Addresses, is_forbidden};
use crate::instances::store::Source;

/// Time-out for opening a connection, TLS included.
const CONNECT: Duration = Duration::from_secs(2);
/// How long an idle connection stays open: a little longer than the usual time between two polls.
const IDLE: Duration = Duration::from_secs(15);

/// The ways to instances.
pub(crate) struct Reach {
    peers: Peers,
    token: Option<Arc<OperatorToken>>,
    /// The client for instances that registered themselves; none if this machine trusts no certificate authority.
    others: OnceLock<Option<Client>>,
    /// The client for servers that the settings name, likewise. They may be on this machine.
    named: OnceLock<Option<Client>>,
    is_without_aws: bool,
}

/// A request.
pub(crate) struct Question {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) body: Option<Body>,
    /// What authorizes the request, if it is not the operators' token.
    pub(crate) authorization: Option<HeaderValue>,
    /// Which part of the answer is wanted, as the header `Range` says it.
    pub(crate) range: Option<String>,
    /// How long the whole answer may take.
    pub(crate) within: Duration,
    /// The longest body of an answer, in bytes.
    pub(crate) most: usize,
}

/// The body of a request.
pub(crate) struct Body {
    media: &'static str,
    bytes: Bytes,
}

impl Body {
    /// A body of JSON.
    pub(crate) fn json(bytes: impl Into<Bytes>) -> Self {
        Self { media: "application/json", bytes: bytes.into() }
    }

    /// The fields of a form.
    pub(crate) fn form(fields: String) -> Self {
        Self { media: "application/x-www-form-urlencoded", bytes: fields.into() }
    }
}

impl Question {
    /// A request that reads.
    pub(crate) fn get(url: Url, within: Duration, most: usize) -> Self {
        Self { method: Method::GET, url, body: None, authorization: None, range: None, within, most }
    }
}

/// An answer, whatever its status.
pub(crate) struct Answered {
    pub(crate) status: u16,
    pub(crate) body: Bytes,
    /// Which part of the whole it is, as the header `Content-Range` says it.
    pub(crate) content_range: Option<String>,
}

/// Why there is no answer. None of these names the instance's address, which those who see the error know.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoAnswer {
    /// It took too long.
    #[error("it did not answer within {0:?}")]
    TimedOut(Duration),
    /// There is no connection.
    #[error("{0}")]
    Failed(String),
    /// The answer is too long.
    #[error("its answer has more than {0} bytes")]
    TooLong(usize),
    /// The address is one that must not be asked.
    #[error("its address is one of this machine or of its cloud")]
    Forbidden,
    /// Nothing of this machine says which certificates to trust.
    #[error("this machine trusts no certificate authority")]
    NoAuthorities,
}

impl From<reqwest::Error> for NoAnswer {
    fn from(error: reqwest::Error) -> Self {
        Self::Failed(telemetry::chain(&error.without_url()).to_string())
    }
}

impl Reach {
    /// Without AWS, instances on this machine may register, too.
    pub(crate) fn new(peers: Peers, token: Option<Arc<OperatorToken>>, is_without_aws: bool) -> Self {
        Self { peers, token, others: OnceLock::new(), named: OnceLock::new(), is_without_aws }
    }

    /// Whether the process runs without AWS.
    pub(crate) fn is_without_aws(&self) -> bool {
        self.is_without_aws
    }

    /// Asks an instance.
    ///
    /// # Errors
    /// If there is no whole answer in time. An error status is an answer.
    pub(crate) async fn ask(
        &self,
        instance: &Registration,
        question: Question,
    ) -> Result<Answered, NoAnswer> {
        let within = question.within;
        let asking = async {
            if instance.source == Source::Discovery.as_str() {
                self.ask_own(&question).await
            } else {
                ask_outside(&self.others, self.is_without_aws, &question).await
            }
        };
        timeout(within, asking).await.unwrap_or(Err(NoAnswer::TimedOut(within)))
    }

    /// Asks a server that the settings name.
    ///
    /// # Errors
    /// As [`ask`](Self::ask).
    pub(crate) async fn ask_named(&self, question: Question) -> Result<Answered, NoAnswer> {
        let within = question.within;
        let asking = ask_outside(&self.named, true, &question);
        timeout(within, asking).await.unwrap_or(Err(NoAnswer::TimedOut(within)))
    }

    /// Asks an instance of the clinic, and again with a fresh token if the known one is refused.
    async fn ask_own(&self, question: &Question) -> Result<Answered, NoAnswer> {
        let client = self.peers.direct();
        let Some(token) = &self.token else { return send(client, question, None).await };
        let answer = send(client, question, token.get().await).await?;
        if answer.status != 401 {
            return Ok(answer);
        }
        send(client, question, token.renewed().await).await
    }

    /// Reads an answer of an instance of the clinic piece by piece. Returns its status; of a refusal nothing is read.
    ///
    /// # Errors
    /// If there is no whole answer in time, or it is too long.
    pub(crate) async fn read_own(
        &self,
        url: Url,
        within: Duration,
        most: usize,
        mut read: impl FnMut(&[u8]),
    ) -> Result<u16, NoAnswer> {
        let reading = async {
            let (client, question) = (self.peers.direct(), Question::get(url, within, most));
            let mut answer = match &self.token {
                None => respond(client, &question, None).await?,
                Some(token) => match respond(client, &question, token.get().await).await? {
                    answer if answer.status() != 401 => answer,
                    _ => respond(client, &question, token.renewed().await).await?,
                },
            };
            let mut left = most;
            while answer.status().is_success()
                && let Some(piece) = answer.chunk().await?
            {
                left = left.checked_sub(piece.len()).ok_or(NoAnswer::TooLong(most))?;
                read(&piece);
            }
            Ok(answer.status().as_u16())
        };
        timeout(within, reading).await.unwrap_or(Err(NoAnswer::TimedOut(within)))
    }
}

/// Asks a server that is no service of the clinic, which may be on this machine or not.
async fn ask_outside(
    kept: &OnceLock<Option<Client>>,
    may_be_here: bool,
    question: &Question,
) -> Result<Answered, NoAnswer> {
    // A name is looked up by the client, which checks what it leads to.
    let literal =
        question.url.host_str().map(|it| it.trim_matches(['[', ']'])).and_then(|it| it.parse().ok());
    if literal.is_some_and(|it| is_forbidden(it, may_be_here)) {
        return Err(NoAnswer::Forbidden);
    }
    let client = kept.get_or_init(|| client(may_be_here));
    send(client.as_ref().ok_or(NoAnswer::NoAuthorities)?, question, None).await
}

/// They may be anywhere, so redirects and proxies are out of the question.
#[expect(clippy::disallowed_methods, reason = "the door to what is no service of the clinic")]
fn client(may_be_here: bool) -> Option<Client> {
    let client = Client::builder()
        .connect_timeout(CONNECT)
        .pool_idle_timeout(IDLE)
        .pool_max_idle_per_host(1)
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .no_proxy()
        .dns_resolver(Arc::new(Addresses { may_be_here }))
        .build();
    client
        .inspect_err(
            |error| tracing::warn!(%error, "servers that are no services of the clinic are not asked"),
        )
        .ok()
}

async fn send(client: &Client, question: &Question, token: Option<Sensitive>) -> Result<Answered, NoAnswer> {
    let answer = respond(client, question, token).await?;
    let status = answer.status().as_u16();
    let content_range = answer.headers().get(CONTENT_RANGE);
    let content_range = content_range.and_then(|it| it.to_str().ok()).map(str::to_owned);
    Ok(Answered { status, body: read(answer, question.most).await?, content_range })
}

async fn respond(
    client: &Client,
    question: &Question,
    token: Option<Sensitive>,
) -> Result<Response, NoAnswer> {
    let Question { method, url, body, authorization, range, .. } = question;
    let mut request = client.request(method.clone(), url.clone());
    if let Some(token) = token {
        request = request.bearer_auth(token.expose().trim());
    }
    if let Some(authorization) = authorization {
        request = request.header(AUTHORIZATION, authorization);
    }
    if let Some(Body { media, bytes }) = body {
        request = request.header(CONTENT_TYPE, *media).body(bytes.clone());
    }
    if let Some(range) = range {
        request = request.header(RANGE, range);
    }
    Ok(request.send().await?)
}

async fn read(mut answer: Response, most: usize) -> Result<Bytes, NoAnswer> {
    let mut body = Vec::new();
    while let Some(piece) = answer.chunk().await? {
        if body.len() + piece.len() > most {
            return Err(NoAnswer::TooLong(most));
        }
        body.extend_from_slice(&piece);
    }
    Ok(body.into())
}

/// The URL of a path below an instance's actuator; `None` if it has none.
pub(crate) fn actuator_url(registration: &Registration, parts: &[&str]) -> Option<Url> {
    let mut url = Url::parse(registration.management_url.as_deref()?).ok()?;
    url.set_query(None);
    url.path_segments_mut().ok()?.pop_if_empty().extend(parts);
    Some(url)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_part_of_an_actuators_path_stays_one() {
        let registration = Registration {
            name: "x".to_owned(),
            management_url: Some("http://h:1/manage/actuator/?x".to_owned()),
            health_url: String::new(),
            service_url: None,
            source: "http-api".to_owned(),
            metadata: BTreeMap::new(),
        };
        let url = |parts: &[&str]| actuator_url(&registration, parts).unwrap().to_string();
        assert_eq!(url(&[]), "http://h:1/manage/actuator");
        assert_eq!(url(&["loggers", "a::b"]), "http://h:1/manage/actuator/loggers/a::b");
        assert_eq!(url(&["env", "a?b#c%2f"]), "http://h:1/manage/actuator/env/a%3Fb%23c%252f");
    }
}
