//! A server that runs beside the tests. It has its own port and its own temporary folder, and releases both when it is dropped.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use tempfile::TempDir;

use crate::process::{Guard, POLL, wait_at_most};

/// Several times what the slowest server needs on a busy machine.
const START_LIMIT: Duration = Duration::from_mins(1);
/// A clean shutdown may flush memory to disk.
const STOP_LIMIT: Duration = Duration::from_secs(30);
/// Another program may take the spare port before the server does.
const ATTEMPTS: u32 = 3;

/// A server process of the kind `L`, running or stopped. Its port stays the same across restarts. Dropping it ends the process and
/// removes its folder.
#[derive(Debug)]
pub struct Daemon<L> {
    name: &'static str,
    kind: L,
    port: u16,
    running: Option<Running>,
    folder: TempDir,
}

#[derive(Debug)]
struct Running {
    child: Child,
    _guard: Guard,
}

/// Starts and checks one kind of server.
pub trait Launch {
    /// The command that serves on `port` and keeps its files in `folder`.
    ///
    /// # Errors
    /// If the program is not installed.
    fn command(&self, port: u16, folder: &Path) -> Result<Command>;

    /// True if the server at `address` answers.
    fn answers(&self, address: SocketAddr) -> bool;
}

impl<L: Launch> Daemon<L> {
    /// Creates a server without starting it. `prepare` puts the files that it needs into its folder, which is empty.
    pub(crate) fn new(name: &'static str, prepare: impl FnOnce(&Path) -> Result<L>) -> Result<Daemon<L>> {
        let folder = tempfile::Builder::new().prefix(&format!("petclinic-{name}-")).tempdir()?;
        Ok(Daemon { name, kind: prepare(folder.path())?, port: 0, running: None, folder })
    }

    /// Starts the server on a spare port and waits until it answers. The error ends with the server's log.
    pub(crate) fn started(mut self) -> Result<Daemon<L>> {
        let mut attempt = 1;
        loop {
            self.port = spare_port()?;
            match self.spawn() {
                Err(error) if attempt < ATTEMPTS && port_was_taken(&error) => attempt += 1,
                result => return result.map(|()| self),
            }
        }
    }

    /// Restarts the server on the same port and folder; stops it first if it runs. It loses its state in memory.
    ///
    /// # Errors
    /// If the server does not stop or start.
    pub fn restart(&mut self) -> Result<()> {
        self.stop()?;
        self.spawn()
    }

    fn spawn(&mut self) -> Result<()> {
        let log = File::create(self.log())?;
        let mut child = self
            .kind
            .command(self.port, self.folder())?
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            // What it starts ends with it.
            .process_group(0)
            .spawn()
            .with_context(|| format!("cannot start {}", self.name))?;
        let guard = Guard::over_group(child.id(), self.folder()).inspect_err(|_| {
            let _ = child.kill();
        })?;
        let address = self.address();
        let running = self.running.insert(Running { child, _guard: guard });
        let started = Instant::now();
        let problem = loop {
            if self.kind.answers(address) {
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
        Err(anyhow!("{problem}\n{}", self.said()))
    }
}

impl<L> Daemon<L> {
    /// Shuts the server down cleanly, so that it refuses connections. Its folder stays.
    ///
    /// # Errors
    /// If the server still runs after 30 s; this method then kills it.
    pub fn stop(&mut self) -> Result<()> {
        if self.running.is_some() { self.end().map(drop) } else { Ok(()) }
    }

    /// As [`Daemon::stop`], for a server that runs; returns its exit status.
    pub(crate) fn end(&mut self) -> Result<ExitStatus> {
        self.signal(Signal::CONT)?;
        self.signal(Signal::TERM)?;
        let mut running = self.running.take().with_context(|| format!("{} does not run", self.name))?;
        let ended = wait_at_most(&mut running.child, STOP_LIMIT)?;
        kill(running);
        if let Some(status) = ended {
            return Ok(status);
        }
        bail!("{} did not stop in {STOP_LIMIT:?} and was killed", self.name);
    }

    /// Kills the server as a crash would. Its folder stays.
    pub fn kill(&mut self) {
        if let Some(running) = self.running.take() {
            kill(running);
        }
    }

    /// Freezes the server, but not what it has started: it accepts connections and keeps them open, but answers nothing. [`Daemon::resume`], a stop or a kill
    /// ends the freeze.
    ///
    /// # Errors
    /// If the signal cannot be sent.
    pub fn pause(&self) -> Result<()> {
        self.signal(Signal::STOP)
    }

    /// Resumes a frozen server, with its state in memory intact.
    ///
    /// # Errors
    /// If the signal cannot be sent.
    pub fn resume(&self) -> Result<()> {
        self.signal(Signal::CONT)
    }

    /// The TCP port on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The process id; `None` while the server is stopped.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.running.as_ref().map(|running| running.child.id())
    }

    pub(crate) fn kind(&self) -> &L {
        &self.kind
    }

    pub(crate) fn address(&self) -> SocketAddr {
        localhost(self.port)
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The server's output so far.
    #[must_use]
    pub fn said(&self) -> String {
        fs::read_to_string(self.log()).unwrap_or_default()
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
}

impl<L> Drop for Daemon<L> {
    fn drop(&mut self) {
        self.kill();
    }
}

fn kill(mut running: Running) {
    // Both fail only if there is nothing left to end.
    let _ = kill_process_group(Pid::from_child(&running.child), Signal::KILL);
    let _ = running.child.wait();
}

fn port_was_taken(error: &anyhow::Error) -> bool {
    error.to_string().to_ascii_lowercase().contains("already in use")
}

pub(crate) fn localhost(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}

fn spare_port() -> Result<u16> {
    Ok(TcpListener::bind(localhost(0))?.local_addr()?.port())
}
