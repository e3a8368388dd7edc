//! `cargo xtask`: starts the clinic itself; everything else is the business of the package `xtask`, which is compiled for it.

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
