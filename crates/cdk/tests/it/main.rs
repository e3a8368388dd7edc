//! The construct library through its public doors.
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "tests: what goes wrong must fail")]

mod again;
mod assembly;
mod assets;
mod choices;
mod cli;
mod cross_region;
mod diff;
mod edge;
mod graph;
mod service;
mod validate;
