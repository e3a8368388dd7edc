//! Models behind any endpoint that speaks the OpenAI chat completions API: OpenAI, Azure OpenAI, Ollama, llama.cpp, vLLM.
//!
//! Written from <https://platform.openai.com/docs/api-reference/chat> and
//! <https://platform.openai.com/docs/api-reference/embeddings>. Endpoints differ in small ways; `dialect` and `stream` bear with
//! the known ones.

mod client;
mod dialect;
mod embeddings;
mod endpoint;
mod events;
mod failure;
mod request;
mod stream;

use std::fmt;
use std::sync::Arc;

use arc_swap::ArcSwap;
use assistant_model::embedding::{Embedder, Embedding};
use assistant_model::{About, Error, Model, OnText, Prompt, Reply, Replying, Stop};
use contract::settings::Sensitive;
use reqwest::Response;
use serde_json::Value;
use settings::{SecretError, SecretStore};
use tokio::time::Instant;

pub use self::endpoint::{BadEndpoint, Endpoint};

use self::client::HttpClient;
use self::dialect::Dialect;
use self::failure::Rejection;
use crate::provider::{AttemptFailure, Attempts, FailureKind, Telling, is_blank};

/// The endpoint, its models and how they answer.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenAiSettings {
    /// The base URL, such as `https://api.openai.com/v1`; `None` refuses every prompt.
    pub url: Option<String>,
    /// The model that replies, such as `gpt-4o-mini` or `llama3.1`.
    pub model: String,
    /// The model that makes vectors; without one, vets are found by words.
    pub embedding_model: Option<String>,
    /// The key that the endpoint asks for.
    pub key: ApiKey,
    /// Sampling temperature, from 0 to 1.
    pub temperature: f64,
    /// Longest reply, in tokens.
    pub max_tokens: u32,
}

/// The source of an endpoint's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiKey {
    /// The endpoint asks for none.
    None,
    /// The key itself.
    Given(Sensitive),
    /// In the secret of this name.
    Secret(String),
}

impl From<&contract::settings::Assistant> for OpenAiSettings {
    fn from(settings: &contract::settings::Assistant) -> Self {
        let key = match (&settings.key, &settings.key_secret) {
            (Some(key), _) => ApiKey::Given(key.clone()),
            (None, Some(name)) => ApiKey::Secret(name.clone()),
            (None, None) => ApiKey::None,
        };
        Self {
            url: settings.url.clone(),
            model: settings.model.clone().unwrap_or_default(),
            embedding_model: settings.embedding_model.clone(),
            key,
            temperature: settings.temperature,
            max_tokens: settings.max_tokens,
        }
    }
}

/// Models behind one endpoint. Clones share everything.
#[derive(Clone)]
pub struct OpenAi(Arc<Shared>);

struct Shared {
    client: HttpClient,
    secrets: Option<SecretStore>,
    target: ArcSwap<Target>,
}

/// The settings, and the parameters that the endpoint's refusals have taught so far.
struct Target {
    settings: OpenAiSettings,
    endpoint: Result<Endpoint, AttemptFailure>,
    dialect: Dialect,
}

impl Target {
    fn new(settings: OpenAiSettings) -> Self {
        let endpoint = match settings.url.as_deref().map(Endpoint::parse) {
            Some(Ok(endpoint)) => Ok(endpoint),
            Some(Err(bad)) => {
                Err(AttemptFailure::new(FailureKind::Refused, format!("the endpoint's URL {bad}")))
            }
            None => Err(AttemptFailure::new(FailureKind::Refused, "no endpoint is set")),
        };
        let dialect = Dialect::of(endpoint.as_ref().ok());
        Self { settings, endpoint, dialect }
    }
}

impl OpenAi {
    /// Makes no request yet. `secrets` holds the key unless the settings do.
    #[must_use]
    pub fn new(settings: OpenAiSettings, secrets: Option<SecretStore>) -> Self {
        let target = ArcSwap::from_pointee(Target::new(settings));
        Self(Arc::new(Shared { client: HttpClient::default(), secrets, target }))
    }

    /// Changes the settings of every reply and vector from now on.
    pub fn tune(&self, settings: OpenAiSettings) {
        if self.0.target.load().settings != settings {
            self.0.target.store(Arc::new(Target::new(settings)));
        }
    }

    async fn answer(&self, prompt: &Prompt, on_text: OnText<'_>) -> Result<Reply, Error> {
        let target = self.0.target.load_full();
        let mut telling = Telling::new(on_text);
        let mut attempts = Attempts::until(prompt.deadline);
        loop {
            match attempts.bound(self.attempt(&target, prompt, &mut telling)).await {
                Ok(reply) => return Ok(reply),
                // The person has read part of the reply, and another attempt would begin with other words.
                Err(failure) if telling.has_told() => return Err(failure.into()),
                Err(failure) => attempts.pause_after(failure).await?,
            }
        }
    }

    async fn attempt(
        &self,
        target: &Target,
        prompt: &Prompt,
        telling: &mut Telling<'_>,
    ) -> Result<Reply, AttemptFailure> {
        loop {
            let body = request::body(prompt, &target.settings, &target.dialect);
            match self.post(target, ["chat", "completions"].as_slice(), &body).await {
                Ok(response) => return stream::read(response, telling).await,
                Err(Refusal::Rejected(it)) if target.dialect.learns_from(&it) => {}
                Err(Refusal::Rejected(it)) if it.is_filtered() => {
                    return Ok(Reply { stop: Stop::Filtered, ..Reply::default() });
                }
                Err(refusal) => return Err(refusal.into()),
            }
        }
    }

    async fn vector(&self, text: &str, deadline: Instant) -> Result<Vec<f32>, Error> {
        let target = self.0.target.load_full();
        let Some(model) = &target.settings.embedding_model else {
            return Err(Error::Refused("no model that makes vectors is set".to_owned()));
        };
        if is_blank(text) {
            return Err(Error::Refused("a blank text has no vector".to_owned()));
        }
        let body = embeddings::body(model, text);
        let mut attempts = Attempts::until(deadline);
        loop {
            let attempt = async {
                let response = self.post(&target, ["embeddings"].as_slice(), &body).await?;
                embeddings::read(response).await
            };
            match attempts.bound(attempt).await {
                Ok(vector) => return Ok(vector),
                Err(failure) => attempts.pause_after(failure).await?,
            }
        }
    }

    /// Posts a body. If the endpoint refuses the key and its secret holds another one by now, posts it once more.
    async fn post(&self, target: &Target, path: &[&str], body: &Value) -> Result<Response, Refusal> {
        let endpoint = target.endpoint.as_ref().map_err(Clone::clone)?;
        let key = self.key(&target.settings.key).await?;
        let refusal = match self.0.client.post(endpoint, path, key.as_ref(), body).await {
            Err(Refusal::Rejected(it)) if it.status == 401 => it,
            done => return done,
        };
        match self.renewed(&target.settings.key).await {
            Some(renewed) if Some(&renewed) != key.as_ref() => {
                self.0.client.post(endpoint, path, Some(&renewed), body).await
            }
            _ => Err(Refusal::Rejected(refusal)),
        }
    }

    async fn key(&self, key: &ApiKey) -> Result<Option<Sensitive>, AttemptFailure> {
        match (key, &self.0.secrets) {
            (ApiKey::None, _) => Ok(None),
            (ApiKey::Given(key), _) => Ok(Some(key.clone())),
            (ApiKey::Secret(name), Some(secrets)) => match secrets.get(name).await {
                Ok(key) => Ok(Some(key)),
                Err(error) => {
                    let may_pass = matches!(error, SecretError::Unavailable { .. });
                    let kind = if may_pass { FailureKind::Broken } else { FailureKind::Refused };
                    Err(AttemptFailure::new(kind, error.to_string()))
                }
            },
            // Without AWS there is no secret, and most endpoints on one's own machine ask for no key.
            (ApiKey::Secret(_), None) => Ok(None),
        }
    }

    async fn renewed(&self, key: &ApiKey) -> Option<Sensitive> {
        match (key, &self.0.secrets) {
            (ApiKey::Secret(name), Some(secrets)) => secrets.fresh(name).await.ok(),
            _ => None,
        }
    }
}

/// The reason why a request got no usable answer.
enum Refusal {
    Failed(AttemptFailure),
    Rejected(Rejection),
}

impl From<AttemptFailure> for Refusal {
    fn from(failure: AttemptFailure) -> Self {
        Self::Failed(failure)
    }
}

impl From<Refusal> for AttemptFailure {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Failed(failure) => failure,
            Refusal::Rejected(rejection) => rejection.into(),
        }
    }
}

impl Model for OpenAi {
    fn about(&self) -> About {
        About { provider: "openai", id: self.0.target.load().settings.model.clone() }
    }

    fn reply<'a>(&'a self, prompt: &'a Prompt, on_text: OnText<'a>) -> Replying<'a> {
        Box::pin(self.answer(prompt, on_text))
    }
}

impl Embedder for OpenAi {
    fn model(&self) -> Option<String> {
        self.0.target.load().settings.embedding_model.clone()
    }

    fn embed<'a>(&'a self, text: &'a str, deadline: Instant) -> Embedding<'a> {
        Box::pin(self.vector(text, deadline))
    }
}

impl fmt::Debug for OpenAi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenAi").field("settings", &self.0.target.load().settings).finish_non_exhaustive()
    }
}
