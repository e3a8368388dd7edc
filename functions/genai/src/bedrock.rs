//! Models on Amazon Bedrock: replies by `ConverseStream`, vectors by Titan Text Embeddings.

mod conversation;
mod document;
mod failure;
mod stream;
mod titan;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use assistant_model::embedding::{Embedder, Embedding};
use assistant_model::{About, Error, Model, OnText, Prompt, Reply, Replying};
use aws_config::SdkConfig;
use aws_sdk_bedrockruntime::Client;
use aws_sdk_bedrockruntime::config::Builder;
use aws_sdk_bedrockruntime::config::retry::RetryConfig;
use aws_sdk_bedrockruntime::config::timeout::TimeoutConfig;
use aws_sdk_bedrockruntime::operation::converse_stream::builders::ConverseStreamFluentBuilder;
use aws_sdk_bedrockruntime::types::{
    GuardrailStreamConfiguration, GuardrailStreamProcessingMode, InferenceConfiguration,
};
use tokio::time::Instant;

use crate::provider::{AttemptFailure, Attempts, Telling};

/// Time-out for connecting.
const CONNECT: Duration = Duration::from_secs(1);

/// The models and how they answer.
#[derive(Clone, Debug, PartialEq)]
pub struct BedrockSettings {
    /// The model that replies, such as `anthropic.claude-3-haiku-20240307-v1:0`.
    pub model_id: String,
    /// The inference profile, by id or ARN, through which the model is called; newer models require one.
    pub inference_profile: Option<String>,
    /// The model that makes vectors: one of the Titan Text Embeddings V2.
    pub embedding_model_id: String,
    /// Sampling temperature, from 0 to 1.
    pub temperature: f32,
    /// Longest reply, in tokens.
    pub max_tokens: i32,
    /// The guardrail that checks prompts and replies: its id or ARN, and its version.
    pub guardrail: Option<(String, String)>,
}

impl From<&contract::settings::Assistant> for BedrockSettings {
    #[expect(clippy::cast_possible_truncation, reason = "a share of two digits")]
    fn from(settings: &contract::settings::Assistant) -> Self {
        let guardrail = settings.guardrail_id.clone();
        Self {
            model_id: settings.model_id.clone(),
            inference_profile: settings.inference_profile.clone(),
            embedding_model_id: settings.embedding_model_id.clone(),
            temperature: settings.temperature as f32,
            // The setting's rule allows no more than 8192.
            max_tokens: i32::try_from(settings.max_tokens).unwrap_or(i32::MAX),
            guardrail: guardrail.map(|it| (it, settings.guardrail_version.clone())),
        }
    }
}

/// Amazon Bedrock in one region. Clones share everything.
#[derive(Clone)]
pub struct Bedrock {
    client: Client,
    settings: Arc<ArcSwap<BedrockSettings>>,
}

impl Bedrock {
    /// Takes region, credentials and endpoint from `config`; makes no call yet.
    pub fn new(config: &SdkConfig, settings: BedrockSettings) -> Self {
        Self { client: client(config), settings: Arc::new(ArcSwap::from_pointee(settings)) }
    }

    /// Changes the settings of every reply and vector from now on.
    pub fn tune(&self, settings: BedrockSettings) {
        self.settings.store(Arc::new(settings));
    }

    async fn answer(&self, prompt: &Prompt, on_text: OnText<'_>) -> Result<Reply, Error> {
        let request = self.request(prompt)?;
        let mut telling = Telling::new(on_text);
        let mut attempts = Attempts::until(prompt.deadline);
        loop {
            match attempts.bound(attempt(request.clone(), &mut telling)).await {
                Ok(reply) => return Ok(reply),
                // The person has read part of the reply, and another attempt would begin with other words.
                Err(failure) if telling.has_told() => return Err(failure.into()),
                Err(failure) => attempts.pause_after(failure).await?,
            }
        }
    }

    fn request(&self, prompt: &Prompt) -> Result<ConverseStreamFluentBuilder, Error> {
        let settings = self.settings.load();
        let asked = settings.inference_profile.as_ref().unwrap_or(&settings.model_id);
        let inference = InferenceConfiguration::builder()
            .temperature(settings.temperature)
            .max_tokens(settings.max_tokens)
            .build();
        let guardrail = settings.guardrail.as_ref().map(|(id, version)| {
            GuardrailStreamConfiguration::builder()
                .guardrail_identifier(id)
                .guardrail_version(version)
                // The person sees text only after the check.
                .stream_processing_mode(GuardrailStreamProcessingMode::Sync)
                .build()
        });
        let incomplete = |it| Error::Refused(format!("the request is incomplete: {it}"));
        Ok(self
            .client
            .converse_stream()
            .model_id(asked)
            .set_system(conversation::system(prompt))
            .set_messages(Some(conversation::messages(prompt).map_err(incomplete)?))
            .set_tool_config(conversation::tools(prompt).map_err(incomplete)?)
            .inference_config(inference)
            .set_guardrail_config(guardrail))
    }

    async fn vector(&self, text: &str, deadline: Instant) -> Result<Vec<f32>, Error> {
        if text.trim().is_empty() {
            return Err(Error::Refused("a blank text has no vector".to_owned()));
        }
        let model = &self.settings.load().embedding_model_id;
        let mut attempts = Attempts::until(deadline);
        loop {
            match attempts.bound(titan::vector(&self.client, model, text)).await {
                Ok(vector) => return Ok(vector),
                Err(failure) => attempts.pause_after(failure).await?,
            }
        }
    }
}

impl Model for Bedrock {
    fn about(&self) -> About {
        About { provider: "bedrock", id: self.settings.load().model_id.clone() }
    }

    fn reply<'a>(&'a self, prompt: &'a Prompt, on_text: OnText<'a>) -> Replying<'a> {
        Box::pin(self.answer(prompt, on_text))
    }
}

impl Embedder for Bedrock {
    fn model(&self) -> Option<String> {
        Some(self.settings.load().embedding_model_id.clone())
    }

    fn embed<'a>(&'a self, text: &'a str, deadline: Instant) -> Embedding<'a> {
        Box::pin(self.vector(text, deadline))
    }
}

impl fmt::Debug for Bedrock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bedrock").field("settings", &**self.settings.load()).finish()
    }
}

async fn attempt(
    request: ConverseStreamFluentBuilder,
    telling: &mut Telling<'_>,
) -> Result<Reply, AttemptFailure> {
    let answer = request.send().await.map_err(|it| failure::of_call(&it))?;
    stream::read(answer.stream, telling).await
}

/// The client leaves retries and time-outs to `Attempts`, since a prompt has one deadline for all attempts.
fn client(config: &SdkConfig) -> Client {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .disable_read_timeout()
        .disable_operation_attempt_timeout()
        .disable_operation_timeout()
        .build();
    let config = Builder::from(config).timeout_config(timeouts).retry_config(RetryConfig::disabled()).build();
    Client::from_conf(config)
}
