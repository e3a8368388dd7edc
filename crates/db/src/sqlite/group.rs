//! Transactions of different requests that are committed together, since the disk takes as long for many as for one.
//!
//! A file has one writer. A transaction that is done leaves its changes on the writer's connection, uncommitted, and queues once
//! more for the connection, behind the transactions that wait already. They add theirs; whichever fails is undone alone, by a
//! savepoint. Then one COMMIT makes all of them durable, and only then does any of them return. Alone, a transaction waits for nobody.

use std::mem;
use std::sync::{Arc, Weak};

use tokio::sync::oneshot;

use super::SqliteBackend;
use crate::error::{BoxError, Error};
use crate::lease::{Lease, within};
use crate::pool::Pool;

/// Begins, undoes and ends a transaction that is not the first one on its connection.
pub(super) const BEGIN: &str = "SAVEPOINT joint";
pub(super) const UNDO: &str = "ROLLBACK TO joint";
pub(super) const RELEASE: &str = "RELEASE joint";

/// What became of a transaction, to be told to several: the error's sort and its text.
type Outcome = Result<(), (fn(BoxError) -> Error, String)>;

/// The transactions on a connection that are done and not committed.
#[derive(Default)]
pub(super) struct Group {
    members: Members,
    /// Gone with the group, which its committer thus sees.
    life: Arc<()>,
}

#[derive(Default)]
struct Members(Vec<oneshot::Sender<Outcome>>);

impl Members {
    fn tell(self, outcome: &Result<(), Error>) {
        for member in self.0 {
            // One whose request was cancelled does not listen.
            let _ = member.send(outcome.as_ref().copied().map_err(Error::shared));
        }
    }
}

impl Group {
    /// True if a transaction is done and not committed.
    pub(super) fn is_open(&self) -> bool {
        !self.members.0.is_empty()
    }

    fn join(&mut self) -> oneshot::Receiver<Outcome> {
        let (member, outcome) = oneshot::channel();
        self.members.0.push(member);
        outcome
    }

    fn close(&mut self) -> Members {
        self.life = Arc::default();
        mem::take(&mut self.members)
    }
}

/// The connection is lost, and with it what was not committed.
impl Drop for Group {
    fn drop(&mut self) {
        self.close().tell(&Err(Error::Interrupted("the connection was lost before the commit".into())));
    }
}

impl Lease<SqliteBackend> {
    /// Commits the transaction together with those that wait for the connection.
    pub(crate) async fn commit_with_others(mut self) -> Result<(), Error> {
        if self.connection()?.is_in_memory() {
            return self.commit().await;
        }
        let is_first = !self.connection()?.group.is_open();
        if !is_first {
            self.control(RELEASE).await?;
        }
        let group = &mut self.connection()?.group;
        let (outcome, life) = (group.join(), Arc::downgrade(&group.life));
        let pool = self.hand_on();
        if is_first && let Some(pool) = pool {
            // Not this request's task, as it may be cancelled.
            tokio::spawn(commit_all(pool, life));
        }
        heard(outcome).await
    }

    /// Undoes the transaction, and waits until what others have done before is permanent, as it may have seen that.
    pub(crate) async fn give_up(mut self) -> Result<(), Error> {
        if !self.is_ready() {
            // The connection is lost, as the work's error says.
            return Ok(());
        }
        if !self.connection()?.group.is_open() {
            return self.rollback().await;
        }
        self.control(UNDO).await?;
        self.control(RELEASE).await?;
        let outcome = self.connection()?.group.join();
        self.hand_on();
        heard(outcome).await
    }

    async fn control(&mut self, statement: &'static str) -> Result<(), Error> {
        let limit = self.limit();
        let outcome = within(limit, self.start()?.control(statement)).await;
        self.finish(outcome)
    }

    async fn commit_group(&mut self) -> Result<(), Error> {
        let members = self.connection()?.group.close();
        let outcome = self.commit_here().await;
        members.tell(&outcome);
        outcome
    }
}

async fn heard(outcome: oneshot::Receiver<Outcome>) -> Result<(), Error> {
    match outcome.await {
        Ok(outcome) => outcome.map_err(|(sort, text)| sort(text.into())),
        Err(_) => Err(Error::InDoubt("the program ended during the commit".into())),
    }
}

/// Commits a group once those that waited for its connection have joined.
async fn commit_all(pool: Pool<SqliteBackend>, life: Weak<()>) {
    while life.strong_count() > 0 {
        if let Ok(mut lease) = pool.lease().await
            && lease.connection().is_ok_and(|it| it.group.is_open())
        {
            // Each member is told what goes wrong.
            let _ = lease.commit_group().await;
        }
    }
}
