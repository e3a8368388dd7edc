//! Clinics that read-only tests share: one for each database, with the sample data.

use std::fs;
use std::ops::Deref;
use std::path::Path;
use std::sync::{LazyLock, OnceLock};
use std::thread;

use db::testing::Scratch;
use db::{DatabaseUrl, Db, Dialect, Durability, Limits};
use tokio::runtime::Runtime;

use crate::bad_input::state;
use crate::harness::Clinic;
use crate::http::Http;

/// Outlives the tests, each of which has its own runtime.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());

/// Defines a test that runs on both shared clinics, as `name::sqlite` and `name::mysql`. Its requests must change nothing.
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

/// Runs a test and makes sure that it changed nothing.
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
    /// Keeps the schema on the server alive.
    _scratch: Option<Scratch>,
}

fn clinic(dialect: Dialect) -> &'static Open {
    static SQLITE: OnceLock<Open> = OnceLock::new();
    static MYSQL: OnceLock<Open> = OnceLock::new();
    let place = match dialect {
        Dialect::Sqlite => &SQLITE,
        Dialect::MySql => &MYSQL,
    };
    // On its own thread, since this thread is already inside the test's runtime.
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
    let db = Db::open(&url, &Limits::default()).await.unwrap();
    let clinic = Clinic::open_at(&url, &db).await;
    let state = state(&db).await;
    Open { clinic, url, state, _scratch: scratch }
}

/// A database file. The next run removes it, since statics are never dropped.
fn file() -> DatabaseUrl {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("shared-clinic");
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    DatabaseUrl::SqliteFile(folder.join("clinic.db"), Durability::Normal)
}
