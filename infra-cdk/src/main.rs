//! `infra-cdk`: synthesizes the clinic's stacks, as the cdk CLI asks or as its arguments say.

use std::process::ExitCode;

/// A synthesis fills memory from several threads at once and frees little of it before it ends. The settings in `.cargo/config.toml`
/// let it take memory in large pages, and keep it.
#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    cdk::cli::main_with::<infra_cdk::cost::Command, _>(infra_cdk::declare)
}
