//! Passwords that change while they are in use.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use sqlx::AssertSqlSafe;
use tokio::sync::watch;
use tokio::task::{JoinSet, yield_now};
use tokio::time::Instant;

use crate::testing::Scratch;
use crate::{Credentials, DatabaseUrl, Db, Dialect, Error, Limits, Login, LoginFuture, ServerOptions, Tls};

/// A store of secrets: what it would hand out next, and what it hands out from its cache.
struct Vault {
    stored: Mutex<Login>,
    cached: Mutex<Login>,
    renewals: AtomicU32,
    /// While it is, it gives no answer.
    is_slow: watch::Sender<bool>,
}

impl Vault {
    fn new(login: Login) -> Arc<Self> {
        let (stored, cached) = (Mutex::new(login.clone()), Mutex::new(login));
        Arc::new(Self { stored, cached, renewals: AtomicU32::new(0), is_slow: watch::Sender::new(false) })
    }

    fn store(&self, login: Login) {
        *self.stored.lock().unwrap() = login;
    }
}

impl Credentials for Vault {
    fn current(&self) -> LoginFuture<'_> {
        Box::pin(async { Ok(self.cached.lock().unwrap().clone()) })
    }

    fn renew<'a>(&'a self, _refused: &'a Login) -> LoginFuture<'a> {
        Box::pin(async {
            self.renewals.fetch_add(1, Ordering::Relaxed);
            self.is_slow.subscribe().wait_for(|it| !it).await?;
            let login = self.stored.lock().unwrap().clone();
            *self.cached.lock().unwrap() = login.clone();
            Ok(login)
        })
    }
}

/// A user of a test's own, and what opens its schema as that user.
struct Rotation {
    scratch: Scratch,
    user: String,
    vault: Arc<Vault>,
}

impl Rotation {
    async fn prepare(name: &str) -> Self {
        let scratch = Scratch::open(Dialect::MySql).await;
        let user = format!("{name}_{}", std::process::id());
        let vault = Vault::new(Login::new(&user, "first"));
        let rotation = Self { scratch, user, vault };
        rotation.administer(format!("drop user if exists {}", rotation.user)).await;
        rotation.administer(format!("create user {} identified by 'first'", rotation.user)).await;
        rotation.administer(format!("grant all on *.* to {}", rotation.user)).await;
        rotation
    }

    async fn administer(&self, statement: String) {
        let mut tx = self.scratch.db.begin().await.unwrap();
        crate::execute_undeclared!(tx, c => sqlx::raw_sql(AssertSqlSafe(statement)).execute(c)).unwrap();
        tx.commit().await.unwrap();
    }

    async fn change_password(&self, password: &str) {
        self.administer(format!("alter user {} identified by '{password}'", self.user)).await;
    }

    async fn open(&self, limits: &Limits) -> Result<Db, Error> {
        let DatabaseUrl::MySql(url) = &self.scratch.url else { panic!("only a server") };
        let options = ServerOptions {
            host: url.get_host().to_owned(),
            port: url.get_port(),
            schema: url.get_database().unwrap().to_owned(),
            reader_host: None,
            tls: Tls::Off,
            credentials: self.vault.clone(),
        };
        Db::open_server(options, limits).await
    }

    async fn end(self) {
        self.administer(format!("drop user {}", self.user)).await;
    }
}

async fn connection_of(db: &Db) -> u64 {
    super::faults::connection_of(db).await.unwrap()
}

/// Every connection is used once, so that each use has to log in.
fn always_anew() -> Limits {
    Limits { max_lifetime: Duration::ZERO, ..Limits::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_that_changes_under_load_costs_no_request() {
    let rotation = Rotation::prepare("rotated").await;
    let db = rotation.open(&always_anew()).await.unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let served = Arc::new(AtomicU32::new(0));
    let mut clients = JoinSet::new();
    for number in 0..16 {
        let (db, stop, served) = (db.clone(), stop.clone(), served.clone());
        clients.spawn(async move {
            while !stop.load(Ordering::Relaxed) {
                if number % 2 == 0 {
                    db.check().await.unwrap();
                } else {
                    db.begin().await.unwrap().commit().await.unwrap();
                }
                served.fetch_add(1, Ordering::Relaxed);
            }
        });
    }
    for password in ["second", "third", "fourth"] {
        // The database knows the new password first, and the vault only after clients have been refused.
        let refused = rotation.vault.renewals.load(Ordering::Relaxed) + 8;
        rotation.change_password(password).await;
        while rotation.vault.renewals.load(Ordering::Relaxed) < refused {
            yield_now().await;
        }
        rotation.vault.store(Login::new(&rotation.user, password));
        let enough = served.load(Ordering::Relaxed) + 200;
        while served.load(Ordering::Relaxed) < enough && !clients.is_empty() {
            yield_now().await;
        }
    }
    stop.store(true, Ordering::Relaxed);
    clients.join_all().await;
    rotation.end().await;
}

#[tokio::test]
async fn connections_of_an_old_login_are_replaced_as_they_come_back() {
    let rotation = Rotation::prepare("retired").await;
    let db = rotation.open(&Limits::default()).await.unwrap();
    let old = connection_of(&db).await;
    let working = db.begin().await.unwrap();
    rotation.change_password("second").await;
    rotation.vault.store(Login::new(&rotation.user, "second"));
    // The only connection is in use, so another is opened, by the new login.
    let new = connection_of(&db).await;
    assert_ne!(new, old);
    assert_eq!(rotation.vault.renewals.load(Ordering::Relaxed), 1);
    working.commit().await.unwrap();
    let (one, other) = (db.begin().await.unwrap(), db.begin().await.unwrap());
    one.commit().await.unwrap();
    other.commit().await.unwrap();
    assert_ne!(connection_of(&db).await, old);
    assert_eq!(rotation.vault.renewals.load(Ordering::Relaxed), 1);
    rotation.end().await;
}

#[tokio::test]
async fn a_wrong_password_ends_a_start_in_time() {
    let rotation = Rotation::prepare("wrong").await;
    rotation.change_password("changed").await;
    let started = Instant::now();
    let error = rotation.open(&Limits::default()).await.err().unwrap();
    assert!(started.elapsed() < Duration::from_millis(1500), "{:?}", started.elapsed());
    assert!(matches!(error, Error::Failed(_)), "{error}");
    let text = error.to_string();
    assert!(text.contains("mysql server") && text.contains("1045") && !text.contains("first"), "{text}");
    assert!(rotation.vault.renewals.load(Ordering::Relaxed) > 3);
    rotation.end().await;
}

#[tokio::test]
async fn a_password_nobody_knows_is_an_outage_once_a_program_runs() {
    let rotation = Rotation::prepare("unknown").await;
    let limits = Limits { acquire: Duration::from_millis(100), ..always_anew() };
    let db = rotation.open(&limits).await.unwrap();
    rotation.change_password("secret").await;
    let error = db.check().await.unwrap_err();
    assert!(matches!(&error, Error::Unavailable(_)) && error.to_string().contains("1045"), "{error}");
    rotation.vault.store(Login::new(&rotation.user, "secret"));
    db.check().await.unwrap();
    rotation.end().await;
}

#[tokio::test]
async fn a_missing_schema_is_created_by_a_login_that_was_renewed() {
    let mut rotation = Rotation::prepare("creator").await;
    let DatabaseUrl::MySql(url) = &rotation.scratch.url else { panic!("only a server") };
    let schema = format!("{}_created", url.get_database().unwrap());
    let url = DatabaseUrl::MySql(Box::new(url.as_ref().clone().database(&schema)));
    let own = std::mem::replace(&mut rotation.scratch.url, url);
    rotation.change_password("second").await;
    rotation.vault.store(Login::new(&rotation.user, "second"));
    rotation.open(&Limits::default()).await.unwrap().check().await.unwrap();
    rotation.scratch.url = own;
    rotation.administer(format!("drop database {schema}")).await;
    rotation.end().await;
}

#[tokio::test]
async fn a_renewal_outlives_the_requests_that_wait_for_it_and_is_made_once() {
    let rotation = Rotation::prepare("slow").await;
    let limits = Limits::default();
    let db = rotation.open(&limits).await.unwrap();
    let old = connection_of(&db).await;
    let working = db.begin().await.unwrap();
    rotation.vault.is_slow.send_replace(true);
    rotation.change_password("second").await;
    rotation.vault.store(Login::new(&rotation.user, "second"));
    db.tune(Duration::from_millis(200), limits.statement);
    let mut given_up = JoinSet::new();
    for _ in 0..30 {
        let db = db.clone();
        given_up.spawn(async move { db.check().await });
    }
    while let Some(outcome) = given_up.join_next().await {
        let error = outcome.unwrap().unwrap_err();
        assert!(matches!(error, Error::Unavailable(_)), "{error}");
    }
    db.tune(limits.acquire, limits.statement);
    // A request that waits for the new login takes the connection of the old one when it comes back.
    let waiting = db.check();
    let (waited, returned) = tokio::join!(waiting, working.commit());
    waited.unwrap();
    returned.unwrap();
    assert_eq!(connection_of(&db).await, old);
    assert_eq!(rotation.vault.renewals.load(Ordering::Relaxed), 1);

    rotation.vault.is_slow.send_replace(false);
    let working = db.begin().await.unwrap();
    assert_ne!(connection_of(&db).await, old);
    working.commit().await.unwrap();
    assert_eq!(rotation.vault.renewals.load(Ordering::Relaxed), 1);
    rotation.end().await;
}

/// Has no login at all.
struct Unreachable;

impl Credentials for Unreachable {
    fn current(&self) -> LoginFuture<'_> {
        Box::pin(async { Err("the vault is closed".into()) })
    }

    fn renew<'a>(&'a self, _refused: &'a Login) -> LoginFuture<'a> {
        self.current()
    }
}

#[tokio::test]
async fn a_vault_that_gives_no_login_is_reported() {
    let options = ServerOptions {
        host: "127.0.0.1".to_owned(),
        port: 1,
        schema: "clinic".to_owned(),
        reader_host: None,
        tls: Tls::Off,
        credentials: Arc::new(Unreachable),
    };
    let text = Db::open_server(options, &Limits::default()).await.err().unwrap().to_string();
    assert!(text.contains("there is no login for the database: the vault is closed"), "{text}");
}
