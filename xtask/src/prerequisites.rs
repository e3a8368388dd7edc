//! What the tests need beside Rust and Python: looked for first, installed once where it is missing.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};
use rustix::process::geteuid;

use crate::mariadb;
use crate::process::{capture, succeeds};
use crate::progress::quiet;
use crate::workspace::{cache, cargo, find_program, root};

/// The server without what would start it as a service of the machine.
const MARIADB: &[&str] = &["mariadb-server-core", "mariadb-client-core"];
/// The version that `deny.toml` is written for.
const CARGO_DENY: &str = "0.20.2";

/// rustfmt and clippy.
///
/// # Errors
/// If they are missing and rustup cannot add them.
pub fn rust_components() -> Result<()> {
    if ["fmt", "clippy"].iter().all(|tool| succeeds(cargo().args([tool, "--version"]))) {
        return Ok(());
    }
    quiet("install rustfmt and clippy", || {
        capture(Command::new("rustup").args(["component", "add", "rustfmt", "clippy"]).current_dir(root()))
    })
    .map(drop)
}

/// `mariadbd`.
///
/// # Errors
/// If it is missing and cannot be installed.
pub fn mariadb() -> Result<()> {
    if mariadb::find().is_some() {
        return Ok(());
    }
    apt_install(MARIADB)
}

/// schemathesis, in a Python environment of its own outside the checkout. Returns the path of its program.
///
/// # Errors
/// If it cannot be installed.
pub fn schemathesis() -> Result<PathBuf> {
    let requirements = root().join("tests/schemathesis/requirements.txt");
    let wanted = fs::read_to_string(&requirements).with_context(|| requirements.display().to_string())?;
    let environment = cache()?.join("schemathesis");
    // Written last, so that an interrupted installation is made again.
    let installed = environment.join("requirements.txt");
    let program = environment.join("bin/schemathesis");
    if fs::read_to_string(&installed).is_ok_and(|installed| installed == wanted)
        && succeeds(Command::new(&program).arg("--version"))
    {
        return Ok(program);
    }
    let create = || capture(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&environment));
    quiet("create a Python environment", || {
        fs::create_dir_all(&environment)?;
        // Debian keeps the part that installs pip in a package of its own.
        create().or_else(|_| apt_install(&["python3-venv"]).and_then(|()| create()))
    })?;
    quiet("install schemathesis", || {
        let pip = environment.join("bin/pip");
        let quietly = ["install", "--quiet", "--disable-pip-version-check", "--requirement"];
        capture(Command::new(pip).args(quietly).arg(&requirements))
    })?;
    fs::write(installed, wanted)?;
    Ok(program)
}

/// cargo-deny, built once (three minutes on two cores) and kept outside the checkout. Returns the path of its program.
///
/// # Errors
/// If it cannot be built.
pub fn cargo_deny() -> Result<PathBuf> {
    if let Some(program) = find_program("cargo-deny") {
        return Ok(program);
    }
    let folder = cache()?.join(format!("cargo-deny-{CARGO_DENY}"));
    let program = folder.join("bin/cargo-deny");
    if !program.is_file() {
        quiet("build cargo-deny, once", || {
            let install = ["install", "cargo-deny", "--locked", "--version", CARGO_DENY, "--root"];
            // Its target folder is thrown away: nothing else is built from these sources.
            capture(cargo().args(install).arg(&folder).env_remove("CARGO_TARGET_DIR"))
        })?;
    }
    Ok(program)
}

fn apt_install(packages: &[&str]) -> Result<()> {
    let packages_text = packages.join(" ");
    if find_program("apt-get").is_none() {
        bail!("missing: {packages_text} (Debian's names); install them with your system's package manager");
    }
    if !geteuid().is_root() {
        bail!(
            "missing: {packages_text}; install with `sudo apt-get install --no-install-recommends {packages_text}`"
        );
    }
    quiet(&format!("install {packages_text}"), || {
        let apt_get = |args: &[&str]| {
            capture(
                Command::new("apt-get").env("DEBIAN_FRONTEND", "noninteractive").arg("--quiet=2").args(args),
            )
        };
        apt_get(&["update"])?;
        apt_get(&[&["install", "--yes", "--no-install-recommends"], packages].concat())
    })
    .map(drop)
}
