//! Errors that keep a service from starting, in one line each.

use std::net::SocketAddr;

use contract::service::Service;
use settings::SecretError;

/// Exit code of a service that did not start.
const NOT_STARTED: u8 = 2;
/// Exit code for wrong settings: `EX_CONFIG` of `sysexits.h`.
const WRONG_SETTINGS: u8 = 78;

/// Why a service does not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("{}{}", .0, hint(.0))]
    Settings(#[from] settings::Error),
    #[error(transparent)]
    Secret(#[from] SecretError),
    #[error("database host unknown: set database.host, or host in the secret {secret}")]
    NoHost { secret: String },
    #[error("database schema unknown: set database.name, or dbname in the secret {secret}")]
    NoSchema { secret: String },
    #[error("the secrets {secret} and {other} name the same database user; each needs one of its own")]
    SharedUser { secret: String, other: String },
    #[error(
        "database.url is set for {service}, so its database is not one that can be prepared by the administrator's secret"
    )]
    OwnUrl { service: Service },
    #[cfg(feature = "database")]
    #[error("database.url is not as it must be: {0}")]
    DatabaseUrl(db::Error),
    #[cfg(feature = "database")]
    #[error("database.tls-ca is not as it must be: {0}")]
    TlsCa(db::Error),
    #[cfg(feature = "database")]
    #[error(transparent)]
    Database(#[from] db::Error),
    #[error(transparent)]
    Peers(#[from] peers::SetupError),
    #[error(transparent)]
    Telemetry(#[from] telemetry::InitError),
    #[error("{service} needs a database, and its row in the table of services declares none")]
    NoDatabase { service: Service },
    #[error("cannot listen on {address}: {source}")]
    Listen { address: SocketAddr, source: std::io::Error },
    #[error("cannot listen for signals: {0}")]
    Signals(std::io::Error),
    #[error("cannot start the async runtime: {0}")]
    Runtime(std::io::Error),
    #[error("unhealthy on port {port}: {source}")]
    Unhealthy { port: u16, source: std::io::Error },
}

impl Error {
    /// Whether a retry may succeed without any change: a system that was asked did not answer.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Settings(error) => matches!(error, settings::Error::Unreachable(_)),
            Self::Secret(error) => matches!(error, SecretError::Unavailable { .. }),
            #[cfg(feature = "database")]
            Self::Database(error) => error.is_unavailable(),
            _ => false,
        }
    }

    /// The exit code for this error.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Settings(settings::Error::Invalid(_))
            | Self::NoHost { .. }
            | Self::NoSchema { .. }
            | Self::SharedUser { .. }
            | Self::OwnUrl { .. } => WRONG_SETTINGS,
            #[cfg(feature = "database")]
            Self::DatabaseUrl(_) | Self::TlsCa(_) => WRONG_SETTINGS,
            _ => NOT_STARTED,
        }
    }
}

/// Advice for the user, if there is any.
fn hint(error: &settings::Error) -> &'static str {
    match error {
        settings::Error::Invalid(_) => "",
        settings::Error::Unreachable(_) => "; --offline starts with defaults and the environment alone",
    }
}
