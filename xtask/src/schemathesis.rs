//! Runs Schemathesis against the binary: every operation of the OpenAPI document, with valid and with invalid data.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use tempfile::TempDir;

use crate::mariadb::Server;
use crate::process::{Guard, POLL, capture};
use crate::workspace::root;

const START_LIMIT: Duration = Duration::from_secs(30);
const READY: &str = "PetClinic is running at ";

/// Tests `petclinic` on SQLite and on `server`, in parallel: the tool keeps one core busy, the binary next to none.
///
/// # Errors
/// If a check of the tool fails; the error holds its report.
pub fn run(tool: &Path, petclinic: &Path, server: &Server) -> Result<()> {
    let schema = format!("{}/schemathesis", server.url());
    let sqlite = |folder: &Path| format!("sqlite://{}/clinic.db?synchronous=normal", folder.display());
    let (on_sqlite, on_mariadb) = thread::scope(|scope| {
        let other = scope.spawn(|| run_on(tool, petclinic, sqlite));
        let on_mariadb = run_on(tool, petclinic, |_| schema);
        (other.join().unwrap_or_else(|_| Err(anyhow!("the run panicked"))), on_mariadb)
    });
    for (name, result) in [("SQLite", &on_sqlite), ("MariaDB", &on_mariadb)] {
        match result {
            Ok(report) => eprintln!("{name}: {}", summary(report)),
            Err(error) => eprintln!("{name}: {error:#}"),
        }
    }
    if on_sqlite.is_err() || on_mariadb.is_err() {
        bail!("schemathesis found failures");
    }
    Ok(())
}

/// Tests one database. `database` makes its URL from the binary's own folder.
fn run_on(tool: &Path, petclinic: &Path, database: impl FnOnce(&Path) -> String) -> Result<String> {
    let folder = tempfile::Builder::new().prefix("petclinic-schemathesis-").tempdir()?;
    let database = database(folder.path());
    let clinic = Clinic::start(petclinic, &database, folder)?;
    let settings = root().join("tests/schemathesis");
    let mut schemathesis = Command::new(tool);
    schemathesis
        .arg("--config-file")
        .arg(settings.join("schemathesis.toml"))
        .args(["--no-color", "run", &format!("{}/api/openapi.json", clinic.url)])
        .env("SCHEMATHESIS_HOOKS", settings.join("hooks.py"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        // The tool writes files into its working directory.
        .current_dir(clinic.folder.path());
    capture(&mut schemathesis).with_context(|| format!("the end of PetClinic's log:\n{}", clinic.log_end()))
}

/// The report's line with the number of test cases.
fn summary(report: &str) -> &str {
    let (_, rest) = report.split_once("Test cases:\n").unwrap_or_default();
    rest.lines().next().unwrap_or_default().trim()
}

/// The running binary, which chose its port itself.
struct Clinic {
    url: String,
    process: Child,
    _guard: Guard,
    folder: TempDir,
}

impl Clinic {
    fn start(petclinic: &Path, database: &str, folder: TempDir) -> Result<Clinic> {
        let log = File::create(folder.path().join("log"))?;
        let mut process = Command::new(petclinic)
            .args(["--port", "0", "--database", database])
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .with_context(|| format!("cannot start {}", petclinic.display()))?;
        let guard = Guard::over_both(process.id(), folder.path()).inspect_err(|_| {
            let _ = process.kill();
        })?;
        let mut clinic = Clinic { url: String::new(), process, _guard: guard, folder };
        let started = Instant::now();
        loop {
            if let Some(url) = ready_url(&clinic.log()) {
                clinic.url = url.to_owned();
                return Ok(clinic);
            }
            if let Some(status) = clinic.process.try_wait()? {
                bail!("petclinic ended: {status}\n{}", clinic.log_end());
            }
            if started.elapsed() > START_LIMIT {
                bail!("petclinic is not ready after {START_LIMIT:?}\n{}", clinic.log_end());
            }
            thread::sleep(POLL);
        }
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    fn log_end(&self) -> String {
        let log = self.log();
        let lines: Vec<_> = log.lines().collect();
        lines[lines.len().saturating_sub(40)..].join("\n")
    }
}

impl Drop for Clinic {
    fn drop(&mut self) {
        // Fails only if the process has ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The address in the log line that announces that PetClinic is ready.
fn ready_url(log: &str) -> Option<&str> {
    let (_, rest) = log.split_once(READY)?;
    // A line without its end is still being written.
    let (line, _) = rest.split_once('\n')?;
    line.split_whitespace().next().map(|url| url.trim_end_matches(['/', '.']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_read_once_its_line_is_complete() {
        assert_eq!(ready_url("starting\n"), None);
        assert_eq!(ready_url("PetClinic is running at http://127.0.0.1:80"), None);
        let log = "starting\nPetClinic is running at http://127.0.0.1:8080/ (Ctrl-C stops it)\nmore\n";
        assert_eq!(ready_url(log), Some("http://127.0.0.1:8080"));
    }

    #[test]
    fn the_summary_is_the_line_that_counts_the_test_cases() {
        assert_eq!(
            summary("Errors: none\n\nTest cases:\n  409 generated, 409 passed\n\nSeed: 20\n"),
            "409 generated, 409 passed"
        );
        assert_eq!(summary("unknown"), "");
    }

    #[test]
    fn a_binary_that_does_not_start_is_an_error_that_shows_its_output() {
        let folder = tempfile::tempdir().unwrap();
        let fake = folder.path().join("petclinic");
        fs::write(&fake, "#!/bin/sh\necho \"no such database: $4\" >&2\nexit 2\n").unwrap();
        let script = Command::new("chmod").arg("+x").arg(&fake).status().unwrap();
        assert!(script.success());
        let error = Clinic::start(&fake, "sqlite://clinic.db", tempfile::tempdir().unwrap())
            .err()
            .unwrap()
            .to_string();
        assert!(
            error.contains("exit status: 2") && error.contains("no such database: sqlite://clinic.db"),
            "{error}"
        );
    }
}
