//! Serving: the layers between handlers and the network.
//!
//! A request passes [`edge`] (request id, shedding, timeout, panics, problems), then the router that [`mount`] builds
//! from the route table, then [`call`] (path, query, body, preconditions). It returns as an [`answer`] or a [`fault`].
//! [`actuator`] serves operators. This crate must not know what a clinic is, and knows of databases only with the
//! feature `database`.

pub mod edge;
pub mod exchanges;
pub mod faults;
pub mod mount;
pub mod slow;
pub mod tuning;

pub mod answer;
pub mod call;
pub mod fault;
pub mod idempotency;
pub mod listeners;
pub mod places;
pub mod preconditions;
pub mod secret;

mod authority;
mod body;
mod instruments;
mod json;
mod request_id;
mod target;
mod text;

pub mod actuator;
pub mod cache;
pub mod clock;
#[cfg(feature = "database")]
pub mod database;
pub mod docs;
pub mod health;
pub mod serve;
pub mod signals;
