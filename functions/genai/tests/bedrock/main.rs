//! Amazon Bedrock as the assistant uses it: the real SDK against a stand-in for the service.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers as well")]

mod conversations;
mod failures;
mod replies;
mod vectors;

use std::time::Duration;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_bedrockruntime::config::{Credentials, SharedCredentialsProvider};
use bedrock_stand_in::BedrockStandIn;
use genai::bedrock::{Bedrock, BedrockSettings};
use genai::language::Language;
use genai::model::{Error, Message, Model, Prompt, Reply, ToolSpec};
use jiff::civil::Date;
use serde_json::json;
use tokio::time::Instant;

/// Time enough for everything that answers.
const AMPLE: Duration = Duration::from_secs(20);
/// Time for what is to run out of it.
const SHORT: Duration = Duration::from_millis(300);

fn settings() -> BedrockSettings {
    BedrockSettings {
        model_id: "anthropic.claude-3-haiku-20240307-v1:0".to_owned(),
        inference_profile: None,
        embedding_model_id: "amazon.titan-embed-text-v2:0".to_owned(),
        temperature: 0.5,
        max_tokens: 800,
        guardrail: None,
    }
}

fn config(endpoint: &str) -> SdkConfig {
    let credentials = Credentials::new("testing", "testing", None, None, "test");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .endpoint_url(endpoint)
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .build()
}

/// A stand-in, and Bedrock as far as its user knows.
async fn start() -> (BedrockStandIn, Bedrock) {
    let stand_in = BedrockStandIn::start().await.unwrap();
    let bedrock = Bedrock::new(&config(&stand_in.url()), settings());
    (stand_in, bedrock)
}

fn find_owners() -> ToolSpec {
    ToolSpec {
        name: "find_owners",
        description: "Finds owners by the beginning of their names.",
        input_schema: json!({
            "type": "object",
            "properties": {"lastName": {"type": "string"}, "size": {"type": "integer", "maximum": 20}},
            "required": [],
        }),
    }
}

fn prompt(messages: Vec<Message>, time: Duration) -> Prompt {
    Prompt {
        system: "You are the assistant of a veterinary clinic.".to_owned(),
        messages,
        tools: [find_owners()].into(),
        today: Date::constant(2026, 11, 20),
        language: Language::English,
        deadline: Instant::now() + time,
    }
}

fn question(words: &str) -> Prompt {
    prompt(vec![Message::Person(words.to_owned())], AMPLE)
}

/// The reply to a prompt, and the pieces that were told.
async fn ask(bedrock: &Bedrock, prompt: &Prompt) -> (Result<Reply, Error>, Vec<String>) {
    let mut pieces = Vec::new();
    let reply = bedrock.reply(prompt, &mut |it: &str| pieces.push(it.to_owned())).await;
    (reply, pieces)
}
