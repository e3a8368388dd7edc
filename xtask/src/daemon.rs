//! A server that runs beside the tests: a port and a temporary folder of its own, both gone with it.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::process::{Guard, POLL, wait_at_most};

/// What the slowest of them needs on a busy machine, several times over.
const START_LIMIT: Duration = Duration::from_mins(1);
/// A clean shutdown may write out what is in memory.
const STOP_LIMIT: Duration = Duration::from_secs(30);
/// Another program may take the spare port before the server does.
const ATTEMPTS: u32 = 3;

/// A server process, running or stopped. Its port stays the same.
#[derive(Debug)]
pub(crate) struct Daemon {
    name: &'static str,
    port: u16,
    running: Option<Running>,
    folder: TempDir,
}

#[derive(Debug)]
struct Running {
    child: Child,
    _guard: Guard,
}

/// What a kind of server knows of itself.
pub(crate) trait Launch {
    /// The command that serves on `port` and keeps its files in `folder`.
    fn command(&self, port: u16, folder: &Path) -> Result<Command>;

    /// True if the server at `address` answers.
    fn answers(&self, address: SocketAddr) -> bool;
}

impl Daemon {
    /// A server that has not been started, and its empty folder.
    pub(crate) fn new(name: &'static str) -> Result<Daemon> {
        let folder = tempfile::Builder::new().prefix(&format!("petclinic-{name}-")).tempdir()?;
        Ok(Daemon { name, port: 0, running: None, folder })
    }

    /// Starts the server on a spare port and waits until it answers. The error ends with the server's log.
    pub(crate) fn start(&mut self, launch: &impl Launch) -> Result<()> {
        let mut attempt = 1;
        loop {
            self.port = spare_port()?;
            match self.launch(launch) {
                Err(error) if attempt < ATTEMPTS && port_was_taken(&error) => attempt += 1,
                result => return result,
            }
        }
    }

    /// Starts the server again on the same port and folder, stopping it first if it runs.
    pub(crate) fn restart(&mut self, launch: &impl Launch) -> Result<()> {
        if self.running.is_some() {
            self.stop()?;
        }
        self.launch(launch)
    }

    /// Shuts the server down cleanly. Its folder stays. After 30 s it is killed, which is an error.
    pub(crate) fn stop(&mut self) -> Result<()> {
        if self.running.is_some() { self.end().map(drop) } else { Ok(()) }
    }

    /// As [`Daemon::stop`], of a server that runs; returns how it ended.
    pub(crate) fn end(&mut self) -> Result<ExitStatus> {
        self.signal(Signal::CONT)?;
        self.signal(Signal::TERM)?;
        let mut running = self.running.take().with_context(|| format!("{} does not run", self.name))?;
        if let Some(status) = wait_at_most(&mut running.child, STOP_LIMIT)? {
            return Ok(status);
        }
        kill(running);
        bail!("{} did not stop in {STOP_LIMIT:?} and was killed", self.name);
    }

    /// Kills the server as a crash would. Its folder stays.
    pub(crate) fn kill(&mut self) {
        if let Some(running) = self.running.take() {
            kill(running);
        }
    }

    /// Freezes the server: connections stay open, nothing is answered.
    pub(crate) fn pause(&self) -> Result<()> {
        self.signal(Signal::STOP)
    }

    /// Lets a frozen server go on.
    pub(crate) fn resume(&self) -> Result<()> {
        self.signal(Signal::CONT)
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn address(&self) -> SocketAddr {
        localhost(self.port)
    }

    pub(crate) fn pid(&self) -> Option<u32> {
        self.running.as_ref().map(|running| running.child.id())
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn log(&self) -> PathBuf {
        self.folder().join("log")
    }

    fn signal(&self, signal: Signal) -> Result<()> {
        if let Some(running) = &self.running {
            let pid = Pid::from_child(&running.child);
            kill_process(pid, signal).with_context(|| format!("cannot send {signal:?} to {}", self.name))?;
        }
        Ok(())
    }

    fn launch(&mut self, launch: &impl Launch) -> Result<()> {
        let log = File::create(self.log())?;
        let mut child = launch
            .command(self.port, self.folder())?
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .with_context(|| format!("cannot start {}", self.name))?;
        let guard = Guard::over(child.id(), self.folder()).inspect_err(|_| {
            let _ = child.kill();
        })?;
        let address = self.address();
        let running = self.running.insert(Running { child, _guard: guard });
        let started = Instant::now();
        let problem = loop {
            if launch.answers(address) {
                return Ok(());
            }
            if let Some(status) = running.child.try_wait()? {
                break format!("{} ended: {status}", self.name);
            }
            if started.elapsed() > START_LIMIT {
                break format!("{} did not answer in {START_LIMIT:?}", self.name);
            }
            thread::sleep(POLL);
        };
        self.kill();
        let log = fs::read_to_string(self.log()).unwrap_or_default();
        Err(anyhow!("{problem}\n{log}"))
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        self.kill();
    }
}

fn kill(mut running: Running) {
    // Fails only if it is gone already.
    let _ = running.child.kill();
    let _ = running.child.wait();
}

fn port_was_taken(error: &anyhow::Error) -> bool {
    error.to_string().to_ascii_lowercase().contains("address already in use")
}

pub(crate) fn localhost(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}

fn spare_port() -> Result<u16> {
    Ok(TcpListener::bind(localhost(0))?.local_addr()?.port())
}
