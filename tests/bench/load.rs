//! The load generator: many connections, either in a closed loop or at a fixed rate.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use hdrhistogram::Histogram;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};

use crate::http::Connection;

/// The time beyond its duration after which a run fails.
const PATIENCE: Duration = Duration::from_secs(15);
/// The longest latency that the histogram distinguishes, in microseconds.
const LONGEST: u64 = 60_000_000;
const DIGITS: u8 = 3;

/// A server and the requests for it. Clones share the position in the requests.
#[derive(Clone)]
pub(crate) struct Load {
    address: SocketAddr,
    requests: Arc<[Vec<u8>]>,
    next: Arc<AtomicUsize>,
}

/// The result of a run.
pub(crate) struct RunResult {
    pub(crate) requests: u64,
    pub(crate) elapsed: Duration,
    /// Latencies in microseconds.
    pub(crate) latency: Histogram<u64>,
}

#[derive(Clone, Copy)]
enum Pace {
    /// Each connection sends the next request as soon as it has the response.
    Closed,
    /// As `Closed`, up to a total number of requests.
    Counted { requests: u64 },
    /// A fixed number of requests a second, however long the responses take.
    Open { rate: u32 },
}

impl Load {
    /// A load that sends these requests in turn.
    pub(crate) fn new(address: SocketAddr, requests: Vec<Vec<u8>>) -> Load {
        Load { address, requests: requests.into(), next: Arc::default() }
    }

    /// Runs a closed loop on `connections` connections for a duration.
    pub(crate) async fn closed(&self, connections: usize, duration: Duration) -> Result<RunResult> {
        self.run(Pace::Closed, connections, duration).await
    }

    /// Sends `rate` requests a second for a duration. Latency counts from a request's due time, not from its sending.
    pub(crate) async fn open(&self, rate: u32, connections: usize, duration: Duration) -> Result<RunResult> {
        self.run(Pace::Open { rate }, connections, duration).await
    }

    /// Sends a number of requests and fails if the responses take longer than `limit`.
    pub(crate) async fn counted(
        &self,
        requests: u64,
        connections: usize,
        limit: Duration,
    ) -> Result<RunResult> {
        let outcome = self.run(Pace::Counted { requests }, connections, limit).await?;
        ensure!(outcome.requests == requests, "{} of {requests} requests in {limit:?}", outcome.requests);
        Ok(outcome)
    }

    async fn run(&self, pace: Pace, connections: usize, duration: Duration) -> Result<RunResult> {
        let all = async {
            let mut open = Vec::with_capacity(connections);
            for _ in 0..connections {
                open.push(Connection::open(self.address).await?);
            }
            let began = Instant::now();
            let ticket = Arc::new(AtomicU64::new(0));
            let mut workers = JoinSet::new();
            for connection in open {
                let schedule = Schedule { pace, began, end: began + duration, ticket: ticket.clone() };
                workers.spawn(self.clone().work(connection, schedule));
            }
            let mut latency = histogram()?;
            while let Some(worker) = workers.join_next().await {
                latency.add(worker??)?;
            }
            Ok(RunResult { requests: latency.len(), elapsed: began.elapsed(), latency })
        };
        let limit = duration + PATIENCE;
        timeout(limit, all).await.with_context(|| format!("a load was not answered within {limit:?}"))?
    }

    async fn work(self, mut connection: Connection, schedule: Schedule) -> Result<Histogram<u64>> {
        let mut latency = histogram()?;
        while let Some(due) = schedule.next().await {
            let request = &self.requests[self.next.fetch_add(1, Ordering::Relaxed) % self.requests.len()];
            let answer = connection.exchange(request).await?;
            ensure!(
                (200..300).contains(&answer.status),
                "status {} for {}: {}",
                answer.status,
                String::from_utf8_lossy(request),
                String::from_utf8_lossy(answer.body),
            );
            latency.saturating_record(u64::try_from(due.elapsed().as_micros())?);
        }
        Ok(latency)
    }
}

struct Schedule {
    pace: Pace,
    began: Instant,
    end: Instant,
    ticket: Arc<AtomicU64>,
}

impl Schedule {
    /// Waits for the next request's due time and returns it; `None` at the end.
    async fn next(&self) -> Option<Instant> {
        let due = match self.pace {
            Pace::Closed => Instant::now(),
            Pace::Counted { requests } if self.ticket() >= requests => return None,
            Pace::Counted { .. } => Instant::now(),
            Pace::Open { rate } => {
                let nanoseconds = u128::from(self.ticket()) * 1_000_000_000 / u128::from(rate);
                self.began + Duration::from_nanos(u64::try_from(nanoseconds).ok()?)
            }
        };
        if due >= self.end {
            return None;
        }
        if let Pace::Open { .. } = self.pace {
            sleep_until(due).await;
        }
        Some(due)
    }

    fn ticket(&self) -> u64 {
        self.ticket.fetch_add(1, Ordering::Relaxed)
    }
}

fn histogram() -> Result<Histogram<u64>> {
    Ok(Histogram::new_with_bounds(1, LONGEST, DIGITS)?)
}
