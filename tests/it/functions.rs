//! The functions that events start, as Lambda runs them: processes that ask a runtime API for events.

mod function;
mod home;
mod runtime_api;

mod migrate;
mod slack_notifier;
