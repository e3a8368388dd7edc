//! Serving: what turns handlers into a running server.
//!
//! A request passes [`edge`] (request id, shedding, timeout, panics, problems), the router that [`mount`] filled from the route
//! table, and [`call`] (path, query, body, preconditions), and comes back as an [`answer`] or a [`fault`].
//! It must not know what a clinic is.

pub mod edge;
pub mod mount;

pub mod answer;
pub mod call;
pub mod fault;
pub mod preconditions;
pub mod repetition;

mod json;
mod request_id;

pub mod clock;
pub mod docs;
pub mod health;
pub mod serve;
pub mod signals;
pub mod upkeep;
