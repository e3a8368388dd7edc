//! The assistant as people and programs meet it.

mod bad_input;
mod bedrock;
mod consent;
mod evaluation;
mod memory;
mod original;
mod privacy;
mod streaming;

use reqwest::Method;
use serde_json::{Value, json};

use crate::http::{Http, Reply};

const ASK: &str = "/api/genai";
const STREAM: &str = "/api/genai/chat";

/// A person in a conversation.
struct Person<'a> {
    http: &'a Http,
    conversation: Option<String>,
}

impl<'a> Person<'a> {
    fn new(http: &'a Http) -> Self {
        Self { http, conversation: None }
    }

    /// Says something, and hears the answer.
    async fn say(&mut self, text: &str) -> Value {
        self.send(json!({ "question": text })).await.expect(200).json()
    }

    /// Agrees to a change or does not, by its id.
    async fn decide(&mut self, confirmation: &Value, agrees: bool) -> Reply {
        self.send(json!({ "confirmationId": confirmation["id"], "confirmed": agrees })).await
    }

    async fn send(&mut self, mut body: Value) -> Reply {
        if let Some(id) = &self.conversation {
            body["conversationId"] = json!(id);
        }
        let reply = self.http.post(ASK, body).await;
        if reply.status == 200 {
            self.conversation = reply.json()["conversationId"].as_str().map(str::to_owned);
        }
        reply
    }

    fn path(&self) -> String {
        format!("{ASK}/conversations/{}", self.conversation.as_ref().unwrap())
    }
}

/// The events of a stream, each with its name and its data.
fn events(reply: &Reply) -> Vec<(String, Value)> {
    let event = |block: &str| {
        let line = |name: &str| block.lines().find_map(|it| it.strip_prefix(name)?.strip_prefix(": "));
        Some((line("event")?.to_owned(), serde_json::from_str(line("data")?).unwrap()))
    };
    reply.text.split("\n\n").filter_map(event).collect()
}

/// Asks for a stream.
async fn stream(http: &Http, body: Value) -> Reply {
    Reply::of(http.request(Method::POST, STREAM).json(&body)).await
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}
