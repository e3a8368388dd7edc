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
#[derive(Clone, Debug)]
pub struct Tenant {
    /// The service.
    pub service: Service,
    /// Its tables.
    pub stream: Stream,
    /// Its schema and the server that has it, for the administrator.
    pub server: ServerOptions,
    /// Who the service is to the server.
    pub login: Login,
    /// What its tables start with.
    pub seed: Seed,
}

/// Every service's database, by the service's own settings and secret, and the administrator's secret. All are read now.
///
/// # Errors
/// If settings or secrets cannot be read or are not as they must be: among others, each service has a user of its own, which is
/// not the administrator.
pub async fn tenants(place: &Workplace) -> Result<Vec<Tenant>, Error> {
    let secrets = SecretStore::new(&place.aws);
    let name = DATABASE_ADMIN.shared_name(&place.env);
    let admin = DatabaseSecret::parse(&name, &secrets.get(&name).await?)?;
    let mut tenants: Vec<Tenant> = Vec::new();
    let mut users = vec![(admin.username.clone(), name)];
    for service in Service::ALL {
        let (secret, tenant) = tenant(service, place, &secrets, &admin).await?;
        if let Some((_, other)) = users.iter().find(|(user, _)| *user == tenant.login.username) {
            return Err(Error::SharedUser { secret, other: other.clone() });
        }
        users.push((tenant.login.username.clone(), secret));
        tenants.push(tenant);
    }
    Ok(tenants)
}

/// A service's database, and the name of its secret.
async fn tenant(
    service: Service,
    place: &Workplace,
    secrets: &SecretStore,
    admin: &DatabaseSecret,
) -> Result<(String, Tenant), Error> {
    let settings =
        settings::load(service, settings::environment(), Parameters::Store(&place.aws)).await?.current();
    let settings = &settings.database;
    let name = settings.secret.clone();
    let mut secret = DatabaseSecret::parse(&name, &secrets.get(&name).await?)?;
    let login = Login::new(&secret.username, secret.password.expose());
    // Where a service's own secret does not say where the server is, its settings do, or it is where the administrator is at home.
    secret.host = secret.host.or_else(|| admin.host.clone());
    secret.port = secret.port.or(admin.port);
    let administrator = Login::new(&admin.username, admin.password.expose());
    let server = database::server_of(settings, secret, Arc::new(administrator))?;
    let seed = database::seed(settings);
    Ok((name, Tenant { service, stream: stream(service), server, login, seed }))
}

fn stream(service: Service) -> Stream {
    match service {
        Service::Customers => Stream::Customers,
        Service::Vets => Stream::Vets,
        Service::Visits => Stream::Visits,
        Service::Genai => Stream::Genai,
    }
}
