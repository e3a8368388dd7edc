//! `cargo xtask test`: every check there is, on a machine that has only Rust, Python and Node.js.

use std::process::Command;

use anyhow::{Result, bail};

use crate::mariadb::{Options, Server};
use crate::workspace::{Profile, binary, cargo, root};
use crate::{image, lambda, moto, prerequisites, process, progress, schemathesis};

/// Where tests find the private MariaDB.
pub const MYSQL_VARIABLE: &str = "PETCLINIC_TEST_MYSQL";
/// Where tests find the private moto, which stands in for AWS: `http://127.0.0.1:PORT`. It is shared, so a test has names of its own
/// in it and never resets it.
pub const MOTO_VARIABLE: &str = "PETCLINIC_TEST_MOTO";

/// The profile of the images and functions that are checked: as statically linked as a release, and built much sooner.
const IMAGE_PROFILE: &str = "dev";

/// Runs all checks, or only the tests whose names contain one of `filter`. A failed check does not keep the others from
/// running.
///
/// # Errors
/// If what the checks need cannot be had, or a check fails.
pub fn run(filter: &[String]) -> Result<()> {
    let everything = filter.is_empty();
    prerequisites::mariadb()?;
    prerequisites::openssl()?;
    prerequisites::moto()?;
    prerequisites::prometheus()?;
    prerequisites::cdk()?;
    prerequisites::validators()?;
    prerequisites::lambda()?;
    let mut checks = Checks::default();
    if everything {
        prerequisites::rust_components()?;
        checks.cargo("formatting", &["fmt", "--all", "--check"]);
        let clippy = ["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"];
        checks.cargo("clippy", &clippy);
        // What serves without a database is built with one everywhere else.
        let without = ["clippy", "--package", "web", "--package", "boot", "--", "-D", "warnings"];
        checks.cargo("clippy without a database", &without);
    }
    let mut server = progress::quiet("start MariaDB", || Server::start(Options::TESTS))?;
    let mut moto = progress::quiet("start moto", moto::Server::start)?;
    // Builds the binaries, too, with the very features that `cargo test` builds with, so that nothing is built twice.
    checks.cargo("build", &["build", "--workspace", "--all-features", "--bins", "--tests"]);
    checks.check("tests", || {
        let mut tests = cargo();
        tests.args(["test", "--workspace", "--all-features", "--no-fail-fast", "--"]).args(filter);
        process::run(tests.env(MYSQL_VARIABLE, server.url()).env(MOTO_VARIABLE, moto.url()))
    });
    if everything {
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

/// Advisories are left to the workflow: what is published in the world must not turn an unchanged tree red here.
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

    fn check(&mut self, name: &'static str, work: impl FnOnce() -> Result<()>) {
        if let Err(error) = progress::loud(name, work) {
            eprintln!("{error:#}");
            self.failed.push(name);
        }
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
