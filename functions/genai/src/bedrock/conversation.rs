//! A prompt as Converse wants it.
//!
//! Converse refuses a conversation unless it begins with the person, the two sides take turns, no text is blank, each call of a tool
//! has its result in the very next message, and tools are described where there are calls. What does not fit is left out, so that a
//! conversation that was interrupted can go on.

use std::collections::HashSet;

use aws_sdk_bedrockruntime::error::BuildError;
use aws_sdk_bedrockruntime::types::{
    ContentBlock, ConversationRole, Message as Turn, SystemContentBlock, Tool, ToolConfiguration,
    ToolInputSchema, ToolResultBlock, ToolResultContentBlock, ToolResultStatus, ToolSpecification,
    ToolUseBlock,
};

use super::document;
use crate::model::{Message, Prompt, Reply, ToolCall, ToolResult};

/// Longest id or name of a call.
const LONGEST_NAME: usize = 64;

/// Who the model is.
pub(super) fn system(prompt: &Prompt) -> Option<Vec<SystemContentBlock>> {
    (!is_blank(&prompt.system)).then(|| vec![SystemContentBlock::Text(prompt.system.clone())])
}

/// The tools that may be called, if any.
pub(super) fn tools(prompt: &Prompt) -> Result<Option<ToolConfiguration>, BuildError> {
    if prompt.tools.is_empty() {
        return Ok(None);
    }
    let mut config = ToolConfiguration::builder();
    for tool in prompt.tools.iter() {
        let specification = ToolSpecification::builder()
            .name(tool.name)
            .description(tool.description)
            .input_schema(ToolInputSchema::Json(document::of(&tool.input_schema)))
            .build()?;
        config = config.tools(Tool::ToolSpec(specification));
    }
    config.build().map(Some)
}

/// The conversation, in turns.
pub(super) fn messages(prompt: &Prompt) -> Result<Vec<Turn>, BuildError> {
    let has_tools = !prompt.tools.is_empty();
    let begin = |it: &&Message| !matches!(it, Message::Person(words) if !is_blank(words));
    let messages: Vec<_> = prompt.messages.iter().skip_while(begin).collect();
    let mut turns: Vec<(ConversationRole, Vec<ContentBlock>)> = Vec::new();
    for (at, &message) in messages.iter().enumerate() {
        let (role, blocks) = match message {
            Message::Person(words) => (ConversationRole::User, text(words).into_iter().collect()),
            Message::Model(reply) => {
                let mut blocks: Vec<_> = text(&reply.text).into_iter().collect();
                if has_tools {
                    for (call, _) in answered(reply, messages.get(at + 1).copied()) {
                        blocks.push(tool_use(call)?);
                    }
                }
                (ConversationRole::Assistant, blocks)
            }
            Message::Results(_) => {
                let before = at.checked_sub(1).and_then(|it| messages.get(it));
                let Some(Message::Model(reply)) = before else { continue };
                let answered = answered(reply, Some(message)).into_iter();
                let block = if has_tools { tool_result } else { told };
                (ConversationRole::User, answered.map(|(_, it)| block(it)).collect::<Result<_, _>>()?)
            }
        };
        match turns.last_mut() {
            _ if blocks.is_empty() => {}
            Some((last, content)) if *last == role => content.extend(blocks),
            _ => turns.push((role, blocks)),
        }
    }
    let turns = turns.into_iter();
    turns.map(|(role, content)| Turn::builder().role(role).set_content(Some(content)).build()).collect()
}

/// The calls of a reply that have a result, each once.
fn answered<'a>(reply: &'a Reply, next: Option<&'a Message>) -> Vec<(&'a ToolCall, &'a ToolResult)> {
    let Some(Message::Results(results)) = next else { return Vec::new() };
    let mut seen = HashSet::new();
    let calls = reply.calls.iter().filter(|it| seen.insert(word(&it.id)));
    calls.filter_map(|call| Some((call, results.iter().find(|it| it.call_id == call.id)?))).collect()
}

fn tool_use(call: &ToolCall) -> Result<ContentBlock, BuildError> {
    let block = ToolUseBlock::builder()
        .tool_use_id(word(&call.id))
        .name(word(&call.name))
        .input(document::object(&call.input, "input"))
        .build()?;
    Ok(ContentBlock::ToolUse(block))
}

fn tool_result(result: &ToolResult) -> Result<ContentBlock, BuildError> {
    let status = if result.is_error { ToolResultStatus::Error } else { ToolResultStatus::Success };
    let block = ToolResultBlock::builder()
        .tool_use_id(word(&result.call_id))
        .content(ToolResultContentBlock::Json(document::object(&result.content, "result")))
        .status(status)
        .build()?;
    Ok(ContentBlock::ToolResult(block))
}

/// A result for a model that has no tools any more and thus may not be shown calls.
fn told(result: &ToolResult) -> Result<ContentBlock, BuildError> {
    Ok(ContentBlock::Text(format!("{} gave {}", word(&result.name), result.content)))
}

fn text(words: &str) -> Option<ContentBlock> {
    (!is_blank(words)).then(|| ContentBlock::Text(words.to_owned()))
}

fn is_blank(words: &str) -> bool {
    words.trim().is_empty()
}

/// An id or a name as it may be sent. A model can make up any.
fn word(it: &str) -> String {
    let may = |it: char| it.is_ascii_alphanumeric() || matches!(it, '_' | '-');
    let word: String = it.chars().take(LONGEST_NAME).map(|it| if may(it) { it } else { '_' }).collect();
    if word.is_empty() { "_".to_owned() } else { word }
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
        assert_eq!(word(&"x".repeat(65)).len(), 64);
    }
}
