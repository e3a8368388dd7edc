//! What attempts at the same event have done so far.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::report::{Done, Report};

/// The services that are settled. Clones share it, so an attempt goes on where the one before was stopped, and the report has what
/// both did.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<Mutex<Vec<Done>>>);

impl Progress {
    /// Whether a service is settled.
    pub fn has(&self, service: &str) -> bool {
        self.all().iter().any(|it| it.service == service)
    }

    /// Adds a service that is settled.
    pub fn add(&self, done: Done) {
        self.all().push(done);
    }

    pub(crate) fn report(&self) -> Report {
        Report { services: self.all().clone() }
    }

    fn all(&self) -> MutexGuard<'_, Vec<Done>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
