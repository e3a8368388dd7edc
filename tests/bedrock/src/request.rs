//! What was asked for.

use axum::http::{Method, Uri};
use percent_encoding::percent_decode_str;
use serde_json::Value;

/// What the service can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// A reply at once.
    Converse,
    /// A reply as a stream of events.
    ConverseStream,
    /// A body that is the model's own.
    InvokeModel,
}

/// A request, as it arrived.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    pub operation: Operation,
    /// The id or ARN of a model or an inference profile.
    pub model: String,
    pub body: Value,
}

/// The operation and the model of `POST /model/{modelId}/{operation}`.
pub(crate) fn target(method: &Method, uri: &Uri) -> Option<(Operation, String)> {
    let (model, operation) = uri.path().strip_prefix("/model/")?.split_once('/')?;
    let operation = match operation {
        "converse" => Operation::Converse,
        "converse-stream" => Operation::ConverseStream,
        "invoke" => Operation::InvokeModel,
        _ => return None,
    };
    let model = percent_decode_str(model).decode_utf8().ok()?.into_owned();
    (method == Method::POST).then_some((operation, model))
}

impl Request {
    /// The messages of the conversation.
    pub fn messages(&self) -> &[Value] {
        items(&self.body["messages"])
    }

    /// What the person said last; empty if nothing.
    pub fn question(&self) -> &str {
        let from_person = self.messages().iter().filter(|it| it["role"] == "user");
        let mut texts = from_person.flat_map(|it| items(&it["content"])).filter_map(|it| it["text"].as_str());
        texts.next_back().unwrap_or_default()
    }

    /// The results of tools that the last message brings.
    pub fn results(&self) -> Vec<&Value> {
        let last = self.messages().last().into_iter().flat_map(|it| items(&it["content"]));
        last.filter_map(|it| it.get("toolResult")).collect()
    }

    /// The names of the tools that may be called.
    pub fn tools(&self) -> Vec<&str> {
        let tools = items(&self.body["toolConfig"]["tools"]).iter();
        tools.filter_map(|it| it["toolSpec"]["name"].as_str()).collect()
    }

    /// What the model is told to be.
    pub fn system(&self) -> String {
        let texts = items(&self.body["system"]).iter().filter_map(|it| it["text"].as_str());
        texts.collect::<Vec<_>>().join("\n")
    }
}

/// The items of a list; none where there is no list.
pub(crate) fn items(list: &Value) -> &[Value] {
    list.as_array().map(Vec::as_slice).unwrap_or_default()
}
