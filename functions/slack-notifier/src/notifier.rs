//! The event handler: reads an event and posts its messages to Slack.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use serde::Serialize;
use serde_json::Value;
use tokio::time::Instant;

use crate::delivery::{Undelivered, deliver};
use crate::error::Error;
use crate::event::{Record, records};
use crate::message::message;
use crate::notice::Notice;
use crate::recent::Recent;
use crate::slack::Slack;

/// The part of an invocation's time that stays reserved for the work after the deliveries.
const RESERVE: Duration = Duration::from_secs(2);
/// Time budget when the event arrives with a deadline in the past, since Lambda emulators send arbitrary deadlines.
const UNTOLD: Duration = Duration::from_secs(30);

/// Posts the messages of events to Slack, each message once.
pub struct Notifier<S> {
    env: String,
    slack: S,
    now: fn() -> SystemTime,
    recent: Mutex<Recent>,
}

/// The part of Lambda's context that a delivery needs.
#[derive(Clone, Copy, Debug)]
pub struct Invocation<'a> {
    /// The id of the invocation, which Lambda keeps when it retries.
    pub request_id: &'a str,
    /// The time at which Lambda ends the invocation.
    pub deadline: SystemTime,
}

/// Counts of an event's messages by result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Messages that this invocation delivered.
    pub delivered: u32,
    /// Messages that an earlier invocation had delivered.
    pub duplicates: u32,
}

impl<S: Slack> Notifier<S> {
    /// Creates a notifier for an environment; `now` is the wall clock.
    pub fn new(env: String, slack: S, now: fn() -> SystemTime) -> Self {
        Self { env, slack, now, recent: Mutex::default() }
    }

    /// Delivers the messages of an event. A message that fails does not hold back the ones after it.
    ///
    /// # Errors
    /// Names the first message that was not delivered. When Lambda retries the event, only the undelivered messages are sent.
    pub async fn handle(&self, event: &Value, invocation: &Invocation<'_>) -> Result<Tally, Error> {
        let deadline = Instant::now() + self.time(invocation);
        let records = records(event, invocation.request_id).map_err(|error| {
            tracing::error!(request_id = invocation.request_id, %error, "malformed event");
            error
        })?;
        let (mut tally, mut failed) = (Tally::default(), None);
        for record in records {
            match self.tell(&record, invocation, deadline).await {
                Ok(true) => tally.delivered += 1,
                Ok(false) => tally.duplicates += 1,
                Err(cause) => {
                    tracing::error!(
                        message_id = record.id,
                        request_id = invocation.request_id,
                        %cause,
                        "message not delivered"
                    );
                    failed.get_or_insert(Error::Undelivered { id: record.id, cause });
                }
            }
        }
        failed.map_or(Ok(tally), Err)
    }

    /// Delivers a message unless it is a duplicate; returns whether it was delivered now.
    async fn tell(
        &self,
        record: &Record,
        invocation: &Invocation<'_>,
        deadline: Instant,
    ) -> Result<bool, Undelivered> {
        let notice = Notice::read(record);
        let key = notice.key.clone().unwrap_or_else(|| record.id.clone());
        if self.recent().contains(&key) {
            tracing::debug!(message_id = record.id, "delivered before");
            return Ok(false);
        }
        let body = message(&notice, record, &self.env).to_string();
        let attempts = deliver(&self.slack, &body, &record.id, deadline).await?;
        self.recent().remember(key);
        let (alarm, state) = notice.alarm.unzip();
        tracing::info!(
            kind = notice.kind.name(),
            alarm,
            state,
            attempts,
            message_id = record.id,
            request_id = invocation.request_id,
            "message delivered"
        );
        Ok(true)
    }

    fn time(&self, invocation: &Invocation<'_>) -> Duration {
        let left = invocation.deadline.duration_since((self.now)());
        left.map_or(UNTOLD, |it| it.saturating_sub(RESERVE))
    }

    fn recent(&self) -> MutexGuard<'_, Recent> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
