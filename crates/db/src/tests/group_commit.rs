//! Transactions of an embedded database that are committed together. The tests' runtime has one thread, so tasks queue in the order
//! in which they are started.

use std::fs;

use tokio::task::{JoinHandle, yield_now};

use crate::idempotency::{Claim, Kept, KeyTable, RequestKey};
use crate::testing::Scratch;
use crate::tests::{is_pending, keep_blocking_thread_busy, with_one_blocking_thread};
use crate::{DatabaseUrl, Db, Dialect, Error, Seed, Stream, Tx, prepare};

const KEYS: KeyTable = crate::key_table!("visits_idempotency_keys");

async fn opened() -> Scratch {
    let scratch = Scratch::open(Dialect::Sqlite).await;
    prepare(&scratch.db, Stream::Visits, Seed::Empty).await.unwrap();
    assert!(visits(&scratch.db).await.is_empty(), "a reader is open from now on");
    scratch
}

/// How often something was committed, by the write-ahead log: its header has 32 bytes, that of each frame 24, and the second number
/// in the header of a commit's last frame is not 0 (<https://www.sqlite.org/fileformat2.html#walformat>).
fn commits(scratch: &Scratch) -> usize {
    let DatabaseUrl::SqliteFile(file, _) = &scratch.url else { panic!("only a file") };
    let log = fs::read(file.with_extension("db-wal")).unwrap();
    log[32..].chunks(24 + 4096).filter(|frame| frame[4..8] != [0; 4]).count()
}

async fn add(tx: &mut Tx, description: &str) -> Result<(), Error> {
    let sql = "insert into visits (pet_id, description) values (1, ?)";
    crate::execute_undeclared!(tx, c => sqlx::query(sql).bind(description).execute(c)).map(|_| ())
}

/// Starts a transaction, and waits until it has queued.
async fn queue<T: Send + 'static>(
    transaction: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> JoinHandle<Result<T, Error>> {
    let queued = tokio::spawn(transaction);
    yield_now().await;
    queued
}

/// Adds a visit, which is undone if the end says so.
async fn visit(db: Db, description: &'static str, end: Result<(), Error>) -> Result<(), Error> {
    db.transaction(async |tx| {
        add(tx, description).await?;
        end
    })
    .await
}

/// The descriptions of all visits that are committed.
async fn visits(db: &Db) -> Vec<String> {
    let sql = "select description from visits order by id";
    crate::read_undeclared!(db, c => sqlx::query_scalar::<_, String>(sql).fetch_all(c)).unwrap()
}

fn refused() -> Result<(), Error> {
    Err(Error::UniqueViolation)
}

#[tokio::test]
async fn transactions_that_wait_are_committed_with_the_one_they_wait_for() {
    let scratch = opened().await;
    let db = || scratch.db.clone();
    let mut first = scratch.db.begin().await.unwrap();
    add(&mut first, "first").await.unwrap();
    let others = [queue(visit(db(), "second", Ok(()))).await, queue(visit(db(), "third", Ok(()))).await];
    let before = commits(&scratch);
    let mut committing = Box::pin(first.commit());
    assert!(is_pending(&mut committing).await);
    assert!(visits(&scratch.db).await.is_empty(), "nothing is seen that is not durable");
    committing.await.unwrap();
    for other in others {
        other.await.unwrap().unwrap();
    }
    assert_eq!(visits(&scratch.db).await, ["first", "second", "third"]);
    assert_eq!(commits(&scratch), before + 1);
}

#[tokio::test]
async fn one_that_fails_among_others_is_undone_alone() {
    let scratch = opened().await;
    let db = || scratch.db.clone();
    let first = scratch.db.begin().await.unwrap();
    let before = queue(visit(db(), "before", Ok(()))).await;
    let undone = queue(visit(db(), "undone", refused())).await;
    let after = queue(visit(db(), "after", Ok(()))).await;
    first.commit().await.unwrap();
    before.await.unwrap().unwrap();
    after.await.unwrap().unwrap();
    assert!(matches!(undone.await.unwrap(), Err(Error::UniqueViolation)));
    assert_eq!(visits(&scratch.db).await, ["before", "after"]);
}

#[tokio::test]
async fn a_fault_in_one_undoes_those_that_are_not_committed_and_they_may_try_again() {
    let scratch = opened().await;
    let db = || scratch.db.clone();
    let mut first = scratch.db.begin().await.unwrap();
    crate::execute_undeclared!(first, c => sqlx::query("pragma max_page_count = 1").execute(c)).unwrap();
    let small = queue(visit(db(), "small", Ok(()))).await;
    let refusal = queue(visit(db(), "refused", refused())).await;
    let large = queue(visit(db(), "x".repeat(100_000).leak(), Ok(()))).await;
    first.rollback().await.unwrap();
    let [small, refusal, large] = [small, refusal, large].map(async |it| it.await.unwrap());
    let (small, refusal, large) = (small.await, refusal.await, large.await);
    assert!(matches!(small, Err(Error::Interrupted(_))), "{small:?}");
    assert!(matches!(refusal, Err(Error::Interrupted(_))), "what it saw did not last: {refusal:?}");
    assert!(matches!(large, Err(Error::Unavailable(_))), "{large:?}");
    assert!(visits(&scratch.db).await.is_empty());
    visit(db(), "again", Ok(())).await.unwrap();
    assert_eq!(visits(&scratch.db).await, ["again"]);
}

#[tokio::test]
async fn what_a_cancelled_request_has_done_is_committed_with_the_others() {
    let scratch = opened().await;
    let mut first = scratch.db.begin().await.unwrap();
    add(&mut first, "first").await.unwrap();
    let other = queue(visit(scratch.db.clone(), "second", Ok(()))).await;
    let mut committing = Box::pin(first.commit());
    assert!(is_pending(&mut committing).await);
    drop(committing);
    other.await.unwrap().unwrap();
    assert_eq!(visits(&scratch.db).await, ["first", "second"]);
}

#[test]
fn a_request_that_is_cancelled_while_its_statement_runs_undoes_nothing_of_others() {
    with_one_blocking_thread(async {
        let scratch = opened().await;
        let db = || scratch.db.clone();
        let first = scratch.db.begin().await.unwrap();
        let before = queue(visit(db(), "before", Ok(()))).await;
        let all = db();
        let cancelled = queue(async move {
            all.transaction(async |tx| {
                let sql = "update visits set description = 'changed'";
                let _busy = keep_blocking_thread_busy();
                let mut changing = Box::pin(async {
                    crate::execute_undeclared!(tx, c => sqlx::query(sql).execute(c)).map(|_| ())
                });
                assert!(is_pending(&mut changing).await, "it runs on another thread");
                Err::<(), _>(Error::UniqueViolation)
            })
            .await
        })
        .await;
        let after = queue(visit(db(), "after", Ok(()))).await;
        first.commit().await.unwrap();
        before.await.unwrap().unwrap();
        after.await.unwrap().unwrap();
        assert!(matches!(cancelled.await.unwrap(), Err(Error::UniqueViolation)));
        assert_eq!(visits(&scratch.db).await, ["before", "after"]);
    });
}

#[tokio::test]
async fn an_answer_is_repeated_only_once_it_is_durable() {
    let scratch = opened().await;
    let key = RequestKey { key: "k".into(), fingerprint: "f".into() };
    let kept = Kept { status: 201, etag: None, body: "{}".into() };
    let mut first = scratch.db.begin().await.unwrap();
    assert_eq!(KEYS.claim(&mut first, &key, 0).await.unwrap(), Claim::First);
    KEYS.keep(&mut first, &key, &kept).await.unwrap();
    let (db, again) = (scratch.db.clone(), key.clone());
    let repeated = queue(async move {
        let claim = db.transaction(async |tx| KEYS.claim(tx, &again, 0).await).await?;
        // Outside of the transaction only what is committed is seen.
        Ok((claim, KEYS.look_up(&db, &again, 0).await?))
    })
    .await;
    first.commit().await.unwrap();
    let repeat = Claim::Repeat(kept);
    assert_eq!(repeated.await.unwrap().unwrap(), (repeat.clone(), repeat));
}

#[tokio::test]
async fn what_is_refused_for_a_change_of_others_is_refused_only_once_that_is_durable() {
    let scratch = opened().await;
    let mut first = scratch.db.begin().await.unwrap();
    add(&mut first, "first").await.unwrap();
    let (db, seen) = (scratch.db.clone(), "select count(*) from visits");
    let refusal = queue(async move {
        let refused = db.transaction(async |tx| {
            let count = crate::__within!(tx, c, sqlx => sqlx::query_scalar::<_, i64>(seen).fetch_one(c))?;
            assert_eq!(count, 1, "it sees what is not yet committed");
            Err::<(), _>(Error::UniqueViolation)
        });
        assert!(matches!(refused.await, Err(Error::UniqueViolation)));
        Ok(visits(&db).await)
    })
    .await;
    first.commit().await.unwrap();
    assert_eq!(refusal.await.unwrap().unwrap(), ["first"]);
}
