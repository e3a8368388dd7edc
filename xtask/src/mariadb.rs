//! A private MariaDB server: its own port, its own data in a temporary folder, gone when it is dropped.

mod options;

use std::io::Read;
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

pub use self::options::{Identity, Options};
use crate::daemon::{Daemon, Launch};
use crate::{process, workspace};

/// A running (or stopped) server. Its user is `root`, without a password, from this machine only.
#[derive(Debug)]
pub struct Server {
    options: Options,
    daemon: Daemon,
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
        let mut daemon = Daemon::new("mariadb")?;
        install(&options, daemon.folder())?;
        daemon.start(&options)?;
        Ok(Server { options, daemon })
    }

    /// `mysql://root@127.0.0.1:PORT`, without a schema.
    #[must_use]
    pub fn url(&self) -> String {
        format!("mysql://root@{}", self.daemon.address())
    }

    /// The TCP port on 127.0.0.1; stays the same over [`Server::restart`].
    #[must_use]
    pub fn port(&self) -> u16 {
        self.daemon.port()
    }

    /// The process id of `mariadbd`, none while it is stopped.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.daemon.pid()
    }

    /// The folder with the tables.
    #[must_use]
    pub fn data_dir(&self) -> PathBuf {
        self.daemon.folder().join("data")
    }

    /// Shuts the server down cleanly. The data stays.
    ///
    /// # Errors
    /// If it is still there after 30 s; it is killed then.
    pub fn stop(&mut self) -> Result<()> {
        self.daemon.stop()
    }

    /// Kills the server as a crash would. The data stays.
    pub fn kill(&mut self) {
        self.daemon.kill();
    }

    /// Starts the server again on the same port and data, stopping it first if it runs.
    ///
    /// # Errors
    /// If it does not stop or start.
    pub fn restart(&mut self) -> Result<()> {
        self.daemon.restart(&self.options)
    }

    /// Freezes the server: connections stay open, nothing is answered. Ends with [`Server::resume`], a stop or a kill.
    ///
    /// # Errors
    /// If the signal cannot be sent.
    pub fn pause(&self) -> Result<()> {
        self.daemon.pause()
    }

    /// Lets a frozen server go on.
    ///
    /// # Errors
    /// If the signal cannot be sent.
    pub fn resume(&self) -> Result<()> {
        self.daemon.resume()
    }
}

fn install(options: &Options, folder: &Path) -> Result<()> {
    let tool =
        workspace::find_program("mariadb-install-db").context("mariadb-install-db is not installed")?;
    let mut command = Command::new(tool);
    command
        .arg("--no-defaults")
        .args(["--auth-root-authentication-method=normal", "--skip-name-resolve", "--skip-test-db"])
        .args(options.arguments(folder));
    process::capture(&mut command).map(drop)
}

impl Launch for Options {
    fn command(&self, port: u16, folder: &Path) -> Result<Command> {
        let mut mariadbd = Command::new(find().context("mariadbd is not installed")?);
        mariadbd.arg("--no-defaults").arg(format!("--port={port}")).args(self.arguments(folder));
        Ok(mariadbd)
    }

    fn answers(&self, address: SocketAddr) -> bool {
        greets(address)
    }
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

#[cfg(test)]
mod tests;
