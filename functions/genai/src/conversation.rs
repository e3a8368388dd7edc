//! The memory of a conversation: its last messages, and the tool calls behind the last answers.

use assistant_model::language::Language;
use assistant_model::{Message, Reply, Stop, ToolCall, ToolResult};
use contract::genai::{Conversation, ConversationId, ConversationMessage, Role};
use db::Db;
use http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use web::fault::Fault;

use crate::instruments;
use crate::store::{self, Stored, Waiting};

/// Maximum number of remembered messages.
pub(crate) const REMEMBERED: i32 = 20;

/// How long a conversation lives after its last message, in seconds.
pub(crate) const LIFETIME: i64 = 30 * 24 * 60 * 60;

/// Maximum number of conversations; those that were not continued for the longest time go first.
pub(crate) const CONVERSATIONS: i32 = 10_000;

/// Maximum number of changes, waiting or decided, that are remembered in a conversation.
const CONFIRMATIONS: i32 = 20;

/// How many of the last answers a prompt repeats with their tool calls; earlier answers appear as text only.
const LOOKUPS_SHOWN: usize = 2;

/// A conversation with its messages so far.
pub(crate) struct Memory {
    pub(crate) id: ConversationId,
    said: Vec<Said>,
}

struct Said {
    role: Role,
    text: String,
    lookups: Lookups,
}

/// The tool calls behind an answer.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Lookups {
    /// The calls, step by step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) steps: Vec<Step>,
    /// The change that the answer asks consent for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) asks: Option<ConversationId>,
}

/// The calls of one reply with their results.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Step {
    pub(crate) text: String,
    pub(crate) calls: Vec<Call>,
}

/// A call of a tool with its result.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Call {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) input: serde_json::Value,
    pub(crate) content: serde_json::Value,
    #[serde(default)]
    pub(crate) is_error: bool,
}

impl Step {
    /// The step as messages of a prompt: the reply with its calls, then their results.
    pub(crate) fn messages(&self) -> [Message; 2] {
        let calls = self.calls.iter().map(|it| ToolCall {
            id: it.id.clone(),
            name: it.name.clone(),
            input: it.input.clone(),
        });
        let reply = Reply { text: self.text.clone(), calls: calls.collect(), stop: Stop::Done };
        let results = self.calls.iter().map(|it| ToolResult {
            call_id: it.id.clone(),
            name: it.name.clone(),
            content: it.content.clone(),
            is_error: it.is_error,
        });
        [Message::Model(reply), Message::Results(results.collect())]
    }
}

impl Memory {
    /// Begins a conversation.
    pub(crate) fn begin() -> Result<Self, Fault> {
        let id = crate::secret_id::draw().map_err(Fault::internal)?;
        instruments::conversation_begun();
        Ok(Self { id, said: Vec::new() })
    }

    /// Recalls a conversation; `None` if it is unknown or forgotten.
    pub(crate) async fn recall(db: &Db, id: ConversationId, now: i64) -> Result<Option<Self>, Fault> {
        if store::touched(db, id).await?.is_none_or(|it| it < now - LIFETIME) {
            return Ok(None);
        }
        let stored = store::messages(db, id, REMEMBERED).await?;
        let said = stored.into_iter().map(|it| Said {
            role: it.role,
            text: it.content,
            lookups: it.lookups.and_then(|it| serde_json::from_str(&it).ok()).unwrap_or_default(),
        });
        Ok(Some(Self { id, said: said.collect() }))
    }

    /// Recalls the conversation that a person names, or begins one.
    pub(crate) async fn of(db: &Db, id: Option<ConversationId>, now: i64) -> Result<Self, Fault> {
        match id {
            Some(id) => Self::recall(db, id, now).await?.ok_or_else(unknown),
            None => Self::begin(),
        }
    }

    /// The change that the last answer asks consent for.
    pub(crate) fn asks(&self) -> Option<ConversationId> {
        self.said.last().and_then(|it| it.lookups.asks)
    }

    /// The language of the person's last message.
    pub(crate) fn language(&self) -> Language {
        let last = self.said.iter().rev().find(|it| it.role == Role::User);
        last.map(|it| Language::of(&it.text)).unwrap_or_default()
    }

    /// The conversation as messages of a prompt. The first is the person's, as models require.
    pub(crate) fn messages(&self) -> Vec<Message> {
        let first = self.said.iter().position(|it| it.role == Role::User).unwrap_or(self.said.len());
        let answers = self.said.iter().filter(|it| it.role == Role::Assistant).count();
        let mut messages = Vec::new();
        let mut answer = 0;
        for said in &self.said[first..] {
            match said.role {
                Role::User => messages.push(Message::Person(said.text.clone())),
                Role::Assistant => {
                    answer += 1;
                    if answer + LOOKUPS_SHOWN > answers {
                        messages.extend(said.lookups.steps.iter().flat_map(Step::messages));
                    }
                    messages.push(Message::Model(Reply { text: said.text.clone(), ..Reply::default() }));
                }
            }
        }
        messages
    }

    /// Stores a question with its answer, and the change that the answer asks consent for.
    pub(crate) async fn keep(
        &self,
        db: &Db,
        question: &str,
        answer: &str,
        lookups: &Lookups,
        waiting: Option<&Waiting<'_>>,
        now: i64,
    ) -> Result<(), Fault> {
        let lookups = serde_json::to_string(lookups).map_err(Fault::internal)?;
        let message = |role, content: &str, lookups| Stored {
            role,
            content: content.to_owned(),
            lookups,
            created_at: now,
        };
        let question = message(Role::User, question, None);
        let answer = message(Role::Assistant, answer, Some(lookups));
        let kept = db.transaction(async |tx| {
            store::touch(tx, self.id, now).await?;
            store::add(tx, self.id, &question, REMEMBERED).await?;
            store::add(tx, self.id, &answer, REMEMBERED).await?;
            match waiting {
                Some(waiting) => store::ask(tx, self.id, waiting, CONFIRMATIONS).await,
                None => Ok(()),
            }
        });
        Ok(kept.await?)
    }
}

/// Deletes conversations that are too old, and those beyond the latest `most`.
pub(crate) async fn forget(db: &Db, now: i64, most: i32) {
    let forgotten = async {
        let old = expire(db, now - LIFETIME).await?;
        let surplus = match oldest_kept(db, most).await? {
            Some(oldest) => expire(db, oldest).await?,
            None => 0,
        };
        Ok::<_, db::Error>((old, surplus))
    };
    match forgotten.await {
        Ok((_, 0)) => {}
        Ok((_, surplus)) => {
            tracing::warn!(
                deleted = surplus,
                kept = most,
                "there were too many conversations, the oldest were deleted"
            );
        }
        Err(error) => tracing::warn!(cause = %telemetry::chain(&error), "old conversations were not deleted"),
    }
}

/// The time at which the oldest conversation that is kept was continued; `None` while there are not too many.
async fn oldest_kept(db: &Db, most: i32) -> Result<Option<i64>, db::Error> {
    // In steps, so that no statement reads many rows.
    const STEP: i32 = 500;
    let (mut oldest, mut left) = (i64::MAX, most);
    while left > 0 {
        let step = left.min(STEP);
        match store::earlier(db, oldest, step).await? {
            Some(earlier) => oldest = earlier,
            None => return Ok(None),
        }
        left -= step;
    }
    Ok(Some(oldest))
}

async fn expire(db: &Db, before: i64) -> Result<usize, db::Error> {
    let mut all = 0;
    loop {
        match store::expire(db, before).await? {
            0 => return Ok(all),
            some => all += some,
        }
    }
}

/// 404: unknown or forgotten.
pub(crate) fn unknown() -> Fault {
    let days = LIFETIME / 86_400;
    Fault::refused(
        StatusCode::NOT_FOUND,
        format!("there is no such conversation; they are kept for {days} days"),
    )
}

/// A conversation as its person sees it.
pub(crate) async fn show(db: &Db, id: ConversationId, now: i64) -> Result<Option<Conversation>, Fault> {
    let Some(touched) = store::touched(db, id).await?.filter(|it| *it >= now - LIFETIME) else {
        return Ok(None);
    };
    let stored = store::messages(db, id, REMEMBERED).await?;
    let messages = stored.into_iter().map(|it| ConversationMessage {
        role: it.role,
        text: it.content,
        created_at: rfc3339(it.created_at),
    });
    Ok(Some(Conversation {
        conversation_id: id,
        messages: messages.collect(),
        expires_at: rfc3339(touched + LIFETIME),
    }))
}

/// A time in seconds since 1970, in the format of the API.
pub(crate) fn rfc3339(seconds: i64) -> String {
    Timestamp::from_second(seconds).unwrap_or_default().to_string()
}

#[cfg(test)]
mod tests {
    use db::{DatabaseUrl, Limits, Seed, Stream};

    use super::*;

    async fn open() -> Db {
        let db = Db::open(&DatabaseUrl::SqliteMemory, &Limits::default()).await.unwrap();
        db::prepare(&db, Stream::Genai, Seed::Empty).await.unwrap();
        db
    }

    #[tokio::test]
    async fn a_conversation_remembers_its_last_confirmations_and_messages() {
        let (db, memory) = (open().await, Memory::begin().unwrap());
        let mut asked = Vec::new();
        for now in 0..50 {
            let id = crate::secret_id::draw().unwrap();
            let waiting = Waiting { id, planned: "{}", expires_at: now + 100 };
            memory.keep(&db, "q", "a", &Lookups::default(), Some(&waiting), now).await.unwrap();
            asked.push(id);
        }
        let mut remembered = 0;
        for id in asked {
            remembered += i32::from(store::decide(&db, memory.id, id, 50).await.unwrap().is_some());
        }
        assert_eq!(remembered, CONFIRMATIONS);
        assert_eq!(store::messages(&db, memory.id, 100).await.unwrap().len(), REMEMBERED as usize);
    }

    #[tokio::test]
    async fn conversations_that_are_too_old_or_too_many_are_forgotten() {
        let db = open().await;
        let mut all = Vec::new();
        for now in 0..30 {
            let memory = Memory::begin().unwrap();
            memory.keep(&db, "q", "a", &Lookups::default(), None, now).await.unwrap();
            all.push(memory.id);
        }
        let first_kept = async || {
            let mut forgotten = 0;
            for id in &all {
                let is_there = store::touched(&db, *id).await.unwrap().is_some();
                assert_eq!(is_there, !store::messages(&db, *id, 1).await.unwrap().is_empty());
                forgotten += usize::from(!is_there);
            }
            assert_eq!(store::touched(&db, all[29]).await.unwrap(), Some(29));
            forgotten
        };
        for (now, most, expected) in [(LIFETIME, 100, 0), (LIFETIME + 10, 100, 10), (30, 20, 10), (30, 5, 25)]
        {
            forget(&db, now, most).await;
            assert_eq!(first_kept().await, expected, "at {now} with {most}");
        }
    }
}
