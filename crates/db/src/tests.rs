//! What both databases promise alike, and how each behaves when things fail.

mod administration;
mod failover;
mod faults;
mod file_faults;
mod idempotency;
mod identity;
mod logins;
mod metrics;
mod migrations;
mod proxy;
mod replicas;
mod schema;
mod sqlite_only;
mod values;
