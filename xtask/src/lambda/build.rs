//! Building the functions as they are deployed: an archive each.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::lambda_tools::cargo_lambda;
use crate::process;
use crate::workspace::target_directory;

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

/// Builds functions for Lambda's own glibc, with all optimizations.
pub(super) fn release(functions: &[&str]) -> Result<Built> {
    let mut build = command(functions)?;
    build.args(["--release", "--target", &format!("{TARGET}.{GLIBC}")]);
    finish(build, &target_directory()?, "release")
}

fn command(functions: &[&str]) -> Result<Command> {
    let mut build = cargo_lambda()?;
    build.args(["build", "--locked", "--output-format", "zip"]);
    for function in functions {
        build.args(["--package", function, "--bin", function]);
    }
    Ok(build)
}

fn finish(mut build: Command, target: &Path, profile: &str) -> Result<Built> {
    // Not where people build: a program that lies there would be deployed in place of its archive.
    let archives = target.join("lambda-archives").join(profile);
    process::run(build.arg("--lambda-dir").arg(&archives).env("CARGO_TARGET_DIR", target))?;
    Ok(Built { programs: target.join(TARGET).join(profile), archives })
}
