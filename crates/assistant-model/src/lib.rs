//! The interface between the assistant and its models.
//!
//! A [`Model`] takes a whole [`Prompt`] and returns one [`Reply`]: text for the person, or tool calls that the assistant runs
//! first. A model keeps no state between prompts and accesses no data; the assistant implements the tools and decides whether a
//! call may run.

pub mod consent;
pub mod embedding;
pub mod language;

use std::pin::Pin;
use std::sync::Arc;

use jiff::civil::Date;
use serde_json::Value;
use tokio::time::Instant;

use crate::embedding::Embedder;
use crate::language::Language;

/// A future that resolves to a reply.
pub type Replying<'a> = Pin<Box<dyn Future<Output = Result<Reply, Error>> + Send + 'a>>;

/// Receives the text of a reply piece by piece, while the model makes it.
pub type OnText<'a> = &'a mut (dyn FnMut(&str) + Send);

/// The models that an assistant uses.
#[derive(Clone)]
pub struct AssistantModels {
    /// Answers people.
    pub chat: Arc<dyn Model>,
    /// Turns texts into vectors, so that vets can be found by meaning.
    pub embedder: Arc<dyn Embedder>,
}

impl AssistantModels {
    /// Uses one provider for both.
    pub fn of(provider: impl Model + Embedder + 'static) -> Self {
        let provider = Arc::new(provider);
        Self { chat: provider.clone(), embedder: provider }
    }
}

/// A language model, or rules in its place.
pub trait Model: Send + Sync {
    /// Identifies the model, for answers, health and metrics.
    fn about(&self) -> About;

    /// Answers a prompt before its deadline. `on_text` receives the text as it arrives; the reply holds all of it.
    fn reply<'a>(&'a self, prompt: &'a Prompt, on_text: OnText<'a>) -> Replying<'a>;
}

/// Identifies a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The provider: `bedrock`, `openai` or `offline`.
    pub provider: &'static str,
    /// Its id, such as `anthropic.claude-3-haiku-20240307-v1:0`.
    pub id: String,
}

/// A model's whole input: the instructions, the conversation and the tools.
#[derive(Clone, Debug)]
pub struct Prompt {
    /// The instructions: its role and its rules.
    pub system: String,
    /// The conversation, oldest first. It begins with a [`Message::Person`], and ends with one or with [`Message::Results`].
    pub messages: Vec<Message>,
    /// The tools that the model may call.
    pub tools: Arc<[ToolSpec]>,
    /// Today's date.
    pub today: Date,
    /// The language of the person's last message.
    pub language: Language,
    /// The latest time for the whole reply.
    pub deadline: Instant,
}

/// A part of a conversation.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// A message of the person.
    Person(String),
    /// A reply of the model.
    Model(Reply),
    /// The results of the previous reply's tool calls, in the order of the calls.
    Results(Vec<ToolResult>),
}

/// An answer of a model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reply {
    /// Text for the person; may be empty if the reply calls tools.
    pub text: String,
    /// The tools to call before the next reply.
    pub calls: Vec<ToolCall>,
    /// The reason why the reply ended.
    pub stop: Stop,
}

/// Why a reply ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stop {
    /// The model finished, or waits for the results of its calls.
    #[default]
    Done,
    /// It reached the length limit.
    Length,
    /// A guardrail or the model's own filter intervened.
    Filtered,
}

/// A model's request to call a tool.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolCall {
    /// Identifies the call within the conversation.
    pub id: String,
    /// The tool's name as the model wrote it.
    pub name: String,
    /// The input as the model wrote it: any JSON, not yet checked.
    pub input: Value,
}

/// The result of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolResult {
    /// The id of the call.
    pub call_id: String,
    /// The tool's name.
    pub name: String,
    /// The result, or `{"error": ".."}`.
    pub content: Value,
    /// Whether the call failed.
    pub is_error: bool,
}

/// A tool as a model sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolSpec {
    /// Its name, snake case.
    pub name: &'static str,
    /// A description for the model: what the tool does and when to use it.
    pub description: &'static str,
    /// The JSON schema of its input, which is an object.
    pub input_schema: Value,
}

/// The reason why there is no reply. The texts never quote a person or a model.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The provider still throttled the request after every retry that fitted into the time.
    #[error("the model is busy: {0}")]
    Throttled(String),
    /// No reply came before the deadline.
    #[error("the model did not answer in time")]
    TimedOut,
    /// The provider is unreachable or failed.
    #[error("the model is unavailable: {0}")]
    Unavailable(String),
    /// The provider refused the request: wrong model id, missing permission, invalid input.
    #[error("the model refused the request: {0}")]
    Refused(String),
}
