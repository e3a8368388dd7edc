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
/// There is nothing to revoke: another process was faster.
const NO_SUCH_GRANT: u16 = 1141;
const SYNTAX: u16 = 1064;

/// What was done to let a user in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Admitted {
    /// Whether the user was missing.
    pub created: bool,
    /// Whether it has another password now: it was there, and none of the logins was let in.
    pub password_changed: bool,
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

/// Lets a user read and write the rows of a schema, from any host, and nothing else in there: what was granted on the schema itself
/// beyond that is revoked. With TLS in `server`, it is let in over TLS alone.
///
/// A user that is missing is created with the first login. One that is there keeps its password if it is let in with any of `logins`,
/// since a rotation may be about to make another the first; else it is given the first. All of them name the same user.
///
/// # Errors
/// [`Error::Failed`] if the server refuses, or the user has privileges on the whole server, which no service's user has; no text holds
/// a password. [`Error::Unavailable`] if it was not done in 30 s.
pub async fn admit(db: &Db, server: &ServerOptions, logins: &[Login]) -> Result<Admitted, Error> {
    let (Db::MySql(cluster), Some(login)) = (db, logins.first()) else {
        return Err(Error::failed("only a server has users, and they need a login"));
    };
    let mut lease = cluster.writer.lease().await?;
    let admitting = admit_on(lease.start()?, server, login, logins);
    let admitted = tokio::time::timeout(LONGEST, admitting).await.unwrap_or_else(|_| {
        Err(Error::unavailable(format!("user `{}` was not let in within {LONGEST:?}", login.username)))
    })?;
    // After an error it is dropped as running, and does not go back to the pool.
    lease.finish(Ok(Ok(admitted)))
}

async fn admit_on(
    connection: &mut MySqlConnection,
    server: &ServerOptions,
    login: &Login,
    logins: &[Login],
) -> Result<Admitted, Error> {
    let grantee = Grantee { username: &login.username, schema: &server.schema };
    let cannot = |error| cannot_let_in(error, &login.username);
    let account = format!("{}@'%'", text(&login.username));
    let require = if server.is_encrypted() { "require ssl" } else { "require none" };
    let identified = format!("identified by {}", text(&login.password));
    let mut admitted = Admitted::default();
    match run(connection, format!("create user {account} {identified} {require}")).await {
        Ok(()) => admitted.created = true,
        Err(error) if number(&error) == Some(CANNOT_USER) => {
            // It may be somebody else's, and then nothing of it is changed.
            grantee.refuse_global(connection).await?;
            run(connection, format!("alter user {account} {require}")).await.map_err(cannot)?;
            if !mysql::lets_in_any(server, logins).await? {
                run(connection, format!("alter user {account} {identified}")).await.map_err(cannot)?;
                admitted.password_changed = true;
            }
        }
        Err(error) => return Err(cannot(error)),
    }
    let grant = format!("grant {} on {}.* to {account}", PRIVILEGES.join(", "), pattern(&server.schema));
    run(connection, grant).await.map_err(cannot)?;
    for excess in grantee.excess(connection).await.map_err(cannot)? {
        let revoke = format!("revoke {} on {}.* from {account}", excess.privilege, name(&excess.on));
        match run(connection, revoke).await {
            Err(error) if number(&error) == Some(NO_SUCH_GRANT) => {}
            revoked => revoked.map_err(cannot)?,
        }
        admitted.revoked.push(excess.privilege.to_ascii_lowercase());
    }
    admitted.revoked.sort_unstable();
    admitted.revoked.dedup();
    Ok(admitted)
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
