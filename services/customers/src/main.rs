//! `customers-service`: owners, their pets and the types of pet, as a process of its own.

use std::process::ExitCode;

fn main() -> ExitCode {
    boot::main(&customers::description())
}
