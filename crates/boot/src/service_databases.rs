//! The databases of all services, from the view of their administrator.

use std::sync::Arc;

use contract::service::Service;
use contract::settings::secrets::DATABASE_ADMIN;
use db::{Login, Seed, ServerOptions, Stream};
use settings::{DatabaseSecret, Parameters, SecretStore};

use crate::database;
use crate::error::Error;
use crate::event_function::Surroundings;

/// The schema and the user of a service on a database server.
pub struct ServiceDatabase {
    /// The service.
    pub service: Service,
    /// The migrations of its tables.
    pub stream: Stream,
    /// The server and the schema, with the administrator's login.
    pub server: ServerOptions,
    /// The initial data of its tables.
    pub seed: Seed,
    username: String,
    secret: String,
    secrets: SecretStore,
}

impl ServiceDatabase {
    /// The service's current login and, during a rotation of its password, also the pending one. Both are fetched now.
    ///
    /// # Errors
    /// If the secret cannot be read or is malformed.
    pub async fn logins(&self) -> Result<Vec<Login>, Error> {
        let current = self.secrets.fresh(&self.secret).await?;
        let pending = self.secrets.pending(&self.secret).await?;
        let mut logins = Vec::new();
        for secret in [Some(current), pending].into_iter().flatten() {
            let DatabaseSecret { username, password, .. } = DatabaseSecret::parse(&self.secret, &secret)?;
            // A rotation that alternates between two users creates the other user itself.
            if username == self.username {
                logins.push(Login::new(username, password.expose()));
            }
        }
        Ok(logins)
    }
}

/// The databases of all services, from each service's own settings and secret and from the administrator's secret.
/// The call reads all of them anew.
///
/// # Errors
/// If settings or secrets cannot be read or are invalid. In particular, every service needs a user of its own, other
/// than the administrator.
pub async fn service_databases(surroundings: &Surroundings) -> Result<Vec<ServiceDatabase>, Error> {
    let secrets = SecretStore::new(&surroundings.aws);
    let name = DATABASE_ADMIN.shared_name(&surroundings.env);
    let DatabaseSecret { username, password, .. } = DatabaseSecret::parse(&name, &secrets.get(&name).await?)?;
    let admin = Login::new(username.clone(), password.expose());
    let mut users = vec![(username, name)];
    let mut databases = Vec::new();
    for (service, stream) in Service::ALL.into_iter().filter_map(|it| Some((it, database::stream(it)?))) {
        let database = service_database(service, stream, surroundings, &secrets, &admin).await?;
        let ServiceDatabase { username, secret, .. } = &database;
        if let Some((_, other)) = users.iter().find(|(user, _)| user == username) {
            return Err(Error::SharedUser { secret: secret.clone(), other: other.clone() });
        }
        users.push((username.clone(), secret.clone()));
        databases.push(database);
    }
    Ok(databases)
}

async fn service_database(
    service: Service,
    stream: Stream,
    surroundings: &Surroundings,
    secrets: &SecretStore,
    admin: &Login,
) -> Result<ServiceDatabase, Error> {
    let settings = settings::load(service, settings::environment(), Parameters::Store(&surroundings.aws))
        .await?
        .current();
    let settings = &settings.database;
    if settings.url.is_some() {
        return Err(Error::OwnUrl { service });
    }
    let name = settings.secret.clone();
    let secret = DatabaseSecret::parse(&name, &secrets.get(&name).await?)?;
    let username = secret.username.clone();
    let server = database::server_of(settings, secret, Arc::new(admin.clone()))?;
    let seed = database::seed(settings);
    Ok(ServiceDatabase { service, stream, server, seed, username, secret: name, secrets: secrets.clone() })
}
