//! An assistant that needs no network: rules over the clinic's data, for where no language model can be had.
//!
//! It says what it is. A reply is a function of the prompt alone: every message of a person is read by the same rules, from the
//! first to the last, and the answers that came before are made again to know what "it" is. An answer that needs more of the data
//! stops and has tools called; with their results it is made from the start. What tools tell is printed and never read for orders.

use serde_json::Value;
use tokio::time::Instant;

use crate::embedding::{Embedder, Embedding};
use crate::language::Language;
use crate::model::{About, Message, Model, OnText, Prompt, Reply, Replying, Stop, ToolCall};

/// One of two texts, by the language that is answered in.
macro_rules! say {
    ($language:expr, $english:literal, $korean:literal $(,)?) => {
        match $language {
            $crate::language::Language::English => format!($english),
            $crate::language::Language::Korean => format!($korean),
        }
    };
}

mod answers;
mod concepts;
mod dates;
mod facts;
mod fields;
mod intent;
mod lexicon;
mod names;
mod question;
mod records;
mod talk;
mod words;

/// The assistant of rules.
#[derive(Clone, Copy, Debug, Default)]
pub struct Offline;

impl Model for Offline {
    fn about(&self) -> About {
        About { provider: "offline", id: "offline-rules-1".to_owned() }
    }

    fn reply<'a>(&'a self, prompt: &'a Prompt, on_text: OnText<'a>) -> Replying<'a> {
        Box::pin(async move {
            let reply = reply(prompt);
            reply.text.split_inclusive(char::is_whitespace).for_each(on_text);
            Ok(reply)
        })
    }
}

impl Embedder for Offline {
    fn model(&self) -> String {
        "offline-concepts-1".to_owned()
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

/// The highest number of a call, so that ids stay unique even where the beginning of a conversation is gone.
fn calls_so_far(messages: &[Message]) -> usize {
    let calls = messages.iter().filter_map(|it| match it {
        Message::Model(reply) => Some(&reply.calls),
        Message::Person(_) | Message::Results(_) => None,
    });
    calls.flatten().filter_map(|it| it.id.strip_prefix("offline-")?.parse().ok()).max().unwrap_or(0)
}

/// What it is, for whoever talks to it.
fn introduction(language: Language) -> &'static str {
    language.pick(
        "(I am the offline assistant: I answer simple questions from the clinic's data by rules, without a language model.)",
        "(저는 오프라인 도우미입니다. 언어 모델 없이 규칙에 따라 병원 데이터에 대한 간단한 질문에만 답합니다.)",
    )
}
