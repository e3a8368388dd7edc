//! Delivers one message: attempts, the pauses between them, and the point to give up.

use std::fmt;
use std::time::Duration;

use outbound::{Address, Response};
use tokio::time::{Instant, sleep, timeout_at};

use crate::pause;
use crate::slack::{NoAddress, Slack, Wanted};

/// Maximum attempts for a message.
const ATTEMPTS: u32 = 5;
/// Time-out of one attempt.
const ATTEMPT: Duration = Duration::from_secs(10);
/// Longest error word from Slack that a log or an error may repeat.
const LONGEST_WORD: usize = 40;

/// The reason why a message was not delivered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undelivered {
    /// No webhook address could be read.
    #[error(transparent)]
    NoAddress(#[from] NoAddress),
    /// Slack refused the message; a retry would not help.
    #[error("Slack refused it: {last}")]
    Refused {
        /// Slack's answer.
        last: Setback,
    },
    /// All attempts failed.
    #[error("given up after {attempts} attempts, the last one: {last}")]
    GivenUp {
        /// The number of attempts.
        attempts: u32,
        /// The result of the last attempt.
        last: Setback,
    },
    /// The invocation's remaining time is too short for another attempt.
    #[error("no time is left after {attempts} attempts{}", last.as_ref().map(|it| format!(", the last one: {it}")).unwrap_or_default())]
    NoTime {
        /// The number of attempts.
        attempts: u32,
        /// The result of the last attempt.
        last: Option<Setback>,
    },
}

/// The result of a failed attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setback {
    /// Slack answered with an error status, and perhaps an error word.
    Answered {
        /// The HTTP status.
        status: u16,
        /// A word such as `invalid_payload` or `no_service`; empty if the body is anything else.
        word: String,
    },
    /// The request got no answer.
    Unanswered(outbound::Error),
}

/// The step after an attempt.
enum Next {
    Done,
    /// Retry after a pause.
    Again(Setback, Duration),
    /// Retry at another address, if the secret has a new one.
    Elsewhere(Setback),
    Never(Setback),
}

/// Delivers a message before `deadline` and returns the number of attempts. If an answer is lost, the message may arrive twice.
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

fn next(answer: Result<Response, outbound::Error>, attempt: u32, id: &str) -> Next {
    let pause = pause::after(attempt, id);
    match answer {
        Ok(answer) => {
            let setback = Setback::Answered { status: answer.status, word: word(&answer.text) };
            match answer.status {
                200..=299 => Next::Done,
                429 | 500..=599 => Next::Again(setback, pause::asked(&answer.headers).unwrap_or(pause)),
                // Slack sends these when the webhook was revoked, or when its channel or app is gone.
                403 | 404 | 410 => Next::Elsewhere(setback),
                _ => Next::Never(setback),
            }
        }
        Err(error @ outbound::Error::Setup(_)) => Next::Never(Setback::Unanswered(error)),
        Err(error) => Next::Again(Setback::Unanswered(error), pause),
    }
}

/// Slack's error word. Any other text, such as a proxy's page, is dropped because it may quote the address.
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
