//! The stacks as they are synthesized: each environment and topology, layer by layer.
#![expect(clippy::unwrap_used, reason = "tests: what goes wrong must fail")]

mod harness;

mod application;
mod assistant;
mod aws_native;
mod choices;
mod cloud_map;
mod cost;
mod database;
mod documentation;
mod every_environment;
mod frontend;
mod inventory;
mod managed;
mod models;
mod monitoring;
mod network;
mod notification;
mod order;
mod parameters;
mod permissions;
mod policies;
mod reach;
mod routes;
mod runbooks;
mod security;
