//! The clinic's infrastructure on AWS: twelve layers, a stack each, in the order in which they are deployed.
//!
//! [`app::layers`] is a pure function from an [`environment::Environment`] and the built [`artifacts::Artifacts`] to stacks. What the
//! services read, call, listen at and may do stands in `contract`; the layers follow its tables. A layer gets what it needs of earlier
//! ones as values, and returns what later ones need.

pub mod app;
pub mod artifacts;
pub mod cost;
pub mod edge;
pub mod environment;
pub mod functions;
pub mod nag;
pub mod names;

pub mod network;

pub mod security;

pub mod database;

pub mod parameter_store;

pub mod cloud_map;

pub mod lambda_genai;

pub mod application;

pub mod api_gateway;

pub mod aws_native;

pub mod monitoring;

pub mod frontend;

pub mod notification;

pub use self::app::declare;
