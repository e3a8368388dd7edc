//! Serving: what turns handlers into a running server.
//!
//! A request passes [`edge`] (request id, shedding, timeout, panics, problems), the router that [`mount`] filled from the route
//! table, and [`call`] (path, query, body, preconditions), and comes back as an [`answer`] or a [`fault`].
//! Operators find what they need under [`actuator`]. It must not know what a clinic is, and knows of databases only with the feature
//! `database`.

pub mod edge;
pub mod exchanges;
pub mod faults;
pub mod mount;
pub mod tuning;

pub mod answer;
pub mod call;
pub mod fault;
pub mod idempotency;
pub mod preconditions;

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
