//! The service's database: where it is, and who the service is to it.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use contract::settings::{Database, Tls};
use db::{Credentials, DatabaseUrl, Db, Limits, Login, LoginFuture, Seed, ServerOptions, Stream};
use settings::{DatabaseSecret, SecretError, SecretStore};

use crate::error::Error;

/// Opens it, with its tables: at the address given, or as the secret says; without AWS and without an address, in memory.
pub(crate) async fn open(
    stream: Stream,
    settings: &Database,
    secrets: Option<&SecretStore>,
) -> Result<Db, Error> {
    let limits = limits(settings);
    let (db, migrate) = match (&settings.url, secrets) {
        (Some(url), _) => {
            let url: DatabaseUrl = url.expose().parse().map_err(Error::DatabaseUrl)?;
            (Db::open(&url, &limits).await?, settings.migrate)
        }
        (None, Some(secrets)) => {
            (Db::open_server(server(settings, secrets).await?, &limits).await?, settings.migrate)
        }
        (None, None) => {
            tracing::warn!("database is in memory and lost at exit; set PETCLINIC_DATABASE_URL to keep it");
            // Nobody else could give it its tables.
            (Db::open(&DatabaseUrl::SqliteMemory, &limits).await?, true)
        }
    };
    if migrate {
        db::prepare(&db, stream, seed(settings)).await?;
    }
    Ok(db)
}

/// The database of a function, which is to be ready before its database is: somebody else creates and migrates its tables, but
/// for those in memory.
pub(crate) async fn expect(
    stream: Stream,
    settings: &Database,
    secrets: Option<&SecretStore>,
) -> Result<Db, Error> {
    match (&settings.url, secrets) {
        (None, Some(secrets)) => Ok(Db::expect_server(&server(settings, secrets).await?, &limits(settings))?),
        _ => open(stream, settings, secrets).await,
    }
}

/// What new tables start with.
pub(crate) fn seed(settings: &Database) -> Seed {
    if settings.sample_data { Seed::Sample } else { Seed::Empty }
}

/// The bounds of its use.
pub(crate) fn limits(settings: &Database) -> Limits {
    Limits {
        max_connections: settings.max_connections,
        acquire: settings.acquire_timeout,
        connect: settings.acquire_timeout,
        statement: settings.statement_timeout,
        ..Limits::default()
    }
}

async fn server(settings: &Database, secrets: &SecretStore) -> Result<ServerOptions, Error> {
    let name = settings.secret.clone();
    let secret = DatabaseSecret::parse(&name, &secrets.get(&name).await?)?;
    let rotated = Rotated { secrets: secrets.clone(), name, found: Mutex::default() };
    server_of(settings, secret, Arc::new(rotated))
}

/// The server that a service's settings and secret name, for whoever these credentials are of.
pub(crate) fn server_of(
    settings: &Database,
    secret: DatabaseSecret,
    credentials: Arc<dyn Credentials>,
) -> Result<ServerOptions, Error> {
    let name = || settings.secret.clone();
    let tls = match (settings.tls, &settings.tls_ca) {
        (Tls::Off, _) => db::Tls::Off,
        (Tls::Required, _) => db::Tls::Required,
        (Tls::VerifyIdentity, None) => db::Tls::rds(),
        (Tls::VerifyIdentity, Some(file)) => db::Tls::verify(Path::new(file)).map_err(Error::TlsCa)?,
    };
    Ok(ServerOptions {
        host: settings.host.clone().or(secret.host).ok_or_else(|| Error::NoHost { secret: name() })?,
        port: settings.port.or(secret.port).unwrap_or(3306),
        schema: settings.name.clone().or(secret.dbname).ok_or_else(|| Error::NoSchema { secret: name() })?,
        reader_host: settings.reader_host.clone(),
        tls,
        credentials,
    })
}

/// A login that another hand changes now and then.
struct Rotated {
    secrets: SecretStore,
    name: String,
    /// The one that was found when another was refused: it may not be the current secret yet.
    found: Mutex<Option<Login>>,
}

impl Rotated {
    fn login(&self, secret: &settings::Sensitive) -> Result<Login, SecretError> {
        let DatabaseSecret { username, password, .. } = DatabaseSecret::parse(&self.name, secret)?;
        Ok(Login::new(username, password.expose()))
    }

    fn found(&self) -> MutexGuard<'_, Option<Login>> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn other_than(&self, refused: &Login) -> Result<Login, SecretError> {
        let current = self.login(&self.secrets.fresh(&self.name).await?)?;
        if current != *refused {
            return Ok(current);
        }
        // A rotation changes the database first and makes the new secret the current one afterwards.
        match self.secrets.pending(&self.name).await? {
            Some(pending) => self.login(&pending),
            None => Ok(current),
        }
    }
}

impl Credentials for Rotated {
    fn current(&self) -> LoginFuture<'_> {
        Box::pin(async {
            if let Some(found) = self.found().clone() {
                return Ok(found);
            }
            Ok(self.login(&self.secrets.get(&self.name).await?)?)
        })
    }

    fn renew<'a>(&'a self, refused: &'a Login) -> LoginFuture<'a> {
        Box::pin(async {
            let other = self.other_than(refused).await?;
            *self.found() = Some(other.clone());
            Ok(other)
        })
    }
}
