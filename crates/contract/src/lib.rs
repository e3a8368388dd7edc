//! The contract between all rooms: the route table, the request and response types with their rules, and the error body.
//!
//! The crate holds data and pure functions only. It must not know HTTP libraries, databases, the clock or the network.

pub mod endpoint;
pub mod objective;
pub mod permission;
pub mod process_routes;
pub mod published_metrics;
pub mod route;
pub mod routes;
pub mod service;
mod services;
pub mod site;

pub mod admin;
pub mod appointments;
pub mod calendar;
pub mod genai;
pub mod owner_ids;
pub mod owner_query;
pub mod owners;
pub mod pets;
pub mod statistics;
pub mod vets;
pub mod visits;

pub mod directives;
pub mod feed;
pub mod field;
mod id_list;
pub mod lax;
pub mod paging;
pub mod params;
pub mod problem;
pub mod search_key;
pub mod settings;

pub mod openapi;
pub mod schemas;
pub mod spring_metrics;
