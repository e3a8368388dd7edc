//! Building the functions as they are deployed: an archive each.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::lambda_tools::cargo_lambda;
use crate::workspace::target_directory;
use crate::{image, process};

/// The platform that the functions are built for.
const TARGET: &str = "x86_64-unknown-linux-gnu";
/// The glibc of Amazon Linux 2023, which Lambda runs functions on.
const GLIBC: &str = "2.34";

/// What has been built.
pub(super) struct Built {
    programs: PathBuf,
    /// Holds a folder for each function, with its archive.
    pub(super) archives: PathBuf,
}

impl Built {
    /// A function's program, which is in its archive as `bootstrap`.
    pub(super) fn program(&self, function: &str) -> PathBuf {
        self.programs.join(function)
    }

    /// Bytes of a function's archive.
    pub(super) fn size(&self, function: &str) -> Result<u64> {
        let archive = self.archives.join(function).join("bootstrap.zip");
        Ok(fs::metadata(&archive).with_context(|| archive.display().to_string())?.len())
    }
}

/// The profile that functions are built with.
const PROFILE: &str = "function";

/// Builds functions as they are deployed, for Lambda's own glibc.
pub(super) fn release(functions: &[&str]) -> Result<Built> {
    let target = target_directory()?;
    let mut build = command(functions)?;
    build.args(["--locked", "--profile", PROFILE, "--target", &format!("{TARGET}.{GLIBC}")]);
    archived(build, target.join(TARGET).join(PROFILE))
}

/// Builds functions as images of services are built, and so with what these have built already. `beside` are the packages of services.
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
    // Not where people build: a program that lies there would be deployed in place of its archive.
    let archives = programs.join("archives");
    process::run(build.arg("--lambda-dir").arg(&archives))?;
    Ok(Built { programs, archives })
}
