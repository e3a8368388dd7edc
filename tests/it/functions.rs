//! The functions as Lambda runs them: processes that poll a runtime API for events.

mod function;
mod migrate_harness;
mod recorder;
mod runtime_api;

mod genai;
mod migrate;
mod permissions;
mod slack_notifier;
