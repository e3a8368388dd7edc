//! A running service, started as its container would start it.

use std::net::SocketAddr;
use std::process::{ExitStatus, Output, Stdio};
use std::time::Duration;

use contract::service::Service;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::harness::eventually;
use crate::http::{Http, Reply};
use crate::program::{self, Log};

const PATIENCE: Duration = Duration::from_secs(30);

/// A process of a service.
pub(crate) struct Task {
    pub(crate) service: Service,
    pub(crate) address: SocketAddr,
    pub(crate) http: Http,
    log: Log,
    child: Child,
}

/// The command of a service, with a fresh environment.
pub(crate) fn command(service: Service, variables: &[(&str, String)]) -> Command {
    let mut command = Command::new(program::path(service.name(), service.program()));
    // Excludes this machine's own AWS configuration and a developer's settings.
    command.env_clear().env("PETCLINIC_SERVER_HOST", "127.0.0.1").env("PETCLINIC_SERVER_PORT", "0");
    command.envs(variables.iter().map(|(name, value)| (name, value)));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

/// Runs a service's program to its end.
pub(crate) async fn run(service: Service, variables: &[(&str, String)], arguments: &[&str]) -> Output {
    let mut command = command(service, variables);
    timeout(PATIENCE, command.args(arguments).output()).await.expect("the program ends").unwrap()
}

impl Task {
    /// Starts a service and waits until it serves.
    pub(crate) async fn start(service: Service, variables: &[(&str, String)], arguments: &[&str]) -> Self {
        let mut child = command(service, variables).args(arguments).spawn().unwrap();
        let log = Log::default();
        log.follow(child.stdout.take().unwrap());
        log.follow(child.stderr.take().unwrap());
        let ready = async {
            loop {
                if let Some(address) = address(&log) {
                    return address;
                }
                assert!(child.try_wait().unwrap().is_none(), "{service} has ended: {:#?}", log.lines());
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        let address = timeout(PATIENCE, ready).await.unwrap_or_else(|_| panic!("{:#?}", log.lines()));
        Self { service, address, http: Http::at(address), log, child }
    }

    /// Every line it has printed.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.log.lines()
    }

    /// Every line of its log, which is JSON.
    pub(crate) fn log(&self) -> Vec<Value> {
        self.lines()
            .iter()
            .map(|it| serde_json::from_str(it).unwrap_or_else(|_| panic!("no JSON: {it}")))
            .collect()
    }

    /// Waits until a line of its log satisfies `is_it`.
    #[track_caller]
    pub(crate) fn logs(&self, what: &str, is_it: impl Fn(&Value) -> bool) -> impl Future<Output = ()> {
        eventually(what, async move || self.log().iter().any(&is_it))
    }

    /// A response of its actuator to an operator on the same machine.
    pub(crate) async fn actuator(&self, path: &str) -> Reply {
        self.http.get(&format!("/actuator/{path}")).await
    }

    /// The sum over a metric's series with these labels; 0 if there is none.
    pub(crate) async fn metric(&self, name: &str, labels: &[&str]) -> f64 {
        let text = self.actuator("prometheus").await.expect(200).text;
        let series = text
            .lines()
            .filter(|it| it.starts_with(&format!("{name}{{")) || it.starts_with(&format!("{name} ")));
        let wanted = series.filter(|it| labels.iter().all(|label| it.contains(label)));
        wanted.map(|it| it.rsplit_once(' ').unwrap().1.parse::<f64>().unwrap()).sum()
    }

    pub(crate) fn signal(&self, signal: Signal) {
        let pid = self.child.id().and_then(|it| Pid::from_raw(it.cast_signed())).unwrap();
        kill_process(pid, signal).unwrap();
    }

    /// Waits for the process to end.
    pub(crate) async fn end(&mut self) -> ExitStatus {
        timeout(PATIENCE, self.child.wait()).await.expect("the service ends").unwrap()
    }
}

/// Finds the service's address in its log.
fn address(log: &Log) -> Option<SocketAddr> {
    let lines = log.lines();
    let line = lines.iter().find(|it| it.contains(" is running at http://"))?;
    line.rsplit_once("http://")?.1.split('"').next()?.parse().ok()
}
