//! A private Alertmanager, and amtool.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::daemon::{Daemon, Launch};
use crate::{http, process, prometheus};

/// A running (or stopped) server.
pub type Server = Daemon<Alertmanager>;

/// The start configuration of Alertmanager.
#[derive(Debug)]
pub struct Alertmanager;

const CONFIGURATION: &str = "alertmanager.yml";
const MISSING: &str = "Alertmanager is not installed; `cargo xtask test observability` sees to it";

/// The path of `prometheus-alertmanager` or `amtool`, if it is installed.
#[must_use]
pub fn find(program: &str) -> Option<PathBuf> {
    prometheus::find(program)
}

/// Runs amtool with these arguments and returns what it prints.
///
/// # Errors
/// If amtool is not installed or reports a problem; the error holds its report.
pub fn amtool(arguments: &[&str]) -> Result<String> {
    process::capture(Command::new(find("amtool").context(MISSING)?).args(arguments))
}

impl Daemon<Alertmanager> {
    /// Starts a server with this configuration on a spare port, and waits until it answers.
    ///
    /// # Errors
    /// If Alertmanager is not installed or does not start; the error ends with its log.
    pub fn start(configuration: &str) -> Result<Server> {
        let prepared = Daemon::new("alertmanager", |folder| {
            fs::write(folder.join(CONFIGURATION), configuration)?;
            Ok(Alertmanager)
        });
        prepared?.started()
    }
}

impl Launch for Alertmanager {
    fn command(&self, port: u16, folder: &Path) -> Result<Command> {
        let mut alertmanager = Command::new(find("prometheus-alertmanager").context(MISSING)?);
        alertmanager
            .arg(format!("--config.file={}", folder.join(CONFIGURATION).display()))
            .arg(format!("--storage.path={}", folder.join("data").display()))
            .arg(format!("--web.listen-address=127.0.0.1:{port}"))
            // Alone: no port for other Alertmanagers.
            .arg("--cluster.listen-address=");
        Ok(alertmanager)
    }

    fn answers(&self, address: SocketAddr) -> bool {
        http::get(address, "/-/ready").is_ok_and(|answer| answer.status == 200)
    }
}
