//! Checks `CloudFormation` templates.

use std::process::ExitCode;

fn main() -> ExitCode {
    cdk::cli::cdk_validate()
}
