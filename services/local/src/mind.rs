//! What the assistant of a clinic on one machine thinks with.

use std::sync::Arc;

use contract::service::Service;
use contract::settings::ServiceSettings;
use genai::Mind;
use genai::bedrock::{Bedrock, BedrockSettings};
use genai::offline::Offline;

use crate::arguments::Arguments;
use crate::error::Error;

/// Rules, and a table of what animals need.
pub fn offline() -> Mind {
    Mind { model: Arc::new(Offline), embedder: Arc::new(Offline) }
}

/// As the command line says.
///
/// # Errors
/// If Amazon Bedrock is asked for and there is no region to find it in.
pub async fn of(arguments: &Arguments) -> Result<Mind, Error> {
    if !arguments.bedrock {
        return Ok(offline());
    }
    let aws = settings::aws::config().await;
    if settings::aws::region(&aws).is_none() {
        return Err(Error::NoRegion);
    }
    let mut settings = defaults()?;
    if let Some(model) = &arguments.bedrock_model {
        settings.model_id.clone_from(model);
    }
    let bedrock = Arc::new(Bedrock::new(&aws, settings));
    Ok(Mind { model: bedrock.clone(), embedder: bedrock })
}

/// The defaults of the table of settings.
fn defaults() -> Result<BedrockSettings, Error> {
    let read = ServiceSettings::read("local", Service::Genai, |_| None);
    read.map(|it| BedrockSettings::from(&it.assistant)).map_err(|_| Error::Defaults)
}
