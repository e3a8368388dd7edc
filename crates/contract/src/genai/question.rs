//! A person's messages to the assistant.

use jiff::civil::Date;
use serde::Deserialize;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::{ConversationId, MESSAGE};
use crate::endpoint::RequestBody;
use crate::field::Rules;
use crate::params::NoParams;
use crate::problem::FieldError;
use crate::route::Media;
use crate::schemas::Schemas;

/// A message as the original's page sends it: a text, plain or as a JSON string.
#[derive(Clone, Debug, Deserialize)]
pub struct Text(String);

impl RequestBody<NoParams> for Text {
    type Checked = String;
    const MEDIA: Media = Media::Text;

    fn check(self, _: &NoParams, _: Date) -> Result<String, Vec<FieldError>> {
        let mut rules = Rules::default();
        let text = message(&mut rules, "message", Some(self.0)).unwrap_or_default();
        if text.is_empty() {
            rules.broken("message", "must not be blank");
        }
        rules.finish(text)
    }

    fn schema(_: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(question_schema())
    }
}

/// A question, or the answer to a request for consent. `message`, `conversation_id` and `confirmation_id` are accepted, too.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Question {
    /// The question; may be absent beside a `confirmationId`.
    #[serde(alias = "message")]
    #[schema(schema_with = question_schema, required = false)]
    question: Option<String>,
    /// The conversation that it belongs to; without, it begins one.
    #[serde(alias = "conversation_id")]
    #[schema(schema_with = ConversationId::schema, required = false)]
    conversation_id: Option<ConversationId>,
    /// The change that the person agrees to, or does not.
    #[serde(alias = "confirmation_id")]
    #[schema(schema_with = ConversationId::schema, required = false)]
    confirmation_id: Option<ConversationId>,
    /// Whether the person agrees.
    confirmed: Option<bool>,
}

/// A validated message of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The text; empty only beside `consent`.
    pub text: String,
    /// The conversation of the message.
    pub conversation_id: Option<ConversationId>,
    /// A change that waits for consent, and whether the person agrees.
    pub consent: Option<(ConversationId, bool)>,
}

impl RequestBody<NoParams> for Question {
    type Checked = Asked;

    fn check(self, _: &NoParams, _: Date) -> Result<Asked, Vec<FieldError>> {
        let mut rules = Rules::default();
        let text = message(&mut rules, "question", self.question).unwrap_or_default();
        if text.is_empty() && self.confirmation_id.is_none() {
            rules.broken("question", "must not be blank");
        }
        match (self.confirmation_id, self.confirmed) {
            (Some(_), None) => rules.broken("confirmed", "must be true or false beside confirmationId"),
            (None, Some(_)) => rules.broken("confirmationId", "must be given beside confirmed"),
            _ => {}
        }
        if self.confirmation_id.is_some() && self.conversation_id.is_none() {
            rules.broken("conversationId", "must be given beside confirmationId");
        }
        let consent = self.confirmation_id.zip(self.confirmed);
        rules.finish(Asked { text, conversation_id: self.conversation_id, consent })
    }

    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(schemas.add::<Self>())
    }
}

fn message(rules: &mut Rules, field: &str, value: Option<String>) -> Option<String> {
    rules.prose(field, value.map(|it| it.trim().to_owned()), MESSAGE)
}

fn question_schema() -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(MESSAGE))
        .pattern(Some(crate::field::PASSAGE))
        .into()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(body: Value) -> Result<Asked, Vec<FieldError>> {
        serde_json::from_value::<Question>(body).unwrap().check(&NoParams, Date::MIN)
    }

    fn broken(body: Value) -> String {
        read(body).unwrap_err().remove(0).field
    }

    #[test]
    fn a_question_is_trimmed_and_known_by_both_of_its_names() {
        assert_eq!(read(json!({ "question": " Who? " })).unwrap().text, "Who?");
        assert_eq!(read(json!({ "message": "Who?" })).unwrap().text, "Who?");
    }

    #[test]
    fn a_question_has_1_to_4000_characters() {
        for bad in [json!({}), json!({ "question": " \n" }), json!({ "question": "x".repeat(4001) })] {
            assert_eq!(broken(bad), "question");
        }
        assert!(read(json!({ "question": "한".repeat(4000) })).is_ok());
    }

    #[test]
    fn consent_names_its_conversation_and_says_yes_or_no() {
        let id = "000102030405060708090a0b0c0d0e0f";
        let given = json!({ "conversation_id": id, "confirmation_id": id, "confirmed": true });
        assert!(read(given).unwrap().consent.is_some_and(|(_, agreed)| agreed));
        assert_eq!(broken(json!({ "conversationId": id, "confirmationId": id })), "confirmed");
        assert_eq!(broken(json!({ "confirmationId": id, "confirmed": true })), "conversationId");
        assert_eq!(broken(json!({ "question": "yes", "confirmed": true })), "confirmationId");
    }
}
