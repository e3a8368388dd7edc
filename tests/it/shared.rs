//! Clinics that tests share because they only read: one for each database, with the sample data.

use std::fs;
use std::ops::Deref;
use std::path::Path;
use std::sync::{LazyLock, OnceLock};
use std::thread;

use db::testing::Scratch;
use db::{DatabaseUrl, Db, Dialect, Limits, Seed};
use tokio::runtime::Runtime;

use crate::bad_input::state;
use crate::harness::Clinic;
use crate::http::Http;

/// Outlives the tests, each of which has a runtime of its own.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());

/// Writes a test once and runs it on both shared clinics, as `name::sqlite` and `name::mysql`. What it sends must change nothing.
macro_rules! reading {
    ($(async fn $name:ident($clinic:ident: Shared) $body:block)+) => {$(
        async fn $name($clinic: &$crate::shared::Shared) $body

        mod $name {
            #[tokio::test]
            async fn sqlite() {
                $crate::shared::run(db::Dialect::Sqlite, async |it| super::$name(it).await).await;
            }

            #[tokio::test]
            async fn mysql() {
                $crate::shared::run(db::Dialect::MySql, async |it| super::$name(it).await).await;
            }
        }
    )+};
}
pub(crate) use reading;

/// A test's own connections to a shared clinic.
pub(crate) struct Shared {
    http: Http,
    /// Its database.
    pub(crate) db: Db,
    pub(crate) dialect: Dialect,
}

impl Deref for Shared {
    type Target = Http;

    fn deref(&self) -> &Http {
        &self.http
    }
}

/// Runs a test and makes sure that it has only read.
pub(crate) async fn run(dialect: Dialect, test: impl AsyncFnOnce(&Shared)) {
    let open = clinic(dialect);
    let db = Db::open(&open.url, &Limits::default()).await.unwrap();
    let shared = Shared { http: Http::at(open.clinic.address()), db, dialect };
    test(&shared).await;
    assert_eq!(state(&shared.db).await, open.state, "the test has changed what others read");
}

struct Open {
    clinic: Clinic,
    url: DatabaseUrl,
    state: Vec<i64>,
    /// Holds a schema on the server.
    _scratch: Option<Scratch>,
}

fn clinic(dialect: Dialect) -> &'static Open {
    static SQLITE: OnceLock<Open> = OnceLock::new();
    static MYSQL: OnceLock<Open> = OnceLock::new();
    let place = match dialect {
        Dialect::Sqlite => &SQLITE,
        Dialect::MySql => &MYSQL,
    };
    // On a thread of its own, since the test's is inside of the test's runtime.
    place.get_or_init(|| thread::spawn(move || RUNTIME.block_on(open(dialect))).join().unwrap())
}

async fn open(dialect: Dialect) -> Open {
    let (url, scratch) = match dialect {
        Dialect::Sqlite => (file(), None),
        Dialect::MySql => {
            let scratch = Scratch::open(dialect).await;
            (scratch.url.clone(), Some(scratch))
        }
    };
    let clinic = Clinic::open_at(&url, Seed::Sample).await;
    let state = state(&Db::open(&url, &Limits::default()).await.unwrap()).await;
    Open { clinic, url, state, _scratch: scratch }
}

/// A database file. The next run removes it, since nothing that a static holds is ever dropped.
fn file() -> DatabaseUrl {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("shared-clinic");
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    DatabaseUrl::SqliteFile(folder.join("clinic.db"))
}
