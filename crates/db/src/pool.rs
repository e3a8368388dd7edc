//! Connections kept for reuse, without pings: a connection that misbehaves is dropped, never returned.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::Poll;
use std::time::Duration;

use backoff::Backoff;
use deadpool::managed::{self, Metrics, PoolConfig, PoolError, QueueMode, RecycleError, RecycleResult};
use tokio::time::{Instant, sleep, timeout_at};

use crate::backend::Backend;
use crate::error::{Error, is_refused_login};
use crate::lease::Lease;
use crate::limits::{Limits, LiveLimits};
use crate::record::{self, Fault, Gauges};

/// The name, in metrics, of a pool whose connections may write.
pub(crate) const WRITER: &str = "writer";
/// The name, in metrics, of a pool whose connections only read.
pub(crate) const READER: &str = "reader";

/// How long a connection may idle: less than a server gives it (see the session settings of MySQL).
const LONGEST_IDLE: Duration = Duration::from_secs(45);
/// The pauses before a refused login is tried again.
const PAUSES: Backoff = Backoff::new(Duration::from_millis(25), Duration::from_millis(100));
/// The pause between two replacements of all connections to a read-only server, in milliseconds: it may stay read-only for a while,
/// and serves reads meanwhile.
const READ_ONLY_SPACING: u64 = 1000;
/// The pause between two lines of the log about discarded connections, in milliseconds.
const REPORT_SPACING: u64 = 60_000;

/// Makes and judges the connections of a pool.
pub struct Manager<B> {
    pub(crate) backend: B,
    /// Counts faults. A connection from before the last fault is not used again.
    pub(crate) generation: AtomicU64,
    pub(crate) limits: LiveLimits,
    max_lifetime: Duration,
    name: &'static str,
    /// The beginning of the pool's own time, which is in milliseconds.
    opened: Instant,
    /// The time of the last commit; 0 if there was none.
    last_commit: AtomicU64,
    /// Until when further reports of a read-only server change nothing; 0 if there was none.
    read_only_until: AtomicU64,
    /// Until when discarded connections leave no line in the log; 0 if there was none.
    reported_until: AtomicU64,
    /// Set by a fault, until a commit succeeds.
    is_suspect: AtomicBool,
}

impl<B> Manager<B> {
    fn now(&self) -> u64 {
        u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Notes that a commit may have taken effect just now.
    pub(crate) fn note_commit(&self) {
        self.last_commit.store(self.now().max(1), Ordering::Relaxed);
    }

    /// True for the first of the connections that find the server read-only, and again a while later.
    pub(crate) fn is_news_of_read_only(&self) -> bool {
        self.is_first_in_a_while(&self.read_only_until, READ_ONLY_SPACING)
    }

    /// True for the first of the discarded connections, and again a while later.
    pub(crate) fn is_time_to_report(&self) -> bool {
        self.is_first_in_a_while(&self.reported_until, REPORT_SPACING)
    }

    fn is_first_in_a_while(&self, until: &AtomicU64, spacing: u64) -> bool {
        let (now, end) = (self.now(), until.load(Ordering::Relaxed));
        now >= end && until.compare_exchange(end, now + spacing, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    /// Notes a fault, or a commit that shows that it has passed.
    pub(crate) fn suspect(&self, is_suspect: bool) {
        // Most often it is neither news nor worth a write that all cores must see.
        if self.is_suspect.load(Ordering::Relaxed) != is_suspect {
            self.is_suspect.store(is_suspect, Ordering::Relaxed);
        }
    }
}

/// A connection, and the generation it belongs to.
pub struct Member<B: Backend> {
    pub(crate) connection: B::Connection,
    pub(crate) generation: u64,
    /// Came back although a transaction may be open on it.
    pub(crate) is_unfinished: bool,
}

impl<B: Backend> managed::Manager for Manager<B> {
    type Type = Member<B>;
    type Error = sqlx::Error;

    async fn create(&self) -> Result<Member<B>, sqlx::Error> {
        let (connection, generation) = self.backend.connect(&self.generation, self.limits.connect()).await?;
        record::opened(self.name);
        Ok(Member { connection, generation, is_unfinished: false })
    }

    async fn recycle(&self, member: &mut Member<B>, metrics: &Metrics) -> RecycleResult<sqlx::Error> {
        if !self.backend.is_replaceable() {
            return Ok(());
        }
        if member.generation != self.generation.load(Ordering::Acquire) {
            return Err(RecycleError::message("opened before the last fault or by an old login"));
        }
        self.backend.verify().map_err(|error| RecycleError::Backend(sqlx::Error::Io(error)))?;
        if B::is_pending(&member.connection) {
            return Ok(());
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

type GetError = PoolError<sqlx::Error>;
type Got<B> = Result<managed::Object<Manager<B>>, GetError>;

/// A bounded set of connections to one database.
pub struct Pool<B: Backend> {
    inner: managed::Pool<Manager<B>>,
}

impl<B: Backend> Clone for Pool<B> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone() }
    }
}

impl<B: Backend> Pool<B> {
    /// A pool without connections, and the name its metrics have.
    pub(crate) fn new(name: &'static str, backend: B, size: usize, limits: &Limits) -> Result<Self, Error> {
        let manager = Manager {
            backend,
            generation: AtomicU64::new(0),
            limits: LiveLimits::new(limits),
            max_lifetime: limits.max_lifetime,
            name,
            opened: Instant::now(),
            last_commit: AtomicU64::new(0),
            read_only_until: AtomicU64::new(0),
            reported_until: AtomicU64::new(0),
            is_suspect: AtomicBool::new(false),
        };
        // Times change while a pool is in use, so it keeps them itself.
        let config = PoolConfig { queue_mode: QueueMode::Lifo, ..PoolConfig::new(size.max(1)) };
        let inner = managed::Pool::builder(manager).config(config).build();
        Ok(Self { inner: inner.map_err(Error::failed)? })
    }

    /// The pool that a connection belongs to.
    pub(crate) fn of(inner: managed::Pool<Manager<B>>) -> Self {
        Self { inner }
    }

    /// A connection, waited for and opened within [`Limits::acquire`].
    pub async fn lease(&self) -> Result<Lease<B>, Error> {
        let mut get = pin!(self.inner.get());
        // Most often one is there, and neither clock nor timer is needed.
        let got = match poll_fn(|cx| Poll::Ready(get.as_mut().poll(cx))).await {
            Poll::Ready(got) => got,
            Poll::Pending => return self.wait(get, Instant::now()).await,
        };
        match got {
            Ok(member) => self.hand_out(member).await,
            Err(error) => self.refused(error, Instant::now()).await,
        }
    }

    async fn hand_out(&self, member: managed::Object<Manager<B>>) -> Result<Lease<B>, Error> {
        let mut lease = Lease::new(member, self.limits().statement());
        lease.tidy().await.map(|()| lease)
    }

    /// Waits for a connection that was asked for at a moment.
    async fn wait(&self, get: impl Future<Output = Got<B>>, since: Instant) -> Result<Lease<B>, Error> {
        let acquire = self.limits().acquire();
        match timeout_at(since + acquire, get).await {
            Ok(Ok(member)) => {
                record::waited(self.manager().name, since.elapsed());
                self.hand_out(member).await
            }
            Ok(Err(error)) => self.refused(error, since).await,
            Err(_) => {
                self.manager().suspect(true);
                record::fault(Fault::Acquire);
                Err(Error::unavailable(format!("no connection was free or could be opened in {acquire:?}")))
            }
        }
    }

    /// Returns why there is no connection, or goes on waiting if there may be one soon.
    async fn refused(&self, error: GetError, since: Instant) -> Result<Lease<B>, Error> {
        let (kind, error) = match error {
            PoolError::Backend(error) if self.manager().backend.may_let_in_soon(&error) => {
                return Box::pin(self.wait_to_be_let_in(error, since)).await;
            }
            // Every reason for refusing a new connection may pass: a name that does not resolve yet, a password that is being changed.
            PoolError::Backend(error) if is_refused_login(&error) => (Fault::Login, error.into()),
            PoolError::Backend(error) => (Fault::Connect, error.into()),
            error => (Fault::Acquire, error.to_string().into()),
        };
        self.manager().suspect(true);
        record::fault(kind);
        Err(Error::Unavailable(error))
    }

    /// Retries while there is no login, or the server and the source of logins disagree about it. A connection that returns to the pool
    /// meanwhile serves as well as a new one.
    async fn wait_to_be_let_in(&self, refusal: sqlx::Error, since: Instant) -> Result<Lease<B>, Error> {
        let end = since + self.limits().acquire();
        let mut refusal = refusal;
        for pause in PAUSES.pauses() {
            if Instant::now() + pause >= end {
                break;
            }
            sleep(pause).await;
            match timeout_at(end, self.inner.get()).await {
                Ok(Ok(member)) => {
                    record::waited(self.manager().name, since.elapsed());
                    return self.hand_out(member).await;
                }
                Ok(Err(PoolError::Backend(error))) => {
                    let is_over = !self.manager().backend.may_let_in_soon(&error);
                    // That another login is being asked for says less than why.
                    if is_over || is_refused_login(&error) || !is_refused_login(&refusal) {
                        refusal = error;
                    }
                    if is_over {
                        break;
                    }
                }
                Ok(Err(_)) | Err(_) => break,
            }
        }
        let is_login = self.manager().backend.may_let_in_soon(&refusal);
        record::fault(if is_login { Fault::Login } else { Fault::Connect });
        Err(Error::unavailable(refusal))
    }

    /// Whether a fault has occurred and no commit has succeeded since.
    pub(crate) fn is_suspect(&self) -> bool {
        self.manager().is_suspect.load(Ordering::Relaxed)
    }

    /// Now, in milliseconds of the pool's own time.
    pub(crate) fn now(&self) -> u64 {
        self.manager().now()
    }

    /// When a transaction was last committed, in milliseconds of the pool's own time.
    pub(crate) fn last_commit(&self) -> Option<u64> {
        Some(self.manager().last_commit.load(Ordering::Relaxed)).filter(|time| *time != 0)
    }

    pub(crate) fn record_gauges(&self) {
        let state = self.inner.status();
        let active = state.size.saturating_sub(state.available);
        let (idle, max, pending) = (state.available, state.max_size, state.waiting);
        record::gauges(self.manager().name, &Gauges { active, idle, max, pending });
    }

    /// The times that are in force.
    pub(crate) fn limits(&self) -> &LiveLimits {
        &self.manager().limits
    }

    fn manager(&self) -> &Manager<B> {
        self.inner.manager()
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

    /// Takes the idle connections out of the pool and closes them in good order.
    pub(crate) async fn close(&self) {
        for member in self.inner.retain(|_, _| false).removed {
            if let Err(error) = B::close(member.connection).await {
                tracing::debug!(%error, "database connection did not close well");
            }
        }
    }
}
