//! Settings and secrets of a process. Defaults come first, then Parameter Store, then the environment; live settings
//! are re-read while the process runs.
//!
//! `contract::settings` declares the settings and their rules; this crate finds their values. It must not know how
//! anyone uses a value.

pub mod aws;
mod effective;
mod environment;
mod error;
mod jitter;
mod layers;
mod live;
mod reading;
pub mod secrets;
mod single_flight;

#[cfg_attr(not(feature = "parameter-store"), path = "no_parameters.rs")]
mod parameters;

pub use contract::settings::{Sensitive, ServiceSettings};
pub use effective::{Effective, render};
pub use environment::{environment, surroundings};
pub use error::{Bad, Error, StoreError};
pub use layers::Layer;
pub use live::Settings;
pub use reading::{Parameters, load};
pub use secrets::{DatabaseSecret, OperatorToken, SecretError, SecretStore};
