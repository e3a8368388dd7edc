//! Handles a person's consent to a change, or refusal of it.

use assistant_model::language::Language;
use contract::genai::{Asked, ConversationId, QuestionType, Reply};
use http::StatusCode;
use serde_json::json;
use web::clock::HandlerState;
use web::fault::Fault;

use super::{Event, OnEvent, TurnFailure};
use crate::Assistant;
use crate::conversation::{Call, Lookups, Memory, Step};
use crate::store;
use crate::tools::{Change, Refusal};

impl Assistant {
    /// Decides a change, once, and makes it if the person agrees.
    pub(super) async fn decide(
        &self,
        asked: &Asked,
        memory: &Memory,
        id: ConversationId,
        agreed: bool,
        on_event: OnEvent<'_>,
    ) -> Result<Reply, TurnFailure> {
        let now = self.clock().seconds();
        let waiting = store::decide(self.db(), memory.id, id, now).await?;
        let planned = waiting.ok_or(TurnFailure::Decided)?;
        let change: Change = serde_json::from_str(&planned).map_err(Fault::internal)?;
        let question = spoken(asked, agreed, memory);
        let language = Language::of(if asked.text.is_empty() { &question } else { &asked.text });
        let outcome = if agreed { Some(self.carry_out(&change, id, on_event).await) } else { None };
        let text = match &outcome {
            None => language
                .pick("All right, nothing was changed.", "알겠습니다. 아무것도 변경하지 않았습니다.")
                .to_owned(),
            Some(Ok(())) => change.done(language),
            Some(Err(refusal)) => match language {
                Language::English => format!("That was not done: {refusal}."),
                Language::Korean => format!("처리하지 못했습니다: {refusal}."),
            },
        };
        on_event(Event::Text(text.clone()));
        let lookups = Lookups { steps: outcome.iter().map(|it| step(&change, it)).collect(), asks: None };
        memory.keep(self.db(), &question, &text, &lookups, None, now).await.map_err(TurnFailure::Fault)?;
        Ok(self.reply(question, text, memory.id, &lookups, QuestionType::DatabaseChange, None))
    }

    /// Answers a person who agrees to a change that no longer waits for consent.
    pub(super) async fn too_late(
        &self,
        asked: &Asked,
        memory: &Memory,
        on_event: OnEvent<'_>,
    ) -> Result<Reply, TurnFailure> {
        let language = memory.language();
        let text = language.pick(
            "That no longer waits for your consent, and nothing was changed. Please ask again.",
            "확인 시간이 지나 아무것도 변경하지 않았습니다. 다시 요청해 주세요.",
        );
        on_event(Event::Text(text.to_owned()));
        let lookups = Lookups::default();
        let now = self.clock().seconds();
        memory.keep(self.db(), &asked.text, text, &lookups, None, now).await.map_err(TurnFailure::Fault)?;
        let kind = QuestionType::DatabaseChange;
        Ok(self.reply(asked.text.clone(), text.to_owned(), memory.id, &lookups, kind, None))
    }

    async fn carry_out(
        &self,
        change: &Change,
        id: ConversationId,
        on_event: OnEvent<'_>,
    ) -> Result<(), Refusal> {
        let name = change.tool();
        let began = tokio::time::Instant::now();
        on_event(Event::Tool { name: name.to_owned(), state: "started" });
        // The id is the idempotency key, so a retry after a lost answer changes nothing.
        let outcome = change.carry_out(self.tools(), &id.to_string()).await;
        self.instruments().tool_used(name, outcome.is_ok(), began.elapsed());
        let state = if outcome.is_ok() { "finished" } else { "failed" };
        on_event(Event::Tool { name: name.to_owned(), state });
        if outcome.as_ref().is_err_and(Refusal::may_pass)
            && let Err(error) = store::reopen(self.db(), id).await
        {
            tracing::warn!(cause = %telemetry::chain(&error), "a change that was not made cannot be confirmed again");
        }
        outcome
    }
}

/// The tool call that later tells the model about the change.
fn step(change: &Change, outcome: &Result<(), Refusal>) -> Step {
    let content = match outcome {
        Ok(()) => json!({ "done": change.summary(Language::English) }),
        Err(refusal) => json!({ "error": refusal.to_string() }),
    };
    let call = Call {
        id: "confirmed".to_owned(),
        name: change.tool().to_owned(),
        input: json!({}),
        content,
        is_error: outcome.is_err(),
    };
    Step { text: String::new(), calls: vec![call] }
}

/// The person's answer in words. A pressed button has no text, so it becomes a yes or a no.
fn spoken(asked: &Asked, agreed: bool, memory: &Memory) -> String {
    if !asked.text.is_empty() {
        return asked.text.clone();
    }
    let language = memory.language();
    if agreed { language.pick("Yes.", "네.") } else { language.pick("No.", "아니요.") }.to_owned()
}

pub(super) fn decided() -> Fault {
    Fault::refused(
        StatusCode::NOT_FOUND,
        "no such change waits for consent in this conversation: it was decided, or 10 minutes have passed; please ask again",
    )
}
