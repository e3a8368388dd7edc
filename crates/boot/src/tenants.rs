//! All services' databases, as their administrator sees them.

use std::sync::Arc;

use contract::endpoint::Service;
use contract::settings::secrets::DATABASE_ADMIN;
use db::{Login, Seed, ServerOptions, Stream};
use settings::{DatabaseSecret, Parameters, SecretStore};

use crate::database;
use crate::error::Error;
use crate::worker::Workplace;

/// A service, as one who has a schema on a server.
pub struct Tenant {
    /// The service.
    pub service: Service,
    /// Its tables.
    pub stream: Stream,
    /// Its schema and the server that has it, for the administrator.
    pub server: ServerOptions,
    /// What its tables start with.
    pub seed: Seed,
    username: String,
    secret: String,
    secrets: SecretStore,
}

impl Tenant {
    /// Who the service is to the server now, and, while its password is rotated, with the password that it is about to have; each read
    /// now.
    ///
    /// # Errors
    /// If the secret cannot be read or is not as it must be.
    pub async fn logins(&self) -> Result<Vec<Login>, Error> {
        let current = self.secrets.fresh(&self.secret).await?;
        let pending = self.secrets.pending(&self.secret).await?;
        let mut logins = Vec::new();
        for secret in [Some(current), pending].into_iter().flatten() {
            let DatabaseSecret { username, password, .. } = DatabaseSecret::parse(&self.secret, &secret)?;
            // A rotation that takes turns between two users brings the other one itself.
            if username == self.username {
                logins.push(Login::new(username, password.expose()));
            }
        }
        Ok(logins)
    }
}

/// Every service's database, by the service's own settings and secret, and the administrator's secret. All are read now.
///
/// # Errors
/// If settings or secrets cannot be read or are not as they must be: among others, each service has a user of its own, which is
/// not the administrator.
pub async fn tenants(place: &Workplace) -> Result<Vec<Tenant>, Error> {
    let secrets = SecretStore::new(&place.aws);
    let name = DATABASE_ADMIN.shared_name(&place.env);
    let DatabaseSecret { username, password, .. } = DatabaseSecret::parse(&name, &secrets.get(&name).await?)?;
    let admin = Login::new(username.clone(), password.expose());
    let mut users = vec![(username, name)];
    let mut tenants = Vec::new();
    for service in Service::ALL {
        let tenant = tenant(service, place, &secrets, &admin).await?;
        let Tenant { username, secret, .. } = &tenant;
        if let Some((_, other)) = users.iter().find(|(user, _)| user == username) {
            return Err(Error::SharedUser { secret: secret.clone(), other: other.clone() });
        }
        users.push((username.clone(), secret.clone()));
        tenants.push(tenant);
    }
    Ok(tenants)
}

async fn tenant(
    service: Service,
    place: &Workplace,
    secrets: &SecretStore,
    admin: &Login,
) -> Result<Tenant, Error> {
    let settings =
        settings::load(service, settings::environment(), Parameters::Store(&place.aws)).await?.current();
    let settings = &settings.database;
    if settings.url.is_some() {
        return Err(Error::OwnUrl { service });
    }
    let name = settings.secret.clone();
    let secret = DatabaseSecret::parse(&name, &secrets.get(&name).await?)?;
    let username = secret.username.clone();
    let server = database::server_of(settings, secret, Arc::new(admin.clone()))?;
    let (stream, seed) = (stream(service), database::seed(settings));
    Ok(Tenant { service, stream, server, seed, username, secret: name, secrets: secrets.clone() })
}

fn stream(service: Service) -> Stream {
    match service {
        Service::Customers => Stream::Customers,
        Service::Vets => Stream::Vets,
        Service::Visits => Stream::Visits,
        Service::Genai => Stream::Genai,
    }
}
