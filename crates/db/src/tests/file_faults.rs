//! What happens to the file of an embedded database while a program uses it.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use tempfile::TempDir;

use crate::{DatabaseUrl, Db, Durability, Error, Limits, Seed, Stream, prepare};

/// A clinic in a file of the test's own.
struct File {
    db: Db,
    path: PathBuf,
    _folder: TempDir,
}

impl File {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clinic.db");
        let url = DatabaseUrl::SqliteFile(path.clone(), Durability::Normal);
        let db = Db::open(&url, &Limits::default()).await.unwrap();
        prepare(&db, Stream::Customers, Seed::Sample).await.unwrap();
        Self { db, path, _folder: folder }
    }

    async fn owners(&self) -> Result<i64, Error> {
        crate::read_undeclared!(self.db, c => sqlx::query_scalar::<_, i64>("select count(*) from owners").fetch_one(c))
    }

    /// Writes something that is longer than a page.
    async fn write(&self) -> Result<(), Error> {
        let mut tx = self.db.begin().await?;
        let address = "x".repeat(9000);
        crate::execute_undeclared!(tx, c => sqlx::query("update owners set address = ?").bind(address.as_str()).execute(c))?;
        tx.commit().await
    }

    /// Changes the connection that writes, as the file system would.
    async fn let_the_writer(&self, statement: &'static str) {
        let mut tx = self.db.begin().await.unwrap();
        crate::execute_undeclared!(tx, c => sqlx::query(statement).execute(c)).unwrap();
        tx.commit().await.unwrap();
    }

    /// Waits until the file has been looked at again.
    async fn look_again(&self) {
        tokio::time::pause();
        tokio::time::advance(Duration::from_millis(110)).await;
        tokio::time::resume();
    }
}

#[tokio::test]
async fn a_file_that_was_moved_away_is_missed_and_used_again_once_it_is_back() {
    let file = File::open().await;
    file.write().await.unwrap();
    let elsewhere = file.path.with_extension("elsewhere");
    fs::rename(&file.path, &elsewhere).unwrap();
    file.look_again().await;
    for error in [
        file.owners().await.unwrap_err(),
        file.write().await.unwrap_err(),
        file.db.check().await.unwrap_err(),
    ] {
        assert!(error.is_unavailable(), "{error}");
        assert!(error.to_string().contains("is gone"), "{error}");
    }
    assert!(!file.path.exists(), "nothing takes its place");
    fs::rename(&elsewhere, &file.path).unwrap();
    assert_eq!(file.owners().await.unwrap(), 10);
    file.write().await.unwrap();
    file.db.check().await.unwrap();
}

#[tokio::test]
async fn another_file_in_the_place_of_the_first_is_not_taken_for_it() {
    let (file, other) = (File::open().await, File::open().await);
    other.db.close().await;
    fs::rename(&other.path, &file.path).unwrap();
    file.look_again().await;
    for error in [file.owners().await.unwrap_err(), file.db.check().await.unwrap_err()] {
        assert!(error.is_unavailable(), "{error}");
        assert!(error.to_string().contains("was replaced by another"), "{error}");
    }
}

#[tokio::test]
async fn a_full_disk_refuses_writes_and_not_reads_and_the_check_says_so() {
    let file = File::open().await;
    // The error is the same as that of a full disk.
    file.let_the_writer("pragma max_page_count = 1").await;
    let error = file.write().await.unwrap_err();
    assert!(matches!(error, Error::Unavailable(_)), "{error}");
    assert!(error.to_string().contains("full"), "{error}");
    assert_eq!(file.owners().await.unwrap(), 10);
    // The connection that met it is gone, and with it the limit.
    file.db.check().await.unwrap();
    file.write().await.unwrap();
}

#[tokio::test]
async fn a_connection_that_can_no_longer_write_is_replaced_at_once() {
    let file = File::open().await;
    file.let_the_writer("pragma query_only = 1").await;
    file.write().await.unwrap();
}

#[tokio::test]
async fn a_lock_that_another_program_holds_is_said_by_the_check_until_it_is_released() {
    let file = File::open().await;
    let other = rusqlite::Connection::open(&file.path).unwrap();
    other.execute_batch("begin immediate").unwrap();
    let error = file.write().await.unwrap_err();
    assert!(matches!(error, Error::Unavailable(_)), "{error}");
    assert_eq!(file.owners().await.unwrap(), 10);
    assert!(file.db.check().await.unwrap_err().is_unavailable());
    other.execute_batch("rollback").unwrap();
    file.db.check().await.unwrap();
    file.write().await.unwrap();
}

#[tokio::test]
async fn a_damaged_file_makes_the_database_unavailable() {
    let file = File::open().await;
    file.db.close().await;
    let length = usize::try_from(fs::metadata(&file.path).unwrap().len()).unwrap();
    fs::write(&file.path, vec![7; length]).unwrap();
    let error = file.owners().await.unwrap_err();
    assert!(error.is_unavailable(), "{error}");
    assert!(file.db.check().await.unwrap_err().is_unavailable());
}

#[cfg(unix)]
#[tokio::test]
async fn only_its_owner_may_read_a_file_and_the_folder_that_was_made_for_it() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/clinic.db");
    let db = Db::open(&DatabaseUrl::file(&path), &Limits::default()).await.unwrap();
    prepare(&db, Stream::Customers, Seed::Sample).await.unwrap();
    let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(folder.path().join("new")), 0o700);
    for file in ["clinic.db", "clinic.db-wal", "clinic.db-shm"] {
        assert_eq!(mode(folder.path().join("new").join(file)), 0o600, "{file}");
    }
}

#[tokio::test]
async fn a_commit_waits_for_the_disk_unless_the_url_says_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    for (url, expected) in [("clinic.db", 2), ("clinic.db?synchronous=normal", 1)] {
        let url = format!("sqlite://{}/{url}", folder.path().display());
        let db = Db::open(&url.parse().unwrap(), &Limits::default()).await.unwrap();
        let mut tx = db.begin().await.unwrap();
        let level =
            crate::__within!(tx, c, sqlx => sqlx::query_scalar::<_, i64>("pragma synchronous").fetch_one(c));
        assert_eq!(level.unwrap(), expected, "{url}");
        tx.rollback().await.unwrap();
        db.close().await;
    }
}
