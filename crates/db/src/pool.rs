//! Connections kept for reuse, without pings: a connection that misbehaves is dropped, never returned.

use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use deadpool::managed::{
    self, Metrics, Object, PoolConfig, PoolError, QueueMode, RecycleError, RecycleResult, Timeouts,
};
use sqlx::Database;
use tokio::time::error::Elapsed;

use crate::error::{Error, Spoils, classify};

/// Sizes and times of a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Connections to a server at most (default 10). An embedded database has its own number.
    pub max_connections: usize,
    /// The longest wait for a connection, including opening one (default 1 s).
    pub acquire: Duration,
    /// The longest time to open a connection (default 1 s).
    pub connect: Duration,
    /// The longest time a statement may take (default 2 s).
    pub statement: Duration,
    /// The age at which a connection is replaced (default 5 min), so that it follows a failover.
    pub max_lifetime: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_connections: 10,
            acquire: Duration::from_secs(1),
            connect: Duration::from_secs(1),
            statement: Duration::from_secs(2),
            max_lifetime: Duration::from_secs(5 * 60),
        }
    }
}

/// What differs between the databases, as far as a pool cares.
pub trait Backend: Send + Sync + 'static {
    /// The driver.
    type Driver: Database;

    /// The statement that begins a transaction that may write.
    const BEGIN: &'static str;

    /// Opens a connection that is ready for use.
    fn connect(&self) -> impl Future<Output = Result<Connection<Self>, sqlx::Error>> + Send;

    /// Runs a statement as it stands, unprepared.
    fn run(
        connection: &mut Connection<Self>,
        statement: &'static str,
    ) -> impl Future<Output = Result<(), sqlx::Error>> + Send;

    /// False if the data is gone with the connection, so that it must be kept whatever happens.
    fn is_replaceable(&self) -> bool;
}

/// The connection of a backend.
pub type Connection<B> = <<B as Backend>::Driver as Database>::Connection;

/// Makes and judges the connections of a pool.
pub struct Manager<B> {
    backend: B,
    /// Counts the faults seen. A connection opened before the last one is not trusted again.
    generation: AtomicU64,
    max_lifetime: Duration,
}

/// A connection, and the generation it belongs to.
pub struct Member<B: Backend> {
    connection: Connection<B>,
    generation: u64,
    /// Came back although a transaction may be open on it.
    is_unfinished: bool,
}

impl<B: Backend> managed::Manager for Manager<B> {
    type Type = Member<B>;
    type Error = sqlx::Error;

    async fn create(&self) -> Result<Member<B>, sqlx::Error> {
        let generation = self.generation.load(Ordering::Acquire);
        Ok(Member {
            connection: self.backend.connect().await?,
            generation,
            is_unfinished: false,
        })
    }

    async fn recycle(&self, member: &mut Member<B>, metrics: &Metrics) -> RecycleResult<sqlx::Error> {
        if !self.backend.is_replaceable() {
            return Ok(());
        }
        if member.generation != self.generation.load(Ordering::Acquire) {
            return Err(RecycleError::message("opened before the last fault"));
        }
        if metrics.age() > self.max_lifetime {
            return Err(RecycleError::message("too old"));
        }
        Ok(())
    }
}

/// A bounded set of connections to one database.
pub struct Pool<B: Backend> {
    inner: managed::Pool<Manager<B>>,
    limits: Limits,
}

impl<B: Backend> Clone for Pool<B> {
    fn clone(&self) -> Self {
        Self {
            inner: self.inner.clone(),
            limits: self.limits,
        }
    }
}

impl<B: Backend> Pool<B> {
    pub(crate) fn new(backend: B, size: usize, limits: &Limits) -> Result<Self, Error> {
        let manager = Manager {
            backend,
            generation: AtomicU64::new(0),
            max_lifetime: limits.max_lifetime,
        };
        let timeouts = Timeouts {
            wait: None,
            create: Some(limits.connect),
            recycle: None,
        };
        let config = PoolConfig {
            max_size: size.max(1),
            timeouts,
            queue_mode: QueueMode::Lifo,
        };
        let builder = managed::Pool::builder(manager)
            .config(config)
            .runtime(deadpool::Runtime::Tokio1);
        Ok(Self {
            inner: builder.build().map_err(Error::failed)?,
            limits: *limits,
        })
    }

    /// A connection, waited for and opened within [`Limits::acquire`].
    pub async fn lease(&self) -> Result<Lease<B>, Error> {
        let error = match tokio::time::timeout(self.limits.acquire, self.inner.get()).await {
            Ok(Ok(member)) => {
                let mut lease = Lease::new(member, self.limits.statement);
                return lease.tidy().await.map(|()| lease);
            }
            Ok(Err(PoolError::Backend(error))) => return Err(classify(error).0),
            Ok(Err(PoolError::Timeout(_))) => {
                format!("no connection could be opened in {:?}", self.limits.connect)
            }
            Ok(Err(error)) => error.to_string(),
            Err(_) => format!("no connection was free in {:?}", self.limits.acquire),
        };
        Err(Error::unavailable(error))
    }

    /// A connection inside a new transaction. A reused connection that turns out dead is replaced once.
    pub(crate) async fn begin(&self) -> Result<Lease<B>, Error> {
        let mut retried = false;
        loop {
            let mut lease = self.lease().await?;
            match lease.run(B::BEGIN).await {
                Ok(()) => {
                    lease.in_transaction = true;
                    return Ok(lease);
                }
                Err(_) if lease.is_stale() && !retried => retried = true,
                Err(error) => return Err(error),
            }
        }
    }

    /// Takes the idle connections out of the pool.
    pub(crate) fn drain(&self) -> Vec<Connection<B>> {
        let removed = self.inner.retain(|_, _| false).removed;
        removed.into_iter().map(|member| member.connection).collect()
    }
}

/// The outcome of a statement that was given a limited time.
pub type Outcome<T> = Result<Result<T, sqlx::Error>, Elapsed>;

/// Gives a statement its time.
pub async fn within<T>(
    limit: Duration,
    statement: impl Future<Output = Result<T, sqlx::Error>>,
) -> Outcome<T> {
    tokio::time::timeout(limit, statement).await
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Ready,
    /// A statement was sent and its answer not yet read; a lease dropped like this was cancelled.
    Running,
    /// An error ended the transaction or the connection.
    Ended,
    /// As `Ended`, on a reused connection that turned out broken: a fresh one may do better.
    Stale,
}

/// A connection on loan. Dropped while a statement runs, after a fault or inside a transaction, it does not go back
/// to the pool.
pub struct Lease<B: Backend> {
    member: Option<Object<Manager<B>>>,
    statement: Duration,
    state: State,
    in_transaction: bool,
}

impl<B: Backend> Lease<B> {
    fn new(member: Object<Manager<B>>, statement: Duration) -> Self {
        Self {
            member: Some(member),
            statement,
            state: State::Ready,
            in_transaction: false,
        }
    }

    /// The longest time a statement may take.
    pub fn limit(&self) -> Duration {
        self.statement
    }

    /// The connection, for one statement whose outcome goes to [`finish`](Self::finish).
    pub fn start(&mut self) -> Result<&mut Connection<B>, Error> {
        match &mut self.member {
            Some(member) if self.state == State::Ready => {
                self.state = State::Running;
                Ok(&mut member.connection)
            }
            _ => Err(Error::unavailable("an earlier fault ended the transaction")),
        }
    }

    /// Judges the outcome of a statement, and with it the connection.
    pub fn finish<T>(&mut self, outcome: Outcome<T>) -> Result<T, Error> {
        let (error, spoils, retryable) = match outcome {
            Ok(Ok(value)) => {
                self.state = State::Ready;
                return Ok(value);
            }
            Ok(Err(error)) => {
                let (error, spoils) = classify(error);
                (error, spoils, true)
            }
            Err(_) => {
                let error = Error::unavailable(format!("no answer in {:?}", self.statement));
                (error, Spoils::Connection, false)
            }
        };
        self.state = match spoils {
            Spoils::Statement => State::Ready,
            Spoils::Transaction => State::Ended,
            Spoils::Connection if retryable && self.is_reused() => State::Stale,
            Spoils::Connection => State::Ended,
        };
        if spoils == Spoils::Connection {
            self.fault(&error);
        }
        Err(error)
    }

    /// True after an error that a fresh connection may not have.
    pub fn is_stale(&self) -> bool {
        self.state == State::Stale
    }

    fn is_reused(&self) -> bool {
        self.member
            .as_ref()
            .is_some_and(|member| Object::metrics(member).recycle_count > 0)
    }

    /// Distrusts all connections opened before now: what happened to this one most likely happened to them.
    fn fault(&self, error: &Error) {
        let Some(member) = &self.member else { return };
        let Some(pool) = Object::pool(member) else { return };
        if !pool.manager().backend.is_replaceable() {
            return;
        }
        let (old, new) = (member.generation, member.generation + 1);
        let generation = &pool.manager().generation;
        // Only the first of several faults of one generation counts, so that one outage is one replacement.
        if generation
            .compare_exchange(old, new, Ordering::AcqRel, Ordering::Acquire)
            .is_ok()
        {
            let idle = pool.retain(|member, _| member.generation > old).removed.len();
            tracing::warn!(%error, idle, "database connection discarded, with all idle ones");
        }
    }

    /// Ends what the last user of a connection left unfinished. Only a connection that must be kept can be like that.
    async fn tidy(&mut self) -> Result<(), Error> {
        if !self.member.as_ref().is_some_and(|member| member.is_unfinished) {
            return Ok(());
        }
        match self.run("ROLLBACK").await {
            // It fails if nothing was begun, which is as good.
            Ok(()) | Err(Error::Failed(_)) => {}
            Err(error) => return Err(error),
        }
        if let Some(member) = &mut self.member {
            member.is_unfinished = false;
        }
        Ok(())
    }

    async fn run(&mut self, statement: &'static str) -> Result<(), Error> {
        let limit = self.limit();
        let outcome = within(limit, B::run(self.start()?, statement)).await;
        self.finish(outcome)
    }

    pub(crate) async fn commit(mut self) -> Result<(), Error> {
        self.run("COMMIT").await?;
        self.in_transaction = false;
        Ok(())
    }

    pub(crate) async fn rollback(mut self) -> Result<(), Error> {
        self.run("ROLLBACK").await?;
        self.in_transaction = false;
        Ok(())
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
        if Object::pool(&member).is_none_or(|pool| pool.manager().backend.is_replaceable()) {
            // Dropped, not closed: saying goodbye could wait on a server that is gone.
            drop(Object::take(member));
        } else {
            member.is_unfinished = true;
        }
    }
}
