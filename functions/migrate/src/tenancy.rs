//! A service as a tenant of a database server, and how it is settled there.

use std::time::Duration;

use db::administration::{Admitted, admit, create_schema};
use db::{Db, Error, Limits, Login, Prepared, Seed, ServerOptions, Stream, Tls};

use crate::report::Done;

/// An administrator has time, and one thing to do at a time.
const LIMITS: Limits = Limits {
    max_connections: 1,
    acquire: Duration::from_secs(5),
    connect: Duration::from_secs(5),
    statement: Duration::from_secs(30),
    max_lifetime: Duration::from_secs(5 * 60),
};

/// What a service is to have.
#[derive(Clone, Debug)]
pub struct Tenancy {
    /// The service's tables.
    pub stream: Stream,
    /// The schema they are in, with the administrator's login.
    pub server: ServerOptions,
    /// Who the service logs in as.
    pub login: Login,
    /// What new tables start with.
    pub seed: Seed,
}

/// Gives a service its schema, its tables and its user, as far as it does not have them. The user comes last, so that nobody finds a
/// schema without tables.
///
/// # Errors
/// As [`db::prepare`] and [`db::administration::admit`].
pub async fn settle(tenancy: &Tenancy) -> Result<Done, Error> {
    let Tenancy { stream, server, login, seed } = tenancy;
    let schema_created = create_schema(server, &LIMITS).await?;
    let db = Db::open_server(server.clone(), &LIMITS).await?;
    let Prepared { migrations, seed } = db::prepare(&db, *stream, *seed).await?;
    let Admitted { created, revoked } = admit(&db, login, server.tls != Tls::Off).await?;
    db.close().await;
    let done = Done {
        service: stream.name(),
        schema: server.schema.clone(),
        schema_created,
        migrations,
        sample_data: seed == Some(Seed::Sample),
        user: login.username.clone(),
        user_created: created,
        revoked,
    };
    tracing::info!(service = done.service, "{done}");
    Ok(done)
}
