//! Settings and secrets against a server that speaks as AWS does.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers as well")]

mod cloud;
mod observed;
mod parameters;
mod proxy;
mod refreshing;
mod secrets;
mod unreachable;
