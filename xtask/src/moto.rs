//! A private moto server: AWS's API over HTTP on loopback, as far as the tests need it. What it knows is gone when it stops.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};

use crate::daemon::{Daemon, Launch};
use crate::{http, prerequisites};

/// The region of [`Server::environment`].
pub const REGION: &str = "us-west-2";

/// A running (or stopped) server.
#[derive(Debug)]
pub struct Server {
    daemon: Daemon,
}

impl Server {
    /// Starts a server on a spare port and waits until it answers, which takes half a second.
    ///
    /// # Errors
    /// If moto is not installed (`cargo xtask test` installs it) or does not start; the error ends with the server's log.
    pub fn start() -> Result<Server> {
        let mut daemon = Daemon::new("moto")?;
        daemon.start(&Moto)?;
        Ok(Server { daemon })
    }

    /// `http://127.0.0.1:PORT`, for `AWS_ENDPOINT_URL`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.daemon.address())
    }

    /// The TCP port on 127.0.0.1; stays the same over [`Server::restart`].
    #[must_use]
    pub fn port(&self) -> u16 {
        self.daemon.port()
    }

    /// The process id, none while it is stopped.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.daemon.pid()
    }

    /// What lets an AWS SDK, or a process that uses one, find this server.
    #[must_use]
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        environment(&self.url())
    }

    /// Forgets all that was put into it.
    ///
    /// # Errors
    /// If the server does not answer with 200.
    pub fn reset(&self) -> Result<()> {
        let answer = http::post(self.daemon.address(), "/moto-api/reset")?;
        ensure!(answer.status == 200, "moto did not forget: {} {}", answer.status, answer.body);
        Ok(())
    }

    /// Shuts the server down: connections are refused, all that was put into it is gone.
    ///
    /// # Errors
    /// If it is still there after 30 s; it is killed then.
    pub fn stop(&mut self) -> Result<()> {
        self.daemon.stop()
    }

    /// Kills the server as a crash would.
    pub fn kill(&mut self) {
        self.daemon.kill();
    }

    /// Starts the server again on the same port, empty, stopping it first if it runs.
    ///
    /// # Errors
    /// If it does not stop or start.
    pub fn restart(&mut self) -> Result<()> {
        self.daemon.restart(&Moto)
    }

    /// Freezes the server: connections are accepted, nothing is answered. Ends with [`Server::resume`], a stop or a kill.
    ///
    /// # Errors
    /// If the signal cannot be sent.
    pub fn pause(&self) -> Result<()> {
        self.daemon.pause()
    }

    /// Lets a frozen server go on, with all that was put into it.
    ///
    /// # Errors
    /// If the signal cannot be sent.
    pub fn resume(&self) -> Result<()> {
        self.daemon.resume()
    }
}

/// What lets an AWS SDK, or a process that uses one, find the moto server at `url`.
#[must_use]
pub fn environment(url: &str) -> Vec<(&'static str, String)> {
    vec![
        ("AWS_ENDPOINT_URL", url.to_owned()),
        ("AWS_ACCESS_KEY_ID", "testing".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "testing".to_owned()),
        ("AWS_REGION", REGION.to_owned()),
        ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
    ]
}

struct Moto;

impl Launch for Moto {
    fn command(&self, port: u16, folder: &Path) -> Result<Command> {
        let mut moto = Command::new(prerequisites::moto_program()?);
        moto.args(["-H", "127.0.0.1", "-p", &port.to_string()]).current_dir(folder);
        Ok(moto)
    }

    fn answers(&self, address: SocketAddr) -> bool {
        http::get(address, "/moto-api/").is_ok_and(|answer| answer.status == 200)
    }
}

#[cfg(test)]
mod tests;
