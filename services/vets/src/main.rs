//! `vets-service`: the vets with their specialties, as a process of its own.

use std::process::ExitCode;

fn main() -> ExitCode {
    boot::main(&vets::description())
}
