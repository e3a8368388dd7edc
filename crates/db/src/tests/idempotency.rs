//! Idempotency keys on both databases.

use crate::idempotency::{Claim, HONOURED, Kept, KeyTable, RequestKey};
use crate::testing::Scratch;
use crate::{Db, Dialect, Error, Seed, Stream, on_both, prepare};

const KEYS: KeyTable = crate::key_table!("visits_idempotency_keys");
const NOW: i64 = 1_800_000_000;

fn key(body: &str) -> RequestKey {
    RequestKey { key: "a-key".to_owned(), fingerprint: format!("POST /visits {body}") }
}

fn answer() -> Kept {
    Kept { status: 201, etag: Some("\"0\"".into()), body: "{\"id\":1,\"description\":\"🐾\"}".into() }
}

/// One request: claims, has its effect, keeps its answer.
async fn request(db: &Db, key: &RequestKey, now: i64) -> Result<Claim, Error> {
    let mut tx = db.begin().await?;
    let claim = KEYS.claim(&mut tx, key, now).await?;
    if claim == Claim::First {
        crate::execute_undeclared!(tx, c => sqlx::query("insert into visits (pet_id) values (1)").execute(c))?;
        KEYS.keep(&mut tx, key, &answer()).await?;
    }
    tx.commit().await?;
    Ok(claim)
}

async fn effects(db: &Db) -> i64 {
    crate::read_undeclared!(db, c => sqlx::query_scalar::<_, i64>("select count(*) from visits").fetch_one(c))
        .unwrap()
}

on_both! {
    async fn a_repeated_request_has_its_effect_once_and_the_same_answer(scratch: Scratch) {
        let db = &scratch.db;
        prepare(db, Stream::Visits, Seed::Empty).await.unwrap();
        assert_eq!(request(db, &key("x"), NOW).await.unwrap(), Claim::First);
        assert_eq!(request(db, &key("x"), NOW + HONOURED).await.unwrap(), Claim::Repeat(answer()));
        assert_eq!(effects(db).await, 1);
    }

    async fn a_key_reused_for_another_request_is_a_mismatch(scratch: Scratch) {
        let db = &scratch.db;
        prepare(db, Stream::Visits, Seed::Empty).await.unwrap();
        request(db, &key("x"), NOW).await.unwrap();
        assert_eq!(request(db, &key("y"), NOW).await.unwrap(), Claim::Mismatch);
    }

    async fn a_key_is_free_again_after_a_rollback_and_after_a_day(scratch: Scratch) {
        let db = &scratch.db;
        prepare(db, Stream::Visits, Seed::Empty).await.unwrap();
        let mut tx = db.begin().await.unwrap();
        assert_eq!(KEYS.claim(&mut tx, &key("x"), NOW).await.unwrap(), Claim::First);
        tx.rollback().await.unwrap();
        assert_eq!(request(db, &key("x"), NOW).await.unwrap(), Claim::First);
        assert_eq!(request(db, &key("y"), NOW + HONOURED + 1).await.unwrap(), Claim::First);
        assert_eq!(request(db, &key("y"), NOW + HONOURED + 2).await.unwrap(), Claim::Repeat(answer()));
        assert_eq!(effects(db).await, 2);
    }

    async fn old_keys_are_deleted_however_many_there_are(scratch: Scratch) {
        let db = &scratch.db;
        prepare(db, Stream::Visits, Seed::Empty).await.unwrap();
        let digits = "with d (i) as (select 0 union all select 1 union all select 2 union all select 3 union all select 4)";
        let numbers = "select a.i + 5 * b.i + 25 * c.i + 125 * e.i + 625 * f.i from d a, d b, d c, d e, d f where f.i < 2";
        let insert = "insert into visits_idempotency_keys (request_key, fingerprint, created_at)";
        let sql = match db.dialect() {
            Dialect::MySql => format!("{insert} {digits}, n (i) as ({numbers}) select concat('k', i), 'f', 1 from n"),
            Dialect::Sqlite => format!("{insert} {digits}, n (i) as ({numbers}) select 'k' || i, 'f', 1 from n"),
        };
        let mut tx = db.begin().await.unwrap();
        crate::execute_undeclared!(tx, c => sqlx::query(sqlx::AssertSqlSafe(sql.as_str())).execute(c)).unwrap();
        tx.commit().await.unwrap();
        request(db, &key("x"), NOW).await.unwrap();
        assert_eq!(KEYS.expire(db, NOW).await.unwrap(), 1250);
        assert_eq!(request(db, &key("x"), NOW).await.unwrap(), Claim::Repeat(answer()));
    }

    async fn requests_at_the_same_time_with_one_key_have_one_effect(scratch: Scratch) {
        let db = &scratch.db;
        prepare(db, Stream::Visits, Seed::Empty).await.unwrap();
        let requests = (0..8).map(|_| {
            let db = db.clone();
            tokio::spawn(async move { request(&db, &key("x"), NOW).await })
        });
        let mut firsts = 0;
        for request in requests.collect::<Vec<_>>() {
            match request.await.unwrap().unwrap() {
                Claim::First => firsts += 1,
                other => assert_eq!(other, Claim::Repeat(answer())),
            }
        }
        assert_eq!((firsts, effects(db).await), (1, 1));
    }

    async fn old_keys_are_forgotten(scratch: Scratch) {
        let db = &scratch.db;
        prepare(db, Stream::Visits, Seed::Empty).await.unwrap();
        request(db, &key("x"), NOW).await.unwrap();
        assert_eq!(KEYS.expire(db, NOW).await.unwrap(), 0);
        assert_eq!(KEYS.expire(db, NOW + 1).await.unwrap(), 1);
        assert_eq!(request(db, &key("x"), NOW).await.unwrap(), Claim::First);
    }

    async fn an_answer_without_a_claim_is_refused(scratch: Scratch) {
        prepare(&scratch.db, Stream::Visits, Seed::Empty).await.unwrap();
        let mut tx = scratch.db.begin().await.unwrap();
        assert!(matches!(KEYS.keep(&mut tx, &key("x"), &answer()).await, Err(Error::Failed(_))));
        tx.rollback().await.unwrap();
    }
}
