//! Tests the clinic as clients use it: through real sockets, on both databases.
#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests: what goes wrong must fail, and they are clients with a clock of their own"
)]

mod harness;
mod http;
mod leftovers;
mod program;
mod proxy;
mod shared;
mod sql;

mod actuator;
mod admin;
mod appointments;
mod assistant;
mod attacks;
mod bad_input;
mod bad_requests;
mod cdk;
mod classic_json;
mod cloud;
mod command_line;
mod contact;
mod database_faults;
mod deployed;
mod doc_tests;
mod docker;
mod file_faults;
mod functions;
mod idempotency;
mod load_plan;
mod observability;
mod outbox;
mod owners;
mod pet_records;
mod pets;
mod preconditions;
mod query_plans;
mod search_and_paging;
mod shutdown;
mod single_statement;
mod site;
mod tidy;
mod vets;
mod visits;
mod visits_down;
mod walk;
