//! The OpenAI API.

mod key;
mod replies;
mod vectors;

use contract::settings::Sensitive;
use genai::openai::{ApiKey, OpenAi, OpenAiSettings};
use model_stand_in::ModelStandIn;

/// The key, which only the endpoint may see.
pub(crate) const KEY: &str = "sk-Xerxes";

pub(crate) fn settings(url: &str) -> OpenAiSettings {
    OpenAiSettings {
        url: Some(url.to_owned()),
        model: "llama3.1".to_owned(),
        embedding_model: Some("nomic-embed-text".to_owned()),
        key: ApiKey::Given(Sensitive::new(KEY)),
        temperature: 0.5,
        max_tokens: 800,
    }
}

/// A stand-in for the service, and a client that takes it for the real one.
pub(crate) async fn start() -> (ModelStandIn, OpenAi) {
    let stand_in = ModelStandIn::start().await.unwrap();
    let model = OpenAi::new(settings(&stand_in.openai_url()), None);
    (stand_in, model)
}
