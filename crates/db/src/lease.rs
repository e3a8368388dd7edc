//! A connection on loan from a pool: it judges every outcome, and returns to the pool only in good order.

use std::future::Future;
use std::sync::atomic::Ordering;
use std::time::Duration;

use deadpool::managed::Object;
use tokio::runtime::Handle;
use tokio::time::error::Elapsed;

use crate::backend::Backend;
use crate::error::{Error, Sorted, Spoils, classify};
use crate::pool::{Manager, Member, Pool};
use crate::record::{self, Fault};

/// The result of a statement with a time limit.
pub type TimedResult<T> = Result<Result<T, sqlx::Error>, Elapsed>;

/// Runs a statement with a time limit.
pub async fn within<T>(
    limit: Duration,
    statement: impl Future<Output = Result<T, sqlx::Error>>,
) -> TimedResult<T> {
    tokio::time::timeout(limit, statement).await
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Ready,
    /// A statement was sent and its answer not yet read; dropping the lease now means that the request was cancelled.
    Running,
    /// An error ended the transaction or the connection.
    Ended,
    /// As `Ended`, on a reused connection that turned out broken: a fresh one may work.
    Stale,
}

/// A connection on loan. Dropped inside a transaction it is rolled back first, in the background; dropped while a
/// statement runs or after a fault it does not go back to the pool.
pub struct Lease<B: Backend> {
    member: Option<Object<Manager<B>>>,
    statement: Duration,
    state: State,
    in_transaction: bool,
    /// Set while a dropped lease is rolled back, which is tried once.
    is_abandoned: bool,
}

impl<B: Backend> Lease<B> {
    pub(crate) fn new(member: Object<Manager<B>>, statement: Duration) -> Self {
        Self {
            member: Some(member),
            statement,
            state: State::Ready,
            in_transaction: false,
            is_abandoned: false,
        }
    }

    /// The longest time a statement may take.
    pub fn limit(&self) -> Duration {
        self.statement
    }

    /// The connection, for one statement whose outcome goes to [`finish`](Self::finish).
    pub fn start(&mut self) -> Result<&mut B::Connection, Error> {
        match &mut self.member {
            Some(member) if self.state == State::Ready => {
                self.state = State::Running;
                Ok(&mut member.connection)
            }
            _ => Err(Error::unavailable("an earlier fault ended the transaction")),
        }
    }

    /// Judges the outcome of a statement, and with it the connection.
    pub fn finish<T>(&mut self, outcome: TimedResult<T>) -> Result<T, Error> {
        match outcome {
            Ok(Ok(value)) => {
                self.state = State::Ready;
                Ok(value)
            }
            Ok(Err(error)) => Err(self.judge(classify(error)).0),
            Err(_) => Err(self.judge(self.unanswered()).0),
        }
    }

    /// The error of a statement that timed out. The server may still run the statement and hold its locks,
    /// so the pool does not retry it.
    fn unanswered(&self) -> Sorted {
        let error = Error::unavailable(format!("no answer in {:?}", self.statement));
        Sorted { error, spoils: Spoils::Connection, kind: Some(Fault::Timeout) }
    }

    fn judge(&mut self, Sorted { error, spoils, kind }: Sorted) -> (Error, Option<Fault>) {
        self.state = match spoils {
            Spoils::Statement => State::Ready,
            Spoils::Transaction => State::Ended,
            Spoils::Connection if kind != Some(Fault::Timeout) && self.is_reused() => State::Stale,
            Spoils::Connection => State::Ended,
        };
        if let Some(kind) = kind {
            record::fault(kind);
            self.suspect(true);
            if spoils == Spoils::Connection {
                self.fault(&error, kind);
            }
        }
        (error, kind)
    }

    /// True if a statement may be run.
    pub(crate) fn is_ready(&self) -> bool {
        self.state == State::Ready
    }

    /// True after an error that a fresh connection may not meet.
    pub fn is_stale(&self) -> bool {
        self.state == State::Stale
    }

    fn is_reused(&self) -> bool {
        self.member.as_ref().is_some_and(|member| Object::metrics(member).recycle_count > 0)
    }

    /// Retires all connections opened before now, which most likely share this fault.
    fn fault(&self, error: &Error, kind: Fault) {
        let Some(member) = &self.member else { return };
        let Some(pool) = Object::pool(member) else { return };
        if !pool.manager().backend.is_replaceable() {
            return;
        }
        if kind == Fault::ReadOnly && !pool.manager().is_news_of_read_only() {
            return;
        }
        let (old, new) = (member.generation, member.generation + 1);
        let generation = &pool.manager().generation;
        // Only the first fault of a generation counts, so that one outage replaces the connections once.
        if generation.compare_exchange(old, new, Ordering::AcqRel, Ordering::Acquire).is_ok() {
            let idle = pool.retain(|member, _| member.generation > old).removed.len();
            if pool.manager().is_time_to_report() {
                tracing::warn!(%error, idle, "database connection discarded, with all idle ones");
            } else {
                tracing::debug!(%error, idle, "database connection discarded, with all idle ones");
            }
        }
    }

    /// Ends what the last user of a connection left unfinished. Only a connection that must be kept can be like that.
    pub(crate) async fn tidy(&mut self) -> Result<(), Error> {
        if !self.member.as_ref().is_some_and(|member| member.is_unfinished) {
            return Ok(());
        }
        match self.undo().await {
            // Fails if there is no transaction, which is just as good.
            Ok(()) | Err(Error::Failed(_)) => {}
            Err(error) => return Err(error),
        }
        if let Some(member) = &mut self.member {
            member.is_unfinished = false;
        }
        Ok(())
    }

    pub(crate) async fn begin(&mut self) -> Result<(), Error> {
        let limit = self.limit();
        let outcome = within(limit, B::begin(self.start()?)).await;
        self.finish(outcome)?;
        self.in_transaction = true;
        Ok(())
    }

    pub(crate) async fn commit(mut self) -> Result<(), Error> {
        self.commit_here().await
    }

    /// Commits, and keeps the connection.
    pub(crate) async fn commit_here(&mut self) -> Result<(), Error> {
        let limit = self.limit();
        self.in_transaction = true;
        let outcome = within(limit, B::commit(self.start()?)).await;
        self.note_commit();
        let sorted = match outcome {
            Ok(Ok(())) => {
                self.state = State::Ready;
                self.in_transaction = false;
                self.suspect(false);
                return Ok(());
            }
            Ok(Err(error)) => classify(error),
            Err(_) => self.unanswered(),
        };
        Err(match self.judge(sorted) {
            (error, Some(kind)) if B::leaves_commit_in_doubt(kind) => {
                record::fault(Fault::InDoubt);
                error.in_doubt()
            }
            (error, _) => error,
        })
    }

    /// Notes a fault, or a commit that shows that it has passed.
    fn suspect(&self, is_suspect: bool) {
        if let Some(pool) = self.member.as_ref().and_then(Object::pool) {
            pool.manager().suspect(is_suspect);
        }
    }

    /// Keeps reads that tolerate lag on the writer for a while.
    pub(crate) fn note_commit(&self) {
        if let Some(pool) = self.member.as_ref().and_then(Object::pool) {
            pool.manager().note_commit();
        }
    }

    pub(crate) async fn rollback(mut self) -> Result<(), Error> {
        self.undo().await?;
        self.in_transaction = false;
        Ok(())
    }

    async fn undo(&mut self) -> Result<(), Error> {
        let limit = self.limit();
        let outcome = within(limit, B::rollback(self.start()?)).await;
        self.finish(outcome)
    }

    /// The connection, whatever its state.
    pub(crate) fn connection(&mut self) -> Result<&mut B::Connection, Error> {
        let member = self.member.as_mut().ok_or_else(|| Error::unavailable("the connection is gone"))?;
        Ok(&mut member.connection)
    }

    /// Puts the connection back as it is, with the transaction open on it, and returns its pool.
    pub(crate) fn hand_on(mut self) -> Option<Pool<B>> {
        self.in_transaction = false;
        self.pool()
    }

    /// True if the request was cancelled while a statement runs, on a connection with what others have done and not committed.
    fn is_running_for_others(&self, member: &Member<B>) -> bool {
        self.state == State::Running && B::is_pending(&member.connection)
    }

    fn pool(&self) -> Option<Pool<B>> {
        self.member.as_ref().and_then(Object::pool).map(Pool::of)
    }
}

impl<B: Backend> Drop for Lease<B> {
    fn drop(&mut self) {
        let Some(mut member) = self.member.take() else {
            return;
        };
        if self.state == State::Ready && !self.in_transaction {
            return;
        }
        if (self.state == State::Ready || self.is_running_for_others(&member))
            && !self.is_abandoned
            && let Ok(runtime) = Handle::try_current()
        {
            let member = Some(member);
            let state = State::Ready;
            let lease = Self { member, state, is_abandoned: true, in_transaction: true, ..*self };
            runtime.spawn(lease.rollback());
            return;
        }
        if Object::pool(&member).is_none_or(|pool| pool.manager().backend.is_replaceable()) {
            // Dropped instead of closed: closing could wait for a server that has vanished.
            drop(Object::take(member));
        } else {
            member.is_unfinished = true;
        }
    }
}
