//! Gives each service its schema, its user and its tables, at deployment.
//!
//! It is a custom resource of CloudFormation, which waits for it before it starts services, and can be invoked by hand as well. What
//! it does may be done again, by several at once, and after one that was cut off; a database that is newer than the function is
//! refused and left as it is. It must not know where settings and secrets come from: `main` hands it the databases.

pub mod custom_resource;
mod handler;
mod preparation;
mod progress;
mod report;
mod respond;

pub use handler::{Failure, Handler, Refusal};
pub use preparation::{Prepared, prepare};
pub use progress::Progress;
pub use report::{Done, Report};
