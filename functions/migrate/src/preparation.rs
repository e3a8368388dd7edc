//! Prepares a service's database on its server.

use std::time::Duration;

use db::administration::{Admitted, admit, create_schema};
use db::{Db, Error, Limits, Login, Seed, ServerOptions, Stream};

use crate::report::Done;

/// Limits for the administrator: one connection, because its statements run one by one, and generous time-outs.
const LIMITS: Limits = Limits {
    max_connections: 1,
    acquire: Duration::from_secs(30),
    connect: Duration::from_secs(30),
    statement: Duration::from_secs(30),
    max_lifetime: Duration::from_secs(5 * 60),
};

/// A service whose tables are ready. Its user may still be missing.
pub struct Prepared {
    stream: Stream,
    server: ServerOptions,
    db: Db,
    schema_created: bool,
    tables: db::Prepared,
}

/// Creates a service's schema and tables where they are missing, as the administrator whose login `server` holds. The user comes
/// last, so no service ever finds a schema without tables.
///
/// # Errors
/// As [`db::prepare`].
pub async fn prepare(stream: Stream, server: ServerOptions, seed: Seed) -> Result<Prepared, Error> {
    let schema_created = create_schema(&server, &LIMITS).await?;
    let db = Db::open_server(server.clone(), &LIMITS).await?;
    let tables = db::prepare(&db, stream, seed).await?;
    Ok(Prepared { stream, server, db, schema_created, tables })
}

impl Prepared {
    /// Creates the service's user, or updates it, so that it can log in with one of these logins.
    ///
    /// # Errors
    /// As [`db::administration::admit`].
    pub async fn let_in(self, logins: &[Login]) -> Result<Done, Error> {
        let Self { stream, server, db, schema_created, tables } = self;
        let Admitted { created, password_changed, revoked } = admit(&db, &server, logins).await?;
        db.close().await;
        let done = Done {
            service: stream.name(),
            schema: server.schema,
            schema_created,
            migrations: tables.migrations,
            sample_data: tables.seed == Some(Seed::Sample),
            user: logins.first().map(|it| it.username.clone()).unwrap_or_default(),
            user_created: created,
            password_changed,
            revoked,
        };
        tracing::info!(service = done.service, "{done}");
        Ok(done)
    }
}
