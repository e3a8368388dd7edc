//! Gives each service its schema, its user and its tables, at deployment.
//!
//! It is a custom resource: CloudFormation waits for it before it starts services. It can be invoked by hand as well. Runs are
//! idempotent: they may repeat, overlap, and follow a run that was interrupted. The function refuses a database that is newer than
//! itself and leaves it unchanged. The library must not know where settings and secrets come from; `main` passes it the databases.

pub mod custom_resource;
mod handler;
mod preparation;
mod progress;
mod report;
mod respond;

pub use handler::{Handler, Refusal, StepFailure};
pub use preparation::{Prepared, prepare};
pub use progress::Progress;
pub use report::{Done, Report};
