//! MySQL and MariaDB: how a connection is opened and set up.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sqlx::mysql::{MySqlConnectOptions, MySqlConnection, MySqlDatabaseError};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};

use crate::backend::{Backend, opened_within};
use crate::cluster::{Cluster, Reader};
use crate::error::{BoxError, Error, at_first, classify, is_refused_login};
use crate::limits::Limits;
use crate::login::{Login, Source, lacks_login};
use crate::pool::{Pool, READER, WRITER};
use crate::record::{self, Fault};
use crate::server::ServerOptions;

/// Session settings in one round trip: refuse what does not fit instead of changing it, speak UTC and Unicode, and
/// compare like the tables do. A silent connection loses its locks within a minute instead of the server's 8 hours. READ COMMITTED
/// makes a wait for a lock end in fresh data.
const SESSION: &str = "\
    set sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,\
    NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY,PIPES_AS_CONCAT', \
    time_zone = '+00:00', wait_timeout = 60, names utf8mb4 collate utf8mb4_bin; \
    set session transaction isolation level read committed";

/// More than the statements of all services together: closing one is slow.
const STATEMENTS: usize = 256;

const UNKNOWN_SCHEMA: u16 = 1049;
const SCHEMA_EXISTS: u16 = 1007;

/// Opens connections to one schema of a server.
pub struct MySqlBackend {
    options: MySqlConnectOptions,
    /// None if the options hold the login.
    logins: Option<Logins>,
}

/// The login that connections are opened with.
struct Logins {
    source: Arc<Source>,
    last: Mutex<Option<Login>>,
}

/// Connects with the current login, or with its replacement if the server refuses it.
async fn connect_by(
    source: &Source,
    options: &MySqlConnectOptions,
    limit: Duration,
) -> Result<(MySqlConnection, Login), sqlx::Error> {
    let login = source.current().await?;
    let refusal = match connect(&as_user(options, &login), limit).await {
        Err(error) if is_refused_login(&error) => error,
        connected => return connected.map(|it| (it, login)),
    };
    let other = source.other_than(&login).await?;
    if other == login {
        return Err(refusal);
    }
    connect(&as_user(options, &other), limit).await.map(|it| (it, other))
}

fn as_user(options: &MySqlConnectOptions, login: &Login) -> MySqlConnectOptions {
    let options = options.clone().username(&login.username);
    // The driver sends an empty password as if one were set.
    if login.password.is_empty() { options } else { options.password(&login.password) }
}

impl Logins {
    /// Remembers an accepted login. If it differs from the last one, it begins a generation.
    fn note(&self, login: Login, generation: &AtomicU64) -> Option<u64> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.as_ref() == Some(&login) {
            return None;
        }
        let username = login.username.clone();
        last.replace(login)?;
        record::login_renewed();
        tracing::info!(username, "database login renewed");
        Some(generation.fetch_add(1, Ordering::AcqRel) + 1)
    }
}

async fn connect(options: &MySqlConnectOptions, limit: Duration) -> Result<MySqlConnection, sqlx::Error> {
    let opening = async {
        let mut connection = options.connect().await?;
        connection.execute(SESSION).await?;
        Ok(connection)
    };
    opened_within(limit, opening).await
}

impl Backend for MySqlBackend {
    type Connection = MySqlConnection;

    async fn connect(
        &self,
        generation: &AtomicU64,
        limit: Duration,
    ) -> Result<(MySqlConnection, u64), sqlx::Error> {
        // Boxed, so that requests that get an open connection do not carry the state for opening one.
        let current = generation.load(Ordering::Acquire);
        let Some(logins) = &self.logins else {
            return Box::pin(connect(&self.options, limit)).await.map(|it| (it, current));
        };
        let connecting = connect_by(&logins.source, &self.options, limit);
        let (connection, login) = Box::pin(connecting).await?;
        Ok((connection, logins.note(login, generation).unwrap_or(current)))
    }

    fn may_let_in_soon(&self, error: &sqlx::Error) -> bool {
        self.logins.is_some() && lacks_login(error)
    }

    async fn begin(connection: &mut MySqlConnection) -> Result<(), sqlx::Error> {
        connection.execute("BEGIN").await.map(|_| ())
    }

    async fn commit(connection: &mut MySqlConnection) -> Result<(), sqlx::Error> {
        connection.execute("COMMIT").await.map(|_| ())
    }

    async fn rollback(connection: &mut MySqlConnection) -> Result<(), sqlx::Error> {
        connection.execute("ROLLBACK").await.map(|_| ())
    }

    async fn close(connection: MySqlConnection) -> Result<(), sqlx::Error> {
        connection.close().await
    }

    fn leaves_commit_in_doubt(kind: Fault) -> bool {
        // A server that turned read-only, or found a conflict, rolls back and says so.
        !matches!(kind, Fault::ReadOnly | Fault::Deadlock)
    }

    fn is_replaceable(&self) -> bool {
        true
    }
}

/// Opens a pool, and the schema if it is missing.
pub(crate) async fn open(options: &MySqlConnectOptions, limits: &Limits) -> Result<Cluster, Error> {
    let options = prepared(options.clone());
    let backend = MySqlBackend { options: options.clone(), logins: None };
    let writer = Pool::new(WRITER, backend, limits.max_connections, limits)?;
    open_first(&writer, &options, None, limits).await?;
    Ok(Cluster { writer, reader: None })
}

/// Opens the pools of a server whose login may change, and the schema if it is missing.
pub(crate) async fn open_server(server: &ServerOptions, limits: &Limits) -> Result<Cluster, Error> {
    let source = Arc::new(Source::new(server.credentials.clone()));
    let cluster = pools(server, &source, limits)?;
    let options = prepared(server.connect_to(&server.host));
    open_first(&cluster.writer, &options, Some(&source), limits).await?;
    Ok(cluster)
}

/// The pools of a server whose login may change, without a connection yet.
pub(crate) fn expect_server(server: &ServerOptions, limits: &Limits) -> Result<Cluster, Error> {
    pools(server, &Arc::new(Source::new(server.credentials.clone())), limits)
}

fn pools(server: &ServerOptions, source: &Arc<Source>, limits: &Limits) -> Result<Cluster, Error> {
    let pool = |name, host: &str| {
        let logins = Logins { source: source.clone(), last: Mutex::default() };
        let backend = MySqlBackend { options: prepared(server.connect_to(host)), logins: Some(logins) };
        Pool::new(name, backend, limits.max_connections, limits)
    };
    let writer = pool(WRITER, &server.host)?;
    let reader = server.reader_host.as_deref().map(|host| pool(READER, host)).transpose()?;
    Ok(Cluster { writer, reader: reader.map(Reader::new) })
}

fn prepared(options: MySqlConnectOptions) -> MySqlConnectOptions {
    options
        .statement_cache_capacity(STATEMENTS)
        .disable_statement_logging()
        .pipes_as_concat(false)
        .no_engine_substitution(false)
        .timezone(None)
        .set_names(false)
}

/// Opens the first connection, and the schema if it is missing.
async fn open_first(
    pool: &Pool<MySqlBackend>,
    options: &MySqlConnectOptions,
    source: Option<&Source>,
    limits: &Limits,
) -> Result<(), Error> {
    let opened = match pool.lease().await {
        Err(Error::Unavailable(error)) if is_unknown_schema(&error) => {
            let creating = create_schema(options, source, limits.connect);
            match tokio::time::timeout(limits.connect + limits.statement, creating).await {
                Ok(Ok(_)) => pool.lease().await,
                Ok(Err(error)) => Err(error),
                Err(_) => Err(Error::unavailable("its missing schema was not created in time")),
            }
        }
        opened => opened,
    };
    opened.map(|_| ()).map_err(|error| {
        at_first(error, &format_args!("mysql server {}:{}", options.get_host(), options.get_port()))
    })
}

/// Creates the schema of a server. True if it was missing.
///
/// # Errors
/// [`Error::Unavailable`] if the server does not answer within the limits, [`Error::Failed`] if it refuses the login or the
/// schema.
pub(crate) async fn create_server_schema(server: &ServerOptions, limits: &Limits) -> Result<bool, Error> {
    let source = Source::new(server.credentials.clone());
    let options = prepared(server.connect_to(&server.host));
    let creating = create_schema(&options, Some(&source), limits.connect);
    let created = tokio::time::timeout(limits.connect + limits.statement, creating).await;
    let created = created.unwrap_or_else(|_| Err(Error::unavailable("its schema was not created in time")));
    created.map_err(|error| at_first(error, &format_args!("mysql server {}:{}", server.host, server.port)))
}

/// True if the server accepts one of these logins, whatever its rights.
///
/// # Errors
/// If the server does not answer.
pub(crate) async fn lets_in_any(server: &ServerOptions, logins: &[Login]) -> Result<bool, Error> {
    // Without a schema, since the user may have no rights in it yet.
    let options = prepared(server.connect_to(&server.host).database(""));
    for login in logins {
        match connect(&as_user(&options, login), Limits::default().connect).await {
            Ok(connection) => {
                // It does not matter whether the server hears of it.
                let _ = connection.close().await;
                return Ok(true);
            }
            Err(error) if is_refused_login(&error) => {}
            Err(error) => return Err(classify(error).error),
        }
    }
    Ok(false)
}

/// Creates the schema that the options name. True if it was missing.
async fn create_schema(
    options: &MySqlConnectOptions,
    source: Option<&Source>,
    limit: Duration,
) -> Result<bool, Error> {
    let schema = options.get_database().unwrap_or_default().to_owned();
    let quoted = schema.replace('`', "``");
    let sql = format!("create database `{quoted}` character set utf8mb4 collate utf8mb4_bin");
    // An empty name logs in without a schema; the driver has no other way to unset it.
    let options = options.clone().database("");
    let connected = match source {
        None => connect(&options, limit).await,
        Some(source) => connect_by(source, &options, limit).await.map(|(connection, _)| connection),
    };
    let mut connection = connected.map_err(|error| classify(error).error)?;
    match connection.execute(AssertSqlSafe(sql)).await {
        Ok(_) => Ok(true),
        Err(error) if number(&error) == Some(SCHEMA_EXISTS) => Ok(false),
        Err(error) => Err(match classify(error).error {
            Error::Failed(error) => Error::failed(format!("schema `{schema}` cannot be created: {error}")),
            other => other,
        }),
    }
}

fn is_unknown_schema(error: &BoxError) -> bool {
    error.downcast_ref::<sqlx::Error>().and_then(number) == Some(UNKNOWN_SCHEMA)
}

/// The number of an error that the server reported.
pub(crate) fn number(error: &sqlx::Error) -> Option<u16> {
    let reported = error.as_database_error()?;
    Some(reported.try_downcast_ref::<MySqlDatabaseError>()?.number())
}
