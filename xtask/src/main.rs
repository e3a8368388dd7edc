//! `cargo xtask`: the command line of the [`xtask`] library.

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::Error;
use clap::{Parser, Subcommand};

/// Automation for this repository.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds PetClinic, quickly, and starts it
    Run {
        /// Builds as for a release, which takes several times as long
        #[arg(long)]
        release: bool,
        /// Arguments for `petclinic`; see `cargo xtask run -- --help`
        #[arg(last = true)]
        args: Vec<OsString>,
    },
    /// Installs what the tests need, starts a private MariaDB, and runs all checks
    Test {
        /// Runs only the tests with one of these in their names, and no lints
        filter: Vec<String>,
    },
    /// Writes the files that are generated: default settings, and the resource types of CloudFormation
    Codegen {
        /// Writes nothing, and fails if a file is not as generated
        #[arg(long)]
        check: bool,
    },
    /// Builds a service's container image, without a container engine
    Image(xtask::image::Options),
    /// Builds the Lambdas as they are deployed, invokes and deploys them on this machine, and measures what they cost
    LambdaTest(xtask::lambda::Options),
    /// Measures PetClinic against a private MariaDB
    #[command(disable_help_flag = true)]
    Bench {
        /// Arguments for the benchmark; see `cargo xtask bench --help`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Run { release, args } => {
            Err(Error::new(cargo_xtask::Run { release, arguments: args }.start()))
        }
        Command::Test { filter } => xtask::test::run(&filter),
        Command::Codegen { check } => xtask::codegen::run(check),
        Command::Image(options) => xtask::image::run(&options),
        Command::LambdaTest(options) => xtask::lambda::run(&options),
        Command::Bench { args } => xtask::bench::run(&args),
    };
    if let Err(error) = result {
        eprintln!("error: {error:#}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
