//! A private moto server, which simulates on loopback the parts of AWS's API that the tests need. It keeps its state in memory.

use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};

use crate::daemon::{Daemon, Launch};
use crate::identity::Identity;
use crate::{http, prerequisites};

/// The region that [`environment`] sets.
pub const REGION: &str = "us-west-2";

/// A running (or stopped) server. A stop, a kill or a restart clears its state; a pause does not.
pub type Server = Daemon<Moto>;

/// The start configuration of moto.
#[derive(Debug)]
pub struct Moto {
    /// The server's TLS certificate; without one, it serves plain HTTP.
    identity: Option<Identity>,
}

impl Daemon<Moto> {
    /// Starts a server on a spare port and waits until it answers, which takes half a second.
    ///
    /// # Errors
    /// If moto is not installed (`cargo xtask test` installs it) or does not start; the error ends with the server's log.
    pub fn start() -> Result<Server> {
        Daemon::new("moto", |_| Ok(Moto { identity: None }))?.started()
    }

    /// Starts a server that accepts only TLS. It listens on 127.0.0.1 as the others do; its clients must resolve the certificate's
    /// name.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub fn start_as(identity: Identity) -> Result<Server> {
        Daemon::new("moto", |_| Ok(Moto { identity: Some(identity) }))?.started()
    }

    /// `http://127.0.0.1:PORT`, for `AWS_ENDPOINT_URL`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address())
    }

    /// The environment variables with which an AWS SDK, or a process that uses one, finds this server.
    #[must_use]
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        environment(&self.url())
    }

    /// Clears the server's state.
    ///
    /// # Errors
    /// If the server's response has another status than 200.
    pub fn reset(&self) -> Result<()> {
        let answer = http::post(self.address(), "/moto-api/reset")?;
        ensure!(answer.status == 200, "moto did not forget: {} {}", answer.status, answer.body);
        Ok(())
    }
}

/// The environment variables with which an AWS SDK, or a process that uses one, finds the moto server at `url`.
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

impl Launch for Moto {
    fn command(&self, port: u16, folder: &Path) -> Result<Command> {
        let mut moto = Command::new(prerequisites::moto_program()?);
        moto.args(["-H", "127.0.0.1", "-p", &port.to_string()]).current_dir(folder);
        if let Some(Identity { certificate, key }) = &self.identity {
            moto.arg("--ssl-cert").arg(certificate).arg("--ssl-key").arg(key);
        }
        Ok(moto)
    }

    fn answers(&self, address: SocketAddr) -> bool {
        if self.identity.is_some() {
            // An open port is enough here; clients with TLS come later.
            return TcpStream::connect(address).is_ok();
        }
        http::get(address, "/moto-api/").is_ok_and(|answer| answer.status == 200)
    }
}

#[cfg(test)]
mod tests;
