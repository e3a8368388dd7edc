//! Builds the functions as for a deployment: one archive each.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::lambda_tools::cargo_lambda;
use crate::workspace::target_directory;
use crate::{image, process};

/// The target platform of the functions.
const TARGET: &str = "x86_64-unknown-linux-gnu";
/// The glibc version of Amazon Linux 2023, the operating system of Lambda's runtime.
const GLIBC: &str = "2.34";

/// The output folders of a build.
pub(super) struct Built {
    programs: PathBuf,
    /// A folder that holds a subfolder with an archive for each function.
    pub(super) archives: PathBuf,
}

impl Built {
    /// The path of a function's program, which its archive holds as `bootstrap`.
    pub(super) fn program(&self, function: &str) -> PathBuf {
        self.programs.join(function)
    }

    /// The size of a function's archive in bytes.
    pub(super) fn size(&self, function: &str) -> Result<u64> {
        let archive = self.archives.join(function).join("bootstrap.zip");
        Ok(fs::metadata(&archive).with_context(|| archive.display().to_string())?.len())
    }
}

/// The Cargo profile of functions.
const PROFILE: &str = "function";

/// Builds functions as for a deployment, against Lambda's glibc.
pub(super) fn release(functions: &[&str]) -> Result<Built> {
    let target = target_directory()?;
    let mut build = command(functions)?;
    build.args(["--locked", "--profile", PROFILE, "--target", &format!("{TARGET}.{GLIBC}")]);
    archived(build, target.join(TARGET).join(PROFILE))
}

/// Builds functions with the flags of service images, and so reuses their build output. `beside` are the packages of services.
pub(super) fn statically(functions: &[&str], beside: &[&str], profile: &str) -> Result<Built> {
    let mut build = command(functions)?;
    build.args(["--compiler", "cargo"]);
    for package in beside {
        build.args(["--package", package]);
    }
    let programs = image::statically(&mut build, profile)?;
    archived(build, programs)
}

fn command(functions: &[&str]) -> Result<Command> {
    let mut build = cargo_lambda()?;
    build.args(["build", "--output-format", "zip"]);
    for function in functions {
        build.args(["--package", function, "--bin", function]);
    }
    Ok(build)
}

fn archived(mut build: Command, programs: PathBuf) -> Result<Built> {
    // Not in cargo-lambda's default folder: `cargo lambda deploy` would deploy a program there in place of its archive.
    let archives = programs.join("archives");
    process::run(build.arg("--lambda-dir").arg(&archives))?;
    Ok(Built { programs, archives })
}
