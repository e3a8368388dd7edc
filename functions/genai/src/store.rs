//! Conversations, changes that wait for consent, and vets as vectors, in the database.

use contract::genai::{ConversationId, Role};
use db::{Db, Error, Tx};

const FIND: &str = "select touched_at from conversations where id = ?";

const INSERT: &str = "insert into conversations (id, touched_at) values (?, ?)";

const TOUCH: &str = "update conversations set touched_at = ? where id = ?";

const MESSAGES: &str = "
    select author, content, lookups, created_at from conversation_messages
    where conversation_id = ? order by id desc limit ?";

const ADD_MESSAGE: &str = "
    insert into conversation_messages (conversation_id, author, content, lookups, created_at) values (?, ?, ?, ?, ?)";

// The id of the oldest message that is kept.
const OLDEST_KEPT: &str = "
    select id from conversation_messages where conversation_id = ? order by id desc limit 1 offset ?";

const DELETE_OLDER: &str = "delete from conversation_messages where conversation_id = ? and id < ?";

const DELETE_MESSAGES: &str = "delete from conversation_messages where conversation_id = ?";

const DELETE_CONFIRMATIONS: &str = "delete from confirmations where conversation_id = ?";

const DELETE: &str = "delete from conversations where id = ?";

const EXPIRED: &str = "select id from conversations where touched_at < ? order by touched_at limit 100";

const ASK: &str = "
    insert into confirmations (id, conversation_id, planned, expires_at, decided_at) values (?, ?, ?, ?, null)";

const DECIDE: &str = "
    update confirmations set decided_at = ?
    where id = ? and conversation_id = ? and decided_at is null and expires_at > ?";

const REOPEN: &str = "update confirmations set decided_at = null where id = ?";

const PLANNED: &str = "select planned from confirmations where id = ?";

const EMBEDDINGS: &str = "select vet_id, digest, vector from vet_embeddings where model = ?";

const FORGET_EMBEDDING: &str = "delete from vet_embeddings where vet_id = ? and model = ?";

const KEEP_EMBEDDING: &str = "insert into vet_embeddings (vet_id, model, digest, vector) values (?, ?, ?, ?)";

/// A message as stored.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) role: Role,
    pub(crate) content: String,
    pub(crate) lookups: Option<String>,
    pub(crate) created_at: i64,
}

/// When a conversation was last continued, in seconds since 1970; none where there is no such conversation.
pub(crate) async fn touched(db: &Db, id: ConversationId) -> Result<Option<i64>, Error> {
    let id = id.to_string();
    let row = db::read!(db, c => sqlx::query_as::<_, (i64,)>(FIND).bind(id.as_str()).fetch_optional(c))?;
    Ok(row.map(|(touched,)| touched))
}

/// The last messages of a conversation, oldest first.
pub(crate) async fn messages(db: &Db, id: ConversationId, most: i32) -> Result<Vec<Stored>, Error> {
    type Row = (String, String, Option<String>, i64);
    let id = id.to_string();
    let rows =
        db::read!(db, c => sqlx::query_as::<_, Row>(MESSAGES).bind(id.as_str()).bind(most).fetch_all(c))?;
    let stored = rows.into_iter().rev().map(|(author, content, lookups, created_at)| {
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
    let done = db::execute!(tx, c => sqlx::query(TOUCH).bind(now).bind(id.as_str()).execute(c))?;
    if done.rows > 0 {
        return Ok(());
    }
    match db::execute!(tx, c => sqlx::query(INSERT).bind(id.as_str()).bind(now).execute(c)) {
        // It was touched within this very second, which some servers count as no change.
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
    db::execute!(tx, c => sqlx::query(ADD_MESSAGE)
        .bind(id.as_str()).bind(author).bind(&message.content).bind(&message.lookups).bind(message.created_at)
        .execute(c))?;
    let oldest = db::query!(tx, c => sqlx::query_as::<_, (i32,)>(OLDEST_KEPT)
        .bind(id.as_str()).bind(most - 1).fetch_optional(c))?;
    if let Some((oldest,)) = oldest {
        db::execute!(tx, c => sqlx::query(DELETE_OLDER).bind(id.as_str()).bind(oldest).execute(c))?;
    }
    Ok(())
}

/// Forgets a conversation. False where there was none.
pub(crate) async fn remove(db: &Db, id: ConversationId) -> Result<bool, Error> {
    remove_by_text(db, &id.to_string()).await
}

async fn remove_by_text(db: &Db, id: &str) -> Result<bool, Error> {
    let mut tx = db.begin().await?;
    db::execute!(tx, c => sqlx::query(DELETE_MESSAGES).bind(id).execute(c))?;
    db::execute!(tx, c => sqlx::query(DELETE_CONFIRMATIONS).bind(id).execute(c))?;
    let done = db::execute!(tx, c => sqlx::query(DELETE).bind(id).execute(c))?;
    tx.commit().await?;
    Ok(done.rows > 0)
}

/// Forgets conversations that were last continued before a time in seconds since 1970, a hundred at most; says how many.
pub(crate) async fn expire(db: &Db, before: i64) -> Result<usize, Error> {
    let ids = db::read!(db, c => sqlx::query_as::<_, (String,)>(EXPIRED).bind(before).fetch_all(c))?;
    for (id,) in &ids {
        remove_by_text(db, id).await?;
    }
    Ok(ids.len())
}

/// A change that waits for consent.
pub(crate) struct Waiting<'a> {
    pub(crate) id: ConversationId,
    /// The change, as JSON.
    pub(crate) planned: &'a str,
    pub(crate) expires_at: i64,
}

/// Keeps a change that waits for consent.
pub(crate) async fn ask(
    tx: &mut Tx,
    conversation: ConversationId,
    waiting: &Waiting<'_>,
) -> Result<(), Error> {
    let (id, conversation) = (waiting.id.to_string(), conversation.to_string());
    db::execute!(tx, c => sqlx::query(ASK)
        .bind(id.as_str()).bind(conversation.as_str()).bind(waiting.planned)
        .bind(waiting.expires_at)
        .execute(c))?;
    Ok(())
}

/// Decides a change of a conversation, and gives it as JSON; none where it was decided already, has expired, or belongs to another
/// conversation.
pub(crate) async fn decide(
    db: &Db,
    conversation: ConversationId,
    id: ConversationId,
    now: i64,
) -> Result<Option<String>, Error> {
    let (id, conversation) = (id.to_string(), conversation.to_string());
    let mut tx = db.begin().await?;
    let done = db::execute!(tx, c => sqlx::query(DECIDE)
        .bind(now).bind(id.as_str()).bind(conversation.as_str()).bind(now)
        .execute(c))?;
    if done.rows == 0 {
        return Ok(None);
    }
    let (planned,) =
        db::query!(tx, c => sqlx::query_as::<_, (String,)>(PLANNED).bind(id.as_str()).fetch_one(c))?;
    tx.commit().await?;
    Ok(Some(planned))
}

/// Lets a change be decided again that could not be made.
pub(crate) async fn reopen(db: &Db, id: ConversationId) -> Result<(), Error> {
    let id = id.to_string();
    let mut tx = db.begin().await?;
    db::execute!(tx, c => sqlx::query(REOPEN).bind(id.as_str()).execute(c))?;
    tx.commit().await
}

/// A vet as a vector.
pub(crate) struct KeptVector {
    pub(crate) vet_id: i32,
    pub(crate) digest: String,
    pub(crate) vector: Vec<f32>,
}

/// The vectors of a model.
pub(crate) async fn embeddings(db: &Db, model: &str) -> Result<Vec<KeptVector>, Error> {
    type Row = (i32, String, String);
    let rows = db::read!(db, c => sqlx::query_as::<_, Row>(EMBEDDINGS).bind(model).fetch_all(c))?;
    let kept = rows.into_iter().map(|(vet_id, digest, vector)| {
        // One that cannot be read is as good as none: its digest then fits no text.
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
    let mut tx = db.begin().await?;
    db::execute!(tx, c => sqlx::query(FORGET_EMBEDDING).bind(vet_id).bind(model).execute(c))?;
    let kept = db::execute!(tx, c => sqlx::query(KEEP_EMBEDDING)
        .bind(vet_id).bind(model).bind(digest).bind(vector.as_str())
        .execute(c));
    match kept {
        Ok(_) => tx.commit().await,
        // Another process was faster with the same.
        Err(Error::UniqueViolation) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Every statement of this file.
pub(crate) fn statements() -> Vec<String> {
    let all = [
        FIND,
        INSERT,
        TOUCH,
        MESSAGES,
        ADD_MESSAGE,
        OLDEST_KEPT,
        DELETE_OLDER,
        DELETE_MESSAGES,
        DELETE_CONFIRMATIONS,
        DELETE,
        EXPIRED,
        ASK,
        DECIDE,
        REOPEN,
        PLANNED,
        EMBEDDINGS,
        FORGET_EMBEDDING,
        KEEP_EMBEDDING,
    ];
    all.map(str::to_owned).to_vec()
}
