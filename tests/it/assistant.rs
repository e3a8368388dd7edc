//! The assistant from the outside, as people and programs use it.

mod bad_input;
mod consent;
mod data;
mod evaluation;
mod memory;
mod models;
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
    /// Whether the person's client asks for streams.
    streams: bool,
}

impl<'a> Person<'a> {
    fn new(http: &'a Http) -> Self {
        Self { http, conversation: None, streams: false }
    }

    /// A person whose client asks for streams.
    fn streaming(http: &'a Http) -> Self {
        Self { streams: true, ..Self::new(http) }
    }

    /// Sends a message and returns the answer.
    async fn say(&mut self, text: &str) -> Value {
        let body = json!({ "question": text });
        if self.streams { self.hear(body).await } else { self.send(body).await.expect(200).json() }
    }

    /// Sends a message and reads the answer as a stream, whose pieces must add up to the whole.
    async fn hear(&mut self, mut body: Value) -> Value {
        if let Some(id) = &self.conversation {
            body["conversationId"] = json!(id);
        }
        let events = events(&stream(self.http, body).await.expect(200));
        let (last, rest) = events.split_last().unwrap();
        assert_eq!(last.0, "end", "{events:?}");
        let pieces = rest.iter().filter(|it| it.0 == "token").map(|it| text(&it.1["text"]));
        assert_eq!(pieces.collect::<String>(), text(&last.1["answer"]));
        self.conversation = last.1["conversationId"].as_str().map(str::to_owned);
        last.1.clone()
    }

    /// Accepts or rejects a change by its id.
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

/// The events of a stream, each as name and data.
fn events(reply: &Reply) -> Vec<(String, Value)> {
    let event = |block: &str| {
        let line = |name: &str| block.lines().find_map(|it| it.strip_prefix(name)?.strip_prefix(": "));
        Some((line("event")?.to_owned(), serde_json::from_str(line("data")?).unwrap()))
    };
    reply.text.split("\n\n").filter_map(event).collect()
}

/// Requests a stream.
async fn stream(http: &Http, body: Value) -> Reply {
    Reply::of(http.request(Method::POST, STREAM).json(&body)).await
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}
