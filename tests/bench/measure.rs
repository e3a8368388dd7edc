//! Measures the cost of requests: reads the CPU time of the serving processes before and after a run of the load generator.

use std::time::Duration;

use anyhow::Result;
use serde::Serialize;

use crate::cpu::Cpu;
use crate::load::RunResult;

/// The cost and the latency of requests.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Cost {
    pub(crate) per_second: f64,
    /// In microseconds.
    pub(crate) p50: u64,
    /// In microseconds.
    pub(crate) p99: u64,
    /// The service's CPU time per request, in microseconds.
    pub(crate) service: f64,
    /// The database server's CPU time per request, in microseconds.
    pub(crate) database: Option<f64>,
}

/// Measures the cost of `run` for a service and for its database server, if there is one.
pub(crate) async fn cost(
    service: u32,
    database: Option<u32>,
    run: impl Future<Output = Result<RunResult>>,
) -> Result<Cost> {
    let (cpu, outcome) = watch([Some(service), database], run).await?;
    let latency = &outcome.latency;
    Ok(Cost {
        per_second: ratio(outcome.requests, outcome.elapsed),
        p50: latency.value_at_quantile(0.5),
        p99: latency.value_at_quantile(0.99),
        service: each(cpu[0].unwrap_or_default(), outcome.requests),
        database: cpu[1].map(|cpu| each(cpu, outcome.requests)),
    })
}

/// The CPU time of processes during `run`.
pub(crate) async fn watch<T, const N: usize>(
    pids: [Option<u32>; N],
    run: impl Future<Output = Result<T>>,
) -> Result<([Option<Duration>; N], T)> {
    let read = || pids.iter().map(|pid| pid.map(Cpu::of).transpose()).collect::<Result<Vec<_>>>();
    let before = read()?;
    let result = run.await?;
    let after = read()?;
    let mut taken = [None; N];
    for ((taken, after), before) in taken.iter_mut().zip(after).zip(before) {
        *taken = after.zip(before).map(|(after, before)| after.since(&before));
    }
    Ok((taken, result))
}

/// Microseconds per item.
#[expect(clippy::cast_precision_loss, reason = "no count here comes near 2^52")]
pub(crate) fn each(time: Duration, count: u64) -> f64 {
    time.as_secs_f64() * 1e6 / (count.max(1) as f64)
}

/// Items per second.
#[expect(clippy::cast_precision_loss, reason = "no count here comes near 2^52")]
pub(crate) fn ratio(count: u64, elapsed: Duration) -> f64 {
    count as f64 / elapsed.as_secs_f64()
}

/// The median; for an even count, the mean of the middle two.
pub(crate) fn median(numbers: impl IntoIterator<Item = f64>) -> f64 {
    let mut numbers: Vec<_> = numbers.into_iter().collect();
    numbers.sort_by(f64::total_cmp);
    let middle = numbers.len() / 2;
    match (numbers.len().is_multiple_of(2), numbers.as_slice()) {
        (_, []) => f64::NAN,
        (true, numbers) => f64::midpoint(numbers[middle - 1], numbers[middle]),
        (false, numbers) => numbers[middle],
    }
}
