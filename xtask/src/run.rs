//! `cargo xtask run`: the release build of PetClinic, started.

use std::os::unix::process::CommandExt;
use std::process::Command;

use anyhow::{Error, Result};

use crate::process;
use crate::workspace::{Profile, binary, cargo};

/// Builds the release binary and becomes it, so that signals reach it directly. Returns only on failure.
///
/// # Errors
/// If the build fails or the binary cannot be started.
pub fn run(args: &[String]) -> Result<()> {
    process::run(cargo().args(["build", "--release", "--package", "local", "--bin", "petclinic"]))?;
    let mut petclinic = Command::new(binary(Profile::Release, "petclinic")?);
    let error = petclinic.args(args).exec();
    Err(Error::new(error).context(format!("cannot start {}", process::text(&petclinic))))
}
