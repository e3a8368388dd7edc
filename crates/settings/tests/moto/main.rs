//! Settings and secrets against a server that implements the AWS APIs.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers as well")]

mod cloud;
mod observed;
mod parameters;
mod proxy;
mod refreshing;
mod secrets;
mod unreachable;
