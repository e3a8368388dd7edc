//! Connections kept for reuse, without pings: a connection that misbehaves is dropped, never returned.

use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use deadpool::managed::{
    self, Metrics, PoolConfig, PoolError, QueueMode, RecycleError, RecycleResult, Timeouts,
};
use sqlx::Database;

use crate::error::Error;
use crate::lease::Lease;

/// How long a connection may idle: less than a server gives it (see the session settings of MySQL).
const LONGEST_IDLE: Duration = Duration::from_secs(45);

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
    pub(crate) backend: B,
    /// Counts the faults seen. A connection opened before the last one is not trusted again.
    pub(crate) generation: AtomicU64,
    max_lifetime: Duration,
}

/// A connection, and the generation it belongs to.
pub struct Member<B: Backend> {
    pub(crate) connection: Connection<B>,
    pub(crate) generation: u64,
    /// Came back although a transaction may be open on it.
    pub(crate) is_unfinished: bool,
}

impl<B: Backend> managed::Manager for Manager<B> {
    type Type = Member<B>;
    type Error = sqlx::Error;

    async fn create(&self) -> Result<Member<B>, sqlx::Error> {
        let generation = self.generation.load(Ordering::Acquire);
        Ok(Member { connection: self.backend.connect().await?, generation, is_unfinished: false })
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
        if metrics.last_used() > LONGEST_IDLE {
            return Err(RecycleError::message("idle for too long"));
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
        Self { inner: self.inner.clone(), limits: self.limits }
    }
}

impl<B: Backend> Pool<B> {
    pub(crate) fn new(backend: B, size: usize, limits: &Limits) -> Result<Self, Error> {
        let manager = Manager { backend, generation: AtomicU64::new(0), max_lifetime: limits.max_lifetime };
        let timeouts = Timeouts { wait: None, create: Some(limits.connect), recycle: None };
        let config = PoolConfig { max_size: size.max(1), timeouts, queue_mode: QueueMode::Lifo };
        let builder = managed::Pool::builder(manager).config(config).runtime(deadpool::Runtime::Tokio1);
        Ok(Self { inner: builder.build().map_err(Error::failed)?, limits: *limits })
    }

    /// A connection, waited for and opened within [`Limits::acquire`].
    pub async fn lease(&self) -> Result<Lease<B>, Error> {
        let error = match tokio::time::timeout(self.limits.acquire, self.inner.get()).await {
            Ok(Ok(member)) => {
                let mut lease = Lease::new(member, self.limits.statement);
                return lease.tidy().await.map(|()| lease);
            }
            // Whatever a server has against a new connection may pass: a password that is being changed, a name that
            // does not resolve for now.
            Ok(Err(PoolError::Backend(error))) => return Err(Error::unavailable(error)),
            Ok(Err(PoolError::Timeout(_))) => {
                format!("no connection could be opened in {:?}", self.limits.connect)
            }
            Ok(Err(error)) => error.to_string(),
            Err(_) => format!("no connection was free or could be opened in {:?}", self.limits.acquire),
        };
        Err(Error::unavailable(error))
    }

    /// A connection inside a new transaction. A reused connection that turns out dead is replaced once.
    pub(crate) async fn begin(&self) -> Result<Lease<B>, Error> {
        let mut retried = false;
        loop {
            let mut lease = self.lease().await?;
            match lease.begin().await {
                Ok(()) => return Ok(lease),
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
