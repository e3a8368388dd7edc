//! A turn: a person says something, the model looks facts up as often as needed within its bounds, and the person gets an answer.

mod confirmation;

use std::time::Duration;

use assistant_model::consent;
use assistant_model::language::Language;
use assistant_model::{self as model, Message, Prompt, Stop, ToolCall};
use contract::genai::{Asked, Confirmation, DataSource, QuestionType, Reply};
use serde_json::json;
use tokio::time::{Instant, timeout_at};
use web::clock::HandlerState;
use web::fault::Fault;

use crate::Assistant;
use crate::conversation::{Call, Lookups, Memory, Step, rfc3339};
use crate::store::Waiting;
use crate::tools::{Change, Refusal, Tool, question};
use crate::{prompt, secret_id};

/// How long a change waits for consent, in seconds.
const CONSENT: i64 = 10 * 60;

/// Most calls of tools that one reply may make; the turn ignores further ones.
const MOST_CALLS: usize = 8;

/// The progress of an answer, for the person who waits for it.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// A piece of the answer.
    Text(String),
    /// A tool starts or ends.
    Tool { name: String, state: &'static str },
}

/// Receives the events.
pub(crate) type OnEvent<'a> = &'a mut (dyn FnMut(Event) + Send);

/// The reason why there is no answer.
#[derive(Debug)]
pub(crate) enum TurnFailure {
    /// The request fails with this fault.
    Fault(Fault),
    /// The change no longer waits for consent: the person decided, it expired, or it belongs to another conversation.
    Decided,
    /// The model gave no answer.
    Model(model::Error),
}

impl TurnFailure {
    /// The fault that answers the request.
    pub(crate) fn into_fault(self) -> Fault {
        match self {
            Self::Fault(fault) => fault,
            Self::Decided => confirmation::decided(),
            Self::Model(error) => Fault::unavailable(error),
        }
    }

    /// The cause, for the log.
    pub(crate) fn cause(&self) -> String {
        match self {
            Self::Fault(fault) => fault.cause(),
            Self::Decided => "no such change waits for consent".to_owned(),
            Self::Model(error) => telemetry::chain(error).to_string(),
        }
    }
}

impl<E: Into<Fault>> From<E> for TurnFailure {
    fn from(error: E) -> Self {
        Self::Fault(error.into())
    }
}

/// A turn in progress.
struct Turn<'a> {
    assistant: &'a Assistant,
    on_event: OnEvent<'a>,
    language: Language,
    deadline: Instant,
    steps: Vec<Step>,
}

/// An answer, and the change that it asks consent for.
struct Answered {
    text: String,
    change: Option<Change>,
}

impl Assistant {
    /// Answers a person within the time limit of an answer.
    pub(crate) async fn answer(
        &self,
        asked: Asked,
        memory: Memory,
        on_event: OnEvent<'_>,
    ) -> Result<Reply, TurnFailure> {
        let now = self.clock().seconds();
        if let Some((id, agreed)) = asked.consent {
            return self.decide(&asked, &memory, id, agreed, on_event).await;
        }
        if let (Some(id), Some(agreed)) = (memory.asks(), consent::read(&asked.text)) {
            // An answer that comes too late gets an explanation, not an error.
            return match self.decide(&asked, &memory, id, agreed, on_event).await {
                Err(TurnFailure::Decided) => self.too_late(&asked, &memory, on_event).await,
                decided => decided,
            };
        }
        let deadline = Instant::now() + self.limits().deadline;
        let language = Language::of(&asked.text);
        let mut turn = Turn { assistant: self, on_event, language, deadline, steps: Vec::new() };
        let answering = turn.run(&asked.text, &memory);
        let answered = match timeout_at(deadline + Duration::from_millis(500), answering).await {
            Ok(answered) => answered?,
            Err(_) => return Err(TurnFailure::Model(model::Error::TimedOut)),
        };
        let steps = turn.steps;
        let mut lookups = Lookups { steps, asks: None };
        let confirmation = match &answered.change {
            None => None,
            Some(change) => {
                let id = secret_id::draw().map_err(Fault::internal)?;
                lookups.asks = Some(id);
                let summary = change.summary(language);
                Some((Confirmation { id, summary, expires_at: rfc3339(now + CONSENT) }, serialized(change)?))
            }
        };
        let waiting = confirmation.as_ref().map(|(confirmation, planned)| Waiting {
            id: confirmation.id,
            planned,
            expires_at: now + CONSENT,
        });
        memory
            .keep(self.db(), &asked.text, &answered.text, &lookups, waiting.as_ref(), now)
            .await
            .map_err(TurnFailure::Fault)?;
        let looked_up = lookups.steps.iter().flat_map(|it| &it.calls).any(|it| !it.is_error);
        let kind = match (&confirmation, looked_up) {
            (Some(_), _) => QuestionType::DatabaseChange,
            (None, true) => QuestionType::DatabaseQuery,
            (None, false) => QuestionType::GeneralAdvice,
        };
        Ok(self.reply(asked.text, answered.text, memory.id, &lookups, kind, confirmation.map(|(it, _)| it)))
    }

    pub(crate) fn reply(
        &self,
        question: String,
        answer: String,
        conversation_id: contract::genai::ConversationId,
        lookups: &Lookups,
        question_type: QuestionType,
        confirmation: Option<Confirmation>,
    ) -> Reply {
        let calls = lookups.steps.iter().flat_map(|it| &it.calls);
        let tool_calls: Vec<_> = calls
            .map(|it| contract::genai::ToolCall { name: it.name.clone(), succeeded: !it.is_error })
            .collect();
        let data_source = match question_type {
            QuestionType::GeneralAdvice => DataSource::GeneralAdvice,
            QuestionType::DatabaseQuery | QuestionType::DatabaseChange => DataSource::ClinicServices,
        };
        Reply {
            question,
            answer,
            data_source,
            data_source_: Some(data_source),
            question_type,
            question_type_: Some(question_type),
            timestamp: rfc3339(self.clock().seconds()),
            conversation_id,
            tool_calls,
            confirmation,
        }
    }
}

impl Turn<'_> {
    async fn run(&mut self, text: &str, memory: &Memory) -> Result<Answered, TurnFailure> {
        let today = self.assistant.clock().today();
        let mut messages = memory.messages();
        messages.push(Message::Person(text.to_owned()));
        let mut prompt = Prompt {
            system: prompt::system(today),
            messages,
            tools: Tool::specs(),
            today,
            language: self.language,
            deadline: self.deadline,
        };
        for _ in 0..self.assistant.limits().max_turns {
            let reply = self.ask(&prompt).await?;
            if reply.calls.is_empty() {
                return Ok(Answered { text: self.finished(reply), change: None });
            }
            let (step, change) = self.use_tools(reply.text.clone(), reply.calls).await;
            if let Some(change) = change {
                self.steps.push(step);
                return Ok(self.asked_for_consent(&reply.text, change));
            }
            prompt.messages.extend(step.messages());
            self.steps.push(step);
        }
        let text = self.language.pick(
            "I could not find that out in the steps I may take. Please ask for less at a time.",
            "정해진 단계 안에 답을 찾지 못했습니다. 질문을 나누어 다시 물어봐 주세요.",
        );
        (self.on_event)(Event::Text(text.to_owned()));
        Ok(Answered { text: text.to_owned(), change: None })
    }

    async fn ask(&mut self, prompt: &Prompt) -> Result<model::Reply, TurnFailure> {
        let began = Instant::now();
        let on_event = &mut self.on_event;
        let mut on_text = |piece: &str| on_event(Event::Text(piece.to_owned()));
        let outcome = self.assistant.model().reply(prompt, &mut on_text).await;
        self.assistant.instruments().model_answered(outcome.as_ref().map(drop), began.elapsed());
        outcome.map_err(TurnFailure::Model)
    }

    /// The text of a reply without calls, never empty.
    fn finished(&mut self, reply: model::Reply) -> String {
        let added = match reply.stop {
            Stop::Done if reply.text.trim().is_empty() => {
                self.language.pick("I have nothing to say to that.", "드릴 말씀이 없습니다.")
            }
            Stop::Done => return reply.text,
            Stop::Length => self.language.pick(" [The answer was cut off.]", " [답변이 잘렸습니다.]"),
            Stop::Filtered if reply.text.trim().is_empty() => {
                self.language.pick("I cannot help with that.", "그 요청은 도와드릴 수 없습니다.")
            }
            Stop::Filtered => return reply.text,
        };
        (self.on_event)(Event::Text(added.to_owned()));
        reply.text + added
    }

    /// Runs tools one after the other, up to the first change, which ends the turn.
    async fn use_tools(&mut self, text: String, calls: Vec<ToolCall>) -> (Step, Option<Change>) {
        let mut step = Step { text, calls: Vec::new() };
        for call in calls.into_iter().take(MOST_CALLS) {
            let began = Instant::now();
            let tool = Tool::named(&call.name);
            let name = tool.map_or("unknown", Tool::name);
            (self.on_event)(Event::Tool { name: name.to_owned(), state: "started" });
            let mut change = None;
            let outcome = match tool {
                None => Err(Refusal::new("there is no such tool")),
                Some(tool) if tool.is_write() => {
                    let today = self.assistant.clock().today();
                    let planned = self.assistant.tools().plan(tool, &call.input, today).await;
                    planned.map(|planned| {
                        let summary = planned.summary(self.language);
                        change = Some(planned);
                        json!({ "confirmation": "required", "summary": summary })
                    })
                }
                Some(tool) => self.assistant.tools().read(tool, &call.input, self.deadline).await,
            };
            let is_error = outcome.is_err();
            self.assistant.instruments().tool_used(name, !is_error, began.elapsed());
            let state = if is_error { "failed" } else { "finished" };
            (self.on_event)(Event::Tool { name: name.to_owned(), state });
            let content = outcome.unwrap_or_else(|refusal| json!({ "error": refusal.to_string() }));
            // A name that no tool has is the model's own, and may be anything.
            let name = tool.map_or_else(|| sane(&call.name), |it| it.name().to_owned());
            step.calls.push(Call { id: call.id, name, input: call.input, content, is_error });
            if change.is_some() {
                return (step, change);
            }
        }
        (step, None)
    }

    fn asked_for_consent(&mut self, said: &str, change: Change) -> Answered {
        let summary = change.summary(self.language);
        let asked = format!("{summary} {}", question(self.language));
        let text = if said.trim().is_empty() { asked.clone() } else { format!("{}\n{asked}", said.trim()) };
        let streamed = if said.trim().is_empty() { asked } else { format!("\n{asked}") };
        (self.on_event)(Event::Text(streamed));
        Answered { text, change: Some(change) }
    }
}

fn serialized(change: &Change) -> Result<String, Fault> {
    serde_json::to_string(change).map_err(Fault::internal)
}

/// A tool's name that every provider accepts in a conversation.
fn sane(name: &str) -> String {
    let kept: String =
        name.chars().filter(|it| it.is_ascii_alphanumeric() || matches!(it, '_' | '-')).take(64).collect();
    if kept.is_empty() { "unknown".to_owned() } else { kept }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_a_model_made_up_is_made_harmless() {
        assert_eq!(sane("drop table; --"), "droptable--");
        assert_eq!(sane("도구"), "unknown");
        assert_eq!(sane(&"a".repeat(100)).len(), 64);
    }
}
