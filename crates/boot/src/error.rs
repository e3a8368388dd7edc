//! Why a service does not start, in one line each.

use std::net::SocketAddr;

use settings::{LoadError, SecretError};

/// Exit code of a service that did not start.
const NOT_STARTED: u8 = 2;
/// Exit code for wrong settings: `EX_CONFIG` of `sysexits.h`.
const WRONG_SETTINGS: u8 = 78;

/// Why a service does not start.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Settings(#[from] LoadError),
    #[error(transparent)]
    Secret(#[from] SecretError),
    #[error("the database's host is not known: give database.host, or host in the secret {secret}")]
    NoHost { secret: String },
    #[error("the database's schema is not known: give database.name, or dbname in the secret {secret}")]
    NoSchema { secret: String },
    #[error(transparent)]
    Database(#[from] db::Error),
    #[error(transparent)]
    Peers(#[from] peers::SetupError),
    #[error(transparent)]
    Telemetry(#[from] telemetry::InitError),
    #[error("server.site-origin cannot be a header")]
    SiteOrigin,
    #[error("cannot listen on {address}: {source}")]
    Listen { address: SocketAddr, source: std::io::Error },
    #[error("cannot listen for signals: {0}")]
    Signals(std::io::Error),
    #[error("no runtime: {0}")]
    Runtime(std::io::Error),
    #[error("it does not answer on port {port}: {source}")]
    Unhealthy { port: u16, source: std::io::Error },
}

impl Error {
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Settings(LoadError::Invalid(_))
            | Self::NoHost { .. }
            | Self::NoSchema { .. }
            | Self::SiteOrigin => WRONG_SETTINGS,
            _ => NOT_STARTED,
        }
    }
}
