//! The construct library under the official `cdk` program and AWS's validators.

mod account;
mod app;
mod tool;

mod assets;
mod clinic;
mod examples;
mod lookups;
mod report;
mod stacks;
mod validators;
