//! The models behind the assistant of a clinic on one machine.

use assistant_model::AssistantModels;
use contract::service::Service;
use contract::settings::{Assistant, Sensitive};
use genai::bedrock::{Bedrock, BedrockSettings};
use genai::openai::{ApiKey, Endpoint, OpenAi, OpenAiSettings};
use offline_assistant::Offline;

use crate::arguments::Arguments;
use crate::error::Error;
use crate::services;

/// The rules that answer without a model.
pub fn offline() -> AssistantModels {
    AssistantModels::of(Offline)
}

/// The models that the command line asks for, and the key for their endpoint.
///
/// # Errors
/// If the endpoint is no URL or lacks its key, or no region is configured for Amazon Bedrock.
pub async fn of(arguments: &Arguments, key: Option<Sensitive>) -> Result<AssistantModels, Error> {
    if let Some(url) = &arguments.assistant_url {
        return openai(url, arguments, key);
    }
    if !arguments.bedrock {
        return Ok(offline());
    }
    let aws = settings::aws::config().await;
    if settings::aws::region(&aws).is_none() {
        return Err(Error::NoRegion);
    }
    let mut settings = BedrockSettings::from(&defaults()?);
    if let Some(model) = &arguments.bedrock_model {
        settings.model_id.clone_from(model);
    }
    Ok(AssistantModels::of(Bedrock::new(&aws, settings)))
}

fn openai(url: &str, arguments: &Arguments, key: Option<Sensitive>) -> Result<AssistantModels, Error> {
    let endpoint = Endpoint::parse(url)?;
    if endpoint.needs_key() && key.is_none() {
        return Err(Error::NoAssistantKey { host: endpoint.host().to_owned() });
    }
    let settings = OpenAiSettings {
        url: Some(url.to_owned()),
        model: arguments.assistant_model.clone().unwrap_or_default(),
        embedding_model: arguments.assistant_embedding_model.clone(),
        key: key.map_or(ApiKey::None, ApiKey::Given),
        ..OpenAiSettings::from(&defaults()?)
    };
    Ok(AssistantModels::of(OpenAi::new(settings, None)))
}

fn defaults() -> Result<Assistant, Error> {
    services::settings(Service::Genai).map(|it| it.assistant)
}
