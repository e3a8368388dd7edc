//! Attempts at one answer: how often, after which pauses, and until when.

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout_at};

use super::failure::{Failure, Kind};
use crate::model::Error;

/// Most repetitions while the service is busy.
const MOST_WHILE_BUSY: u32 = 6;
/// Most repetitions after something broke.
const MOST_AFTER_BREAKS: u32 = 2;
/// Bound of the first pause; each further one doubles it.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
/// Bound of every pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(4);

/// The attempts at one answer.
pub(super) struct Attempts {
    deadline: Instant,
    busy: u32,
    broken: u32,
    /// Why the last one gave nothing.
    last: Option<Failure>,
}

impl Attempts {
    pub(super) fn until(deadline: Instant) -> Self {
        Self { deadline, busy: 0, broken: 0, last: None }
    }

    /// An attempt, ended by the deadline.
    pub(super) async fn bound<T>(
        &self,
        attempt: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        timeout_at(self.deadline, attempt).await.unwrap_or_else(|_| Err(Failure::late()))
    }

    /// Waits until another attempt is due; an error where none is worth it or fits into the time.
    pub(super) async fn pause_after(&mut self, failure: Failure) -> Result<(), Error> {
        let (count, most) = match failure.kind {
            Kind::Busy => (&mut self.busy, MOST_WHILE_BUSY),
            Kind::Broken => (&mut self.broken, MOST_AFTER_BREAKS),
            Kind::Refused => return Err(failure.into()),
            // What went wrong before says more than that there was no time for yet another attempt.
            Kind::Late => return Err(self.last.take().unwrap_or(failure).into()),
        };
        let pause = peers::jitter::up_to(bound(*count));
        *count += 1;
        if *count > most || Instant::now() + pause >= self.deadline {
            return Err(failure.into());
        }
        tracing::warn!(reason = failure.reason(), ?pause, "model gave no answer; asking again");
        self.last = Some(failure);
        sleep(pause).await;
        Ok(())
    }
}

fn bound(repetitions: u32) -> Duration {
    FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(repetitions)).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIME: Duration = Duration::from_secs(20);

    /// Attempts that all fail, each after some time; how many there were, and the error.
    async fn fail(failure: Failure, each: Duration) -> (u32, Error) {
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
    async fn a_busy_service_is_asked_for_as_long_as_there_is_time() {
        let (count, error) = fail(Failure::busy(), Duration::ZERO).await;
        assert!(matches!(error, Error::Throttled(_)), "{error}");
        assert_eq!(count, MOST_WHILE_BUSY + 1);

        let begin = Instant::now();
        let (count, error) = fail(Failure::busy(), TIME / 3).await;
        assert!(matches!(error, Error::Throttled(_)), "{error}");
        assert!(count <= 3 && begin.elapsed() <= TIME, "{count}");
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_broken_is_tried_twice_more() {
        let (count, error) = fail(Failure::broke_off(), Duration::ZERO).await;
        assert!(matches!(error, Error::Unavailable(_)), "{error}");
        assert_eq!(count, MOST_AFTER_BREAKS + 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_first_attempt_without_an_answer_takes_all_the_time() {
        let begin = Instant::now();
        let (count, error) = fail(Failure::busy(), TIME * 2).await;
        assert!(matches!(error, Error::TimedOut), "{error}");
        assert_eq!((count, begin.elapsed()), (1, TIME));
    }

    #[test]
    fn pauses_grow_to_a_bound() {
        let bounds: Vec<_> = (0..7).map(|it| bound(it).as_millis()).collect();
        assert_eq!(bounds, [200, 400, 800, 1600, 3200, 4000, 4000]);
        assert_eq!(bound(u32::MAX), LONGEST_PAUSE);
    }
}
