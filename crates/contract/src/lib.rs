//! What all rooms agree on: the route table, the request and response types with their rules, the error body.
//!
//! Everything here is data and pure functions. It must not know HTTP libraries, databases, the clock or the network.

pub mod classic;
pub mod directives;
pub mod endpoint;
pub mod routes;
pub mod worker;

pub mod figures;
pub mod genai;
pub mod owners;
pub mod pets;
pub mod vets;
pub mod visits;

pub mod field;
pub mod lax;
pub mod paging;
pub mod params;
pub mod problem;
pub mod search_key;
pub mod settings;

pub mod openapi;
