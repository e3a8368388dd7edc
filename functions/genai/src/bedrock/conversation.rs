//! A prompt in the form of Converse.

use assistant_model::{Prompt, ToolCall, ToolResult};
use aws_sdk_bedrockruntime::error::BuildError;
use aws_sdk_bedrockruntime::types::{
    ContentBlock, ConversationRole, Message as ConverseMessage, SystemContentBlock, Tool, ToolConfiguration,
    ToolInputSchema, ToolResultBlock, ToolResultContentBlock, ToolResultStatus, ToolSpecification,
    ToolUseBlock,
};

use super::document;
use crate::provider::{self, Part, Speaker, id, object, word};

/// The instructions, if any.
pub(super) fn system(prompt: &Prompt) -> Option<Vec<SystemContentBlock>> {
    (!provider::is_blank(&prompt.system)).then(|| vec![SystemContentBlock::Text(prompt.system.clone())])
}

/// The tools that the model may call, if any.
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

/// The conversation.
pub(super) fn messages(prompt: &Prompt) -> Result<Vec<ConverseMessage>, BuildError> {
    let message = |turn: provider::Turn<'_>| {
        let role = match turn.speaker {
            Speaker::Person => ConversationRole::User,
            Speaker::Model => ConversationRole::Assistant,
        };
        let content = turn.parts.into_iter().map(block).collect::<Result<_, _>>()?;
        ConverseMessage::builder().role(role).set_content(Some(content)).build()
    };
    provider::turns(prompt).into_iter().map(message).collect()
}

fn block(part: Part<'_>) -> Result<ContentBlock, BuildError> {
    match part {
        Part::Text(words) => Ok(ContentBlock::Text(words.into_owned())),
        Part::Call(call) => tool_use(call),
        Part::Result(result) => tool_result(result),
    }
}

fn tool_use(call: &ToolCall) -> Result<ContentBlock, BuildError> {
    let block = ToolUseBlock::builder()
        .tool_use_id(id(&call.id))
        .name(word(&call.name))
        .input(document::of(&object(&call.input, "input")))
        .build()?;
    Ok(ContentBlock::ToolUse(block))
}

fn tool_result(result: &ToolResult) -> Result<ContentBlock, BuildError> {
    let status = if result.is_error { ToolResultStatus::Error } else { ToolResultStatus::Success };
    let block = ToolResultBlock::builder()
        .tool_use_id(id(&result.call_id))
        .content(ToolResultContentBlock::Json(document::of(&object(&result.content, "result"))))
        .status(status)
        .build()?;
    Ok(ContentBlock::ToolResult(block))
}
