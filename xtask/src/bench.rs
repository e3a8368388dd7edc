//! `cargo xtask bench`: makes a release build, starts a private MariaDB and runs the benchmark in `tests` against them.

use std::process::Command;

use anyhow::{Context, Result};

use crate::mariadb::{Options, Server};
use crate::workspace::{Profile, binary, cargo};
use crate::{prerequisites, process, progress};

/// Runs the benchmark with `args` and the arguments that name its targets: `--petclinic PATH --services DIR --mysql URL --mysql-pid
/// PID`.
///
/// # Errors
/// If a build or a start fails, or the benchmark does.
pub fn run(args: &[String]) -> Result<()> {
    let package = ["--release", "--package", "tests", "--bin", "bench"];
    if args.iter().any(|arg| arg == "--help" || arg == "-h") {
        return process::run(cargo().arg("run").args(package).arg("--").args(args));
    }
    prerequisites::mariadb()?;
    prerequisites::moto()?;
    let mut build = cargo();
    build.args(["build", "--release", "--package", "local", "--bin", "petclinic"]);
    for service in ["customers", "vets", "visits"] {
        build.args(["--package", service, "--bin", &format!("{service}-service")]);
    }
    process::run(&mut build)?;
    process::run(cargo().arg("build").args(package))?;
    let server = progress::quiet("start MariaDB", || Server::start(Options::BENCHMARKS))?;
    let pid = server.pid().context("MariaDB has just been started")?;
    let petclinic = binary(Profile::Release, "petclinic")?;
    process::run(
        Command::new(binary(Profile::Release, "bench")?)
            .args(args)
            .arg("--services")
            .arg(petclinic.parent().context("a program is in a folder")?)
            .arg("--petclinic")
            .arg(&petclinic)
            .args(["--mysql", &server.url(), "--mysql-pid", &pid.to_string()]),
    )
}
