//! The messages of a prompt as turns that every provider accepts.
//!
//! Providers refuse a conversation unless it begins with the person, the two sides take turns, no text is blank, and the result of
//! each call follows in the very next turn. This module omits parts that do not fit, so that an interrupted conversation can go on.

use std::borrow::Cow;
use std::collections::HashSet;

use assistant_model::{Message, Prompt, Reply, ToolCall, ToolResult};
use serde_json::{Value, json};

/// Longest name of a tool that providers accept.
const LONGEST_NAME: usize = 64;
/// Longest id of a call that providers accept: OpenAI's limit, the shortest.
const LONGEST_ID: usize = 40;

/// One side's part of a conversation until the other side takes over.
#[derive(Debug)]
pub(crate) struct Turn<'a> {
    pub(crate) speaker: Speaker,
    /// Never empty. Results come before text.
    pub(crate) parts: Vec<Part<'a>>,
}

/// A side of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Speaker {
    /// The person, and the tools.
    Person,
    Model,
}

/// A part of a turn.
#[derive(Debug)]
pub(crate) enum Part<'a> {
    /// Text that is not blank.
    Text(Cow<'a, str>),
    /// A call. The next turn has its result.
    Call(&'a ToolCall),
    /// The result of a call of the turn before.
    Result(&'a ToolResult),
}

/// The conversation of a prompt, in turns.
pub(crate) fn turns(prompt: &Prompt) -> Vec<Turn<'_>> {
    let has_tools = !prompt.tools.is_empty();
    let is_beginning = |it: &&Message| matches!(it, Message::Person(words) if !is_blank(words));
    let messages: Vec<_> = prompt.messages.iter().skip_while(|it| !is_beginning(it)).collect();
    let mut turns: Vec<Turn<'_>> = Vec::new();
    for (at, &message) in messages.iter().enumerate() {
        let (speaker, parts) = match message {
            Message::Person(words) => (Speaker::Person, text(words).into_iter().collect()),
            Message::Model(reply) => {
                let next = if has_tools { messages.get(at + 1).copied() } else { None };
                let calls = answered(reply, next).into_iter().map(|(call, _)| Part::Call(call));
                (Speaker::Model, text(&reply.text).into_iter().chain(calls).collect())
            }
            Message::Results(_) => {
                let before = at.checked_sub(1).and_then(|it| messages.get(it));
                let Some(Message::Model(reply)) = before else { continue };
                let part = if has_tools { Part::Result } else { told };
                let results = answered(reply, Some(message)).into_iter().map(|(_, it)| part(it));
                (Speaker::Person, results.collect::<Vec<_>>())
            }
        };
        match turns.last_mut() {
            _ if parts.is_empty() => {}
            Some(last) if last.speaker == speaker => last.parts.extend(parts),
            _ => turns.push(Turn { speaker, parts }),
        }
    }
    turns
}

/// The calls of a reply that have a result, each once.
fn answered<'a>(reply: &'a Reply, next: Option<&'a Message>) -> Vec<(&'a ToolCall, &'a ToolResult)> {
    let Some(Message::Results(results)) = next else { return Vec::new() };
    let mut seen = HashSet::new();
    let calls = reply.calls.iter().filter(|it| seen.insert(id(&it.id)));
    calls.filter_map(|call| Some((call, results.iter().find(|it| it.call_id == call.id)?))).collect()
}

/// A result in words, for a model without tools, which must not see calls.
fn told(result: &ToolResult) -> Part<'_> {
    Part::Text(format!("{} gave {}", word(&result.name), result.content).into())
}

fn text(words: &str) -> Option<Part<'_>> {
    (!is_blank(words)).then_some(Part::Text(Cow::Borrowed(words)))
}

pub(crate) fn is_blank(words: &str) -> bool {
    words.trim().is_empty()
}

/// A tool's name with the letters and the length that providers accept; a model can make up any.
pub(crate) fn word(name: &str) -> String {
    cut(name, LONGEST_NAME)
}

/// A call's id, likewise.
pub(crate) fn id(id: &str) -> String {
    cut(id, LONGEST_ID)
}

fn cut(it: &str, longest: usize) -> String {
    let may = |it: char| it.is_ascii_alphanumeric() || matches!(it, '_' | '-');
    let word: String = it.chars().take(longest).map(|it| if may(it) { it } else { '_' }).collect();
    if word.is_empty() { "_".to_owned() } else { word }
}

/// A JSON value as an object, as inputs and results must be. Any other value becomes a member with this name.
pub(crate) fn object<'a>(value: &'a Value, name: &str) -> Cow<'a, Value> {
    if value.is_object() { Cow::Borrowed(value) } else { Cow::Owned(json!({ name: value })) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_a_model_made_up_can_be_sent_back() {
        assert_eq!(word("find_owners"), "find_owners");
        assert_eq!(word("find owners; drop"), "find_owners__drop");
        assert_eq!(word("찾기"), "__");
        assert_eq!(word(""), "_");
        assert_eq!((word(&"x".repeat(65)).len(), id(&"x".repeat(65)).len()), (64, 40));
    }

    #[test]
    fn a_value_that_is_no_object_gets_a_name() {
        assert_eq!(*object(&json!({"ownerId": 6}), "input"), json!({"ownerId": 6}));
        assert_eq!(*object(&json!("{\"ownerId\": 6"), "input"), json!({"input": "{\"ownerId\": 6"}));
    }
}
