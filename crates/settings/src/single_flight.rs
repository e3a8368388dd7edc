//! Runs an operation once at a time and shares the result among concurrent callers.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

/// Sequential runs of one operation.
pub(crate) struct SingleFlight<T> {
    /// Shortest time between the starts of two runs.
    spacing: Duration,
    /// The number of runs started.
    begun: AtomicU64,
    /// The latest run; locked during a run.
    latest: Mutex<Option<Run<T>>>,
}

struct Run<T> {
    number: u64,
    began: Instant,
    result: T,
}

impl<T: Clone> SingleFlight<T> {
    pub(crate) fn new(spacing: Duration) -> Self {
        Self { spacing, begun: AtomicU64::new(0), latest: Mutex::new(None) }
    }

    /// The result of a run that starts after this call. Callers that arrive during a run share the next one, so
    /// `operation` may never run.
    pub(crate) async fn run(&self, operation: impl Future<Output = T>) -> T {
        let arrived = self.begun.load(Ordering::SeqCst);
        let mut latest = self.latest.lock().await;
        if let Some(run) = &*latest {
            if run.number > arrived {
                return run.result.clone();
            }
            sleep_until(run.began + self.spacing).await;
        }
        let (number, began) = (self.begun.fetch_add(1, Ordering::SeqCst) + 1, Instant::now());
        let result = operation.await;
        *latest = Some(Run { number, began, result: result.clone() });
        result
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::time::sleep;

    use super::*;

    const SPACING: Duration = Duration::from_millis(500);
    const TAKES: Duration = Duration::from_millis(100);

    /// The number of the run whose result this caller gets.
    async fn ask(flights: Arc<SingleFlight<u64>>, runs: Arc<AtomicU64>) -> u64 {
        let operation = async {
            sleep(TAKES).await;
            runs.fetch_add(1, Ordering::SeqCst) + 1
        };
        flights.run(operation).await
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_asks_during_a_run_shares_the_next_and_runs_keep_their_distance() {
        let (flights, runs) = (Arc::new(SingleFlight::new(SPACING)), Arc::new(AtomicU64::new(0)));
        let started = Instant::now();
        let first = tokio::spawn(ask(flights.clone(), runs.clone()));
        tokio::task::yield_now().await;
        let mut others = tokio::task::JoinSet::new();
        for _ in 0..20 {
            others.spawn(ask(flights.clone(), runs.clone()));
        }
        assert_eq!(first.await.unwrap(), 1);
        assert_eq!(started.elapsed(), TAKES);
        // Callers that arrive while the next run waits for its time share it as well.
        others.spawn(ask(flights, runs.clone()));
        assert!(others.join_all().await.iter().all(|it| *it == 2));
        assert_eq!((started.elapsed(), runs.load(Ordering::SeqCst)), (SPACING + TAKES, 2));
    }

    #[tokio::test(start_paused = true)]
    async fn a_run_that_is_given_up_is_nobodys() {
        let (flights, runs) = (Arc::new(SingleFlight::new(Duration::ZERO)), Arc::new(AtomicU64::new(0)));
        let given_up = tokio::spawn(ask(flights.clone(), runs.clone()));
        tokio::task::yield_now().await;
        let waits = tokio::spawn(ask(flights.clone(), runs.clone()));
        tokio::task::yield_now().await;
        given_up.abort();
        assert_eq!(waits.await.unwrap(), 1);
    }
}
