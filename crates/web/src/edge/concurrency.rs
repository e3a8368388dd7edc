//! Admission control: the limit of concurrent requests.

use std::sync::Arc;

use contract::route::Audience;
use http::StatusCode;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::fault::Fault;
use crate::target::Target;

/// Most concurrent requests of operators. Their limit is separate: requests by strangers to the operators' endpoints
/// must not keep clients out, nor clients keep operators out.
const OPERATORS: usize = 16;

/// The permits of concurrent requests.
pub(super) struct ConcurrencyLimit {
    clients: Arc<Semaphore>,
    concurrency: usize,
    operators: Arc<Semaphore>,
}

impl ConcurrencyLimit {
    pub(super) fn new(concurrency: usize) -> Self {
        let semaphore = |permits| Arc::new(Semaphore::new(permits));
        Self { clients: semaphore(concurrency), concurrency, operators: semaphore(OPERATORS) }
    }

    /// A permit for a request, held until the last byte of its answer; 503 if none is free. Probes need none.
    pub(super) fn admit(&self, target: Target) -> Result<Option<OwnedSemaphorePermit>, Fault> {
        let audience = target.audience();
        let permits = if audience == Audience::Operators { &self.operators } else { &self.clients };
        match permits.clone().try_acquire_owned() {
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
