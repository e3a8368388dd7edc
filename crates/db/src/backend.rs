//! What differs between the databases, as far as a pool cares.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use sqlx::Database;
use tokio::time::timeout;

use crate::record::Kind;

/// Opens, uses and judges the connections of one kind of database.
pub trait Backend: Send + Sync + 'static {
    /// The driver.
    type Driver: Database;

    /// The statement that begins a transaction that may write.
    const BEGIN: &'static str;

    /// Opens a connection that is ready for use within a time, and says which generation it belongs to. A login that is
    /// not the last one begins another.
    fn connect(
        &self,
        generation: &AtomicU64,
        limit: Duration,
    ) -> impl Future<Output = Result<(Connection<Self>, u64), sqlx::Error>> + Send;

    /// True if there is no login that the server takes, and there may soon be one.
    fn may_let_in_soon(&self, error: &sqlx::Error) -> bool;

    /// Runs a statement as it stands, unprepared.
    fn run(
        connection: &mut Connection<Self>,
        statement: &'static str,
    ) -> impl Future<Output = Result<(), sqlx::Error>> + Send;

    /// False if a commit that failed like this has certainly not taken effect.
    fn leaves_commit_in_doubt(kind: Kind) -> bool;

    /// False if the data is gone with the connection, so that it must be kept whatever happens.
    fn is_replaceable(&self) -> bool;
}

/// The connection of a backend.
pub type Connection<B> = <<B as Backend>::Driver as Database>::Connection;

/// Gives the opening of a connection its time.
pub(crate) async fn opened_within<C>(
    limit: Duration,
    opening: impl Future<Output = Result<C, sqlx::Error>>,
) -> Result<C, sqlx::Error> {
    timeout(limit, opening).await.unwrap_or_else(|_| {
        let text = format!("no connection could be opened in {limit:?}");
        Err(sqlx::Error::Io(std::io::Error::new(std::io::ErrorKind::TimedOut, text)))
    })
}
