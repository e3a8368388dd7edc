//! Turns services into a process: command line, settings, telemetry, secrets, database, peers, listener, signals.
//!
//! Each service exports its [`Description`]: its row in the table of services, and a function that assembles it from
//! its database and its peers. Its `main`, the clinic on one machine, the tests and the benchmarks start from that
//! value. This crate makes every decision that differs between a laptop, a Fargate task and a Lambda function. It must
//! not know what a service does.

mod command;
mod description;
mod discovery;
mod error;
mod event_function;
mod health;
mod http_function;
mod live;
mod operators;
mod process;
mod run;
mod runtime;
mod start;
mod stop;

#[cfg(feature = "database")]
mod database;
#[cfg(not(feature = "database"))]
#[path = "no_database.rs"]
mod database;
#[cfg(feature = "database")]
mod service_databases;

pub mod build;

pub use command::Place;
pub use database::Database;
pub use description::{Assembled, Description, Parts, Tune};
pub use error::Error;
pub use event_function::{Surroundings, event_function};
pub use http_function::HttpFunction;
pub use process::{Operators, Process, Reach, Shared};
pub use run::{main, show_settings};
pub use runtime::runtime;
#[cfg(feature = "database")]
pub use service_databases::{ServiceDatabase, service_databases};
pub use stop::Stopping;
