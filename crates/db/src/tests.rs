//! What both databases promise alike, and how each behaves when things fail.

mod faults;
mod idempotency;
mod migrations;
mod proxy;
mod schema;
mod sqlite_only;
mod values;
