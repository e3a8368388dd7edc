//! The chat assistant: conversations of people with a model that looks things up, and with their consent changes things, by tools.

pub mod embedding;
pub mod language;
pub mod model;
pub mod offline;
