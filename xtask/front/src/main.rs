//! `cargo xtask`: starts the clinic itself and compiles the package `xtask` for every other command.

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let error = match cargo_xtask::Run::parse(&arguments) {
        Some(run) => run.start(),
        None => cargo_xtask::hand_over(&arguments),
    };
    eprintln!("error: {error}");
    ExitCode::FAILURE
}
