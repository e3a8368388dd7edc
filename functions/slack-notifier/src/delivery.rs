//! Delivering one message: attempts, pauses between them, and when to give up.

use std::fmt;
use std::time::Duration;

use outbound::{Address, Answer};
use tokio::time::{Instant, sleep, timeout_at};

use crate::pause;
use crate::slack::{NoAddress, Slack, Wanted};

/// Most attempts at a message.
const ATTEMPTS: u32 = 5;
/// Longest that one waits for its answer.
const ATTEMPT: Duration = Duration::from_secs(10);
/// Longest word of Slack that is repeated.
const LONGEST_WORD: usize = 40;

/// Why a message was not delivered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undelivered {
    /// It is not known where to.
    #[error(transparent)]
    NoAddress(#[from] NoAddress),
    /// Slack does not take it, and would not the next time.
    #[error("Slack refused it: {last}")]
    Refused {
        /// What it answered.
        last: Setback,
    },
    /// That was the last attempt.
    #[error("given up after {attempts} attempts, the last one: {last}")]
    GivenUp {
        /// How many there were.
        attempts: u32,
        /// What came of the last one.
        last: Setback,
    },
    /// What is left of the invocation's time is too short for another attempt.
    #[error("no time is left after {attempts} attempts{}", last.as_ref().map(|it| format!(", the last one: {it}")).unwrap_or_default())]
    NoTime {
        /// How many there were.
        attempts: u32,
        /// What came of the last one.
        last: Option<Setback>,
    },
}

/// What came of an attempt that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setback {
    /// A status, with Slack's word for it.
    Answered {
        /// Status of HTTP.
        status: u16,
        /// `invalid_payload`, `no_service` or the like; empty if it said anything else.
        word: String,
    },
    /// No answer.
    Unanswered(outbound::Error),
}

/// What an attempt leads to.
enum Next {
    Done,
    /// Another attempt, after a pause.
    Again(Setback, Duration),
    /// Another attempt at another address, if there is one.
    Elsewhere(Setback),
    Never(Setback),
}

/// Delivers a message until `deadline`; how many attempts it took. It may arrive twice if an answer is lost.
pub(crate) async fn deliver(
    slack: &impl Slack,
    message: &str,
    id: &str,
    deadline: Instant,
) -> Result<u32, Undelivered> {
    let mut address = find(slack, Wanted::Kept, deadline).await?;
    let (mut may_move, mut last) = (true, None);
    for attempt in 1..=ATTEMPTS {
        let within = left(deadline).min(ATTEMPT);
        if within.is_zero() {
            return Err(Undelivered::NoTime { attempts: attempt - 1, last });
        }
        let (setback, pause) = match next(slack.post(&address, message, within).await, attempt, id) {
            Next::Done => return Ok(attempt),
            Next::Never(last) => return Err(Undelivered::Refused { last }),
            Next::Elsewhere(setback) => {
                let now =
                    if may_move { find(slack, Wanted::Fresh, deadline).await? } else { address.clone() };
                if now == address {
                    return Err(Undelivered::Refused { last: setback });
                }
                (address, may_move) = (now, false);
                (setback, Duration::ZERO)
            }
            Next::Again(setback, pause) => (setback, pause),
        };
        if attempt < ATTEMPTS && pause >= left(deadline) {
            return Err(Undelivered::NoTime { attempts: attempt, last: Some(setback) });
        }
        tracing::debug!(message_id = id, attempt, %setback, ?pause, "not delivered yet");
        if attempt < ATTEMPTS {
            sleep(pause).await;
        }
        last = Some(setback);
    }
    Err(match last {
        Some(last) => Undelivered::GivenUp { attempts: ATTEMPTS, last },
        None => Undelivered::NoTime { attempts: 0, last: None },
    })
}

async fn find(slack: &impl Slack, wanted: Wanted, deadline: Instant) -> Result<Address, Undelivered> {
    let found = timeout_at(deadline, slack.address(wanted)).await;
    Ok(found.map_err(|_| Undelivered::NoTime { attempts: 0, last: None })??)
}

fn left(deadline: Instant) -> Duration {
    deadline.saturating_duration_since(Instant::now())
}

fn next(answer: Result<Answer, outbound::Error>, attempt: u32, id: &str) -> Next {
    let pause = pause::after(attempt, id);
    match answer {
        Ok(answer) => {
            let setback = Setback::Answered { status: answer.status, word: word(&answer.text) };
            match answer.status {
                200..=299 => Next::Done,
                429 | 500..=599 => Next::Again(setback, pause::asked(&answer.headers).unwrap_or(pause)),
                // So Slack says that a webhook was revoked, or its channel or app is gone.
                403 | 404 | 410 => Next::Elsewhere(setback),
                _ => Next::Never(setback),
            }
        }
        Err(error @ outbound::Error::Setup(_)) => Next::Never(Setback::Unanswered(error)),
        Err(error) => Next::Again(Setback::Unanswered(error), pause),
    }
}

/// Slack answers in a word; anything else, as a proxy says it, is not repeated, since the address may be in it.
fn word(text: &str) -> String {
    let text = text.trim();
    let is_word = text.bytes().all(|it| it.is_ascii_lowercase() || it == b'_') && text.len() <= LONGEST_WORD;
    if is_word { text.to_owned() } else { String::new() }
}

impl fmt::Display for Setback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answered { status, word } if word.is_empty() => write!(f, "status {status}"),
            Self::Answered { status, word } => write!(f, "status {status}, {word}"),
            Self::Unanswered(error) => error.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests;
