//! Automation: the commands that developers and CI run, and the private servers for tests and benchmarks.
//!
//! `cargo xtask` starts the package `cargo-xtask`, which starts the clinic itself and hands every other command to this package.
//!
//! Cargo compiles this package before everything that it builds, so it stays light: no async runtime, no database driver. It knows
//! the names of the packages that it builds, but not their contents; the exception is `contract`, whose tables it turns into
//! generated files.
#![expect(
    clippy::disallowed_methods,
    reason = "a program of its own that waits for other processes: it has no settings crate, and no clock to inject"
)]

pub mod alertmanager;
pub mod bench;
pub mod cdk_tools;
pub mod codegen;
mod daemon;
pub mod frontend;
mod http;
mod identity;
pub mod image;
pub mod lambda;
pub mod lambda_tools;
pub mod mariadb;
pub mod ministack;
pub mod moto;
pub mod prerequisites;
pub mod process;
pub mod progress;
pub mod prometheus;
pub mod schemathesis;
pub mod test;
pub mod workspace;
