//! Errors that keep the clinic from starting, one line each.

use std::net::SocketAddr;

use genai::openai::BadEndpoint;

/// The reason why the clinic does not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Another program uses the address, or it does not belong to this machine.
    #[error("cannot listen on {address}: {}", reason(.source))]
    Listen {
        /// The address to listen on.
        address: SocketAddr,
        /// The cause.
        source: std::io::Error,
    },
    /// The database cannot be used.
    #[error(transparent)]
    Database(#[from] db::Error),
    /// Calls between services cannot be set up.
    #[error(transparent)]
    Peers(#[from] peers::SetupError),
    /// The system does not pass signals on.
    #[error("cannot listen for signals: {0}")]
    Signals(std::io::Error),
    /// The services cannot be assembled.
    #[error(transparent)]
    Assembly(#[from] boot::Error),
    /// The endpoint of the assistant's models is not a URL. The command line's parser does not check this, because it quotes the
    /// text that it refuses.
    #[error("--assistant-url {0}")]
    AssistantUrl(#[from] BadEndpoint),
    /// The endpoint of the assistant's models is known to ask for a key.
    #[error("no key for {host}: set PETCLINIC_ASSISTANT_KEY for --assistant-url")]
    NoAssistantKey {
        /// The endpoint's host.
        host: String,
    },
    /// No region for Amazon Bedrock is configured.
    #[error("no AWS region: set AWS_REGION, or a region in ~/.aws/config, for --bedrock")]
    NoRegion,
    /// An address for notifications is none.
    #[error(transparent)]
    Notified(#[from] admin::BadTarget),
    /// The operators' console has no passwords.
    #[error("no passwords for the operators' console were made up: {cause}")]
    Passwords {
        /// The cause.
        cause: String,
    },
    /// The table of settings contradicts itself.
    #[error("the built-in settings of the assistant are broken")]
    Defaults,
    /// The log cannot be written.
    #[error(transparent)]
    Telemetry(#[from] telemetry::InitError),
    /// The system refuses to create threads.
    #[error("cannot start the async runtime: {0}")]
    Runtime(std::io::Error),
    /// The system has no source of randomness.
    #[error("the system gives no random numbers")]
    NoRandomness,
    /// There is no folder for a user's data.
    #[error(
        "this user has no folder for data: say where the database is to be with --database sqlite://FILE"
    )]
    NoDataFolder,
}

fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::AddrInUse => "another program uses this port, choose one with --port".to_owned(),
        std::io::ErrorKind::PermissionDenied => {
            "this user may not use this port, choose one from 1024 on".to_owned()
        }
        std::io::ErrorKind::AddrNotAvailable => "this machine does not have this address".to_owned(),
        _ => error.to_string(),
    }
}
