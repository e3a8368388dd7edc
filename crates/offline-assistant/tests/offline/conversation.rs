//! A conversation of a person with the offline assistant, with tools over the sample clinic.

use std::time::Duration;

use assistant_model::language::Language;
use assistant_model::{Message, Model, Prompt, Reply, ToolCall, ToolResult};
use jiff::civil::Date;
use offline_assistant::Offline;
use serde_json::json;
use tokio::time::Instant;

use crate::clinic::{Clinic, WRITES, sample};

/// The most replies that one turn requests.
pub(crate) const MOST_ROUNDS: usize = 3;

#[derive(Default)]
pub(crate) struct Conversation {
    messages: Vec<Message>,
    /// The clinic; the sample clinic if there is none.
    clinic: Option<&'static Clinic>,
}

/// The result of one message.
#[derive(Debug)]
pub(crate) struct Turn {
    pub(crate) answer: String,
    pub(crate) calls: Vec<ToolCall>,
    /// The number of replies that it took.
    pub(crate) rounds: usize,
}

/// The date of all conversations, a Wednesday.
fn today() -> Date {
    "2026-03-04".parse().unwrap()
}

impl Conversation {
    pub(crate) fn at(clinic: &'static Clinic) -> Self {
        Self { messages: Vec::new(), clinic: Some(clinic) }
    }

    pub(crate) async fn say(&mut self, text: &str) -> Turn {
        self.messages.push(Message::Person(text.to_owned()));
        let mut turn = Turn { answer: String::new(), calls: Vec::new(), rounds: 0 };
        loop {
            turn.rounds += 1;
            assert!(turn.rounds < 10, "no end: {text}");
            let reply = self.reply(text).await;
            self.messages.push(Message::Model(reply.clone()));
            if reply.calls.is_empty() {
                turn.answer = reply.text;
                return turn;
            }
            let results = self.results(&reply.calls).await;
            turn.calls.extend(reply.calls.clone());
            let confirmation =
                results.iter().find_map(|it| it.content["summary"].as_str()).map(str::to_owned);
            self.messages.push(Message::Results(results));
            if let Some(summary) = confirmation {
                turn.answer = format!("{summary} Is that right?");
                self.messages.push(Message::Model(Reply { text: turn.answer.clone(), ..Reply::default() }));
                return turn;
            }
        }
    }

    async fn reply(&self, text: &str) -> Reply {
        let prompt = Prompt {
            system: String::new(),
            messages: self.messages.clone(),
            tools: [].into(),
            today: today(),
            language: Language::of(text),
            deadline: Instant::now() + Duration::from_secs(5),
        };
        let mut pieces = String::new();
        let reply = Offline.reply(&prompt, &mut |it: &str| pieces.push_str(it)).await.unwrap();
        assert_eq!(pieces, reply.text);
        reply
    }

    async fn results(&self, calls: &[ToolCall]) -> Vec<ToolResult> {
        assert!(calls.iter().all(|it| !WRITES.contains(&it.name.as_str())) || calls.len() == 1);
        let mut results = Vec::new();
        let clinic = match self.clinic {
            Some(clinic) => clinic,
            None => sample().await,
        };
        for it in calls {
            let found = clinic.call(&it.name, &it.input).await;
            let is_error = found.is_err();
            let content = found.unwrap_or_else(|error| json!({ "error": error }));
            results.push(ToolResult { call_id: it.id.clone(), name: it.name.clone(), content, is_error });
        }
        results
    }
}
