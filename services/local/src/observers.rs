//! Prometheus and Alertmanager beside the clinic, with its rules and alerts, if they are installed.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::Stdio;

use observability::alertmanager::Alertmanager;
use observability::prometheus::{FixedTarget, Prometheus, Targets};
use observability::{RULE_FILES, alerts, rule_files};
use tempfile::TempDir;
use tokio::process::{Child, Command};

/// The names of the programs: Debian's, and those of the projects themselves.
const PROMETHEUS: &[&str] = &["prometheus"];
const ALERTMANAGER: &[&str] = &["prometheus-alertmanager", "alertmanager"];
/// The ports that people expect them at; others if these are taken.
const PROMETHEUS_PORT: u16 = 9090;
const ALERTMANAGER_PORT: u16 = 9093;
/// How often Prometheus scrapes the clinic.
const INTERVAL: &str = "5s";
/// What Prometheus keeps at most.
const KEPT: &str = "256MB";

/// The running servers. Dropping them ends them, and removes what they have stored.
#[derive(Debug)]
pub struct Observers {
    prometheus: Server,
    alertmanager: Server,
    _folder: TempDir,
}

/// A server and its address.
#[derive(Debug)]
struct Server {
    address: SocketAddr,
    child: Child,
}

/// The reason why there are no observers. The clinic runs without them.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NoObservers {
    /// A program is not there.
    #[error("{program} is not installed; Debian has the packages prometheus and prometheus-alertmanager")]
    NotInstalled {
        /// Its name.
        program: &'static str,
    },
    /// A file cannot be written, or a program cannot be started.
    #[error("Prometheus and Alertmanager do not start: {0}")]
    Failed(#[from] io::Error),
}

impl Observers {
    /// The address at which Prometheus is going to listen, beside a clinic that wants a port itself.
    ///
    /// # Errors
    /// If there is none.
    pub fn prometheus(clinic: u16) -> Result<SocketAddr, NoObservers> {
        Ok(spare(if clinic == PROMETHEUS_PORT { 0 } else { PROMETHEUS_PORT })?)
    }

    /// Starts both servers for the clinic at `clinic`, Prometheus at an address of [`prometheus`](Self::prometheus). They listen on
    /// loopback only.
    ///
    /// # Errors
    /// If a program is not installed or cannot be started.
    pub fn start(clinic: SocketAddr, prometheus_at: SocketAddr) -> Result<Self, NoObservers> {
        let folder = tempfile::Builder::new().prefix("petclinic-observers-").tempdir()?;
        let place = folder.path();
        let alertmanager_at = spare(ALERTMANAGER_PORT)?;
        std::fs::create_dir(place.join("rules"))?;
        for (name, text) in files(clinic, alertmanager_at) {
            std::fs::write(place.join(name), text)?;
        }
        let alertmanager = Server::start(ALERTMANAGER, alertmanager_at, |command| {
            command.arg(option("config.file", &place.join("alertmanager.yml")));
            command.arg(option("storage.path", &place.join("alertmanager")));
            command.arg("--cluster.listen-address=");
        })?;
        let prometheus = Server::start(PROMETHEUS, prometheus_at, |command| {
            command.arg(option("config.file", &place.join("prometheus.yml")));
            command.arg(option("storage.tsdb.path", &place.join("prometheus")));
            command.arg(format!("--storage.tsdb.retention.size={KEPT}"));
        })?;
        Ok(Self { prometheus, alertmanager, _folder: folder })
    }

    /// Waits until one of them ends, and warns. Never completes: the clinic runs without them, too.
    pub async fn watch(&mut self) -> std::convert::Infallible {
        tokio::select! {
            status = self.prometheus.child.wait() => warn("Prometheus", status),
            status = self.alertmanager.child.wait() => warn("Alertmanager", status),
        }
        std::future::pending().await
    }

    /// Ends both and waits until they have ended.
    pub async fn stop(mut self) {
        for server in [&mut self.prometheus, &mut self.alertmanager] {
            // It fails only if the server has ended already. What it has stored is removed anyway.
            let _ = server.child.kill().await;
        }
    }
}

impl fmt::Display for Observers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (prometheus, alertmanager) = (self.prometheus.address, self.alertmanager.address);
        write!(f, "Prometheus is running at http://{prometheus}, its alerts are at http://{alertmanager}")
    }
}

impl Server {
    /// Starts the first of these programs that is installed.
    fn start(
        programs: &[&'static str],
        address: SocketAddr,
        configure: impl Fn(&mut Command),
    ) -> Result<Self, NoObservers> {
        for program in programs {
            if !is_installed(program)? {
                continue;
            }
            let mut command = bound(program)?;
            configure(&mut command);
            command.arg(format!("--web.listen-address={address}"));
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            // Ctrl-C is for the clinic, which answers what is in progress first.
            command.process_group(0).kill_on_drop(true);
            return Ok(Self { address, child: command.spawn()? });
        }
        Err(NoObservers::NotInstalled { program: programs.first().copied().unwrap_or_default() })
    }
}

/// Whether a program is there.
fn is_installed(program: &str) -> io::Result<bool> {
    let mut command = std::process::Command::new(program);
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    match command.status() {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// A program that Linux ends with the clinic, in whatever way that ends: `setpriv` of util-linux asks for it. Elsewhere the clinic ends
/// it, if it has the time.
fn bound(program: &str) -> io::Result<Command> {
    const SETPRIV: &str = "setpriv";
    if !is_installed(SETPRIV)? {
        return Ok(Command::new(program));
    }
    let mut command = Command::new(SETPRIV);
    command.args(["--pdeathsig", "TERM", "--", program]);
    Ok(command)
}

/// The files that both servers read.
fn files(clinic: SocketAddr, alertmanager: SocketAddr) -> Vec<(&'static str, String)> {
    let clinic = FixedTarget { service: "petclinic".to_owned(), address: reached(clinic).to_string() };
    let prometheus = Prometheus {
        targets: Targets::Fixed(vec![clinic]),
        interval: INTERVAL.to_owned(),
        rule_files: RULE_FILES.map(str::to_owned).to_vec(),
        alertmanager: alertmanager.to_string(),
    };
    let configurations =
        [("prometheus.yml", prometheus.file()), ("alertmanager.yml", Alertmanager::default().file())];
    let rules = RULE_FILES.into_iter().zip(rule_files(&alerts::all()));
    configurations.into_iter().chain(rules).collect()
}

/// The address by which this machine reaches a listener, which may listen on all addresses.
fn reached(mut listener: SocketAddr) -> SocketAddr {
    if listener.ip().is_unspecified() {
        listener.set_ip(match listener {
            SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
        });
    }
    listener
}

/// A free address on loopback, with this port if possible.
fn spare(port: u16) -> io::Result<SocketAddr> {
    let bind = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port))?.local_addr();
    bind(port).or_else(|_| bind(0))
}

fn option(name: &str, path: &Path) -> String {
    format!("--{name}={}", path.display())
}

fn warn(name: &str, status: io::Result<std::process::ExitStatus>) {
    match status {
        Ok(status) => tracing::warn!("{name} has ended: {status}"),
        Err(error) => tracing::warn!("{name} cannot be watched: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clinic_on_all_addresses_is_scraped_on_loopback() {
        let scraped = |it: &str| reached(it.parse().unwrap()).to_string();
        assert_eq!(scraped("0.0.0.0:8080"), "127.0.0.1:8080");
        assert_eq!(scraped("[::]:8080"), "[::1]:8080");
        assert_eq!(scraped("192.0.2.7:80"), "192.0.2.7:80");
    }

    #[test]
    fn a_taken_port_is_avoided() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        assert_ne!(spare(port).unwrap().port(), port);
    }
}
