//! An outage of the admin server's database.
//!
//! What people were told is in the database, and so is the lease, while most services fail without theirs. So the process that held the
//! lease last tells each target once, from memory, which applications have failed. Nothing of that is recorded.

use std::collections::{BTreeMap, BTreeSet};

use contract::admin::{DeliveryOutcome, NotificationTarget};

use super::condition::Health;
use super::deliveries::{GIVEN_UP, PAUSES};
use super::{instruments, message};
use crate::Admin;
use crate::instances::Observed;
use crate::time::seconds;

/// What a process knows of the outage.
#[derive(Debug, Default)]
pub(super) struct Outage {
    /// Whether this process held the lease when the database last answered.
    was_holder: bool,
    failing: Option<Failing>,
}

/// The looks at the database in a row that have failed.
#[derive(Debug)]
struct Failing {
    /// When the first of them failed, in seconds since 1970.
    since: i64,
    is_logged: bool,
    told: BTreeSet<NotificationTarget>,
    attempts: u32,
    /// When the next attempt to tell people may be made, in seconds since 1970.
    due_at: i64,
}

/// What people are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failed {
    /// Since when the database has not answered, in seconds since 1970.
    pub(super) since: i64,
    /// The applications with instances that have failed, by name.
    pub(super) applications: Vec<String>,
    pub(super) known_instances: usize,
    pub(super) failed_instances: usize,
}

impl Outage {
    /// Notes that the database has answered, and whether this process holds the lease.
    pub(super) fn answered(&mut self, is_holder: bool) {
        *self = Self { was_holder: is_holder, failing: None };
    }

    /// Notes that the database has not answered. After a while the log says so, and people are told.
    pub(super) async fn failed(&mut self, state: &Admin, error: &db::Error) {
        let (now, after) = (state.clock.seconds(), seconds(state.live().notify_after));
        let (warns, failed) = self.step(&state.instances.observed(), now, after);
        if warns {
            tracing::warn!(%error, "the database has not answered for long, so notifications are not recorded");
        }
        let Some(failed) = failed else { return };
        for target in state.notifier.targets.configured().await {
            if self.failing.as_ref().is_some_and(|it| it.told.contains(&target)) {
                continue;
            }
            let message = message::outage(target, &failed, now).to_string();
            let sent = state.notifier.targets.send(target, message).await;
            if self.note(target, &sent) {
                instruments::count(target, DeliveryOutcome::Sent);
            } else {
                let (target, reason) = (target.as_str(), sent.err());
                tracing::warn!(target_of_message = target, reason, "nobody was told that the database fails");
            }
        }
    }

    /// Decides after a look that failed: whether the log says so now, and what people are to be told, if anything.
    fn step(
        &mut self,
        observed: &BTreeMap<String, Vec<Observed>>,
        now: i64,
        after: i64,
    ) -> (bool, Option<Failed>) {
        let failing = self.failing.get_or_insert_with(|| Failing::new(now));
        // The clock may have been put back.
        failing.since = failing.since.min(now);
        failing.due_at = failing.due_at.min(now + seconds(PAUSES.pause(failing.attempts)));
        let lasted = now - failing.since;
        if lasted < after {
            return (false, None);
        }
        let warns = !std::mem::replace(&mut failing.is_logged, true);
        let is_due = now >= failing.due_at && lasted < after + GIVEN_UP;
        if !self.was_holder || !is_due {
            return (warns, None);
        }
        let health = || observed.values().flatten().map(|it| it.condition.health(after));
        // Instances that fail together are polled one after another, and one message tells of all.
        if lasted < 2 * after && health().any(|it| it == Health::Failing) {
            return (warns, None);
        }
        let has_failed = |it: &Observed| matches!(it.condition.health(after), Health::Failed(_));
        let of_failed: Vec<_> = observed.iter().filter(|(_, all)| all.iter().any(has_failed)).collect();
        if of_failed.is_empty() {
            return (warns, None);
        }
        failing.due_at = now + seconds(PAUSES.pause(failing.attempts));
        failing.attempts = failing.attempts.saturating_add(1);
        let failed = Failed {
            since: failing.since,
            known_instances: of_failed.iter().map(|it| it.1.len()).sum(),
            failed_instances: of_failed.iter().flat_map(|it| it.1).filter(|it| has_failed(it)).count(),
            applications: of_failed.into_iter().map(|it| it.0.clone()).collect(),
        };
        (warns, Some(failed))
    }

    /// Notes whether a target took the message, and returns it.
    fn note(&mut self, target: NotificationTarget, sent: &Result<(), String>) -> bool {
        if let (Some(failing), Ok(())) = (&mut self.failing, sent) {
            failing.told.insert(target);
        }
        sent.is_ok()
    }
}

impl Failing {
    fn new(now: i64) -> Self {
        Self { since: now, is_logged: false, told: BTreeSet::new(), attempts: 0, due_at: now }
    }
}

#[cfg(test)]
mod tests;
