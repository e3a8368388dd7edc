//! A ceiling: a request's statement, through the same connection pool, without HTTP.

mod store;

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use db::{DatabaseUrl, Db, Limits};
use serde::{Deserialize, Serialize};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use self::store::Lookup;

/// The parameters of one measurement.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) duration: Duration,
    /// The rate in statements a second; 0 for as many as possible.
    pub(crate) rate: u64,
}

/// The result of a measurement.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Done {
    pub(crate) statements: u64,
    pub(crate) elapsed: Duration,
}

/// Runs each [`Order`] from standard input, one JSON object per line, until the input ends.
pub(crate) fn run(runtime: &Runtime, database: &DatabaseUrl, owner: i32) -> Result<()> {
    let limits = Limits::default();
    let db = runtime.block_on(Db::open(database, &limits))?;
    let lookup = Arc::new(Lookup::new(db, owner)?);
    let mut out = std::io::stdout();
    writeln!(out, "ready")?;
    for line in std::io::stdin().lines() {
        let order: Order = serde_json::from_str(&line?)?;
        let done = runtime.block_on(carry_out(&lookup, limits.max_connections, order))?;
        writeln!(out, "{}", serde_json::to_string(&done)?)?;
    }
    Ok(())
}

async fn carry_out(lookup: &Arc<Lookup>, tasks: usize, order: Order) -> Result<Done> {
    let began = Instant::now();
    let count = Arc::new(AtomicU64::new(0));
    let mut workers = JoinSet::new();
    for _ in 0..tasks {
        workers.spawn(work(lookup.clone(), count.clone(), began, order));
    }
    while let Some(worker) = workers.join_next().await {
        worker??;
    }
    Ok(Done { statements: count.load(Ordering::Relaxed), elapsed: began.elapsed() })
}

async fn work(lookup: Arc<Lookup>, count: Arc<AtomicU64>, began: Instant, order: Order) -> Result<()> {
    while began.elapsed() < order.duration {
        let so_far = count.load(Ordering::Relaxed);
        if order.rate > 0
            && u128::from(so_far) * 1_000_000 > began.elapsed().as_micros() * u128::from(order.rate)
        {
            sleep(Duration::from_millis(1)).await;
            continue;
        }
        count.fetch_add(1, Ordering::Relaxed);
        lookup.run().await.context("the statement failed")?;
    }
    Ok(())
}
