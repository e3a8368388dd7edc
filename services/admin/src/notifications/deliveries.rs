//! Sends notifications to their targets. If an answer is lost, or a process dies while it sends, one may arrive twice.

pub(crate) mod store;

use std::collections::BTreeSet;
use std::time::Duration;

use backoff::Backoff;
use contract::admin::DeliveryOutcome;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::time::sleep;

use self::store::Waiting;
use super::{instruments, message};
use crate::Admin;
use crate::time::seconds;

/// The longest time between two looks for what is to be sent.
const LONGEST: Duration = Duration::from_secs(1);
/// The pauses between attempts. An attempt takes no longer than the first of them.
pub(super) const PAUSES: Backoff = Backoff::new(Duration::from_secs(15), Duration::from_secs(10 * 60));
/// After so many seconds a notification is old news, and given up.
pub(super) const GIVEN_UP: i64 = 60 * 60;
/// How many are sent at once.
const AT_ONCE: usize = 4;
/// The longest reason that is kept, in characters.
const REASON: usize = 200;

/// Sends what is due again and again. Never ends.
pub(crate) async fn keep_sending(state: &Admin) {
    loop {
        if let Err(error) = send_due(state).await {
            tracing::debug!(%error, "it is not known what is to be sent");
        }
        sleep(state.live().poll_interval.min(LONGEST)).await;
    }
}

async fn send_due(state: &Admin) -> Result<(), db::Error> {
    let now = state.clock.seconds();
    if !state.notifier.lease.is_held(now) {
        return Ok(());
    }
    let mut waiting = store::waiting(&state.db).await?;
    // What is said of an application arrives in the order in which it was said.
    let mut begun = BTreeSet::new();
    waiting.retain(|it| begun.insert((it.target, it.application.clone())) && it.due_at <= now);
    let (mut due, mut under_way) = (waiting.into_iter(), FuturesUnordered::new());
    loop {
        while under_way.len() < AT_ONCE
            && let Some(waiting) = due.next()
        {
            under_way.push(send(state, waiting));
        }
        match under_way.next().await {
            Some(sent) => sent?,
            None => return Ok(()),
        }
    }
}

async fn send(state: &Admin, waiting: Waiting) -> Result<(), db::Error> {
    let now = state.clock.seconds();
    let pause = PAUSES.pause(u32::try_from(waiting.attempts).unwrap_or_default());
    let again = now + seconds(pause);
    if !state.db.transaction(async |tx| store::claim(tx, &waiting, again).await).await? {
        return Ok(());
    }
    let Some(notification) = super::store::find(&state.db, waiting.notification).await? else {
        return Ok(());
    };
    let message = message::message(waiting.target, &notification, state.notifier.origin.as_deref());
    let (outcome, reason) = match state.notifier.targets.send(waiting.target, message.to_string()).await {
        Ok(()) => (DeliveryOutcome::Sent, None),
        Err(reason) if again > waiting.since + GIVEN_UP => (DeliveryOutcome::Failed, Some(reason)),
        Err(reason) => (DeliveryOutcome::Waiting, Some(reason)),
    };
    let reason = reason.map(|it| it.chars().take(REASON).collect::<String>());
    let settled =
        state.db.transaction(async |tx| store::settle(tx, waiting.id, outcome, reason.as_deref()).await);
    settled.await?;
    let (target, application) = (waiting.target.as_str(), waiting.application.as_str());
    let attempts = waiting.attempts + 1;
    match outcome {
        DeliveryOutcome::Waiting => {
            tracing::debug!(target_of_message = target, application, attempts, reason, "not delivered yet");
        }
        DeliveryOutcome::Failed => {
            tracing::warn!(
                target_of_message = target,
                application,
                attempts,
                reason,
                "a notification was not delivered, and is given up"
            );
            instruments::count(waiting.target, outcome);
        }
        _ => instruments::count(waiting.target, outcome),
    }
    Ok(())
}
