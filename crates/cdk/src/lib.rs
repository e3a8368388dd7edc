//! Apps that the official `cdk` CLI lists, synthesizes, diffs, deploys and destroys.
//!
#![doc = include_str!("../README.md")]

mod app;
pub mod assembly;
pub mod assets;
pub mod checks;
pub mod cli;
#[cfg(feature = "constructs")]
pub mod constructs;
pub mod diff;
pub mod graph;
pub mod template;

mod cross_region;
mod indented;
mod references;

pub use cdk_aws as aws;
pub use cdk_core::*;

pub use self::app::App;
