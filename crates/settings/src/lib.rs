//! Settings and secrets of a process: defaults, then Parameter Store, then the environment; read again while it runs.
//!
//! Which settings there are, and what they may be, is declared in `contract::settings`; here is where their texts come from. It
//! must not know what anyone does with a value.

pub mod aws;
mod effective;
mod environment;
mod error;
mod jitter;
mod layers;
mod live;
mod parameters;
mod reading;
pub mod secrets;
mod single_flight;

pub use contract::settings::{Sensitive, ServiceSettings};
pub use effective::{Effective, render};
pub use environment::{environment, surroundings};
pub use error::{Bad, Error, StoreError};
pub use layers::Layer;
pub use live::Settings;
pub use reading::{Parameters, load};
pub use secrets::{DatabaseSecret, OperatorToken, SecretError, SecretStore};
