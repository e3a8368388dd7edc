//! Finds the tools that the tests need beside Rust and Python, and installs the missing ones once.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use rustix::process::geteuid;

use crate::mariadb;
use crate::process::{capture, succeeds};
use crate::progress::quiet;
use crate::prometheus;
use crate::workspace::{cache, cargo, find_program, root};

mod browser;
mod node_modules;

pub use browser::browser;

/// These packages contain the server but do not start it as a service of the machine.
const MARIADB: &[&str] = &["mariadb-server-core", "mariadb-client-core"];
/// The version for which `deny.toml` is written.
const CARGO_DENY: &str = "0.20.2";

/// Makes sure that rustfmt and clippy are installed.
///
/// # Errors
/// If a component is missing and rustup cannot add it.
pub fn rust_components() -> Result<()> {
    if ["fmt", "clippy"].iter().all(|tool| succeeds(cargo().args([tool, "--version"]))) {
        return Ok(());
    }
    quiet("install rustfmt and clippy", || {
        capture(Command::new("rustup").args(["component", "add", "rustfmt", "clippy"]).current_dir(root()))
    })
    .map(drop)
}

/// Makes sure that `mariadbd` and its client `mariadb` are installed.
///
/// # Errors
/// If they are missing and cannot be installed.
pub fn mariadb() -> Result<()> {
    if mariadb::find().is_some() && find_program("mariadb").is_some() {
        return Ok(());
    }
    apt_install(MARIADB)
}

/// Makes sure that a program is installed that Debian has in a package of its name, such as `openssl` or `curl`.
///
/// # Errors
/// If it is missing and cannot be installed.
pub fn program(name: &str) -> Result<()> {
    if find_program(name).is_some() { Ok(()) } else { apt_install(&[name]) }
}

/// Makes sure that Node.js and npm are installed, of whichever version: npm brings a newer one where that is needed.
///
/// # Errors
/// If they are missing and cannot be installed.
pub fn node() -> Result<()> {
    let has_both = ["node", "npm"].iter().all(|it| find_program(it).is_some());
    if has_both { Ok(()) } else { apt_install(&["nodejs", "npm"]) }
}

/// Installs schemathesis if necessary, in its own Python environment outside the checkout. Returns the path of its program.
///
/// # Errors
/// If it cannot be installed.
pub fn schemathesis() -> Result<PathBuf> {
    python(&SCHEMATHESIS)
}

/// Installs moto's server if necessary, in its own Python environment outside the checkout. Returns the path of its program.
///
/// # Errors
/// If it cannot be installed.
pub fn moto() -> Result<PathBuf> {
    python(&MOTO)
}

/// The path of moto's program, if the pinned version is installed.
///
/// # Errors
/// If it is not installed; the error says how to install it.
pub fn moto_program() -> Result<PathBuf> {
    MOTO.installed()?.context("moto is not installed; `cargo xtask test moto` installs it")
}

/// Installs the Python package `icalendar` if necessary, in its own Python environment outside the checkout. Returns the path of its
/// program.
///
/// # Errors
/// If it cannot be installed.
pub fn icalendar() -> Result<PathBuf> {
    python(&ICALENDAR)
}

/// The path of icalendar's program, if the pinned version is installed. The Python interpreter beside it has the package.
///
/// # Errors
/// If it is not installed; the error says how to install it.
pub fn icalendar_program() -> Result<PathBuf> {
    ICALENDAR.installed()?.context("icalendar is not installed; `cargo xtask test feeds` installs it")
}

/// Installs ministack if necessary, in its own Python environment outside the checkout. Returns the path of its program.
///
/// # Errors
/// If it cannot be installed.
pub fn ministack() -> Result<PathBuf> {
    python(&MINISTACK)
}

/// The path of ministack's program, if the pinned version is installed.
///
/// # Errors
/// If it is not installed; the error says how to install it.
pub fn ministack_program() -> Result<PathBuf> {
    MINISTACK.installed()?.context("ministack is not installed; `cargo xtask test deployed` installs it")
}

/// Installs cfn-lint and the other template validators if necessary, in their own Python environment outside the checkout. Returns
/// the path of cfn-lint.
///
/// # Errors
/// If it cannot be installed.
pub fn validators() -> Result<PathBuf> {
    python(&VALIDATORS)
}

/// The path of cfn-lint, if the pinned version is installed. The Python interpreter beside it has the other validators.
///
/// # Errors
/// If it is not installed; the error says how to install it.
pub fn validators_program() -> Result<PathBuf> {
    VALIDATORS.installed()?.context("cfn-lint is not installed; `cargo xtask test cdk` installs it")
}

/// Installs the official `cdk`, the schemas of its input, cdk-nag and, if it is missing, Node.js. Returns the folder of the packages.
///
/// # Errors
/// If an installation fails.
pub fn cdk() -> Result<PathBuf> {
    node()?;
    node_modules::install("cdk")
}

/// The folder of the packages of [`cdk`], if the pinned versions are installed.
///
/// # Errors
/// If they are not installed; the error says how to install them.
pub fn cdk_packages() -> Result<PathBuf> {
    node_modules::installed("cdk")?.context("cdk is not installed; `cargo xtask test cdk` installs it")
}

/// Installs Lighthouse if necessary. Returns the folder of the packages.
///
/// # Errors
/// If the installation fails.
pub fn lighthouse() -> Result<PathBuf> {
    node_modules::install("lighthouse")
}

/// Installs cargo-lambda and the zig that it links with if necessary, in their own Python environment outside the checkout. Returns
/// the path of cargo-lambda.
///
/// # Errors
/// If the installation fails.
pub fn lambda() -> Result<PathBuf> {
    python(&LAMBDA)
}

/// The path of cargo-lambda, if the pinned version is installed. The Python interpreter beside it has zig.
///
/// # Errors
/// If it is not installed; the error says how to install it.
pub fn lambda_program() -> Result<PathBuf> {
    LAMBDA.installed()?.context("cargo-lambda is not installed; `cargo xtask test lambda` installs it")
}

/// Makes sure that Prometheus, Alertmanager and their tools are available: on the `PATH`, or unpacked from Debian's packages into a
/// folder outside the checkout. Installing the packages would start both as services of the machine. Two files must go where
/// Debian has them.
///
/// # Errors
/// If they are missing and a package cannot be downloaded or unpacked.
pub fn prometheus() -> Result<()> {
    unpacked("prometheus", ["prometheus", "promtool"], &[])?;
    unpacked("prometheus-alertmanager", ["prometheus-alertmanager", "amtool"], &TEMPLATES)
}

/// The templates of notifications, which Debian's Alertmanager reads at this place only.
const TEMPLATES: [&str; 2] =
    ["/usr/share/prometheus/alertmanager/default.tmpl", "/usr/share/prometheus/alertmanager/email.tmpl"];

/// Makes sure that the programs of a Debian package can be run, and that some files of it are where they look for them.
fn unpacked(package: &str, programs: [&str; 2], files: &[&str]) -> Result<()> {
    let missing: Vec<_> = files.iter().map(Path::new).filter(|it| !it.is_file()).collect();
    if missing.is_empty() && programs.iter().all(|it| prometheus::find(it).is_some()) {
        return Ok(());
    }
    if !missing.is_empty() && !geteuid().is_root() {
        bail!("missing: {package}; install with `sudo apt-get install --no-install-recommends {package}`");
    }
    if find_program("apt-get").is_none() || find_program("dpkg-deb").is_none() {
        bail!("missing: {}; install them with your system's package manager", programs.join(", "));
    }
    let target = cache()?.join("prometheus");
    quiet(&format!("unpack {package}"), || {
        let folder = tempfile::tempdir()?;
        let download =
            || capture(Command::new("apt-get").args(["download", package]).current_dir(folder.path()));
        // A fresh container has no package lists.
        download().or_else(|_| apt_get(&["update"]).and_then(|_| download()))?;
        let package = fs::read_dir(folder.path())?.next().context("apt-get downloaded nothing")??.path();
        let unpacked = folder.path().join("unpacked");
        capture(Command::new("dpkg-deb").arg("--extract").arg(package).arg(&unpacked))?;
        fs::create_dir_all(&target)?;
        for program in programs {
            // The copy goes beside its destination first: another run may be looking for the program.
            let partial = target.join(format!("{program}.{}", std::process::id()));
            fs::copy(unpacked.join("usr/bin").join(program), &partial)?;
            fs::rename(partial, target.join(program))?;
        }
        for file in missing {
            fs::create_dir_all(file.parent().context("a file without a folder")?)?;
            fs::copy(unpacked.join(file.strip_prefix("/")?), file)?;
        }
        Ok(())
    })
}

/// Installs Grafana's model of dashboards if necessary, in its own Python environment outside the checkout. Returns the path of its
/// Python.
///
/// # Errors
/// If it cannot be installed.
pub fn grafana() -> Result<PathBuf> {
    python(&GRAFANA)
}

/// The path of the Python that has Grafana's model of dashboards, if the pinned version is installed.
///
/// # Errors
/// If it is not installed; the error says how to install it.
pub fn grafana_python() -> Result<PathBuf> {
    GRAFANA
        .installed()?
        .context("Grafana's model is not installed; `cargo xtask test observability` installs it")
}

/// Installs cargo-deny outside the checkout if necessary; building it takes three minutes on two cores. Returns the path of its
/// program.
///
/// # Errors
/// If the build fails.
pub fn cargo_deny() -> Result<PathBuf> {
    if let Some(program) = find_program("cargo-deny") {
        return Ok(program);
    }
    let folder = cache()?.join(format!("cargo-deny-{CARGO_DENY}"));
    let program = folder.join("bin/cargo-deny");
    if !program.is_file() {
        quiet("build cargo-deny, once", || {
            let install = ["install", "cargo-deny", "--locked", "--version", CARGO_DENY, "--root"];
            // cargo discards its target folder: no other build uses these sources.
            capture(cargo().args(install).arg(&folder).env_remove("CARGO_TARGET_DIR"))
        })?;
    }
    Ok(program)
}

/// A Python program and its dependencies, at the versions pinned by `tests/{name}/requirements.txt`.
struct Python {
    name: &'static str,
    program: &'static str,
}

const SCHEMATHESIS: Python = Python { name: "schemathesis", program: "schemathesis" };
const MOTO: Python = Python { name: "moto", program: "moto_server" };
const ICALENDAR: Python = Python { name: "icalendar", program: "icalendar" };
const GRAFANA: Python = Python { name: "grafana", program: "python3" };
const MINISTACK: Python = Python { name: "ministack", program: "ministack" };
const LAMBDA: Python = Python { name: "lambda", program: "cargo-lambda" };
const VALIDATORS: Python = Python { name: "cdk", program: "cfn-lint" };

impl Python {
    fn requirements(&self) -> PathBuf {
        root().join("tests").join(self.name).join("requirements.txt")
    }

    /// The text of the requirements, including the files that they refer to.
    fn wanted(&self) -> Result<String> {
        let file = self.requirements();
        let read = |file: &Path| fs::read_to_string(file).with_context(|| file.display().to_string());
        let mut wanted = read(&file)?;
        let named = wanted.lines().filter_map(|line| line.strip_prefix("--constraint "));
        for other in named.map(|it| file.with_file_name(it)).collect::<Vec<_>>() {
            wanted.push_str(&read(&other)?);
        }
        Ok(wanted)
    }

    fn environment(&self) -> Result<PathBuf> {
        Ok(cache()?.join(self.name))
    }

    /// The path of the program, if the pinned versions are installed.
    fn installed(&self) -> Result<Option<PathBuf>> {
        let wanted = self.wanted()?;
        let environment = self.environment()?;
        let same = fs::read_to_string(environment.join(MARK)).is_ok_and(|installed| installed == wanted);
        let program = environment.join("bin").join(self.program);
        Ok((same && program.is_file()).then_some(program))
    }
}

/// The installed environment's copy of the requirements. It is written last, so that an interrupted installation starts over.
const MARK: &str = "requirements.txt";

fn python(wanted: &Python) -> Result<PathBuf> {
    // The Python interpreter that created the environment may be gone.
    if let Some(program) = wanted.installed()?
        && succeeds(Command::new(&program).arg("--help"))
    {
        return Ok(program);
    }
    let environment = wanted.environment()?;
    let create = || capture(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&environment));
    quiet("create a Python environment", || {
        fs::create_dir_all(&environment)?;
        // Debian packages the module that installs pip separately.
        create().or_else(|_| apt_install(&["python3-venv"]).and_then(|()| create()))
    })?;
    let requirements = wanted.requirements();
    quiet(&format!("install {}", wanted.program), || {
        let pip = environment.join("bin/pip");
        let quietly = ["install", "--quiet", "--disable-pip-version-check", "--requirement"];
        capture(Command::new(pip).args(quietly).arg(&requirements))
    })?;
    fs::write(environment.join(MARK), wanted.wanted()?)?;
    Ok(environment.join("bin").join(wanted.program))
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
        apt_get(&["update"])?;
        apt_get(&[&["install", "--yes", "--no-install-recommends"], packages].concat())
    })
    .map(drop)
}

fn apt_get(args: &[&str]) -> Result<String> {
    capture(Command::new("apt-get").env("DEBIAN_FRONTEND", "noninteractive").arg("--quiet=2").args(args))
}
