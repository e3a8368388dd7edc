//! Automation: what is run by people and by CI, and the private servers that tests and benchmarks work on.
//!
//! `cargo xtask` starts the package `cargo-xtask`, which starts the clinic itself and hands everything else over.
//!
//! It is compiled before all that it builds, so it stays light: no async runtime, no database driver. It knows the names of the
//! packages it builds and nothing of what is in them, but for the tables of `contract` that files are generated from.
#![expect(
    clippy::disallowed_methods,
    reason = "a program of its own that waits for other processes: it has no settings crate, and no clock to inject"
)]

pub mod bench;
pub mod cdk_tools;
pub mod codegen;
mod daemon;
mod http;
mod identity;
pub mod image;
pub mod lambda;
pub mod lambda_tools;
pub mod mariadb;
pub mod moto;
pub mod prerequisites;
pub mod process;
pub mod progress;
pub mod prometheus;
pub mod schemathesis;
pub mod test;
pub mod workspace;
