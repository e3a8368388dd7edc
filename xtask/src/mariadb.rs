//! A private MariaDB server with its own port and with its data in a temporary folder. Dropping it removes the data.

mod options;

use std::io::Read;
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

pub use self::options::Options;
use crate::daemon::{Daemon, Launch};
pub use crate::identity::Identity;
use crate::{process, workspace};

/// A running (or stopped) server, whose data survives a stop, a kill and a restart. Its only user is `root`, without a password and
/// only from this machine.
pub type Server = Daemon<Options>;

/// The path of `mariadbd`, if it is installed.
#[must_use]
pub fn find() -> Option<PathBuf> {
    workspace::find_program("mariadbd")
}

impl Daemon<Options> {
    /// Creates a data folder, starts a server on a spare port and waits until it answers.
    ///
    /// # Errors
    /// If MariaDB is not installed or does not start; the error ends with the server's log.
    pub fn start(options: Options) -> Result<Server> {
        let prepared = Daemon::new("mariadb", |folder| {
            install(&options, folder)?;
            Ok(options)
        });
        prepared?.started()
    }

    /// `mysql://root@127.0.0.1:PORT`, without a schema.
    #[must_use]
    pub fn url(&self) -> String {
        format!("mysql://root@{}", self.address())
    }

    /// The folder with the tables.
    #[must_use]
    pub fn data_dir(&self) -> PathBuf {
        self.folder().join("data")
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

/// Whether a server sends the first packet of the MySQL protocol: a header of 4 bytes, then protocol version 10.
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
