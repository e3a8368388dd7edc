//! The output of commands.

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use super::failed;

/// Prints text with styles, which are left out where the output is no terminal or `NO_COLOR` is set.
pub(super) fn print(text: &str) -> ExitCode {
    match anstream::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => failed(&error),
        // Whoever reads has seen enough.
        _ => ExitCode::SUCCESS,
    }
}
