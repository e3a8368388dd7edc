//! Apps that the official `cdk` CLI lists, synthesizes, diffs, deploys and destroys.
//!
#![doc = include_str!("../README.md")]

pub mod assembly;
pub mod assets;
pub mod checks;
pub mod cli;
#[cfg(feature = "constructs")]
pub mod constructs;
pub mod diff;
pub mod graph;

mod references;

pub use cdk_aws as aws;
pub use cdk_core::*;
