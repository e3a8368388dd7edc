//! Refuses the requests that Bedrock refuses, with its messages.

mod conversation;
mod tools;

use serde_json::Value;

use crate::behaviour::Refusal;
use crate::embedding;
use crate::request::{Operation, Request};

type Checked = Result<(), Refusal>;

/// The providers whose models exist.
const PROVIDERS: [&str; 8] =
    ["ai21", "amazon", "anthropic", "cohere", "deepseek", "meta", "mistral", "openai"];
/// The embedding models.
const EMBEDDERS: [&str; 1] = ["amazon.titan-embed-text-v2:0"];

pub(crate) fn check(request: &Request) -> Checked {
    let makes_vectors = EMBEDDERS.iter().any(|it| request.model.ends_with(it));
    exists(&request.model)?;
    match request.operation {
        // These belong to the OpenAI API.
        Operation::ChatCompletions | Operation::Embeddings => Ok(()),
        Operation::InvokeModel if makes_vectors => embedding::check(&request.body),
        Operation::InvokeModel => invalid("This stand-in invokes Titan Text Embeddings V2 only."),
        Operation::Converse | Operation::ConverseStream if makes_vectors => invalid(
            "This action doesn't support the model that you provided. Try again with a supported text or chat model.",
        ),
        Operation::Converse | Operation::ConverseStream => {
            inference(&request.body["inferenceConfig"])?;
            guardrail(&request.body["guardrailConfig"])?;
            tools::check(request)?;
            conversation::check(request)
        }
    }
}

fn invalid(message: impl Into<String>) -> Checked {
    Err(Refusal::invalid(message))
}

/// Checks that a model exists. The model is an id, possibly with the geography of an inference profile in front, or the ARN of
/// either.
fn exists(model: &str) -> Checked {
    let id = match model.strip_prefix("arn:") {
        Some(arn) => {
            let Some((kind, id)) =
                arn.rsplit(':').find(|it| it.contains('/')).and_then(|it| it.split_once('/'))
            else {
                return invalid("The provided model identifier is invalid.");
            };
            if kind == "application-inference-profile" && is_word(id) {
                return Ok(());
            }
            // A model's version follows a colon.
            arn.split_once(&format!("{kind}/")).map_or(id, |(_, it)| it)
        }
        None => model,
    };
    let is_of = |id: &str| {
        id.split_once('.').is_some_and(|(provider, name)| PROVIDERS.contains(&provider) && !name.is_empty())
    };
    let is_known = is_of(id) || id.split_once('.').is_some_and(|(_, rest)| is_of(rest));
    match (is_known, model.starts_with("arn:")) {
        (true, _) => Ok(()),
        (false, false) => invalid("The provided model identifier is invalid."),
        (false, true) => Err(Refusal {
            code: "ResourceNotFoundException",
            message: "The requested inference profile or model could not be found.".to_owned(),
        }),
    }
}

fn inference(config: &Value) -> Checked {
    if config["maxTokens"].as_i64().is_some_and(|it| it < 1) {
        return invalid(
            "Value at 'inferenceConfig.maxTokens' failed to satisfy constraint: Member must have value greater than or equal to 1",
        );
    }
    if config["temperature"].as_f64().is_some_and(|it| !(0.0..=1.0).contains(&it)) {
        return invalid(
            "Value at 'inferenceConfig.temperature' failed to satisfy constraint: Member must have value between 0 and 1",
        );
    }
    Ok(())
}

fn guardrail(config: &Value) -> Checked {
    let is_text = |name: &str| config[name].as_str().is_some_and(|it| !it.is_empty());
    if config.is_null() || (is_text("guardrailIdentifier") && is_text("guardrailVersion")) {
        return Ok(());
    }
    invalid("The guardrail identifier or version provided in the request does not exist.")
}

/// Whether a text is a valid id or name.
fn is_word(text: &str) -> bool {
    let may = |it: char| it.is_ascii_alphanumeric() || matches!(it, '_' | '-');
    (1..=64).contains(&text.len()) && text.chars().all(may)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_are_known_by_whose_they_are() {
        for model in [
            "anthropic.claude-3-haiku-20240307-v1:0",
            "eu.amazon.nova-lite-v1:0",
            "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.amazon.nova-lite-v1:0",
            "arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0",
            "arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abcdefghijkl",
        ] {
            assert!(exists(model).is_ok(), "{model}");
        }
        let code = |model| exists(model).unwrap_err().code;
        assert_eq!(code("claude"), "ValidationException");
        assert_eq!(code("nobody.claude-3"), "ValidationException");
        assert_eq!(code("arn:aws:bedrock:eu-west-1"), "ValidationException");
        let gone = "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.nobody.model-v1:0";
        assert_eq!(code(gone), "ResourceNotFoundException");
    }
}
