//! How many requests may be in progress.

use http::StatusCode;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::fault::Fault;
use crate::request_kind::Kind;

/// Requests of operators in progress at most. They have places of their own: whoever asks without being one must not keep clients
/// out, and clients must not keep operators out.
const OPERATORS: usize = 16;

/// The places of requests in progress.
pub(super) struct Places {
    clients: Semaphore,
    concurrency: usize,
    operators: Semaphore,
}

impl Places {
    pub(super) fn new(concurrency: usize) -> Self {
        Self { clients: Semaphore::new(concurrency), concurrency, operators: Semaphore::new(OPERATORS) }
    }

    /// A place for a request, held while it is in progress; 503 where there is none. Probes need none.
    pub(super) fn take(&self, kind: Kind) -> Result<Option<SemaphorePermit<'_>>, Fault> {
        let places = if kind == Kind::Operator { &self.operators } else { &self.clients };
        match places.try_acquire() {
            Ok(place) => Ok(Some(place)),
            Err(_) if kind == Kind::Probe => Ok(None),
            Err(_) => Err(Fault::refused(StatusCode::SERVICE_UNAVAILABLE, "too many requests in progress")),
        }
    }

    /// Whether none is taken.
    pub(super) fn are_free(&self) -> bool {
        self.clients.available_permits() >= self.concurrency
            && self.operators.available_permits() >= OPERATORS
    }
}
