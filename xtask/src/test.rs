//! `cargo xtask test`: runs every check, on a machine that has only Rust, Python and Node.js.

use std::process::Command;
use std::thread;

use anyhow::{Result, bail};

use crate::mariadb::{Options, Server};
use crate::workspace::{Profile, binary, cargo, root};
use crate::{frontend, image, lambda, moto, prerequisites, process, progress, schemathesis};

/// The variable with the private MariaDB's URL.
pub const MYSQL_VARIABLE: &str = "PETCLINIC_TEST_MYSQL";
/// The variable with the URL of the private moto, which simulates AWS: `http://127.0.0.1:PORT`. All tests share it, so each uses
/// its own names in it and never resets it.
pub const MOTO_VARIABLE: &str = "PETCLINIC_TEST_MOTO";

/// The profile of the images and functions under check: as statically linked as a release, but much quicker to build.
const IMAGE_PROFILE: &str = "dev";

/// Runs all checks, or only the tests whose names contain one of `filter`. A failed check does not stop the others.
///
/// # Errors
/// If a tool is unavailable or a check fails.
pub fn run(filter: &[String]) -> Result<()> {
    let everything = filter.is_empty();
    prerequisites::mariadb()?;
    prerequisites::program("openssl")?;
    prerequisites::program("curl")?;
    prerequisites::moto()?;
    prerequisites::ministack()?;
    prerequisites::icalendar()?;
    prerequisites::prometheus()?;
    prerequisites::grafana()?;
    prerequisites::cdk()?;
    prerequisites::validators()?;
    prerequisites::lambda()?;
    prerequisites::browser()?;
    let mut checks = Checks::default();
    // The test of the deployed stacks publishes it.
    let has_site = checks.check("web site", frontend::build);
    if everything {
        prerequisites::rust_components()?;
        checks.cargo("formatting", &["fmt", "--all", "--check"]);
        // All other builds have every feature. This one checks the packages that can do without.
        let optional = ["boot", "peers", "settings", "web"].iter().flat_map(|it| ["--package", *it]);
        let without: Vec<_> =
            ["clippy"].into_iter().chain(optional).chain(["--", "-D", "warnings"]).collect();
        checks.cargo("clippy without features", &without);
        let programs = ["clippy", "--package", "local", "--package", "tests", "--bins"];
        let programs: Vec<_> =
            programs.into_iter().chain(["--no-default-features", "--", "-D", "warnings"]).collect();
        checks.cargo("clippy of the quick build and the benchmark", &programs);
    }
    let mut server = progress::quiet("start MariaDB", || Server::start(Options::TESTS))?;
    let mut moto = progress::quiet("start moto", moto::Server::start)?;
    // Builds the binaries, too. The features equal those of `cargo test`, so that cargo builds nothing twice.
    let build = ["build", "--workspace", "--all-features", "--all-targets", "--keep-going"];
    let is_linted = everything && checks.check("clippy and build", || process::run(linting().args(build)));
    // What clippy refuses is not built, and is tested nevertheless.
    let command = || if is_linted { linting() } else { cargo() };
    if !is_linted {
        checks.check("build", || process::run(cargo().args(build)));
    }
    checks.check("tests", || {
        let mut tests = command();
        tests.args(["test", "--workspace", "--all-features", "--no-fail-fast", "--"]).args(filter);
        tests.env("RUST_TEST_THREADS", threads().to_string());
        process::run(tests.env(MYSQL_VARIABLE, server.url()).env(MOTO_VARIABLE, moto.url()))
    });
    if everything {
        if has_site {
            checks.check("lints and unit tests of the web site", frontend::check);
            checks.check("web site in a browser", || frontend::browse(&binary(Profile::Debug, "petclinic")?));
            checks.check("web site by Lighthouse", || frontend::audit(&binary(Profile::Debug, "petclinic")?));
        }
        checks.check("images", || image::check_all(IMAGE_PROFILE, &lambda::packages()));
        checks.check("functions", || lambda::check_all(IMAGE_PROFILE));
        checks.check("licences, bans and sources", deny);
        checks.check("schemathesis", || {
            let program = prerequisites::schemathesis()?;
            schemathesis::run(&program, &binary(Profile::Debug, "petclinic")?, &server)
        });
    }
    moto.stop()?;
    progress::quiet("stop MariaDB", || server.stop())?;
    checks.verdict()
}

/// Cargo with clippy in the place of the compiler, which it contains, for the workspace's own packages. `cargo clippy` does the same,
/// but compiles no programs: all that the workspace depends on would be read once for lints and once more for programs.
fn linting() -> Command {
    let mut cargo = cargo();
    // Not by its variable, which a test that compiles something would inherit.
    cargo.args(["--config", "build.rustc-workspace-wrapper='clippy-driver'"]);
    cargo.env("CLIPPY_ARGS", ["-D", "warnings", ""].join("__CLIPPY_HACKERY__"));
    cargo
}

/// Twice the number of cores, because many tests wait for a program or for time to pass.
fn threads() -> usize {
    thread::available_parallelism().map_or(2, |cores| 2 * cores.get())
}

/// Only the CI workflow checks advisories: a new advisory must not fail an unchanged tree here.
fn deny() -> Result<()> {
    let deny = prerequisites::cargo_deny()?;
    process::run(
        Command::new(deny)
            .args([
                "--log-level",
                "error",
                "--workspace",
                "--all-features",
                "check",
                "licenses",
                "bans",
                "sources",
            ])
            .current_dir(root()),
    )
}

#[derive(Default)]
struct Checks {
    failed: Vec<&'static str>,
}

impl Checks {
    fn cargo(&mut self, name: &'static str, args: &[&str]) {
        self.check(name, || process::run(cargo().args(args)));
    }

    /// Returns whether the check holds.
    fn check(&mut self, name: &'static str, work: impl FnOnce() -> Result<()>) -> bool {
        let outcome = progress::loud(name, work);
        if let Err(error) = &outcome {
            eprintln!("{error:#}");
            self.failed.push(name);
        }
        outcome.is_ok()
    }

    fn verdict(self) -> Result<()> {
        if self.failed.is_empty() {
            return Ok(());
        }
        bail!("failed: {}", self.failed.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::*;

    #[test]
    fn one_failed_check_fails_the_run_and_the_others_still_run() {
        let mut checks = Checks::default();
        let mut ran = false;
        checks.check("first", || Err(anyhow!("broken")));
        checks.check("second", || {
            ran = true;
            Ok(())
        });
        assert!(ran);
        assert_eq!(checks.verdict().unwrap_err().to_string(), "failed: first");
    }

    #[test]
    fn no_failed_check_is_a_success() {
        let mut checks = Checks::default();
        checks.check("only", || Ok(()));
        assert!(checks.verdict().is_ok());
    }
}
