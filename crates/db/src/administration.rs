//! The administrator's tasks on a server: creating schemas, and creating the users of services with their rights.
//!
//! Every task can be repeated, run by several processes at once, and resumed after an interruption: it brings what exists to
//! its intended state.

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

/// The limit for granting a user access.
const LONGEST: Duration = Duration::from_secs(30);

/// The user exists already, or cannot be changed.
const CANNOT_USER: u16 = 1396;
/// Another process has revoked it already.
const NO_SUCH_GRANT: u16 = 1141;
const SYNTAX: u16 = 1064;

/// What granting a user access changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Admitted {
    /// Whether the user was created.
    pub created: bool,
    /// Whether the password was replaced, since the server refused every login.
    pub password_changed: bool,
    /// The privileges on the schema that the user did not need, and has lost.
    pub revoked: Vec<String>,
}

/// Creates the schema that the options name, as their user. True if it was missing.
///
/// # Errors
/// [`Error::Unavailable`] if the server does not answer, [`Error::Failed`] if it refuses the user or the schema.
pub async fn create_schema(server: &ServerOptions, limits: &Limits) -> Result<bool, Error> {
    mysql::create_server_schema(server, limits).await
}

/// Grants a user row-level (DML) rights in a schema, from any host, and revokes every other right it was granted on the schema itself.
/// With TLS in `server`, the user must connect over TLS.
///
/// A missing user is created with the first login. An existing user keeps its password if the server accepts any of `logins`, since a
/// rotation may be about to make another login the first; otherwise it gets the first. All logins name the same user.
///
/// # Errors
/// [`Error::Failed`] if the server refuses, or if the user has privileges on the whole server, which no service user has; no text holds
/// a password. [`Error::Unavailable`] after 30 s.
pub async fn admit(db: &Db, server: &ServerOptions, logins: &[Login]) -> Result<Admitted, Error> {
    let (Db::MySql(cluster), Some(login)) = (db, logins.first()) else {
        return Err(Error::failed("only a server has users, and they need a login"));
    };
    let mut lease = cluster.writer.lease().await?;
    let admitting = admit_on(lease.start()?, server, login, logins);
    let admitted = tokio::time::timeout(LONGEST, admitting).await.unwrap_or_else(|_| {
        Err(Error::unavailable(format!("user `{}` was not let in within {LONGEST:?}", login.username)))
    })?;
    // After an error the connection counts as busy and does not return to the pool.
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
            // A user with rights on the whole server is not ours, and stays as it is.
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
        // The server's message quotes the statement, password included.
        return Error::failed(format!(
            "user `{username}` cannot be let in: the server did not understand how"
        ));
    }
    match classify(error).error {
        Error::Failed(error) => Error::failed(format!("user `{username}` cannot be let in: {error}")),
        other => other,
    }
}
