//! Attempts at one answer: their number, the pauses between them, and their deadline.

use std::time::Duration;

use assistant_model::Error;
use backoff::Backoff;
use tokio::time::{Instant, sleep, timeout_at};

use super::failure::{AttemptFailure, FailureKind};

/// Most further attempts while the service is busy.
const MOST_WHILE_BUSY: u32 = 6;
/// Most further attempts after something broke.
const MOST_AFTER_BREAKS: u32 = 2;
/// Bounds of our own pauses, in addition to those that the service requests.
const PAUSES: Backoff = Backoff::new(Duration::from_millis(200), Duration::from_secs(4));

/// The attempts at one answer.
pub(crate) struct Attempts {
    deadline: Instant,
    busy: u32,
    broken: u32,
    /// Why the last one failed.
    last: Option<AttemptFailure>,
}

impl Attempts {
    pub(crate) fn until(deadline: Instant) -> Self {
        Self { deadline, busy: 0, broken: 0, last: None }
    }

    /// Runs an attempt until the deadline.
    pub(crate) async fn bound<T>(
        &self,
        attempt: impl Future<Output = Result<T, AttemptFailure>>,
    ) -> Result<T, AttemptFailure> {
        timeout_at(self.deadline, attempt).await.unwrap_or_else(|_| Err(AttemptFailure::late()))
    }

    /// Waits until the next attempt is due.
    ///
    /// # Errors
    /// If another attempt is pointless or does not fit into the time.
    pub(crate) async fn pause_after(&mut self, failure: AttemptFailure) -> Result<(), Error> {
        let (count, most) = match failure.kind {
            FailureKind::Busy => (&mut self.busy, MOST_WHILE_BUSY),
            FailureKind::Broken => (&mut self.broken, MOST_AFTER_BREAKS),
            FailureKind::Refused => return Err(failure.into()),
            // The failure before this one says more than "too late".
            FailureKind::Late => return Err(self.last.take().unwrap_or(failure).into()),
        };
        // If the service says how long it is busy, the next attempt waits at least that long.
        let pause = failure.retry_after.unwrap_or_default() + peers::jitter::up_to(PAUSES.pause(*count));
        *count += 1;
        if *count > most || Instant::now() + pause >= self.deadline {
            return Err(failure.into());
        }
        tracing::warn!(reason = %failure.reason, ?pause, "model gave no answer; asking again");
        self.last = Some(failure);
        sleep(pause).await;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIME: Duration = Duration::from_secs(20);

    fn busy() -> AttemptFailure {
        AttemptFailure::new(FailureKind::Busy, "too many requests")
    }

    /// Fails every attempt after some time; returns the number of attempts and the error.
    async fn fail(failure: AttemptFailure, each: Duration) -> (u32, Error) {
        let mut attempts = Attempts::until(Instant::now() + TIME);
        for count in 1.. {
            let attempt = async {
                sleep(each).await;
                Err::<(), _>(failure.clone())
            };
            if let Err(failure) = attempts.bound(attempt).await
                && let Err(error) = attempts.pause_after(failure).await
            {
                return (count, error);
            }
        }
        unreachable!("attempts end");
    }

    #[tokio::test(start_paused = true)]
    async fn a_busy_service_is_asked_while_there_is_time() {
        let (count, error) = fail(busy(), Duration::ZERO).await;
        assert!(matches!(error, Error::Throttled(_)), "{error}");
        assert_eq!(count, MOST_WHILE_BUSY + 1);

        let begin = Instant::now();
        let (count, error) = fail(busy(), TIME / 3).await;
        assert!(matches!(error, Error::Throttled(_)), "{error}");
        assert!(count <= 3 && begin.elapsed() <= TIME, "{count}");
    }

    #[tokio::test(start_paused = true)]
    async fn after_something_broke_there_are_two_more_attempts() {
        let (count, error) = fail(AttemptFailure::broke_off(), Duration::ZERO).await;
        assert!(matches!(error, Error::Unavailable(_)), "{error}");
        assert_eq!(count, MOST_AFTER_BREAKS + 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_first_attempt_without_an_answer_takes_all_the_time() {
        let begin = Instant::now();
        let (count, error) = fail(busy(), TIME * 2).await;
        assert!(matches!(error, Error::TimedOut), "{error}");
        assert_eq!((count, begin.elapsed()), (1, TIME));
    }

    #[tokio::test(start_paused = true)]
    async fn a_busy_service_decides_when_it_is_asked_again() {
        let begin = Instant::now();
        let mut attempts = Attempts::until(begin + TIME);
        let failure = busy().retry_after(Some(Duration::from_secs(5)));
        attempts.pause_after(failure.clone()).await.unwrap();
        assert!(begin.elapsed() >= Duration::from_secs(5) && begin.elapsed() < Duration::from_secs(6));
        // The requested pause exceeds the deadline, so the error comes at once.
        let error = attempts.pause_after(failure.retry_after(Some(TIME))).await.unwrap_err();
        assert!(matches!(error, Error::Throttled(_)), "{error}");
        assert!(begin.elapsed() < Duration::from_secs(6));
    }
}
