//! The checks of the web site: its lints, its unit tests, and its tests in a browser against the real `petclinic`.

use std::env;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Error, Result, ensure};
use cargo_xtask::site::Site;

use crate::progress::quiet;
use crate::workspace::root;
use crate::{prerequisites, process, prometheus};

/// The variable with the path of the browser's program.
const BROWSER: &str = "CHROMIUM";
/// The variable with the path of `petclinic`, of which each file of tests starts one.
const PETCLINIC: &str = "PETCLINIC";
/// The variable with the folder of Lighthouse's packages.
const LIGHTHOUSE: &str = "LIGHTHOUSE";

fn site() -> Site {
    Site::of(root(), env::var_os("PATH").unwrap_or_default())
}

/// Installs the packages that the site is built and tested with, and builds it if it changed.
///
/// # Errors
/// If npm fails.
pub fn build() -> Result<()> {
    prerequisites::node()?;
    let site = site();
    site.install()?;
    if site.is_built() { Ok(()) } else { quiet("build the web site", || site.build().map_err(Error::new)) }
}

/// Lints the site's sources and runs their unit tests.
///
/// # Errors
/// If a check fails.
pub fn check() -> Result<()> {
    for script in ["check", "test"] {
        process::run(site().npm()?.args(["run", script]))?;
    }
    Ok(())
}

/// Runs the tests in a browser. The site is built.
///
/// # Errors
/// If a test fails, or there is no browser.
pub fn browse(petclinic: &Path) -> Result<()> {
    let browser = prerequisites::browser()?;
    let mut tests = site().npm()?;
    tests.args(["run", "e2e"]).env(BROWSER, browser).env(PETCLINIC, petclinic);
    // A clinic that is observed looks for Prometheus where programs are.
    tests.env("PATH", prometheus::in_path()?);
    process::run(&mut tests)
}

/// Uses the site in a browser at an address that people know, such as a distribution's, for which another one answers.
///
/// # Errors
/// If a test fails; the error holds the output.
pub fn visit(url: &str, address: SocketAddr) -> Result<()> {
    let mut visit = site().npm()?;
    visit.args(["run", "distribution"]).env(BROWSER, prerequisites::browser()?);
    process::capture(visit.env("CLINIC_URL", url).env("CLINIC_ADDRESS", address.to_string())).map(drop)
}

/// The folder of the built site.
///
/// # Errors
/// If it is not built; the error says how to build it.
pub fn built() -> Result<PathBuf> {
    ensure!(site().is_built(), "the web site is not built; `cargo xtask test deployed` builds it");
    Ok(root().join("frontend/dist"))
}

/// Lets Lighthouse audit the main pages. The site is built.
///
/// # Errors
/// If a page has flaws, or Lighthouse or a browser is missing.
pub fn audit(petclinic: &Path) -> Result<()> {
    let (browser, packages) = (prerequisites::browser()?, prerequisites::lighthouse()?);
    let mut audit = site().npm()?;
    audit.args(["run", "lighthouse"]).env(BROWSER, browser).env(PETCLINIC, petclinic);
    process::run(audit.env(LIGHTHOUSE, packages))
}
