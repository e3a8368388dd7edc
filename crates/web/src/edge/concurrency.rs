//! Admission control: the limit of concurrent requests.

use contract::route::Audience;
use http::StatusCode;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::fault::Fault;
use crate::target::Target;

/// Most concurrent requests of operators. Their limit is separate: requests by strangers to the operators' endpoints
/// must not keep clients out, nor clients keep operators out.
const OPERATORS: usize = 16;

/// The permits of concurrent requests.
pub(super) struct ConcurrencyLimit {
    clients: Semaphore,
    concurrency: usize,
    operators: Semaphore,
}

impl ConcurrencyLimit {
    pub(super) fn new(concurrency: usize) -> Self {
        Self { clients: Semaphore::new(concurrency), concurrency, operators: Semaphore::new(OPERATORS) }
    }

    /// A permit for a request, held until it is answered; 503 if none is free. Probes need none.
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
