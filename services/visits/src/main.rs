//! `visits-service`: the visits of pets, as a process of its own.

use std::process::ExitCode;

fn main() -> ExitCode {
    boot::main(&visits::description())
}
