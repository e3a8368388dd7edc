//! The one place that knows there are two databases: MySQL (or MariaDB) and SQLite.
//!
//! It owns connections, pools, timeouts, transactions, migrations and idempotency keys. It must not know any
//! service, route or request: a service's `store.rs` brings its SQL and row types, and this crate runs them.
//!
//! ```text
//! let owners = db::read!(db, c => sqlx::query_as::<_, Owner>(BY_CITY).bind(city).fetch_all(c))?;
//!
//! let mut tx = db.begin().await?;
//! let done = db::execute!(tx, c => sqlx::query(INSERT).bind(name).execute(c))?;
//! tx.commit().await?;
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
mod login;
mod macros;
mod migrate;
mod mysql;
mod pool;
mod record;
mod server;
mod sqlite;
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
pub use login::{Credentials, Login, LoginFuture};
pub use migrate::{Prepared, Seed, Stream, prepare};
pub use server::{ServerOptions, Tls};
pub use tx::{Done, Tx};
pub use url::{DatabaseUrl, Dialect};

/// What the macros expand to; not for direct use.
#[doc(hidden)]
pub mod __private {
    pub use crate::backend::{Backend, Connection};
    pub use crate::cluster::{Attempts, Cluster, Reader};
    pub use crate::database::Readers;
    pub use crate::lease::{Lease, Outcome, within};
    pub use crate::mysql::MySqlBackend;
    pub use crate::pool::{Manager, Member, Pool};
    pub use crate::record::Kind;
    pub use crate::sqlite::{SqliteBackend, SqlitePools};
    pub use crate::tx::Parts;
}
