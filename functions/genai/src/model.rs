//! What a language model is asked and what it answers, whoever runs it.
//!
//! A [`Model`] gets a whole [`Prompt`] and gives one [`Reply`]: text for the person, or tools to be called first. It keeps nothing
//! between two prompts and touches no data; what a tool does and whether it may is decided elsewhere.

use std::pin::Pin;
use std::sync::Arc;

use jiff::civil::Date;
use serde_json::Value;
use tokio::time::Instant;

use crate::language::Language;

/// The answer of a model under way.
pub type Replying<'a> = Pin<Box<dyn Future<Output = Result<Reply, Error>> + Send + 'a>>;

/// Where the text of a reply goes, piece by piece, while it is being made.
pub type OnText<'a> = &'a mut (dyn FnMut(&str) + Send);

/// A language model, or what stands in for one.
pub trait Model: Send + Sync {
    /// Its kind and name, for answers, health and metrics.
    fn about(&self) -> About;

    /// Answers a prompt before its deadline. Text is given to `on_text` as it arrives, and whole in the reply.
    fn reply<'a>(&'a self, prompt: &'a Prompt, on_text: OnText<'a>) -> Replying<'a>;
}

/// What a model is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// Where it runs: `bedrock` or `offline`.
    pub provider: &'static str,
    /// Its id, such as `anthropic.claude-3-haiku-20240307-v1:0`.
    pub id: String,
}

/// Everything a model is to know.
#[derive(Clone, Debug)]
pub struct Prompt {
    /// Who it is and how it is to behave.
    pub system: String,
    /// The conversation, oldest first. It begins with a [`Message::Person`], and ends with one or with [`Message::Results`].
    pub messages: Vec<Message>,
    /// The tools it may call.
    pub tools: Arc<[ToolSpec]>,
    /// The day it is.
    pub today: Date,
    /// The language of the person's last message.
    pub language: Language,
    /// When the reply must be there.
    pub deadline: Instant,
}

/// A part of a conversation.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// What the person wrote.
    Person(String),
    /// What the model answered.
    Model(Reply),
    /// What the tools that it called gave, in the order of the calls.
    Results(Vec<ToolResult>),
}

/// An answer of a model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reply {
    /// Text for the person; may be empty where tools are called.
    pub text: String,
    /// The tools it wants to be called.
    pub calls: Vec<ToolCall>,
    /// Whether it was cut short.
    pub stop: Stop,
}

/// Why a reply ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stop {
    /// It said all it had to say, or wants tools to be called.
    #[default]
    Done,
    /// It reached the limit of its length.
    Length,
    /// A guardrail or the model's own filter stepped in.
    Filtered,
}

/// A wish to call a tool.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolCall {
    /// Identifies the call within the conversation.
    pub id: String,
    /// The tool's name as the model wrote it.
    pub name: String,
    /// The input as the model wrote it: not yet checked, and whatever JSON it likes.
    pub input: Value,
}

/// What a call of a tool gave.
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

/// A tool as a model is told of it.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolSpec {
    /// Its name, snake case.
    pub name: &'static str,
    /// What it does and when to use it.
    pub description: &'static str,
    /// JSON schema of its input, an object.
    pub input_schema: Value,
}

/// Why there is no reply. None of these quotes what a person or a model wrote.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The model's service refuses for now, after all attempts that fitted into the time.
    #[error("the model is busy: {0}")]
    Throttled(String),
    /// No reply came before the deadline.
    #[error("the model did not answer in time")]
    TimedOut,
    /// The model's service cannot be reached or failed.
    #[error("the model is unavailable: {0}")]
    Unavailable(String),
    /// The request was refused: wrong model id, missing permission, invalid input.
    #[error("the model refused the request: {0}")]
    Refused(String),
}
