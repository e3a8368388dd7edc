//! The parts of requests that both protocols share.

use serde_json::{Value, json};

/// The operations of the services.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Bedrock: a reply that is not streamed.
    Converse,
    /// Bedrock: a reply as a stream of events.
    ConverseStream,
    /// Bedrock: a body in the model's own format.
    InvokeModel,
    /// OpenAI: a reply, streamed or not.
    ChatCompletions,
    /// OpenAI: embeddings.
    Embeddings,
}

impl Operation {
    /// Whether the operation turns texts into vectors.
    pub fn makes_vectors(self) -> bool {
        matches!(self, Self::InvokeModel | Self::Embeddings)
    }

    pub(crate) fn is_bedrock(self) -> bool {
        matches!(self, Self::Converse | Self::ConverseStream | Self::InvokeModel)
    }
}

/// A request as received.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    pub operation: Operation,
    /// The model; on Bedrock, the id or ARN of a model or an inference profile.
    pub model: String,
    /// The key of the OpenAI API after the name of its header: `authorization Bearer x` or `api-key x`.
    pub key: Option<String>,
    pub body: Value,
}

impl Request {
    /// The messages of the conversation.
    pub fn messages(&self) -> &[Value] {
        items(&self.body["messages"])
    }

    /// The person's last message; empty if there is none.
    pub fn question(&self) -> &str {
        let mut from_person = self.messages().iter().rev().filter(|it| it["role"] == "user");
        if self.operation.is_bedrock() {
            let texts = from_person.flat_map(|it| items(&it["content"]).iter().rev());
            texts.filter_map(|it| it["text"].as_str()).next().unwrap_or_default()
        } else {
            from_person.find_map(|it| it["content"].as_str()).unwrap_or_default()
        }
    }

    /// The tool results since the model's last reply, in Bedrock's form.
    pub fn results(&self) -> Vec<Value> {
        if self.operation.is_bedrock() {
            let last = self.messages().last().into_iter().flat_map(|it| items(&it["content"]));
            return last.filter_map(|it| it.get("toolResult").cloned()).collect();
        }
        let last = self.messages().iter().rev().take_while(|it| it["role"] != "assistant");
        let mut results: Vec<_> = last.filter(|it| it["role"] == "tool").map(result).collect();
        results.reverse();
        results
    }

    /// The names of the tools in the request.
    pub fn tools(&self) -> Vec<&str> {
        let (tools, specification) = if self.operation.is_bedrock() {
            (&self.body["toolConfig"]["tools"], "toolSpec")
        } else {
            (&self.body["tools"], "function")
        };
        items(tools).iter().filter_map(|it| it[specification]["name"].as_str()).collect()
    }

    /// The system prompt.
    pub fn system(&self) -> String {
        let texts: Vec<_> = if self.operation.is_bedrock() {
            items(&self.body["system"]).iter().filter_map(|it| it["text"].as_str()).collect()
        } else {
            let system = self.messages().iter().filter(|it| it["role"] == "system");
            system.filter_map(|it| it["content"].as_str()).collect()
        };
        texts.join("\n")
    }
}

/// Converts a tool message to Bedrock's form. The OpenAI API does not mark failures; the content of the assistant's tools does.
fn result(message: &Value) -> Value {
    let content: Value =
        message["content"].as_str().and_then(|it| serde_json::from_str(it).ok()).unwrap_or_default();
    let status = if content["error"].is_string() { "error" } else { "success" };
    json!({"toolUseId": message["tool_call_id"], "content": [{"json": content}], "status": status})
}

/// The items of a list; empty if the value is no list.
pub(crate) fn items(list: &Value) -> &[Value] {
    list.as_array().map(Vec::as_slice).unwrap_or_default()
}
