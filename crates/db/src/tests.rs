//! What both databases promise alike, and how each behaves when things fail.

mod administration;
mod failover;
mod faults;
mod file_faults;
mod group_commit;
mod idempotency;
mod identity;
mod logins;
mod metrics;
mod migrations;
mod proxy;
mod replicas;
mod schema;
mod sqlite_only;
mod values;

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::mpsc::{Sender, channel};
use std::task::Poll;

use tokio::runtime::Builder;
use tokio::task::spawn_blocking;

/// Polls a future once. True if it has not ended.
pub(crate) async fn is_pending(future: &mut (impl Future + Unpin)) -> bool {
    poll_fn(|context| Poll::Ready(Pin::new(&mut *future).poll(context).is_pending())).await
}

/// Runs a test on a runtime with one thread that may block.
pub(crate) fn with_one_blocking_thread(test: impl Future<Output = ()>) {
    let runtime = Builder::new_current_thread().enable_all().max_blocking_threads(1).build();
    runtime.unwrap().block_on(test);
}

/// Keeps the thread that may block busy until this is dropped.
pub(crate) fn keep_blocking_thread_busy() -> Sender<()> {
    let (busy, over) = channel();
    spawn_blocking(move || over.recv());
    busy
}
