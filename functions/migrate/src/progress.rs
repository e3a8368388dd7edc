//! The work that the attempts at one event have completed so far.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::report::{Done, Report};

/// The services that are settled. Clones share the list, so an attempt resumes where the one before stopped, and the report
/// covers both.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<Mutex<Vec<Done>>>);

impl Progress {
    /// Whether a service is settled.
    pub fn has(&self, service: &str) -> bool {
        self.all().iter().any(|it| it.service == service)
    }

    /// Records a settled service.
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
