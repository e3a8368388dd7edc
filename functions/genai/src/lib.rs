//! The chat assistant: conversations of people with a model that looks things up, and with their consent changes things, by tools.

pub mod bedrock;
pub mod embedding;
mod jitter;
pub mod language;
pub mod model;
