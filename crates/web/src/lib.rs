//! Serving: what turns handlers into a running server.
//!
//! A request passes [`edge`] (request id, shedding, timeout, panics, problems), the router that [`mount`] filled from the route
//! table, and [`call`] (path, query, body, preconditions), and comes back as an [`answer`] or a [`fault`].
//! Operators find what they need under [`actuator`]. It must not know what a clinic is.

pub mod edge;
pub mod exchanges;
pub mod faults;
pub mod mount;
pub mod tuning;

pub mod answer;
pub mod call;
pub mod fault;
pub mod preconditions;
pub mod repetition;

mod body;
mod instruments;
mod json;
mod request_id;
mod request_kind;
mod text;

pub mod actuator;
pub mod cache;
pub mod clock;
pub mod docs;
pub mod health;
pub mod serve;
pub mod signals;
pub mod upkeep;
