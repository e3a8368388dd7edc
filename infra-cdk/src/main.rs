//! `infra-cdk`: synthesizes the clinic's stacks, as the cdk CLI asks or as its arguments say.

use std::hint::black_box;
use std::process::ExitCode;

/// A synthesis fills memory from several threads at once and frees little of it before it ends. The settings in `.cargo/config.toml`
/// let it take memory in large pages, and keep it.
#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// As much as a synthesis of the clinic fills.
const MEMORY: usize = 32 << 20;

fn main() -> ExitCode {
    // The allocator keeps it. In one piece it begins with a large page; piece by piece, most of it would come in small ones.
    drop(black_box(Vec::<u8>::with_capacity(MEMORY)));
    cdk::cli::main_with::<infra_cdk::cost::Command, _>(infra_cdk::declare)
}
