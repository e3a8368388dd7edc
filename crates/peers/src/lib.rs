//! Calls from one service to another. Discovery finds the instances, the breaker admits or refuses the call, deadlines
//! and retries bound it, and each service has a typed client.
//!
//! This crate must not know how a caller handles a failed call, nor anything of databases, serving or settings files.

pub mod breaker;
pub mod discovery;
pub mod jitter;

mod attempt;
mod call;
mod client;
mod customers;
mod error;
mod instances;
mod instruments;
mod peers;
mod retry;
mod settings;
mod upstream;
mod vets;
mod visits;
mod work;

pub use crate::call::WriteOutcome;
pub use crate::customers::Customers;
pub use crate::discovery::{Address, CloudMap, Discovery};
pub use crate::error::{Error, SetupError};
pub use crate::peers::Peers;
pub use crate::settings::Settings;
pub use crate::upstream::Health;
pub use crate::vets::Vets;
pub use crate::visits::Visits;
