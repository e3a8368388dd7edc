//! Conversations, changes that wait for consent, and vets as vectors, in the database.

use contract::genai::{ConversationId, Role};
use db::{Db, Error, Tx};

db::statements! {
    FIND = "select touched_at from conversations where id = ?";
    INSERT = "insert into conversations (id, touched_at) values (?, ?)";
    TOUCH = "update conversations set touched_at = ? where id = ?";
    MESSAGES = "
        select author, content, lookups, created_at from conversation_messages
        where conversation_id = ? order by id desc limit ?";
    ADD_MESSAGE = "
        insert into conversation_messages (conversation_id, author, content, lookups, created_at) values (?, ?, ?, ?, ?)";
    // The id of the oldest message that is kept.
    OLDEST_KEPT = "select id from conversation_messages where conversation_id = ? order by id desc limit 1 offset ?";
    DELETE_OLDER = "delete from conversation_messages where conversation_id = ? and id < ?";
    DELETE_MESSAGES = "delete from conversation_messages where conversation_id = ?";
    DELETE_CONFIRMATIONS = "delete from confirmations where conversation_id = ?";
    DELETE = "delete from conversations where id = ?";
    EXPIRED = "select id from conversations where touched_at < ? order by touched_at limit 100";
    EARLIER = "select touched_at from conversations where touched_at < ? order by touched_at desc limit 1 offset ?";
    ASK = "insert into confirmations (id, conversation_id, planned, expires_at, decided_at) values (?, ?, ?, ?, null)";
    DECIDE = "
        update confirmations set decided_at = ?
        where id = ? and conversation_id = ? and decided_at is null and expires_at > ?";
    // When the oldest confirmation that is kept expires.
    OLDEST_ASKED = "
        select expires_at from confirmations where conversation_id = ? order by expires_at desc limit 1 offset ?";
    DELETE_ASKED = "delete from confirmations where conversation_id = ? and expires_at < ?";
    REOPEN = "update confirmations set decided_at = null where id = ?";
    PLANNED = "select planned from confirmations where id = ?";
    EMBEDDINGS = "select vet_id, digest, vector from vet_embeddings where model = ?";
    FORGET_EMBEDDING = "delete from vet_embeddings where vet_id = ? and model = ?";
    KEEP_EMBEDDING = "insert into vet_embeddings (vet_id, model, digest, vector) values (?, ?, ?, ?)";
}

/// A message as stored.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) role: Role,
    pub(crate) content: String,
    pub(crate) lookups: Option<String>,
    pub(crate) created_at: i64,
}

/// The time at which a conversation was last continued, in seconds since 1970; `None` if there is no such conversation.
pub(crate) async fn touched(db: &Db, id: ConversationId) -> Result<Option<i64>, Error> {
    let id = id.to_string();
    db::fetch!(db, optional_value i64, FIND, id.as_str())
}

/// The last messages of a conversation, oldest first.
pub(crate) async fn messages(db: &Db, id: ConversationId, most: i32) -> Result<Vec<Stored>, Error> {
    db::row! {
        struct Row {
            author: String,
            content: String,
            lookups: Option<String>,
            created_at: i64,
        }
    }
    let id = id.to_string();
    let rows = db::fetch!(db, all Row, MESSAGES, id.as_str(), most)?;
    let stored = rows.into_iter().rev().map(|Row { author, content, lookups, created_at }| {
        let role = if author == USER { Role::User } else { Role::Assistant };
        Stored { role, content, lookups, created_at }
    });
    Ok(stored.collect())
}

const USER: &str = "user";
const ASSISTANT: &str = "assistant";

/// Begins a conversation, or marks it as continued.
pub(crate) async fn touch(tx: &mut Tx, id: ConversationId, now: i64) -> Result<(), Error> {
    let id = id.to_string();
    let done = db::execute!(tx, TOUCH, now, id.as_str())?;
    if done.rows > 0 {
        return Ok(());
    }
    match db::execute!(tx, INSERT, id.as_str(), now) {
        // A second touch within the same second changes no row, as some servers count, so the insert finds the row.
        Ok(_) | Err(Error::UniqueViolation) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Adds a message, and forgets all but the last `most`.
pub(crate) async fn add(tx: &mut Tx, id: ConversationId, message: &Stored, most: i32) -> Result<(), Error> {
    let id = id.to_string();
    let author = match message.role {
        Role::User => USER,
        Role::Assistant => ASSISTANT,
    };
    db::execute!(
        tx,
        ADD_MESSAGE,
        id.as_str(),
        author,
        &message.content,
        &message.lookups,
        message.created_at
    )?;
    if let Some(oldest) = db::fetch_in!(tx, optional_value i32, OLDEST_KEPT, id.as_str(), most - 1)? {
        db::execute!(tx, DELETE_OLDER, id.as_str(), oldest)?;
    }
    Ok(())
}

/// Deletes a conversation. Returns `false` if there was none.
pub(crate) async fn remove(db: &Db, id: ConversationId) -> Result<bool, Error> {
    remove_by_text(db, &id.to_string()).await
}

async fn remove_by_text(db: &Db, id: &str) -> Result<bool, Error> {
    db.transaction(async |tx| {
        db::execute!(tx, DELETE_MESSAGES, id)?;
        db::execute!(tx, DELETE_CONFIRMATIONS, id)?;
        Ok(db::execute!(tx, DELETE, id)?.rows > 0)
    })
    .await
}

/// Deletes conversations last continued before a time in seconds since 1970, a hundred at most. Returns their number.
pub(crate) async fn expire(db: &Db, before: i64) -> Result<usize, Error> {
    let ids = db::fetch!(db, values String, EXPIRED, before)?;
    for id in &ids {
        remove_by_text(db, id).await?;
    }
    Ok(ids.len())
}

/// The time at which the last of `number` conversations was continued, of those before a time, latest first; `None` if there are fewer.
pub(crate) async fn earlier(db: &Db, before: i64, number: i32) -> Result<Option<i64>, Error> {
    db::fetch!(db, optional_value i64, EARLIER, before, number - 1)
}

/// A change that waits for consent.
pub(crate) struct Waiting<'a> {
    pub(crate) id: ConversationId,
    /// The change, as JSON.
    pub(crate) planned: &'a str,
    pub(crate) expires_at: i64,
}

/// Keeps a change that waits for consent, and forgets all but the last `most` of its conversation.
pub(crate) async fn ask(
    tx: &mut Tx,
    conversation: ConversationId,
    waiting: &Waiting<'_>,
    most: i32,
) -> Result<(), Error> {
    let (id, conversation) = (waiting.id.to_string(), conversation.to_string());
    db::execute!(tx, ASK, id.as_str(), conversation.as_str(), waiting.planned, waiting.expires_at)?;
    let oldest = db::fetch_in!(tx, optional_value i64, OLDEST_ASKED, conversation.as_str(), most - 1)?;
    if let Some(oldest) = oldest {
        db::execute!(tx, DELETE_ASKED, conversation.as_str(), oldest)?;
    }
    Ok(())
}

/// Marks a change as decided and returns it as JSON; `None` if it was decided already, has expired, or belongs to another
/// conversation.
pub(crate) async fn decide(
    db: &Db,
    conversation: ConversationId,
    id: ConversationId,
    now: i64,
) -> Result<Option<String>, Error> {
    let (id, conversation) = (id.to_string(), conversation.to_string());
    db.transaction(async |tx| {
        let done = db::execute!(tx, DECIDE, now, id.as_str(), conversation.as_str(), now)?;
        if done.rows == 0 {
            return Ok(None);
        }
        db::fetch_in!(tx, value String, PLANNED, id.as_str()).map(Some)
    })
    .await
}

/// Reopens a change that could not be made, so that the person can decide it again.
pub(crate) async fn reopen(db: &Db, id: ConversationId) -> Result<(), Error> {
    let id = id.to_string();
    db.transaction(async |tx| db::execute!(tx, REOPEN, id.as_str()).map(drop)).await
}

/// A vet as a vector.
pub(crate) struct KeptVector {
    pub(crate) vet_id: i32,
    pub(crate) digest: String,
    pub(crate) vector: Vec<f32>,
}

/// The vectors of a model.
pub(crate) async fn embeddings(db: &Db, model: &str) -> Result<Vec<KeptVector>, Error> {
    db::row! {
        struct Row {
            vet_id: i32,
            digest: String,
            vector: String,
        }
    }
    let rows = db::fetch!(db, all Row, EMBEDDINGS, model)?;
    let kept = rows.into_iter().map(|Row { vet_id, digest, vector }| {
        // An unreadable vector counts as missing: its digest then matches no text.
        let vector = serde_json::from_str(&vector).ok();
        let digest = if vector.is_some() { digest } else { String::new() };
        KeptVector { vet_id, digest, vector: vector.unwrap_or_default() }
    });
    Ok(kept.collect())
}

/// Keeps a vector in the place of an older one.
pub(crate) async fn keep_embedding(
    db: &Db,
    vet_id: i32,
    model: &str,
    digest: &str,
    vector: &[f32],
) -> Result<(), Error> {
    let vector = serde_json::to_string(vector).unwrap_or_default();
    let kept = db.transaction(async |tx| {
        db::execute!(tx, FORGET_EMBEDDING, vet_id, model)?;
        db::execute!(tx, KEEP_EMBEDDING, vet_id, model, digest, vector.as_str()).map(drop)
    });
    match kept.await {
        Ok(()) => Ok(()),
        // Another process has stored the same vector first.
        Err(Error::UniqueViolation) => Ok(()),
        Err(error) => Err(error),
    }
}
