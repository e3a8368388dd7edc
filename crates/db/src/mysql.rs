//! MySQL and MariaDB: how a connection is opened and set up.

use sqlx::mysql::{MySql, MySqlConnectOptions, MySqlConnection, MySqlDatabaseError};
use sqlx::{AssertSqlSafe, ConnectOptions, Executor};

use crate::error::{BoxError, Error, at_first, classify};
use crate::pool::{Backend, Limits, Pool};

/// Session settings in one round trip: refuse what does not fit instead of changing it, speak UTC and Unicode, and
/// compare like the tables do. A connection that falls silent loses its locks within a minute, and not in the server's
/// 8 hours. Each statement reads what is committed, so that a wait for a lock ends in fresh data.
const SESSION: &str = "\
    set sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,\
    NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY,PIPES_AS_CONCAT', \
    time_zone = '+00:00', wait_timeout = 60, names utf8mb4 collate utf8mb4_bin; \
    set session transaction isolation level read committed";

/// More than the statements of all services together: closing one is slow.
const STATEMENTS: usize = 256;

const UNKNOWN_SCHEMA: u16 = 1049;

/// Opens connections to one schema of a server.
pub struct MySqlBackend {
    options: MySqlConnectOptions,
}

impl Backend for MySqlBackend {
    type Driver = MySql;
    const BEGIN: &'static str = "BEGIN";

    async fn connect(&self) -> Result<MySqlConnection, sqlx::Error> {
        let mut connection = self.options.connect().await?;
        connection.execute(SESSION).await?;
        Ok(connection)
    }

    async fn run(connection: &mut MySqlConnection, statement: &'static str) -> Result<(), sqlx::Error> {
        connection.execute(statement).await.map(|_| ())
    }

    fn is_replaceable(&self) -> bool {
        true
    }
}

/// Opens a pool, and the schema if it is missing.
pub(crate) async fn open(
    options: &MySqlConnectOptions,
    limits: &Limits,
) -> Result<Pool<MySqlBackend>, Error> {
    let options = options
        .clone()
        .statement_cache_capacity(STATEMENTS)
        .disable_statement_logging()
        .pipes_as_concat(false)
        .no_engine_substitution(false)
        .timezone(None)
        .set_names(false);
    let pool = Pool::new(MySqlBackend { options: options.clone() }, limits.max_connections, limits)?;
    let opened = match pool.lease().await {
        Ok(_) => return Ok(pool),
        Err(Error::Unavailable(error)) if is_unknown_schema(&error) => {
            let created = tokio::time::timeout(limits.connect + limits.statement, create_schema(&options));
            match created.await {
                Ok(Ok(())) => pool.lease().await.map(|_| pool),
                Ok(Err(error)) => Err(error),
                Err(_) => Err(Error::unavailable("its missing schema was not created in time")),
            }
        }
        Err(error) => Err(error),
    };
    opened.map_err(|error| {
        at_first(error, &format_args!("mysql server {}:{}", options.get_host(), options.get_port()))
    })
}

async fn create_schema(options: &MySqlConnectOptions) -> Result<(), Error> {
    let schema = options.get_database().unwrap_or_default();
    let quoted = schema.replace('`', "``");
    let sql = format!("create database if not exists `{quoted}` character set utf8mb4 collate utf8mb4_bin");
    // An empty name logs in without a schema; the driver has no other way to unset it.
    let mut connection = options.clone().database("").connect().await.map_err(|error| classify(error).0)?;
    let created = connection.execute(AssertSqlSafe(sql)).await;
    created.map(|_| ()).map_err(|error| {
        Error::failed(format!("schema `{schema}` is missing and cannot be created: {error}"))
    })
}

fn is_unknown_schema(error: &BoxError) -> bool {
    let error = error.downcast_ref::<sqlx::Error>().and_then(sqlx::Error::as_database_error);
    let error = error.and_then(|error| error.try_downcast_ref::<MySqlDatabaseError>());
    error.is_some_and(|error| error.number() == UNKNOWN_SCHEMA)
}
