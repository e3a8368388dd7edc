//! Changes of instances' statuses, on their way into the journal.
//!
//! Polls never wait for the database. While it does not answer, changes wait in memory, and are then written with their own times.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use contract::admin::InstanceId;
use tokio::sync::Notify;
use tokio::time::sleep;

use crate::Admin;
use crate::instances::store;

/// The most changes that wait. Beyond it the oldest ones are lost.
const MOST: usize = 1_000;
/// The pause before a change is written again.
const PAUSE: Duration = Duration::from_secs(1);

/// The changes that wait, the oldest first.
#[derive(Default)]
pub(crate) struct Statuses {
    waiting: Mutex<VecDeque<Waiting>>,
    added: Notify,
}

/// A change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Waiting {
    pub(crate) id: InstanceId,
    pub(crate) application: String,
    pub(crate) status: String,
    /// When a poll found it, in seconds since 1970.
    pub(crate) at: i64,
    /// Whether it was to be written before, and could not be.
    pub(crate) is_late: bool,
}

impl Statuses {
    fn waiting(&self) -> MutexGuard<'_, VecDeque<Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a change.
    pub(crate) fn add(&self, change: Waiting) {
        let mut waiting = self.waiting();
        if waiting.len() == MOST {
            waiting.pop_front();
        }
        waiting.push_back(change);
        self.added.notify_one();
    }

    /// Takes the oldest change, once there is one.
    async fn take(&self) -> Waiting {
        loop {
            if let Some(first) = self.waiting().pop_front() {
                return first;
            }
            self.added.notified().await;
        }
    }

    /// Puts the oldest change back, unless there is no more room. It and all that wait are late.
    fn put_back(&self, change: Waiting) {
        let mut waiting = self.waiting();
        if waiting.len() < MOST {
            waiting.push_front(change);
        }
        waiting.iter_mut().for_each(|it| it.is_late = true);
    }
}

/// Writes changes as they come. Never ends.
pub(crate) async fn keep_writing(state: &Admin) {
    let mut is_logged = false;
    loop {
        let change = state.statuses.take().await;
        let written = state.db.transaction(async |tx| store::set_status(tx, &change).await).await;
        match written {
            Ok(version) => {
                is_logged = false;
                if let Some(version) = version {
                    state.instances.set_version(change.id, version);
                }
            }
            Err(error) => {
                if !is_logged {
                    let (application, instance) = (change.application.as_str(), change.id.to_string());
                    tracing::warn!(%error, application, instance, "a change of an instance's status is not in the journal yet");
                    is_logged = true;
                }
                state.statuses.put_back(change);
                sleep(PAUSE).await;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(at: i64) -> Waiting {
        let (id, application) = ("0123456789ab".parse().unwrap(), "vets".to_owned());
        Waiting { id, application, status: "DOWN".to_owned(), at, is_late: false }
    }

    #[tokio::test(start_paused = true)]
    async fn changes_are_written_in_order_and_the_oldest_give_way() {
        let statuses = Statuses::default();
        (0..1_002).for_each(|at| statuses.add(change(at)));
        let first = statuses.take().await;
        assert_eq!((first.at, first.is_late), (2, false));
        statuses.put_back(first);
        let first = statuses.take().await;
        assert_eq!((first.at, first.is_late), (2, true));
        statuses.add(change(1_002));
        statuses.put_back(first);
        let next = statuses.take().await;
        assert_eq!((next.at, next.is_late), (3, true), "there was no room for the one before");
    }

    #[tokio::test(start_paused = true)]
    async fn a_change_is_waited_for() {
        let statuses = Statuses::default();
        let adding = async {
            sleep(Duration::from_secs(60)).await;
            statuses.add(change(7));
        };
        let (taken, ()) = tokio::join!(statuses.take(), adding);
        assert_eq!(taken.at, 7);
    }
}
