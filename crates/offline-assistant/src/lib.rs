//! The offline assistant: rules over the clinic's data that answer without a language model.
//!
//! It says that it is not a model. A reply depends only on the prompt: the rules replay the person's messages from first to last,
//! with the earlier answers, to know what "it" refers to. An answer that needs more data stops and calls tools; with their results
//! it starts over. The rules print results of tools but never follow instructions in them.

use assistant_model::embedding::{Embedder, Embedding};
use assistant_model::language::Language;
use assistant_model::{About, Error, Message, Model, OnText, Prompt, Reply, Replying, Stop, ToolCall};
use serde_json::Value;
use tokio::sync::Semaphore;
use tokio::time::Instant;

/// Formats the English or the Korean text, by the answer's language.
macro_rules! say {
    ($language:expr, $english:literal, $korean:literal $(,)?) => {
        match $language {
            assistant_model::language::Language::English => format!($english),
            assistant_model::language::Language::Korean => format!($korean),
        }
    };
}

mod answers;
mod concepts;
mod coverage;
mod dates;
mod facts;
mod fields;
mod filters;
mod intent;
mod lexicon;
mod names;
mod question;
mod records;
mod talk;
mod treatments;
mod words;

/// Most replies that are computed at once, so that the machine has time for other requests.
static COMPUTING: Semaphore = Semaphore::const_new(2);

/// The rules as a model, and their table of animals' needs as an embedder.
#[derive(Clone, Copy, Debug, Default)]
pub struct Offline;

impl Model for Offline {
    fn about(&self) -> About {
        About { provider: "offline", id: "offline-rules-1".to_owned() }
    }

    fn reply<'a>(&'a self, prompt: &'a Prompt, on_text: OnText<'a>) -> Replying<'a> {
        let prompt = prompt.clone();
        Box::pin(async move {
            // Rules compute, which other requests must not wait for. They do so to their end, even if nobody waits any more.
            let place = COMPUTING.acquire().await;
            let computed = tokio::task::spawn_blocking(move || {
                let _place = place;
                reply(&prompt)
            });
            let computed = computed.await;
            let reply = computed.map_err(|error| Error::Unavailable(error.to_string()))?;
            reply.text.split_inclusive(char::is_whitespace).for_each(on_text);
            Ok(reply)
        })
    }
}

impl Embedder for Offline {
    fn model(&self) -> Option<String> {
        Some("offline-concepts-1".to_owned())
    }

    fn embed<'a>(&'a self, text: &'a str, _: Instant) -> Embedding<'a> {
        Box::pin(async move { Ok(concepts::vector(text)) })
    }
}

fn reply(prompt: &Prompt) -> Reply {
    match talk::next(&prompt.messages, prompt.today, prompt.language) {
        talk::Next::Say(text) => Reply { text, calls: Vec::new(), stop: Stop::Done },
        talk::Next::Call(wanted) => {
            let first = calls_so_far(&prompt.messages) + 1;
            let call = |(at, (name, input)): (usize, (&str, Value))| ToolCall {
                id: format!("offline-{}", first + at),
                name: name.to_owned(),
                input,
            };
            Reply {
                text: String::new(),
                calls: wanted.into_iter().enumerate().map(call).collect(),
                stop: Stop::Done,
            }
        }
    }
}

/// The highest number of a call so far. A count of the calls would repeat ids once the assistant forgets the conversation's
/// beginning.
fn calls_so_far(messages: &[Message]) -> usize {
    let calls = messages.iter().filter_map(|it| match it {
        Message::Model(reply) => Some(&reply.calls),
        Message::Person(_) | Message::Results(_) => None,
    });
    calls.flatten().filter_map(|it| it.id.strip_prefix("offline-")?.parse().ok()).max().unwrap_or(0)
}

/// Tells the person that this is no language model.
fn introduction(language: Language) -> &'static str {
    language.pick(
        "(I am the offline assistant: I answer simple questions from the clinic's data by rules, without a language model.)",
        "(저는 오프라인 도우미입니다. 언어 모델 없이 규칙에 따라 병원 데이터에 대한 간단한 질문에만 답합니다.)",
    )
}
