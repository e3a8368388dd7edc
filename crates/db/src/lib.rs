//! The one place that knows there are two databases: MySQL (or MariaDB) and SQLite.
//!
//! It owns connections, pools, timeouts, transactions, migrations and idempotency keys. It must not know any
//! service, route or request: a service's `store.rs` brings its SQL and row types, and this crate runs them.
//!
//! ```text
//! db::statements! {
//!     BY_CITY = "select id, name from owners where city = ?";
//!     INSERT = "insert into owners (name, city) values (?, ?)";
//! }
//!
//! let owners = db::fetch!(db, all Owner, BY_CITY, city)?;
//!
//! let done = db.transaction(async |tx| db::execute!(tx, INSERT, name, city)).await?;
//! ```

pub mod administration;
mod backend;
mod cluster;
mod database;
mod day;
mod error;
pub mod idempotency;
mod lease;
mod limits;
mod local_time;
mod login;
mod macros;
mod migrate;
mod mysql;
mod pool;
mod record;
mod server;
mod sqlite;
mod statement;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;
mod tx;
mod url;

pub use database::{Db, Replica};
pub use day::Day;
pub use error::{BoxError, Error};
pub use limits::Limits;
pub use local_time::LocalTime;
pub use login::{Credentials, Login, LoginFuture};
pub use migrate::{Prepared, Seed, Stream, prepare};
pub use server::{ServerOptions, Tls};
pub use statement::{Built, Statement, Statements, Template};
pub use tx::{Done, Tx};
pub use url::{DatabaseUrl, Dialect, Durability};

/// What the macros expand to; not for direct use.
#[doc(hidden)]
pub mod __private {
    pub use rusqlite;
    pub use sqlx;
    pub use sqlx::mysql::MySqlRow;

    pub use crate::backend::Backend;
    pub use crate::cluster::{Attempts, Cluster, Reader};
    pub use crate::database::Readers;
    pub use crate::lease::{Lease, TimedResult, within};
    pub use crate::mysql::MySqlBackend;
    pub use crate::pool::{Manager, Member, Pool};
    pub use crate::record::Fault;
    pub use crate::sqlite::connection::SqliteConnection;
    /// What the macros use of `sqlx`, for the embedded database.
    pub use crate::sqlite::query as sqlite;
    pub use crate::sqlite::{SqliteBackend, SqlitePools};
    pub use crate::statement::declared;
    pub use crate::tx::Parts;
}
