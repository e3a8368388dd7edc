//! What turns a service into a process: command line, settings, telemetry, secrets, database, peers, listener, signals.
//!
//! A service's `main` is a [`Program`]: its name, and how it is put together from its database and its peers. Everything that
//! differs between a laptop and a Fargate task is decided here. It must not know what a service does.

mod command;
mod database;
mod discovery;
mod error;
mod function;
mod health;
mod live;
mod operators;
mod program;
mod run;
mod runtime;
mod start;
mod stop;
mod tenants;
mod worker;

pub mod build;

pub use command::Place;
pub use error::Error;
pub use function::Function;
pub use program::{Assembled, Parts, Program};
pub use run::{main, show_settings};
pub use runtime::runtime;
pub use stop::Stopping;
pub use tenants::{Tenant, tenants};
pub use worker::{Workplace, work};
