//! Requests that are sent again with the same idempotency key.

use contract::endpoint::Endpoint;
use db::idempotency::{Claim, KeyTable, RequestKey};
use db::{Db, Tx};

use crate::answer::Answer;
use crate::fault::Fault;

/// The answer that an earlier request with this key got, looked up before anything that may have changed since is asked.
pub async fn answered<E: Endpoint>(
    db: &Db,
    keys: &KeyTable,
    key: Option<&RequestKey>,
    now: i64,
) -> Result<Option<Answer<E>>, Fault> {
    match key {
        Some(key) => meaning(keys.look_up(db, key, now).await?),
        None => Ok(None),
    }
}

/// Claims the key within the transaction of the effect, or gives the answer that an earlier request with it got.
pub async fn claim<E: Endpoint>(
    tx: &mut Tx,
    keys: &KeyTable,
    key: Option<&RequestKey>,
    now: i64,
) -> Result<Option<Answer<E>>, Fault> {
    match key {
        Some(key) => meaning(keys.claim(tx, key, now).await?),
        None => Ok(None),
    }
}

/// Keeps the answer for later requests with the same key, in the transaction that claimed it.
pub async fn keep<E: Endpoint>(
    tx: &mut Tx,
    keys: &KeyTable,
    key: Option<&RequestKey>,
    answer: &Answer<E>,
) -> Result<(), Fault> {
    if let Some(key) = key {
        keys.keep(tx, key, &answer.kept()).await?;
    }
    Ok(())
}

fn meaning<E: Endpoint>(claim: Claim) -> Result<Option<Answer<E>>, Fault> {
    match claim {
        Claim::First => Ok(None),
        Claim::Repeat(kept) => Ok(Some(Answer::repeated(kept))),
        Claim::Mismatch => Err(Fault::key_reused()),
    }
}
