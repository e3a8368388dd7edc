//! The whole clinic on one machine: every service behind one port, over one database.
//!
//! There is no proxy: each service mounts its public paths, so the gateway is their routers, merged. Calls between
//! services go through `peers` over loopback, as they do between machines. Paths that no service has are the web site's.

pub mod arguments;
pub mod clinic;
pub mod console;
pub mod error;
mod inner_key;
pub mod models;
pub mod observers;
pub mod operators;
mod services;
