//! A private MariaDB server: its own port, its own data in a temporary folder, gone when it is dropped.

mod options;

use std::fs::{self, File};
use std::io::Read;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

pub use self::options::Options;
use crate::process::{self, Guard, POLL, wait_at_most};
use crate::workspace;

/// What a debug build of MariaDB on a busy machine needs, several times over.
const START_LIMIT: Duration = Duration::from_mins(1);
/// A clean shutdown writes out the buffer pool.
const STOP_LIMIT: Duration = Duration::from_secs(30);
/// Another program may take the spare port before MariaDB does.
const ATTEMPTS: u32 = 3;

/// A running (or stopped) server. Its user is `root`, without a password, from this machine only.
#[derive(Debug)]
pub struct Server {
    options: Options,
    port: u16,
    running: Option<Running>,
    folder: TempDir,
}

#[derive(Debug)]
struct Running {
    mariadbd: Child,
    _guard: Guard,
}

/// The path of `mariadbd`, if it is installed.
#[must_use]
pub fn find() -> Option<PathBuf> {
    workspace::find_program("mariadbd")
}

impl Server {
    /// Makes a data folder, starts a server on a spare port and waits until it answers.
    ///
    /// # Errors
    /// If MariaDB is not installed or does not start; the error ends with the server's log.
    pub fn start(options: Options) -> Result<Server> {
        let folder = tempfile::Builder::new().prefix("petclinic-mariadb-").tempdir()?;
        let mut server = Server { options, port: 0, running: None, folder };
        server.install()?;
        let mut attempt = 1;
        loop {
            server.port = spare_port()?;
            match server.launch() {
                Err(error) if attempt < ATTEMPTS && error.to_string().contains("Address already in use") => {
                    attempt += 1;
                }
                result => return result.map(|()| server),
            }
        }
    }

    /// `mysql://root@127.0.0.1:PORT`, without a schema.
    #[must_use]
    pub fn url(&self) -> String {
        format!("mysql://root@{}", localhost(self.port))
    }

    /// The TCP port on 127.0.0.1; stays the same over [`Server::restart`].
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The process id of `mariadbd`, none while it is stopped.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.running.as_ref().map(|running| running.mariadbd.id())
    }

    /// The folder with the tables.
    #[must_use]
    pub fn data_dir(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Shuts the server down cleanly. The data stays.
    ///
    /// # Errors
    /// If it is still there after 30 s; it is killed then.
    pub fn stop(&mut self) -> Result<()> {
        self.signal(Signal::CONT)?;
        self.signal(Signal::TERM)?;
        if let Some(mut running) = self.running.take()
            && wait_at_most(&mut running.mariadbd, STOP_LIMIT)?.is_none()
        {
            end(running);
            bail!("mariadbd did not stop in {STOP_LIMIT:?} and was killed");
        }
        Ok(())
    }

    /// Kills the server as a crash would. The data stays.
    pub fn kill(&mut self) {
        if let Some(running) = self.running.take() {
            end(running);
        }
    }

    /// Starts the server again on the same port and data, stopping it first if it runs.
    ///
    /// # Errors
    /// If it does not stop or start.
    pub fn restart(&mut self) -> Result<()> {
        if self.running.is_some() {
            self.stop()?;
        }
        self.launch()
    }

    /// Freezes the server: connections stay open, nothing is answered. Ends with [`Server::resume`], a stop or a kill.
    ///
    /// # Errors
    /// If the signal cannot be sent.
    pub fn pause(&self) -> Result<()> {
        self.signal(Signal::STOP)
    }

    /// Lets a frozen server go on.
    ///
    /// # Errors
    /// If the signal cannot be sent.
    pub fn resume(&self) -> Result<()> {
        self.signal(Signal::CONT)
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    fn signal(&self, signal: Signal) -> Result<()> {
        if let Some(running) = &self.running {
            let pid = Pid::from_child(&running.mariadbd);
            kill_process(pid, signal).with_context(|| format!("cannot send {signal:?} to mariadbd"))?;
        }
        Ok(())
    }

    fn install(&self) -> Result<()> {
        let tool =
            workspace::find_program("mariadb-install-db").context("mariadb-install-db is not installed")?;
        let mut command = Command::new(tool);
        command
            .arg("--no-defaults")
            .args(["--auth-root-authentication-method=normal", "--skip-name-resolve", "--skip-test-db"])
            .args(self.options.arguments(self.folder.path()));
        process::capture(&mut command).map(drop)
    }

    fn launch(&mut self) -> Result<()> {
        let log = File::create(self.log())?;
        let mut mariadbd = Command::new(find().context("mariadbd is not installed")?)
            .arg("--no-defaults")
            .arg(format!("--port={}", self.port))
            .args(self.options.arguments(self.folder.path()))
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("cannot start mariadbd")?;
        let guard = Guard::over(mariadbd.id(), self.folder.path()).inspect_err(|_| {
            let _ = mariadbd.kill();
        })?;
        let running = self.running.insert(Running { mariadbd, _guard: guard });
        let address = localhost(self.port);
        let started = Instant::now();
        let problem = loop {
            if greets(address) {
                return Ok(());
            }
            if let Some(status) = running.mariadbd.try_wait()? {
                break format!("mariadbd ended: {status}");
            }
            if started.elapsed() > START_LIMIT {
                break format!("mariadbd did not answer in {START_LIMIT:?}");
            }
            thread::sleep(POLL);
        };
        self.kill();
        let log = fs::read_to_string(self.log()).unwrap_or_default();
        Err(anyhow!("{problem}\n{log}"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

fn end(mut running: Running) {
    // Fails only if it is gone already.
    let _ = running.mariadbd.kill();
    let _ = running.mariadbd.wait();
}

/// True if a server sends the first packet of the MySQL protocol: a header of 4 bytes, then protocol version 10.
fn greets(address: SocketAddr) -> bool {
    let mut head = [0; 5];
    TcpStream::connect_timeout(&address, Duration::from_secs(1))
        .and_then(|mut stream| {
            stream.set_read_timeout(Some(Duration::from_secs(1)))?;
            stream.read_exact(&mut head)
        })
        .is_ok_and(|()| head[4] == 10)
}

fn localhost(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}

fn spare_port() -> Result<u16> {
    Ok(TcpListener::bind(localhost(0))?.local_addr()?.port())
}

#[cfg(test)]
mod tests;
