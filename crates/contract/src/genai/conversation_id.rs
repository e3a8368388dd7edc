//! The id of a conversation. It cannot be guessed, so it also grants access: its holder takes part in the conversation.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::params::{PathParams, parameter};
use crate::problem::FieldError;

/// 128 random bits, written as 32 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ConversationId(pub u128);

impl fmt::Display for ConversationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// Masked, because the id grants access to a conversation and must not reach a log.
impl fmt::Debug for ConversationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ConversationId(..)")
    }
}

/// The rule of an id, for error messages.
const RULE: &str = "32 hexadecimal digits, as an answer of the assistant has it";

impl FromStr for ConversationId {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        let is_id = text.len() == 32 && text.bytes().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'));
        is_id.then(|| u128::from_str_radix(text, 16).ok()).flatten().map(Self).ok_or(RULE)
    }
}

impl TryFrom<String> for ConversationId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        text.parse()
    }
}

impl From<ConversationId> for String {
    fn from(id: ConversationId) -> Self {
        id.to_string()
    }
}

impl PartialSchema for ConversationId {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[0-9a-f]{32}$")).into()
    }
}

impl ToSchema for ConversationId {}

/// The path of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConversationPath {
    /// The conversation's id.
    pub conversation_id: ConversationId,
}

const NAME: &str = "conversationId";

impl PathParams for ConversationPath {
    const NAMES: &'static [&'static str] = &[NAME];

    fn read<'a>(value: impl Fn(&str) -> Option<&'a str>) -> Result<Self, Vec<FieldError>> {
        let read = value(NAME).unwrap_or_default().parse();
        let conversation_id = read.map_err(|rule| vec![FieldError::new(NAME, format!("must be {rule}"))])?;
        Ok(Self { conversation_id })
    }

    fn values(&self) -> Vec<String> {
        vec![self.conversation_id.to_string()]
    }

    fn parameters() -> Vec<Parameter> {
        vec![parameter(NAME, ParameterIn::Path, true, "The conversation's id", ConversationId::schema())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_32_lower_case_hexadecimal_digits() {
        let text = "000102030405060708090a0b0c0d0e0f";
        assert_eq!(text.parse::<ConversationId>().unwrap().to_string(), text);
        for bad in ["", "1", "000102030405060708090A0B0C0D0E0F", "+00102030405060708090a0b0c0d0e0f", "ㅎ"] {
            assert!(bad.parse::<ConversationId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn an_id_is_not_shown_by_debugging() {
        assert!(!format!("{:?}", ConversationId(77)).contains("4d"));
    }
}
