//! One instance: how busy it is, and whether it is fit to be called.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::discovery::Address;

/// How long an instance is set aside after its first failure; each further one doubles it.
const FIRST: Duration = Duration::from_secs(1);
/// Longest that an instance is set aside.
const LONGEST: Duration = Duration::from_secs(30);

/// One instance of a service.
#[derive(Debug)]
pub(crate) struct Instance {
    pub(super) address: Address,
    under_way: AtomicU32,
    /// Whether there is an `aside`, for those in a hurry.
    is_aside: AtomicBool,
    aside: Mutex<Option<Aside>>,
}

/// Why and until when an instance is not called.
#[derive(Clone, Copy, Debug)]
struct Aside {
    failures: u32,
    failed_at: Instant,
    /// Whether a call is under way that finds out if it is back.
    is_probed: bool,
}

impl Aside {
    fn is_over(&self, now: Instant) -> bool {
        let time = FIRST.saturating_mul(2_u32.saturating_pow(self.failures - 1)).min(LONGEST);
        now.duration_since(self.failed_at) >= time
    }
}

impl Instance {
    pub(super) fn new(address: Address) -> Self {
        Self {
            address,
            under_way: AtomicU32::new(0),
            is_aside: AtomicBool::new(false),
            aside: Mutex::new(None),
        }
    }

    /// Calls under way.
    pub(super) fn load(&self) -> u32 {
        self.under_way.load(Relaxed)
    }

    /// Whether it failed and has not answered since.
    pub(super) fn is_aside(&self) -> bool {
        self.is_aside.load(Relaxed)
    }

    /// When it failed, if it has not answered since.
    pub(super) fn failed_at(&self) -> Option<Instant> {
        self.aside().map(|it| it.failed_at)
    }

    /// The one call that finds out whether it is back, once its time is over.
    pub(super) fn probe(self: &Arc<Self>, now: Instant) -> Option<Lease> {
        if !self.is_aside() {
            return None;
        }
        let mut aside = self.aside();
        let aside = aside.as_mut().filter(|it| !it.is_probed && it.is_over(now))?;
        aside.is_probed = true;
        Some(Lease::new(self.clone(), Some(aside.failed_at)))
    }

    fn succeeded(&self) {
        if self.is_aside() {
            let mut aside = self.aside();
            *aside = None;
            self.is_aside.store(false, Relaxed);
        }
    }

    /// A call that began at `began` failed. Calls that were under way together fail together, and count once.
    fn failed(&self, began: Instant) {
        let mut aside = self.aside();
        let failures = match *aside {
            Some(Aside { failed_at, .. }) if began < failed_at => return,
            Some(Aside { failures, .. }) => failures.saturating_add(1),
            None => 1,
        };
        *aside = Some(Aside { failures, failed_at: Instant::now(), is_probed: false });
        self.is_aside.store(true, Relaxed);
    }

    /// The probe after this failure ended without an outcome: the next call may be one.
    fn abandoned(&self, failed_at: Instant) {
        if let Some(aside) = self.aside().as_mut().filter(|it| it.failed_at == failed_at) {
            aside.is_probed = false;
        }
    }

    fn aside(&self) -> MutexGuard<'_, Option<Aside>> {
        self.aside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A call of an instance under way. One that is dropped has no outcome.
#[derive(Debug)]
pub(crate) struct Lease {
    instance: Arc<Instance>,
    began: Instant,
    /// The failure after which this is the call that finds out whether the instance is back.
    probes: Option<Instant>,
}

impl Lease {
    pub(super) fn new(instance: Arc<Instance>, probes: Option<Instant>) -> Self {
        instance.under_way.fetch_add(1, Relaxed);
        Self { instance, began: Instant::now(), probes }
    }

    pub(crate) fn instance(&self) -> &Arc<Instance> {
        &self.instance
    }

    pub(crate) fn address(&self) -> &Address {
        &self.instance.address
    }

    /// Whether it finds out if an instance that failed is back.
    pub(crate) fn is_probe(&self) -> bool {
        self.probes.is_some()
    }

    /// When it began.
    pub(crate) fn began(&self) -> Instant {
        self.began
    }

    /// The instance answered.
    pub(crate) fn succeeded(&self) {
        self.instance.succeeded();
    }

    /// The instance failed, as another one might not.
    pub(crate) fn failed(&self) {
        self.instance.failed(self.began);
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.instance.under_way.fetch_sub(1, Relaxed);
        if let Some(failed_at) = self.probes {
            // After an outcome this finds another failure, or none.
            self.instance.abandoned(failed_at);
        }
    }
}
