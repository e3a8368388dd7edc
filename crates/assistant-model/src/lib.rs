//! The interface between the assistant and the models that answer for it.
//!
//! A [`Model`] takes a whole [`Prompt`] and returns one [`Reply`]: text for the person, or calls of tools to run first. A model keeps
//! no state between prompts and touches no data; the assistant decides what a tool does and whether it may run.

pub mod embedding;
pub mod language;

use std::pin::Pin;
use std::sync::Arc;

use jiff::civil::Date;
use serde_json::Value;
use tokio::time::Instant;

use crate::embedding::Embedder;
use crate::language::Language;

/// A reply that is being made.
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
    /// Who runs it: `bedrock`, `openai` or `offline`.
    pub provider: &'static str,
    /// Its id, such as `anthropic.claude-3-haiku-20240307-v1:0`.
    pub id: String,
}

/// Everything that a model knows of a conversation.
#[derive(Clone, Debug)]
pub struct Prompt {
    /// The instructions: its role and its rules.
    pub system: String,
    /// The conversation, oldest first. It begins with a [`Message::Person`], and ends with one or with [`Message::Results`].
    pub messages: Vec<Message>,
    /// The tools it may call.
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
    /// The results of the tools that the reply before called, in the order of the calls.
    Results(Vec<ToolResult>),
}

/// An answer of a model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reply {
    /// Text for the person; may be empty where tools are called.
    pub text: String,
    /// The tools to call before the next reply.
    pub calls: Vec<ToolCall>,
    /// Why it ended.
    pub stop: Stop,
}

/// Why a reply ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stop {
    /// The model finished, or waits for results of tools.
    #[default]
    Done,
    /// It reached the length limit.
    Length,
    /// A guardrail or the model's own filter stepped in.
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
    /// The call's id.
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
    /// What it does and when to use it.
    pub description: &'static str,
    /// JSON schema of its input, an object.
    pub input_schema: Value,
}

/// Why there is no reply. No text quotes a person or a model.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The model's service was still too busy after every attempt that fitted into the time.
    #[error("the model is busy: {0}")]
    Throttled(String),
    /// No reply came before the deadline.
    #[error("the model did not answer in time")]
    TimedOut,
    /// The model's service is out of reach, or failed.
    #[error("the model is unavailable: {0}")]
    Unavailable(String),
    /// The service refused the request: wrong model id, missing permission, invalid input.
    #[error("the model refused the request: {0}")]
    Refused(String),
}
