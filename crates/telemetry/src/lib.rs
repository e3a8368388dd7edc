//! Logs, metrics and traces, and the context of the request they belong to.
//!
//! It must know neither the clinic's domain nor how requests are served or sent: `web` and `peers` report to it.

pub mod context;
pub mod levels;
pub mod metrics;
#[cfg(feature = "testing")]
pub mod testing;
pub mod trace;

mod chain;
mod clock;
mod init;
mod log;

pub use chain::chain;
pub use init::{Config, InitError, Telemetry, init, init_at_once, init_log};
pub use levels::{Level, Levels};
pub use log::Format;
pub use log::tail::{LogPart, LogTail};
pub use metrics::Metrics;
