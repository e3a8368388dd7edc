//! The models as the assistant uses them: real clients against a stand-in for their services.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers as well")]

mod bedrock;
mod conversations;
mod failures;
mod openai;

use std::time::Duration;

use assistant_model::language::Language;
use assistant_model::{Error, Message, Model, Prompt, Reply, ToolSpec};
use jiff::civil::Date;
use model_stand_in::ModelStandIn;
use serde_json::json;
use tokio::time::Instant;

/// Time enough for everything that answers.
const AMPLE: Duration = Duration::from_secs(20);
/// A time limit that expires.
const SHORT: Duration = Duration::from_millis(300);

/// A provider of models.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Provider {
    Bedrock,
    OpenAi,
}

impl Provider {
    const BOTH: [Self; 2] = [Self::Bedrock, Self::OpenAi];

    /// A stand-in for its service, and its model.
    async fn start(self) -> (ModelStandIn, Box<dyn Model>) {
        match self {
            Self::Bedrock => {
                let (stand_in, model) = bedrock::start().await;
                (stand_in, Box::new(model))
            }
            Self::OpenAi => {
                let (stand_in, model) = openai::start().await;
                (stand_in, Box::new(model))
            }
        }
    }

    /// The one of two that is this provider's.
    fn pick<T>(self, of_bedrock: T, of_openai: T) -> T {
        match self {
            Self::Bedrock => of_bedrock,
            Self::OpenAi => of_openai,
        }
    }
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

/// The reply to a prompt, and the streamed pieces.
async fn ask(model: &dyn Model, prompt: &Prompt) -> (Result<Reply, Error>, Vec<String>) {
    let mut pieces = Vec::new();
    let reply = model.reply(prompt, &mut |it: &str| pieces.push(it.to_owned())).await;
    (reply, pieces)
}
