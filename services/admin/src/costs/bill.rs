//! What AWS billed for the last 30 days. Each request to Cost Explorer costs 0.01 USD, so one of the processes asks, by a lease, and all
//! read its answer from the database.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use contract::admin::{Amount, Bill};
use contract::objective::DAYS;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use tokio::time::{MissedTickBehavior, interval};

use super::{not_asked, unknown};
use crate::Admin;
use crate::leases::store;
use crate::time::rfc3339;
use crate::usage::HOUR;

/// The name of the lease.
const LEASE: &str = "bill";
/// How often a process looks whether the answer is old.
const EVERY: Duration = Duration::from_secs(60);
/// How long an answer holds, in seconds. AWS updates the bill three times a day.
const HOLDS: i64 = 6 * HOUR;
/// How long after a request without an answer the next one follows, in seconds.
const AGAIN: i64 = HOUR;
/// The most services that are kept.
const MOST: usize = 40;

/// Why this process got no answer.
#[derive(Default)]
pub(crate) struct Problem(Mutex<Option<String>>);

impl Problem {
    fn set(&self, problem: Option<String>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = problem;
    }

    fn get(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The latest answer.
///
/// # Errors
/// If the database does not answer.
pub(super) async fn latest(state: &Admin) -> Result<Bill, db::Error> {
    let nothing = |reason| Bill {
        first_day: None,
        last_day: None,
        asked_at: None,
        total: unknown(reason),
        services: Vec::new(),
    };
    if !state.account.is_known() {
        return Ok(nothing(not_asked(state, "what it billed")));
    }
    let stored = store::result(&state.db, LEASE).await?;
    let stored = stored.and_then(|it| serde_json::from_str(&it).ok());
    let problem = || state.bill_problem.get().unwrap_or_else(|| "AWS has not said it yet".to_owned());
    Ok(stored.unwrap_or_else(|| nothing(problem())))
}

/// Asks when the answer is old. Never ends.
pub(crate) async fn keep_asking(state: &Admin) {
    if !state.account.is_known() {
        return std::future::pending().await;
    }
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = look(state).await {
            tracing::debug!(%error, "it is not known whether the bill is to be asked for");
        }
    }
}

async fn look(state: &Admin) -> Result<(), db::Error> {
    let (now, holder) = (state.clock.seconds(), state.counting.holder());
    let claimed =
        state.db.transaction(async |tx| store::claim_free(tx, LEASE, holder, now, now + AGAIN).await);
    match claimed.await {
        Ok(true) => {}
        // Another process asks, or has asked.
        Ok(false) | Err(db::Error::UniqueViolation) => return Ok(()),
        Err(error) => return Err(error),
    }
    let bill = match ask(state, now).await {
        Ok(bill) => bill,
        Err(cause) => {
            tracing::warn!(cause, "Cost Explorer does not show the bill");
            state.bill_problem.set(Some(format!("Cost Explorer does not show the bill: {cause}")));
            return Ok(());
        }
    };
    state.bill_problem.set(None);
    let text = serde_json::to_string(&bill).map_err(|error| db::Error::Failed(error.into()))?;
    state.db.transaction(async |tx| store::finish(tx, (LEASE, holder), now, now + HOLDS, &text).await).await
}

async fn ask(state: &Admin, now: i64) -> Result<Bill, String> {
    let time = Timestamp::from_second(now).unwrap_or_default();
    let today = TimeZone::UTC.to_datetime(time).date();
    let before =
        |days: u32| today.checked_sub(Span::new().days(i64::from(days))).map_err(|it| it.to_string());
    let (first, last) = (before(DAYS)?, before(1)?);
    let (total, mut services) = state.account.billed(first, today).await.ok_or("AWS is not asked")??;
    services.truncate(MOST);
    Ok(Bill {
        first_day: Some(first.to_string()),
        last_day: Some(last.to_string()),
        asked_at: Some(rfc3339(now)),
        total: Amount {
            usd: Some(total),
            basis: "unblended costs of the whole account, as Cost Explorer has them; the last days may be incomplete"
                .to_owned(),
        },
        services,
    })
}
