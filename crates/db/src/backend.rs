//! The differences between the databases that a pool has to know.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use tokio::time::timeout;

use crate::record::Fault;

/// Opens, uses and judges the connections of one kind of database.
pub trait Backend: Send + Sync + 'static {
    /// A connection.
    type Connection: Send;

    /// Opens a connection within a time limit and prepares it for use. Returns its generation, too; a new login begins a new one.
    fn connect(
        &self,
        generation: &AtomicU64,
        limit: Duration,
    ) -> impl Future<Output = Result<(Self::Connection, u64), sqlx::Error>> + Send;

    /// True if the server refuses every login now, but may soon accept one.
    fn may_let_in_soon(&self, error: &sqlx::Error) -> bool;

    /// Begins a transaction that may write.
    fn begin(connection: &mut Self::Connection) -> impl Future<Output = Result<(), sqlx::Error>> + Send;

    /// Makes a transaction's effects permanent.
    fn commit(connection: &mut Self::Connection) -> impl Future<Output = Result<(), sqlx::Error>> + Send;

    /// Undoes a transaction.
    fn rollback(connection: &mut Self::Connection) -> impl Future<Output = Result<(), sqlx::Error>> + Send;

    /// Closes a connection in good order.
    fn close(connection: Self::Connection) -> impl Future<Output = Result<(), sqlx::Error>> + Send;

    /// False if a commit that failed with this fault had no effect for certain.
    fn leaves_commit_in_doubt(kind: Fault) -> bool;

    /// Fails if what the open connections lead to is no longer the database that was opened.
    fn verify(&self) -> std::io::Result<()> {
        Ok(())
    }

    /// True if a connection holds uncommitted changes of requests that wait, so that it must not be replaced for its age.
    fn is_pending(_: &Self::Connection) -> bool {
        false
    }

    /// False if the data lives in the connection, which must then be kept whatever happens.
    fn is_replaceable(&self) -> bool;
}

/// Limits the time for opening a connection.
pub(crate) async fn opened_within<C>(
    limit: Duration,
    opening: impl Future<Output = Result<C, sqlx::Error>>,
) -> Result<C, sqlx::Error> {
    timeout(limit, opening).await.unwrap_or_else(|_| {
        let text = format!("no connection could be opened in {limit:?}");
        Err(sqlx::Error::Io(std::io::Error::new(std::io::ErrorKind::TimedOut, text)))
    })
}
