//! The services as tasks on AWS: real processes with a private MariaDB and a server of AWS's APIs on loopback.

pub(crate) mod aws;
pub(crate) mod harness;
pub(crate) mod identity;
mod load;
pub(crate) mod task;

mod admin;
mod failover;
mod operators;
mod outage;
mod privacy;
mod prometheus;
mod rotation;
mod start;
mod traces;
mod walk;
