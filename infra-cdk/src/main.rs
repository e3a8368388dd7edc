//! `infra-cdk`: synthesizes the clinic's stacks, as the cdk CLI asks or as its arguments say.

use std::process::ExitCode;

fn main() -> ExitCode {
    cdk::cli::main_with::<infra_cdk::cost::Command, _>(infra_cdk::declare)
}
