//! The database of a service: its address, and the service's login.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use contract::service::Service;
use contract::settings::{Database as DatabaseSettings, Tls};
use db::{Credentials, DatabaseUrl, Db, Limits, Login, LoginFuture, Seed, ServerOptions, Stream};
use settings::{DatabaseSecret, SecretError, SecretStore};
use web::health::{Dependencies, Dependency};

use crate::error::Error;

/// The database of a process; empty if no service of the process has one. Clones share it.
#[derive(Clone, Default)]
pub struct Database(Option<Db>);

impl From<Db> for Database {
    fn from(db: Db) -> Self {
        Self(Some(db))
    }
}

impl Database {
    /// Opens a service's database, and migrates its tables if the settings say so. The address comes from the settings,
    /// or else from the secret. Without AWS and without an address, the database is in memory and always migrated.
    pub(crate) async fn open(
        service: Service,
        settings: &DatabaseSettings,
        secrets: Option<&SecretStore>,
    ) -> Result<Self, Error> {
        let Some(stream) = stream(service) else { return Ok(Self(None)) };
        Ok(Self(Some(open(stream, settings, secrets).await?)))
    }

    /// The database of a function, which may start before the database is reachable. Another process creates and
    /// migrates the tables, except for a database in memory.
    pub(crate) async fn expect(
        service: Service,
        settings: &DatabaseSettings,
        secrets: Option<&SecretStore>,
    ) -> Result<Self, Error> {
        match (&settings.url, secrets, stream(service)) {
            (None, Some(secrets), Some(_)) => {
                let server = server(settings, secrets).await?;
                Ok(Self(Some(Db::expect_server(&server, &limits(settings))?)))
            }
            _ => Self::open(service, settings, secrets).await,
        }
    }

    pub(crate) fn opened(&self) -> Option<Db> {
        self.0.clone()
    }

    pub(crate) fn dependencies(&self) -> Dependencies {
        self.0.iter().map(|it| Box::new(it.clone()) as Box<dyn Dependency>).collect()
    }

    pub(crate) fn record_gauges(&self) {
        self.0.iter().for_each(Db::record_gauges);
    }

    pub(crate) fn tune(&self, settings: &DatabaseSettings) {
        self.0.iter().for_each(|it| it.tune(settings.acquire_timeout, settings.statement_timeout));
    }

    pub(crate) async fn close(&self) {
        if let Some(db) = &self.0 {
            db.close().await;
        }
    }
}

/// The migrations of a service; `None` if it has no database.
pub(crate) fn stream(service: Service) -> Option<Stream> {
    Stream::ALL.into_iter().find(|it| service.row().has_database && it.name() == service.name())
}

async fn open(
    stream: Stream,
    settings: &DatabaseSettings,
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
            // The database is new, and no other process could create its tables.
            (Db::open(&DatabaseUrl::SqliteMemory, &limits).await?, true)
        }
    };
    if migrate {
        db::prepare(&db, stream, seed(settings)).await?;
    }
    Ok(db)
}

/// The initial data of new tables.
pub(crate) fn seed(settings: &DatabaseSettings) -> Seed {
    if settings.sample_data { Seed::Sample } else { Seed::Empty }
}

/// Limits of connections and time.
pub(crate) fn limits(settings: &DatabaseSettings) -> Limits {
    Limits {
        max_connections: settings.max_connections,
        acquire: settings.acquire_timeout,
        connect: settings.acquire_timeout,
        statement: settings.statement_timeout,
        ..Limits::default()
    }
}

async fn server(settings: &DatabaseSettings, secrets: &SecretStore) -> Result<ServerOptions, Error> {
    let name = settings.secret.clone();
    let secret = DatabaseSecret::parse(&name, &secrets.get(&name).await?)?;
    let rotated = Rotated { secrets: secrets.clone(), name, found: Mutex::default() };
    server_of(settings, secret, Arc::new(rotated))
}

/// The server that a service's settings and secret name, with the given credentials.
pub(crate) fn server_of(
    settings: &DatabaseSettings,
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

/// A login that is rotated from outside.
struct Rotated {
    secrets: SecretStore,
    name: String,
    /// The login found when another was refused. Its secret may still be pending.
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
        // A rotation changes the password in the database first, and only then makes the new secret current.
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
