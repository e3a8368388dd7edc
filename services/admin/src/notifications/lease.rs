//! Which of several admin servers watches and sends: the one that holds the lease.
//!
//! Each server polls for itself, and two that reach different instances would contradict each other. So one of them speaks until it ends.

use std::sync::atomic::{AtomicI64, Ordering};

use crate::{Admin, leases};

/// The name of the lease.
const NAME: &str = "notifications";
/// For how long a lease is good, in seconds. Another server speaks so long after the one that did has died.
const TERM: i64 = 30;
/// How long a lease must at least be good for yet, in seconds, lest it is renewed.
const LEFT: i64 = 20;

/// The lease, as this process knows it.
pub(crate) struct Lease {
    /// What this process is called.
    holder: String,
    /// When its lease ends, in seconds since 1970; 0 if it has none.
    until: AtomicI64,
}

impl Lease {
    /// The lease of a process with a name of its own.
    pub(crate) fn new(holder: String) -> Self {
        Self { holder, until: AtomicI64::new(0) }
    }

    /// Whether this process holds it.
    pub(crate) fn is_held(&self, now: i64) -> bool {
        let until = self.until.load(Ordering::Relaxed);
        // Of a clock that was put back it is not known how long it is good for.
        now < until && until <= now + TERM
    }

    /// Gets or renews the lease where that is needed. Returns whether this process holds it.
    ///
    /// # Errors
    /// If the database does not answer.
    pub(crate) async fn hold(&self, state: &Admin) -> Result<bool, db::Error> {
        let now = state.clock.seconds();
        if self.is_held(now) && self.until.load(Ordering::Relaxed) - now >= LEFT {
            return Ok(true);
        }
        let until = now + TERM;
        let taken = state
            .db
            .transaction(async |tx| leases::store::claim(tx, NAME, &self.holder, now, until).await)
            .await;
        let is_taken = match taken {
            // Another process was faster.
            Err(db::Error::UniqueViolation) => false,
            taken => taken?.is_some(),
        };
        self.until.store(if is_taken { until } else { 0 }, Ordering::Relaxed);
        Ok(is_taken)
    }
}
