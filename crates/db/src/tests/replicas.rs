//! Reads from copies that may lag.

use std::time::Duration;

use tokio::time::{advance, pause, resume};

use super::faults::{moved, server};
use super::proxy::Proxy;
use crate::cluster::{Cluster, Reader};
use crate::testing::Scratch;
use crate::{Db, Dialect, Error, Limits};

/// Two schemas that stand for a writer and its copy, so that one can see who has answered.
struct Pair {
    writer: Scratch,
    _copy: Scratch,
    proxy: Option<Proxy>,
    db: Db,
}

async fn pair(limits: &Limits) -> Pair {
    let (writer, copy) = (Scratch::open(Dialect::MySql).await, Scratch::open(Dialect::MySql).await);
    let proxy = Proxy::start(server(&copy.url)).await;
    let there = Db::open(&moved(&copy.url, proxy.address), limits).await.unwrap();
    let (Db::MySql(of_writer), Db::MySql(of_copy)) = (&writer.db, there) else { panic!("only servers") };
    let reader = Some(Reader::new(of_copy.writer));
    let db = Db::MySql(Cluster { writer: of_writer.writer.clone(), reader });
    Pair { writer, _copy: copy, proxy: Some(proxy), db }
}

impl Pair {
    async fn is_answered_by_writer(&self) -> bool {
        let answering = self.answering().await.unwrap();
        let crate::DatabaseUrl::MySql(writer) = &self.writer.url else { panic!("only a server") };
        answering == writer.get_database().unwrap()
    }

    async fn answering(&self) -> Result<String, Error> {
        let sql = "select cast(database() as char)";
        crate::read_undeclared!(self.db.replica(), c => sqlx::query_scalar::<_, String>(sql).fetch_one(c))
    }
}

async fn pass(time: Duration) {
    pause();
    advance(time).await;
    resume();
}

#[tokio::test]
async fn reads_that_may_lag_go_to_the_copy_but_not_just_after_a_commit() {
    let pair = pair(&Limits::default()).await;
    assert!(!pair.is_answered_by_writer().await);
    pair.db.begin().await.unwrap().rollback().await.unwrap();
    assert!(!pair.is_answered_by_writer().await);
    pair.db.begin().await.unwrap().commit().await.unwrap();
    assert!(pair.is_answered_by_writer().await);
    pass(Duration::from_millis(1001)).await;
    assert!(!pair.is_answered_by_writer().await);
}

#[tokio::test]
async fn a_copy_that_is_gone_costs_no_read() {
    let mut pair = pair(&Limits::default()).await;
    assert!(!pair.is_answered_by_writer().await);
    pair.proxy.take().unwrap().go_away().await;
    for _ in 0..3 {
        assert!(pair.is_answered_by_writer().await);
    }
    pass(Duration::from_millis(5001)).await;
    assert!(pair.is_answered_by_writer().await);
}

#[tokio::test]
async fn a_copy_that_falls_silent_is_left_alone_until_it_is_well() {
    let limits = Limits { statement: Duration::from_millis(100), ..Limits::default() };
    let pair = pair(&limits).await;
    assert!(!pair.is_answered_by_writer().await);
    pair.proxy.as_ref().unwrap().fall_silent();
    assert!(pair.is_answered_by_writer().await);
    assert!(pair.is_answered_by_writer().await);
    pass(Duration::from_millis(5001)).await;
    assert!(!pair.is_answered_by_writer().await);
    assert!(!pair.is_answered_by_writer().await);
}

#[tokio::test]
async fn a_mistake_in_a_read_is_not_made_twice() {
    let pair = pair(&Limits::default()).await;
    let wrong = crate::read_undeclared!(pair.db.replica(), c => sqlx::query_scalar::<_, i64>("select nothing").fetch_one(c));
    assert!(matches!(wrong, Err(Error::Failed(_))));
    assert!(!pair.is_answered_by_writer().await);
}

#[tokio::test]
async fn without_a_copy_the_database_itself_answers() {
    let scratch = Scratch::open(Dialect::Sqlite).await;
    let one = crate::read_undeclared!(scratch.db.replica(), c => sqlx::query_scalar::<_, i64>("select 1").fetch_one(c));
    assert_eq!(one.unwrap(), 1);
    assert_eq!(scratch.db.describe(), "SQLite");
}
