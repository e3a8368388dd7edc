//! Paths: the checkout, cargo's target folder, and the cache folder that outlives a checkout.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// The folder of the workspace's `Cargo.toml`.
#[must_use]
pub fn root() -> &'static Path {
    static ROOT: OnceLock<PathBuf> = OnceLock::new();
    ROOT.get_or_init(|| {
        // Cargo sets this variable when it runs a package's program or tests. The path at compile time may belong to another
        // checkout that shares the target folder.
        let package = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let package = package.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
        package.parent().map(Path::to_owned).unwrap_or(package)
    })
}

/// The cargo that started this program, with the workspace's root as its working directory.
#[must_use]
pub fn cargo() -> Command {
    in_root(Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into())))
}

/// Prepares a program that itself runs cargo: sets the working directory to the workspace's root and cleans the environment.
pub(crate) fn in_root(mut command: Command) -> Command {
    command.current_dir(root());
    // Cargo sets variables that describe this program's package. Build scripts watch some of them: with them, each change between
    // this program and a shell would rerun the scripts and rebuild their dependents.
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(is_about_a_package) {
            command.env_remove(name);
        }
    }
    command
}

fn is_about_a_package(variable: &str) -> bool {
    ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|start| variable.starts_with(start))
}

/// A cargo build profile.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Profile {
    Debug,
    Release,
}

/// The path of the binary `name` in cargo's target folder.
///
/// # Errors
/// If cargo cannot read the workspace.
pub fn binary(profile: Profile, name: &str) -> Result<PathBuf> {
    let profile = match profile {
        Profile::Debug => "debug",
        Profile::Release => "release",
    };
    Ok(target_directory()?.join(profile).join(name))
}

/// Cargo's target folder, from `cargo metadata`, since several places can configure it.
///
/// # Errors
/// If cargo cannot read the workspace.
pub fn target_directory() -> Result<PathBuf> {
    let metadata = metadata()?;
    let target = metadata["target_directory"].as_str().context("cargo metadata names no target_directory")?;
    Ok(PathBuf::from(target))
}

/// The output of `cargo metadata` about the workspace's packages.
///
/// # Errors
/// If cargo cannot read the workspace.
pub(crate) fn metadata() -> Result<Value> {
    let output =
        cargo().args(["metadata", "--no-deps", "--format-version=1"]).output().context("cargo metadata")?;
    ensure!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr).trim());
    serde_json::from_slice(&output.stdout).context("cargo metadata")
}

/// The folder for tools that every checkout shares: `$XDG_CACHE_HOME/petclinic`.
///
/// # Errors
/// If neither `XDG_CACHE_HOME` nor `HOME` is set.
pub fn cache() -> Result<PathBuf> {
    let base = match env::var_os("XDG_CACHE_HOME").filter(|base| !base.is_empty()) {
        Some(base) => PathBuf::from(base),
        None => PathBuf::from(env::var_os("HOME").context("neither XDG_CACHE_HOME nor HOME is set")?)
            .join(".cache"),
    };
    Ok(base.join("petclinic"))
}

/// The path of a program, if it is installed. It also searches the folders of servers, which are not on every user's `PATH`.
#[must_use]
pub fn find_program(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path)
        .chain(["/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"].map(PathBuf::from));
    folders.map(|folder| folder.join(name)).find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_does_not_learn_which_package_runs_it() {
        assert!(env::var_os("CARGO_PKG_NAME").is_some(), "cargo tells its tests");
        let command = cargo();
        let removed: Vec<_> =
            command.get_envs().filter(|(_, value)| value.is_none()).map(|(name, _)| name).collect();
        assert!(removed.contains(&"CARGO_PKG_NAME".as_ref()), "{removed:?}");
        assert!(removed.contains(&"CARGO_MANIFEST_DIR".as_ref()), "{removed:?}");
        assert!(!removed.contains(&"CARGO_HOME".as_ref()), "{removed:?}");
    }
}
