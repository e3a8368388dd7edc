//! A server by its parts: addresses, schema, encryption, login.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use sqlx::mysql::{MySqlConnectOptions, MySqlSslMode};

use crate::error::Error;
use crate::login::Credentials;

/// The certificate authorities of RDS and Aurora in all commercial regions, as published at
/// <https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem>. To refresh it, put that file in its place.
const RDS: &[u8] = include_bytes!("rds-global-bundle.pem");

/// How connections are encrypted.
#[derive(Clone, PartialEq, Eq)]
pub enum Tls {
    /// Not at all: for a server on the same machine.
    Off,
    /// Encrypted, whoever answers.
    Required,
    /// Encrypted, and the server proves by its certificate that it is the host that was asked for.
    VerifyIdentity {
        /// The authorities that are trusted, besides those of the machine, as PEM.
        ca: Vec<u8>,
    },
}

impl Tls {
    /// Verified by the authorities of RDS and Aurora.
    pub fn rds() -> Self {
        Self::VerifyIdentity { ca: RDS.to_vec() }
    }

    /// Verified by the authorities in a PEM file.
    ///
    /// # Errors
    /// [`Error::Failed`] if the file cannot be read or holds no certificate.
    pub fn verify(file: &Path) -> Result<Self, Error> {
        let shown = file.display();
        let ca = std::fs::read(file)
            .map_err(|error| Error::failed(format!("certificate file `{shown}` cannot be read: {error}")))?;
        if String::from_utf8_lossy(&ca).contains("-----BEGIN CERTIFICATE-----") {
            Ok(Self::VerifyIdentity { ca })
        } else {
            Err(Error::failed(format!("certificate file `{shown}` has no PEM certificate")))
        }
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Off => "Off",
            Self::Required => "Required",
            Self::VerifyIdentity { .. } => "VerifyIdentity",
        })
    }
}

/// A schema on a server whose login may change while it is in use.
#[derive(Clone)]
pub struct ServerOptions {
    /// The host that takes writes: a name that follows a failover, or an address.
    pub host: String,
    /// The TCP port of all hosts.
    pub port: u16,
    /// The schema; created when missing, if the user may.
    pub schema: String,
    /// The host of copies that lag a little and serve [`Db::replica`](crate::Db::replica).
    pub reader_host: Option<String>,
    /// How connections are encrypted.
    pub tls: Tls,
    /// Who logs in.
    pub credentials: Arc<dyn Credentials>,
}

impl ServerOptions {
    /// Whether connections are encrypted.
    pub(crate) fn is_encrypted(&self) -> bool {
        self.tls != Tls::Off
    }

    /// What the driver needs for a host, all but the login.
    pub(crate) fn connect_to(&self, host: &str) -> MySqlConnectOptions {
        let options = MySqlConnectOptions::new().host(host).port(self.port).database(&self.schema);
        match &self.tls {
            Tls::Off => options.ssl_mode(MySqlSslMode::Disabled),
            Tls::Required => options.ssl_mode(MySqlSslMode::Required),
            Tls::VerifyIdentity { ca } => {
                options.ssl_mode(MySqlSslMode::VerifyIdentity).ssl_ca_from_pem(ca.clone())
            }
        }
    }
}

impl fmt::Debug for ServerOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerOptions")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("schema", &self.schema)
            .field("reader_host", &self.reader_host)
            .field("tls", &self.tls)
            .finish_non_exhaustive()
    }
}
