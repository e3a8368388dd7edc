//! How many requests may be in progress.

use contract::route::Audience;
use http::StatusCode;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::fault::Fault;
use crate::target::Target;

/// The most operators' requests in progress. They have a limit of their own: strangers who ask for what is the operators' must not
/// keep clients out, and clients must not keep operators out.
const OPERATORS: usize = 16;

/// Admission control: the permits of requests in progress.
pub(super) struct ConcurrencyLimit {
    clients: Semaphore,
    concurrency: usize,
    operators: Semaphore,
}

impl ConcurrencyLimit {
    pub(super) fn new(concurrency: usize) -> Self {
        Self { clients: Semaphore::new(concurrency), concurrency, operators: Semaphore::new(OPERATORS) }
    }

    /// A permit for a request, held while it is in progress; 503 where none is free. Probes need none.
    pub(super) fn admit(&self, target: Target) -> Result<Option<SemaphorePermit<'_>>, Fault> {
        let audience = target.audience();
        let permits = if audience == Audience::Operators { &self.operators } else { &self.clients };
        match permits.try_acquire() {
            Ok(permit) => Ok(Some(permit)),
            Err(_) if audience == Audience::Probes => Ok(None),
            Err(_) => Err(Fault::refused(StatusCode::SERVICE_UNAVAILABLE, "too many requests in progress")),
        }
    }

    /// Whether no request is in progress.
    pub(super) fn is_idle(&self) -> bool {
        self.clients.available_permits() >= self.concurrency
            && self.operators.available_permits() >= OPERATORS
    }
}
