//! The construct library under the official `cdk` program and AWS's validators.

mod account;
pub(crate) mod app;
pub(crate) mod tool;

mod assets;
mod clinic;
mod examples;
mod lookups;
mod report;
mod stacks;
mod validators;
