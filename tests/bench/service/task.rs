//! A running service, started as its container would start it, but with its log in a file.

use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use contract::service::Service;
use tokio::time::{Instant, sleep, timeout};

use crate::http::{self, Connection};
use crate::process::Process;

/// The time limit until a task serves.
const START: Duration = Duration::from_secs(30);
/// The polling interval, and thus the precision of start-up times.
const LOOK: Duration = Duration::from_millis(1);

/// A ready task.
pub(super) struct Task {
    pub(super) address: SocketAddr,
    /// The time from exec to the first 200 of `/ready`.
    pub(super) took: Duration,
    process: Process,
}

/// The name of a service's program.
pub(super) fn program(service: Service) -> String {
    service.program().to_owned()
}

impl Task {
    pub(super) async fn start(
        programs: &Path,
        folder: &Path,
        service: Service,
        variables: impl IntoIterator<Item = (&str, &String)>,
    ) -> Result<Task> {
        let mut command = Command::new(programs.join(program(service)));
        // Excludes this machine's own AWS configuration and a developer's settings.
        command.env_clear().env("PETCLINIC_SERVER_HOST", "127.0.0.1").env("PETCLINIC_SERVER_PORT", "0");
        command.envs(variables);
        let log = tempfile::Builder::new().suffix(".log").tempfile_in(folder)?.into_temp_path().keep()?;
        let began = Instant::now();
        let mut process = Process::start_into(&mut command, File::create(&log)?)?;
        let listening = async {
            loop {
                if let Some(address) = address(&fs::read_to_string(&log)?) {
                    return Ok(address);
                }
                ensure!(!process.has_ended()?, "{service} has ended: {}", fs::read_to_string(&log)?);
                sleep(LOOK).await;
            }
        };
        let address =
            timeout(START, listening).await.with_context(|| format!("{service} does not start"))??;
        let mut connection = Connection::open(address).await?;
        let status = connection.exchange(&http::get(contract::process_routes::READY)).await?.status;
        ensure!(status == 200, "{service} is up but not ready: {status}");
        Ok(Task { address, took: began.elapsed(), process })
    }

    pub(super) fn pid(&self) -> u32 {
        self.process.pid()
    }
}

/// Finds the address in the log line that announces that the service runs.
fn address(log: &str) -> Option<SocketAddr> {
    let (_, address) = log.split_once(" is running at http://")?;
    address.split('"').next()?.parse().ok()
}
