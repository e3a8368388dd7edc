//! A service as a tenant of a database server, and how it is settled there.

use std::time::Duration;

use db::administration::{Admitted, admit, create_schema};
use db::{Db, Error, Limits, Login, Seed, ServerOptions, Stream};

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
    /// What new tables start with.
    pub seed: Seed,
}

/// A service that has its tables, and lacks a user at most.
pub struct Prepared {
    tenancy: Tenancy,
    db: Db,
    schema_created: bool,
    tables: db::Prepared,
}

impl Tenancy {
    /// Gives the service its schema and its tables, as far as it does not have them. The user comes last, so that nobody finds a
    /// schema without tables.
    ///
    /// # Errors
    /// As [`db::prepare`].
    pub async fn prepare(self) -> Result<Prepared, Error> {
        let schema_created = create_schema(&self.server, &LIMITS).await?;
        let db = Db::open_server(self.server.clone(), &LIMITS).await?;
        let tables = db::prepare(&db, self.stream, self.seed).await?;
        Ok(Prepared { tenancy: self, db, schema_created, tables })
    }
}

impl Prepared {
    /// Lets the service's user in, by one of these logins.
    ///
    /// # Errors
    /// As [`db::administration::admit`].
    pub async fn let_in(self, logins: &[Login]) -> Result<Done, Error> {
        let Self { tenancy: Tenancy { stream, server, .. }, db, schema_created, tables } = self;
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
