//! The library of `cargo-xtask`: runs `cargo xtask run` itself and hands every other command to the package `xtask`.
//!
//! A first start compiles only this package and the clinic. `xtask` has all commands, the help and the error messages; this package
//! parses only `run`.
#![expect(clippy::disallowed_methods, reason = "it says which cargo runs it, and has no settings crate")]

mod node;
pub mod site;

use std::env;
use std::ffi::{OsStr, OsString};
use std::io::Error;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;

use crate::site::Site;

/// The Cargo profile of a quick build; its output folder has the same name.
const QUICK: &str = "quick";

/// The options of `cargo xtask run`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Builds with the release profile.
    pub release: bool,
    /// Arguments that `petclinic` receives.
    pub arguments: Vec<OsString>,
}

impl Run {
    /// Parses a command line. Returns `None` for one that is not a valid `run`, so that `xtask` handles it and explains mistakes.
    #[must_use]
    pub fn parse(arguments: &[OsString]) -> Option<Self> {
        let [first, rest @ ..] = arguments else {
            return None;
        };
        let (release, rest) = match rest {
            [option, rest @ ..] if option == "--release" => (true, rest),
            rest => (false, rest),
        };
        match rest {
            _ if first != "run" => None,
            [] => Some(Self { release, arguments: Vec::new() }),
            [separator, rest @ ..] if separator == "--" => Some(Self { release, arguments: rest.to_vec() }),
            _ => None,
        }
    }

    /// Builds the web site if it changed, and the clinic with cargo's own progress output, then replaces this process with it (`exec`),
    /// so that the clinic receives signals directly. Returns only on failure.
    #[must_use]
    pub fn start(&self) -> Error {
        if let Some(root) = root() {
            Site::of(&root, env::var_os("PATH").unwrap_or_default()).prepare();
        }
        let profile = if self.release { "release" } else { QUICK };
        if !is_built(profile) {
            eprintln!("Building PetClinic. The first time takes a few minutes; later starts are immediate.");
        }
        let mut run = cargo("run");
        run.args(["--profile", profile, "--package", "local", "--bin", "petclinic"]);
        if !self.release {
            // The clients of AWS that the clinic on one machine does without take a fifth of the time.
            run.arg("--no-default-features");
        }
        run.arg("--").args(&self.arguments).exec()
    }
}

/// The root of the sources. Cargo names the folder of the package whose program it runs.
fn root() -> Option<PathBuf> {
    let package = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR")?);
    package.ancestors().find(|it| it.join("Cargo.lock").is_file()).map(PathBuf::from)
}

/// Compiles `xtask` and replaces this process with it (`exec`). Returns only on failure.
#[must_use]
pub fn hand_over(arguments: &[OsString]) -> Error {
    cargo("run").args(["--quiet", "--package", "xtask", "--"]).args(arguments).exec()
}

/// The cargo that started this program.
fn cargo(subcommand: &str) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.arg(subcommand);
    // Cargo sets variables that describe this package. A build script that watches one of them would run again.
    for (name, _) in env::vars_os().filter(|(name, _)| describes_a_package(name)) {
        command.env_remove(name);
    }
    command
}

fn describes_a_package(variable: &OsStr) -> bool {
    let variable = variable.to_string_lossy();
    ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"].iter().any(|it| variable.starts_with(it))
}

/// Whether the clinic was built with a profile before. The output folders of all profiles are siblings, and this program lies in
/// one of them.
fn is_built(profile: &str) -> bool {
    let program = env::current_exe().ok();
    let target = program.as_deref().and_then(|it| it.parent()?.parent());
    target.is_some_and(|it| it.join(profile).join("petclinic").exists())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Option<Run> {
        Run::parse(&line.split_whitespace().map(OsString::from).collect::<Vec<_>>())
    }

    fn run(release: bool, arguments: &[&str]) -> Option<Run> {
        Some(Run { release, arguments: arguments.iter().map(OsString::from).collect() })
    }

    #[test]
    fn a_start_is_read_with_the_arguments_of_the_clinic() {
        assert_eq!(parsed("run"), run(false, &[]));
        assert_eq!(parsed("run --"), run(false, &[]));
        assert_eq!(parsed("run --release"), run(true, &[]));
        assert_eq!(parsed("run -- --port 9000"), run(false, &["--port", "9000"]));
        assert_eq!(parsed("run --release -- --release"), run(true, &["--release"]));
        assert_eq!(parsed("run -- --help"), run(false, &["--help"]));
    }

    #[test]
    fn everything_else_is_for_xtask() {
        for line in [
            "",
            "--help",
            "test",
            "test run",
            "run --help",
            "run --port 9000",
            "run --release --port 9000",
            "help run",
        ] {
            assert_eq!(parsed(line), None, "{line}");
        }
    }

    #[test]
    fn cargo_does_not_learn_which_package_runs_it() {
        assert!(env::var_os("CARGO_PKG_NAME").is_some(), "cargo tells its tests");
        let command = cargo("run");
        let removed: Vec<_> =
            command.get_envs().filter(|(_, value)| value.is_none()).map(|(name, _)| name).collect();
        assert!(removed.contains(&OsStr::new("CARGO_PKG_NAME")), "{removed:?}");
        assert!(!removed.contains(&OsStr::new("CARGO_HOME")), "{removed:?}");
    }
}
