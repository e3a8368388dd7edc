//! The wire types of the chat assistant.

mod conversation_id;
mod question;

use std::time::Duration;

use serde::{Deserialize, Serialize};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::endpoint::{EVENTS, EventStream, ResponseBody, event_schema, response_bodies};
use crate::schemas::Schemas;

pub use conversation_id::{ConversationId, ConversationPath};
pub use question::{Asked, Question, Text};

/// Longest message to the assistant, in characters.
pub const MESSAGE: usize = 4000;

/// Time limit of an answer. API Gateway waits for 29 s.
pub const PATIENCE: Duration = Duration::from_secs(28);

/// The common root of the assistant's routes. Gateways put the name of a stage in front of it.
pub const ROOT: &str = "/api/genai";

/// The path of the assistant's health check.
pub const HEALTH: &str = "/api/genai/health";

/// An answer in plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said(pub String);

impl ResponseBody for Said {
    const MEDIA: &'static str = "text/plain;charset=UTF-8";

    fn schema(_: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(String::schema())
    }
}

/// A streamed answer: server-sent events, each with JSON as its data.
///
/// - `token` (`text`) is a piece of the answer.
/// - `tool` (`name`, `state`: `started`, `finished` or `failed`) reports a tool call.
/// - `confirmation` is a [`Confirmation`] that the person gives or refuses.
/// - `end` is the whole [`Reply`].
/// - `error` (`message`) ends an answer that cannot be completed.
#[derive(Clone, Copy, Debug)]
pub struct Events;

impl ResponseBody for Events {
    const MEDIA: &'static str = EVENTS;
    const IS_STREAMED: bool = true;

    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        schemas.add::<Confirmation>();
        schemas.add::<Reply>();
        let about = "Events `token`, `tool`, `confirmation`, and at last `end` (the whole Reply) or `error`";
        Some(event_schema(about))
    }
}

impl EventStream for Events {}

/// A whole answer. `data_source` and `question_type` are the same as their namesakes, for clients of the Python port.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Reply {
    /// What was asked.
    pub question: String,
    /// The answer, plain text.
    pub answer: String,
    pub data_source: DataSource,
    #[serde(rename = "data_source", default, skip_deserializing)]
    pub data_source_: Option<DataSource>,
    pub question_type: QuestionType,
    #[serde(rename = "question_type", default, skip_deserializing)]
    pub question_type_: Option<QuestionType>,
    /// When it was answered, RFC 3339 in UTC.
    #[schema(format = "date-time")]
    pub timestamp: String,
    /// The conversation, to be sent with the next question of the same person.
    pub conversation_id: ConversationId,
    /// What was looked up or changed for the answer, in order.
    pub tool_calls: Vec<ToolCall>,
    /// A change that waits for the person's consent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub confirmation: Option<Confirmation>,
}

/// What an answer is based on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DataSource {
    /// The clinic's services were asked.
    ClinicServices,
    /// Nothing was looked up.
    GeneralAdvice,
}

/// What kind of question it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum QuestionType {
    /// About the clinic's data.
    DatabaseQuery,
    /// For a change of the clinic's data.
    DatabaseChange,
    /// Anything else.
    GeneralAdvice,
}

/// A tool that was used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ToolCall {
    /// Its name.
    pub name: String,
    /// Whether it gave a result.
    pub succeeded: bool,
}

/// A change that is carried out once the person agrees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Confirmation {
    /// To be sent as `confirmationId`, in the same conversation, with `confirmed` true or false.
    pub id: ConversationId,
    /// What would be changed, in plain words.
    pub summary: String,
    /// Until when it can be confirmed, RFC 3339 in UTC.
    #[schema(format = "date-time")]
    pub expires_at: String,
}

/// A conversation as it is remembered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Conversation {
    pub conversation_id: ConversationId,
    /// The last messages, oldest first.
    pub messages: Vec<ConversationMessage>,
    /// When it is forgotten unless it goes on, RFC 3339 in UTC.
    #[schema(format = "date-time")]
    pub expires_at: String,
}

/// A message of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConversationMessage {
    pub role: Role,
    pub text: String,
    /// RFC 3339 in UTC.
    #[schema(format = "date-time")]
    pub created_at: String,
}

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    User,
    Assistant,
}

/// How the assistant is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AssistantHealth {
    /// Always `UP`.
    pub status: String,
    /// Always `genai`.
    pub service: String,
    /// Who runs the model: `bedrock`, `openai`, or `offline` for the rules of `petclinic`.
    pub provider: String,
    /// The model's id.
    pub model: String,
    /// RFC 3339 in UTC.
    #[schema(format = "date-time")]
    pub timestamp: String,
}

response_bodies!(Reply, Conversation, AssistantHealth);
