//! One instance: its load and its fitness.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::discovery::Address;

/// Time aside after the first failure. Each further failure doubles it.
const FIRST: Duration = Duration::from_secs(1);
/// Longest time aside.
const LONGEST: Duration = Duration::from_secs(30);

/// One instance of a service.
#[derive(Debug)]
pub(crate) struct Instance {
    pub(super) address: Address,
    under_way: AtomicU32,
    /// Whether `aside` is set, readable without the lock.
    is_aside: AtomicBool,
    aside: Mutex<Option<Aside>>,
}

/// Why and since when calls avoid the instance.
#[derive(Clone, Copy, Debug)]
struct Aside {
    failures: u32,
    failed_at: Instant,
    /// Whether a probe is under way.
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

    /// Whether the instance failed and has not answered since.
    pub(super) fn is_aside(&self) -> bool {
        self.is_aside.load(Relaxed)
    }

    /// The time of the failure, if the instance has not answered since.
    pub(super) fn failed_at(&self) -> Option<Instant> {
        self.aside().map(|it| it.failed_at)
    }

    /// Takes the one probe that is due once the time aside is over.
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

    /// A call that began at `began` failed. Calls that were under way at the same time count as one failure.
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

    /// The probe after this failure ended without an outcome, so another call may probe.
    fn abandoned(&self, failed_at: Instant) {
        if let Some(aside) = self.aside().as_mut().filter(|it| it.failed_at == failed_at) {
            aside.is_probed = false;
        }
    }

    fn aside(&self) -> MutexGuard<'_, Option<Aside>> {
        self.aside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A call to an instance under way. Dropping it records no outcome.
#[derive(Debug)]
pub(crate) struct Lease {
    instance: Arc<Instance>,
    began: Instant,
    /// On a probe: the time of the failure that it follows.
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

    /// Whether this call probes an instance that failed.
    pub(crate) fn is_probe(&self) -> bool {
        self.probes.is_some()
    }

    /// The time at which the call began.
    pub(crate) fn began(&self) -> Instant {
        self.began
    }

    /// The instance answered.
    pub(crate) fn succeeded(&self) {
        self.instance.succeeded();
    }

    /// The instance failed in a way that another instance might not.
    pub(crate) fn failed(&self) {
        self.instance.failed(self.began);
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.instance.under_way.fetch_sub(1, Relaxed);
        if let Some(failed_at) = self.probes {
            // Has no effect after an outcome: the failure is then another one, or gone.
            self.instance.abandoned(failed_at);
        }
    }
}
