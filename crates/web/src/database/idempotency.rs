//! Stored answers for requests that a client repeats with the same idempotency key.

use contract::endpoint::Endpoint;
use db::idempotency::{Claim, KeyTable};
use db::{Db, Tx};

use crate::answer::Answer;
use crate::fault::Fault;
use crate::idempotency::RequestKey;

/// The stored answer for this key, if any. Call it before any check whose result may have changed since the first
/// request.
pub async fn answered<E: Endpoint>(
    db: &Db,
    keys: &KeyTable,
    key: Option<&RequestKey>,
    now: i64,
) -> Result<Option<Answer<E>>, Fault> {
    match key {
        Some(key) => meaning(keys.look_up(db, &stored(key), now).await?),
        None => Ok(None),
    }
}

/// Claims the key in the transaction of the change, or returns the answer stored for it.
pub async fn claim<E: Endpoint>(
    tx: &mut Tx,
    keys: &KeyTable,
    key: Option<&RequestKey>,
    now: i64,
) -> Result<Option<Answer<E>>, Fault> {
    match key {
        Some(key) => meaning(keys.claim(tx, &stored(key), now).await?),
        None => Ok(None),
    }
}

/// Stores the answer for later requests with the same key, in the transaction that claimed the key.
pub async fn keep<E: Endpoint>(
    tx: &mut Tx,
    keys: &KeyTable,
    key: Option<&RequestKey>,
    answer: &Answer<E>,
) -> Result<(), Fault> {
    if let Some(key) = key {
        keys.keep(tx, &stored(key), &answer.kept()).await?;
    }
    Ok(())
}

fn stored(RequestKey { key, fingerprint }: &RequestKey) -> db::idempotency::RequestKey {
    db::idempotency::RequestKey { key: key.clone(), fingerprint: fingerprint.clone() }
}

fn meaning<E: Endpoint>(claim: Claim) -> Result<Option<Answer<E>>, Fault> {
    match claim {
        Claim::First => Ok(None),
        Claim::Repeat(kept) => Ok(Some(Answer::repeated(kept))),
        Claim::Mismatch => Err(Fault::key_reused()),
    }
}
