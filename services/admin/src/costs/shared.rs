//! What AWS charges for saying: one of the processes asks, by a lease, and all read its answer from the database.

use std::future::{Future, pending};
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::time::{MissedTickBehavior, interval};

use crate::Admin;
use crate::leases::store;
use crate::usage::HOUR;

/// How often a process looks whether an answer is old.
const EVERY: Duration = Duration::from_secs(60);
/// How long after a request without an answer the next one follows, in seconds.
const AGAIN: i64 = HOUR;

/// An answer of AWS.
pub(super) trait Asked: Serialize + DeserializeOwned + Send {
    /// The name of the lease, at most 16 characters.
    const LEASE: &str;
    /// How long an answer holds, in seconds.
    const HOLDS: i64;
    /// What AWS is asked, as in "AWS is not asked what it billed".
    const WHAT: &str;
    /// What failed when AWS does not answer.
    const FAILS: &str;

    /// Asks AWS at this time, in seconds since 1970. An error says its cause.
    fn ask(state: &Admin, now: i64) -> impl Future<Output = Result<Self, String>> + Send;
}

/// What the database keeps of an answer.
#[derive(Serialize, Deserialize)]
struct Kept<T> {
    /// The latest answer.
    answer: Option<T>,
    /// Why no later one came.
    problem: Option<String>,
}

impl<T: DeserializeOwned> Kept<T> {
    /// What a lease came to. What was written in another form counts as nothing.
    fn read(result: Option<&str>) -> Self {
        let kept = result.and_then(|it| serde_json::from_str(it).ok());
        kept.unwrap_or(Self { answer: None, problem: None })
    }
}

/// The latest answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Latest<T> {
    pub(super) answer: T,
    /// Why no later one came; `None` if it is the answer to the latest request.
    problem: Option<String>,
}

impl<T> Latest<T> {
    /// What an amount rests on, with what became of later requests.
    pub(super) fn basis(&self, basis: impl Into<String>) -> String {
        let basis = basis.into();
        match &self.problem {
            Some(problem) => format!("{basis}; since then {problem}"),
            None => basis,
        }
    }
}

#[cfg(test)]
impl<T> From<T> for Latest<T> {
    fn from(answer: T) -> Self {
        Self { answer, problem: None }
    }
}

/// The latest answer, or why there is none.
///
/// # Errors
/// If the database does not answer.
pub(super) async fn latest<T: Asked>(state: &Admin) -> Result<Result<Latest<T>, String>, db::Error> {
    if !state.account.is_known() {
        return Ok(Err(super::not_asked(state, T::WHAT)));
    }
    let result = store::result(&state.db, T::LEASE).await?;
    let Kept { answer, problem } = Kept::read(result.as_deref());
    Ok(match answer {
        Some(answer) => Ok(Latest { answer, problem }),
        None => Err(problem.unwrap_or_else(|| "AWS has not said it yet".to_owned())),
    })
}

/// Asks when the answer is old. Never ends.
pub(super) async fn keep_asking<T: Asked>(state: &Admin) {
    if !state.account.is_known() {
        return pending().await;
    }
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = look::<T>(state).await {
            tracing::debug!(%error, lease = T::LEASE, "it is not known whether AWS is to be asked");
        }
    }
}

async fn look<T: Asked>(state: &Admin) -> Result<(), db::Error> {
    let (now, holder) = (state.clock.seconds(), state.counting.holder());
    let claimed =
        state.db.transaction(async |tx| store::claim_free(tx, T::LEASE, holder, now, now + AGAIN).await);
    match claimed.await {
        Ok(true) => {}
        // Another process asks, or has asked.
        Ok(false) | Err(db::Error::UniqueViolation) => return Ok(()),
        Err(error) => return Err(error),
    }
    let (kept, until) = match T::ask(state, now).await {
        Ok(answer) => (Kept { answer: Some(answer), problem: None }, now + T::HOLDS),
        Err(cause) => {
            let problem = format!("{}: {cause}", T::FAILS);
            tracing::warn!(problem, "AWS was asked in vain");
            let before = store::result(&state.db, T::LEASE).await?;
            let answer = Kept::<T>::read(before.as_deref()).answer;
            (Kept { answer, problem: Some(problem) }, now + AGAIN)
        }
    };
    let text = serde_json::to_string(&kept).map_err(|error| db::Error::Failed(error.into()))?;
    state.db.transaction(async |tx| store::finish(tx, (T::LEASE, holder), now, until, &text).await).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_outlives_requests_that_fail_and_says_so() {
        let text = r#"{"answer": 7, "problem": "the clerk is out: Throttled"}"#;
        let Kept { answer, problem } = Kept::<u8>::read(Some(text));
        let latest = Latest { answer: answer.unwrap(), problem };
        assert_eq!(latest.basis("seven"), "seven; since then the clerk is out: Throttled");
        assert_eq!(Latest::from(7).basis("seven"), "seven");
        for nothing in [None, Some("no JSON"), Some(r#"{"total": 7}"#)] {
            let kept = Kept::<u8>::read(nothing);
            assert!(kept.answer.is_none() && kept.problem.is_none(), "{nothing:?}");
        }
    }
}
