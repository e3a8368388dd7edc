//! `admin-server`: the operators' admin server, as a process of its own.

use std::io::Write;
use std::process::ExitCode;

use admin::{FirstPasswords, GivenTargets};

fn main() -> ExitCode {
    boot::main(&admin::description(show, GivenTargets::default()))
}

/// Shows made-up passwords to whoever started the process without AWS. The log does not get them.
fn show(passwords: &FirstPasswords) {
    let _ = writeln!(std::io::stderr(), "{passwords}");
}
