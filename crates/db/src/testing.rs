//! For tests: a fresh database each, and one text for both.

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::mysql::MySqlConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Executor};
use tempfile::TempDir;

use crate::database::Db;
use crate::limits::Limits;
use crate::url::{DatabaseUrl, Dialect, Durability};

/// The variable that names the test server, such as `mysql://root@127.0.0.1:33306`.
pub const SERVER: &str = "PETCLINIC_TEST_MYSQL";

/// A database of a test's own. It is empty at first, and gone afterwards.
pub struct Scratch {
    /// The open database.
    pub db: Db,
    /// Its address, to open it once more.
    pub url: DatabaseUrl,
    _folder: Option<TempDir>,
}

impl Scratch {
    /// Makes a database: a file in a temporary folder, or a schema on the test server.
    ///
    /// # Panics
    /// If it cannot be made; a test cannot go on without.
    #[expect(clippy::panic, reason = "a test that cannot start must fail")]
    pub async fn open(dialect: Dialect) -> Self {
        match Self::try_open(dialect).await {
            Ok(scratch) => scratch,
            Err(error) => panic!("no {dialect} database for the test: {error}"),
        }
    }

    async fn try_open(dialect: Dialect) -> Result<Self, crate::BoxError> {
        let (url, folder) = match dialect {
            Dialect::Sqlite => {
                let folder = tempfile::tempdir()?;
                // A test's data need not survive a power cut.
                (DatabaseUrl::SqliteFile(folder.path().join("scratch.db"), Durability::Normal), Some(folder))
            }
            Dialect::MySql => (fresh_schema().await?, None),
        };
        let db = Db::open(&url, &Limits::default()).await?;
        Ok(Self { db, url, _folder: folder })
    }
}

/// Runs statements unchanged.
///
/// # Panics
/// If they fail.
#[expect(clippy::unwrap_used, reason = "a test's own statements must work")]
pub async fn run(db: &Db, sql: &str) {
    let mut tx = db.begin().await.unwrap();
    crate::execute_undeclared!(tx, c => sqlx::raw_sql(AssertSqlSafe(sql)).execute(c)).unwrap();
    tx.commit().await.unwrap();
}

/// The one column of texts that a query selects; empty for NULL.
///
/// # Panics
/// If it fails, or selects anything else.
#[expect(clippy::unwrap_used, reason = "a test's own queries must work")]
pub async fn texts(db: &Db, sql: &str) -> Vec<String> {
    let texts = crate::read_undeclared!(db, c => {
        sqlx::query_scalar::<_, Option<String>>(AssertSqlSafe(sql)).fetch_all(c)
    });
    texts.unwrap().into_iter().map(Option::unwrap_or_default).collect()
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let DatabaseUrl::MySql(options) = &self.url else {
            return;
        };
        let options = options.clone();
        // A thread of its own, since a runtime may not be started inside another.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
            runtime.block_on(drop_schema(&options)).ok()
        });
        // Best effort: a schema that stays is in nobody's way.
        let _ = dropping.join();
    }
}

#[expect(clippy::disallowed_methods, reason = "the test server is no setting of a service")]
async fn fresh_schema() -> Result<DatabaseUrl, crate::BoxError> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let server = std::env::var(SERVER)
        .map_err(|_| format!("{SERVER} is not set; `cargo xtask test` starts a server and sets it"))?;
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let schema = format!("petclinic_test_{}_{count}", std::process::id());
    let url: DatabaseUrl = format!("{}/{schema}", server.trim_end_matches('/')).parse()?;
    if let DatabaseUrl::MySql(options) = &url {
        drop_schema(options).await?;
    }
    Ok(url)
}

/// Schemas of this process have its id in their name, so nobody else's is dropped.
async fn drop_schema(options: &MySqlConnectOptions) -> Result<(), sqlx::Error> {
    let schema = options.get_database().unwrap_or_default().to_owned();
    let mut connection = options.clone().database("").connect().await?;
    // A connection that a test has silenced may hold locks.
    connection.execute("set lock_wait_timeout = 5").await?;
    connection.execute(AssertSqlSafe(format!("drop database if exists `{schema}`"))).await?;
    Ok(())
}

/// Writes a test once and runs it on both databases, as `name::sqlite` and `name::mysql`.
///
/// ```text
/// db::on_both! {
///     async fn an_owner_that_was_added_is_found(scratch: Scratch) {
///         db::prepare(&scratch.db, Stream::Customers, Seed::Empty).await.unwrap();
///     }
/// }
/// ```
#[macro_export]
macro_rules! on_both {
    ($($(#[$attribute:meta])* async fn $name:ident($scratch:ident: $type:ty $(,)?) $body:block)+) => {$(
        $(#[$attribute])*
        async fn $name($scratch: $type) $body

        mod $name {
            #[::tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name($crate::testing::Scratch::open($crate::Dialect::Sqlite).await).await;
            }

            #[::tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn mysql() {
                super::$name($crate::testing::Scratch::open($crate::Dialect::MySql).await).await;
            }
        }
    )+};
}
