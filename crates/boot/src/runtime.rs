//! The async runtime of every process.

use std::io;

use tokio::runtime::{Builder, Runtime};

/// A runtime that fits the machine. On one core it has one thread, since a second one would only get in its way.
///
/// # Errors
/// If the system provides no threads.
pub fn runtime() -> io::Result<Runtime> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut builder = if cores == 1 { Builder::new_current_thread() } else { Builder::new_multi_thread() };
    builder.enable_all().build()
}
