//! The construct library as the official `cdk` program and AWS's validators meet it.

mod account;
mod app;
mod tool;

mod assets;
mod examples;
mod lookups;
mod report;
mod stacks;
mod validators;
