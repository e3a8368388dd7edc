//! What only an administrator of a server may do: create schemas, and let users in to them.
//!
//! Everything here may be done again, by several processes at once, and after one that was cut off: what is there already is
//! brought to what it should be.

mod grants;
mod quote;

use std::time::Duration;

use sqlx::mysql::MySqlConnection;
use sqlx::{AssertSqlSafe, Executor};

use self::grants::{Grantee, PRIVILEGES};
use self::quote::{name, pattern, text};
use crate::database::Db;
use crate::error::{Error, classify};
use crate::limits::Limits;
use crate::login::Login;
use crate::mysql::{self, number};
use crate::server::ServerOptions;

/// Longest that letting a user in takes.
const LONGEST: Duration = Duration::from_secs(30);

/// The user is there, or, of one that is there, something else is in the way.
const CANNOT_USER: u16 = 1396;
const SYNTAX: u16 = 1064;

/// What was done to let a user in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Admitted {
    /// Whether the user was missing.
    pub created: bool,
    /// The privileges that it had on the schema beyond what it needs, and has no more.
    pub revoked: Vec<String>,
}

/// Creates the schema that the options name, as their user, and says whether it was missing.
///
/// # Errors
/// [`Error::Unavailable`] if the server does not answer, [`Error::Failed`] if it refuses the user or the schema.
pub async fn create_schema(server: &ServerOptions, limits: &Limits) -> Result<bool, Error> {
    mysql::create_server_schema(server, limits).await
}

/// Lets a user read and write the rows of the schema of `db`, from any host and with just this password, and take no part in
/// anything else there: no table can be created, changed or dropped by it. With `encrypted`, only over TLS.
///
/// # Errors
/// [`Error::Failed`] if the server refuses, or `db` is no server; no text holds the password.
pub async fn admit(db: &Db, login: &Login, encrypted: bool) -> Result<Admitted, Error> {
    let Db::MySql(cluster) = db else {
        return Err(Error::failed("an embedded database has no users"));
    };
    let mut lease = cluster.writer.lease().await?;
    let admitting = admit_on(lease.start()?, login, encrypted);
    let admitted = tokio::time::timeout(LONGEST, admitting).await.unwrap_or_else(|_| {
        Err(Error::unavailable(format!("user `{}` was not let in within {LONGEST:?}", login.username)))
    })?;
    // After an error it is dropped as running, and does not go back to the pool.
    lease.finish(Ok(Ok(admitted)))
}

async fn admit_on(
    connection: &mut MySqlConnection,
    login: &Login,
    encrypted: bool,
) -> Result<Admitted, Error> {
    let schema: String = sqlx::query_scalar("select cast(database() as char)")
        .fetch_one(&mut *connection)
        .await
        .map_err(|error| classify(error).error)?;
    let grantee = Grantee { username: &login.username, schema: &schema };
    let account = format!("{}@'%'", text(&login.username));
    let require = if encrypted { "ssl" } else { "none" };
    let identity = format!("{account} identified by {} require {require}", text(&login.password));
    let cannot = |error| cannot_let_in(error, &login.username);
    let created = match run(connection, format!("create user {identity}")).await {
        Ok(()) => true,
        Err(error) if number(&error) == Some(CANNOT_USER) => {
            run(connection, format!("alter user {identity}")).await.map_err(cannot)?;
            false
        }
        Err(error) => return Err(cannot(error)),
    };
    let grant = format!("grant {} on {}.* to {account}", PRIVILEGES.join(", "), pattern(&schema));
    run(connection, grant).await.map_err(cannot)?;
    let mut revoked = Vec::new();
    for excess in grantee.excess(connection).await.map_err(cannot)? {
        let revoke = format!("revoke {} on {}.* from {account}", excess.privilege, name(&excess.on));
        run(connection, revoke).await.map_err(cannot)?;
        revoked.push(excess.privilege.to_ascii_lowercase());
    }
    revoked.sort_unstable();
    revoked.dedup();
    Ok(Admitted { created, revoked })
}

async fn run(connection: &mut MySqlConnection, sql: String) -> Result<(), sqlx::Error> {
    connection.execute(AssertSqlSafe(sql)).await.map(drop)
}

fn cannot_let_in(error: sqlx::Error, username: &str) -> Error {
    if number(&error) == Some(SYNTAX) {
        // It quotes the statement, which has the password in it.
        return Error::failed(format!(
            "user `{username}` cannot be let in: the server did not understand how"
        ));
    }
    match classify(error).error {
        Error::Failed(error) => Error::failed(format!("user `{username}` cannot be let in: {error}")),
        other => other,
    }
}
