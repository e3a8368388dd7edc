//! The issuer: its configuration and its keys, which are kept for a while, and the exchange of an authorization code.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use contract::settings::Sensitive;
use form_urlencoded::{Serializer, byte_serialize};
use http::Method;
use http::header::HeaderValue;
use reqwest::Url;
use serde::Deserialize;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::keys::Keys;
use super::provider::{Configuration, Provider};
use crate::Admin;
use crate::reach::{Answered, Body, Question};

/// How long the issuer may take for an answer.
const WITHIN: Duration = Duration::from_secs(4);
/// The longest configuration and the longest answer to an authorization code, in bytes.
const LONGEST: usize = 64 * 1024;
/// The longest set of keys, in bytes.
const LONGEST_KEYS: usize = 256 * 1024;
/// How long what the issuer said holds.
const HOLDS: Duration = Duration::from_secs(60 * 60);
/// How long it holds while the issuer does not answer.
const OUTLIVES: Duration = Duration::from_secs(24 * 60 * 60);
/// Shortest time between two readings because of a key that is not known. Anyone can make up such a key.
const BETWEEN_RENEWALS: Duration = Duration::from_secs(30);
/// How long nobody asks after the issuer did not answer.
const AGAIN: Duration = Duration::from_secs(5);

/// An issuer.
pub(super) struct Issuer {
    name: String,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    provider: Option<(Instant, Arc<Provider>)>,
    /// Why the last reading failed, until one succeeds.
    failed: Option<(Instant, Problem)>,
}

/// Why the issuer is of no use now, for the log.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Problem(pub(super) Cow<'static, str>);

/// An authorization code, and what proves that it belongs to who shows it.
pub(super) struct Code<'a> {
    pub(super) code: &'a str,
    pub(super) verifier: &'a str,
    pub(super) redirect_uri: &'a str,
    pub(super) client_id: &'a str,
    pub(super) client_secret: Option<Sensitive>,
}

impl Issuer {
    /// The issuer of this name, which is a URL. It is asked when someone first needs it.
    pub(super) fn new(name: String) -> Self {
        Self { name, known: Mutex::default() }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// What it says of itself, an hour old at most while it answers.
    pub(super) async fn provider(&self, state: &Admin) -> Result<Arc<Provider>, Problem> {
        self.read(state, HOLDS).await
    }

    /// The same, read again if that was not just done.
    pub(super) async fn renewed(&self, state: &Admin) -> Result<Arc<Provider>, Problem> {
        self.read(state, BETWEEN_RENEWALS).await
    }

    async fn read(&self, state: &Admin, oldest: Duration) -> Result<Arc<Provider>, Problem> {
        // Others wait for the one who asks.
        let mut known = self.known.lock().await;
        let latest = |known: &Known, oldest| {
            let (at, provider) = known.provider.as_ref()?;
            (at.elapsed() < oldest).then(|| Arc::clone(provider))
        };
        if let Some(provider) = latest(&known, oldest) {
            return Ok(provider);
        }
        let problem = match &known.failed {
            Some((at, problem)) if at.elapsed() < AGAIN => problem.clone(),
            failed => match self.ask(state).await {
                Ok(provider) => {
                    let provider = Arc::new(provider);
                    *known = Known { provider: Some((Instant::now(), Arc::clone(&provider))), failed: None };
                    return Ok(provider);
                }
                Err(problem) => {
                    if failed.is_none() {
                        tracing::warn!(cause = %problem, "the OpenID Connect issuer is of no use");
                    }
                    known.failed = Some((Instant::now(), problem.clone()));
                    problem
                }
            },
        };
        latest(&known, OUTLIVES).ok_or(problem)
    }

    async fn ask(&self, state: &Admin) -> Result<Provider, Problem> {
        let configuration = get(state, Configuration::url(&self.name)?, LONGEST, "its configuration").await?;
        let configuration = Configuration::read(&configuration, &self.name)?;
        let keys = get(state, configuration.keys_url()?, LONGEST_KEYS, "its keys").await?;
        let keys =
            Keys::read(&keys).map_err(|error| Problem(format!("its keys cannot be read: {error}").into()))?;
        if keys.is_empty() {
            return Err(Problem("it has no key of a kind that is accepted".into()));
        }
        configuration.with_keys(keys)
    }

    /// Exchanges an authorization code for an identity token (OpenID Connect Core 1.0, section 3.1.3). `None` if the code is void.
    pub(super) async fn exchange(
        &self,
        state: &Admin,
        provider: &Provider,
        code: Code<'_>,
    ) -> Result<Option<String>, Problem> {
        #[derive(Deserialize)]
        struct Tokens {
            id_token: String,
        }
        let (form, authorization) = code.form(provider.takes_basic)?;
        let question = Question {
            method: Method::POST,
            body: Some(Body::form(form)),
            authorization,
            ..Question::get(provider.token_endpoint.clone(), WITHIN, LONGEST)
        };
        let answer = answered(state, question, "the exchange of a code").await?;
        if answer.status != 200 {
            let why = refusal(&answer.body);
            let void = why.as_deref() == Some("invalid_grant");
            let why = why.as_deref().unwrap_or("without a reason");
            return if void {
                Ok(None)
            } else {
                Err(Problem(format!("it answered {} to a code: {why}", answer.status).into()))
            };
        }
        let tokens: Result<Tokens, _> = serde_json::from_slice(&answer.body);
        tokens.map(|it| Some(it.id_token)).map_err(|_| Problem("it gave no identity token for a code".into()))
    }
}

impl Code<'_> {
    /// The form that is sent, and the header `Authorization` that goes with it.
    fn form(self, takes_basic: bool) -> Result<(String, Option<HeaderValue>), Problem> {
        let Self { code, verifier, redirect_uri, client_id, client_secret } = self;
        let mut form = Serializer::new(String::new());
        form.append_pair("grant_type", "authorization_code").append_pair("code", code);
        form.append_pair("redirect_uri", redirect_uri).append_pair("code_verifier", verifier);
        let Some(secret) = client_secret else {
            return Ok((form.append_pair("client_id", client_id).finish(), None));
        };
        let secret = secret.expose().trim();
        if !takes_basic {
            form.append_pair("client_id", client_id).append_pair("client_secret", secret);
            return Ok((form.finish(), None));
        }
        // Both parts are encoded as in a form (RFC 6749, section 2.3.1).
        let encoded = |it: &str| byte_serialize(it.as_bytes()).collect::<String>();
        let pair = BASE64_STANDARD.encode(format!("{}:{}", encoded(client_id), encoded(secret)));
        let mut header = HeaderValue::try_from(format!("Basic {pair}"))
            .map_err(|_| Problem("the secret of the client is no text of a header".into()))?;
        header.set_sensitive(true);
        Ok((form.finish(), Some(header)))
    }
}

async fn get(state: &Admin, url: Url, most: usize, what: &str) -> Result<Bytes, Problem> {
    let answer = answered(state, Question::get(url, WITHIN, most), what).await?;
    match answer.status {
        200 => Ok(answer.body),
        status => Err(Problem(format!("it answered {status} when it was asked for {what}").into())),
    }
}

async fn answered(state: &Admin, question: Question, what: &str) -> Result<Answered, Problem> {
    let failed = |error| Problem(format!("it did not answer when it was asked for {what}: {error}").into());
    state.reach.ask_named(question).await.map_err(failed)
}

/// The code of an error (RFC 6749, section 5.2).
fn refusal(body: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Refusal {
        error: String,
    }
    let Refusal { error } = serde_json::from_slice(body).ok()?;
    let is_code = error.len() <= 64 && error.bytes().all(|it| it.is_ascii_lowercase() || it == b'_');
    is_code.then_some(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_shows_its_secret_as_the_issuer_takes_it() {
        let code = |secret: Option<&str>| Code {
            code: "a b",
            verifier: "v",
            redirect_uri: "https://clinic.example/admin/oidc/callback",
            client_id: "clinic:console",
            client_secret: secret.map(Sensitive::new),
        };
        let (form, header) = code(Some("s+/ecret\n")).form(true).unwrap();
        assert!(
            form.starts_with("grant_type=authorization_code&code=a+b&redirect_uri=https%3A%2F%2F"),
            "{form}"
        );
        assert!(!form.contains("client"), "{form}");
        let header = header.unwrap();
        assert!(header.is_sensitive());
        let pair = BASE64_STANDARD.decode(header.to_str().unwrap().strip_prefix("Basic ").unwrap()).unwrap();
        assert_eq!(pair, b"clinic%3Aconsole:s%2B%2Fecret");
        let (form, header) = code(Some("s")).form(false).unwrap();
        assert!(
            form.ends_with("&code_verifier=v&client_id=clinic%3Aconsole&client_secret=s") && header.is_none()
        );
        let (form, header) = code(None).form(true).unwrap();
        assert!(form.ends_with("&client_id=clinic%3Aconsole") && header.is_none(), "{form}");
    }
}
