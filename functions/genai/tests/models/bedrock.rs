//! Amazon Bedrock: the real SDK.

mod replies;
mod vectors;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_bedrockruntime::config::{Credentials, SharedCredentialsProvider};
use genai::bedrock::{Bedrock, BedrockSettings};
use model_stand_in::ModelStandIn;

pub(crate) fn settings() -> BedrockSettings {
    BedrockSettings {
        model_id: "anthropic.claude-3-haiku-20240307-v1:0".to_owned(),
        inference_profile: None,
        embedding_model_id: "amazon.titan-embed-text-v2:0".to_owned(),
        temperature: 0.5,
        max_tokens: 800,
        guardrail: None,
    }
}

pub(crate) fn config(endpoint: &str) -> SdkConfig {
    let credentials = Credentials::new("testing", "testing", None, None, "test");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .endpoint_url(endpoint)
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .build()
}

/// A stand-in for the service, and a client that takes it for Bedrock.
pub(crate) async fn start() -> (ModelStandIn, Bedrock) {
    let stand_in = ModelStandIn::start().await.unwrap();
    let bedrock = Bedrock::new(&config(&stand_in.url()), settings());
    (stand_in, bedrock)
}
