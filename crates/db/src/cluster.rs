//! The writer of a server and, if there is one, the endpoint of its read replicas.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::backend::Backend;
use crate::error::Error;
use crate::mysql::MySqlBackend;
use crate::pool::Pool;

/// How long reads stay with the writer after a commit of this process, in milliseconds: the bound for read replica lag.
const SETTLING: u64 = 1000;
/// How long a failed reader gets no reads, in milliseconds.
const SET_ASIDE: u64 = 5000;

/// The pools of a server.
#[derive(Clone)]
pub struct Cluster {
    pub(crate) writer: Pool<MySqlBackend>,
    pub(crate) reader: Option<Reader>,
}

impl Cluster {
    /// The pools for a read that tolerates replica lag.
    pub(crate) fn replica(&self) -> Attempts<'_, MySqlBackend> {
        match &self.reader {
            Some(reader) if self.is_settled() && reader.take_on(self.writer.now()) => {
                Attempts { pool: &reader.pool, fallback: Some((reader, &self.writer)), retried: false }
            }
            _ => Attempts::at(&self.writer),
        }
    }

    fn is_settled(&self) -> bool {
        self.writer.last_commit().is_none_or(|committed| self.writer.now() >= committed + SETTLING)
    }
}

/// The pool of the read replicas.
#[derive(Clone)]
pub struct Reader {
    pool: Pool<MySqlBackend>,
    /// When the reader gets reads again, on the clock of the writer's pool; 0 if it is healthy.
    aside_until: std::sync::Arc<AtomicU64>,
}

impl Reader {
    pub(crate) fn new(pool: Pool<MySqlBackend>) -> Self {
        Self { pool, aside_until: std::sync::Arc::default() }
    }

    pub(crate) fn pool(&self) -> &Pool<MySqlBackend> {
        &self.pool
    }

    /// True if a read may go to the reader. After the pause one read probes it; if that one never ends, the next probe follows
    /// another pause later.
    fn take_on(&self, now: u64) -> bool {
        match self.aside_until.load(Ordering::Relaxed) {
            0 => true,
            until if now < until => false,
            until => {
                let next = now + SET_ASIDE;
                self.aside_until.compare_exchange(until, next, Ordering::Relaxed, Ordering::Relaxed).is_ok()
            }
        }
    }

    fn set_aside(&self, now: u64, error: &Error) {
        if self.aside_until.swap(now + SET_ASIDE, Ordering::Relaxed) == 0 {
            tracing::warn!(%error, "database reader failed, its reads go to the writer");
        }
    }

    fn is_well(&self) {
        if self.aside_until.load(Ordering::Relaxed) != 0 && self.aside_until.swap(0, Ordering::Relaxed) != 0 {
            tracing::info!("database reader serves again");
        }
    }
}

/// The pool that a read uses, and the one that it falls back to.
pub struct Attempts<'a, B: Backend> {
    pool: &'a Pool<B>,
    fallback: Option<(&'a Reader, &'a Pool<B>)>,
    retried: bool,
}

impl<'a, B: Backend> Attempts<'a, B> {
    pub(crate) fn at(pool: &'a Pool<B>) -> Self {
        Self { pool, fallback: None, retried: false }
    }

    /// The pool to use now.
    pub fn pool(&self) -> &'a Pool<B> {
        self.pool
    }

    /// True if the read should be retried: on a fresh connection if a reused one was stale, or on the writer.
    pub fn again(&mut self, error: &Error, is_stale: bool) -> bool {
        if is_stale && !self.retried {
            self.retried = true;
            return true;
        }
        if error.is_unavailable()
            && let Some((reader, writer)) = self.fallback.take()
        {
            reader.set_aside(writer.now(), error);
            self.pool = writer;
            self.retried = false;
            return true;
        }
        false
    }

    /// Notes that the read has ended.
    pub fn settle(&self) {
        if let Some((reader, _)) = self.fallback {
            reader.is_well();
        }
    }
}
