//! What becomes of writes while a server is killed, restarted or made read-only under load: each that was accepted is
//! there once, each that was refused is not there, and only those in doubt may be either.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU32, Ordering};
use std::time::Duration;

use sqlx::mysql::MySqlConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};
use tokio::task::JoinSet;
use tokio::time::{Instant, interval, timeout};
use xtask::mariadb::{Options, Server};

use crate::{Db, Error, Limits, Login, ServerOptions, Tls};

/// How soon everything must be well again.
const RECOVERED: Duration = Duration::from_secs(5);
/// Of each of the clients: 200 writes a second together.
const BETWEEN_WRITES: Duration = Duration::from_millis(40);
const CLIENTS: u32 = 8;

async fn administer(server: &Server, schema: &str, sql: &str) {
    let options: MySqlConnectOptions = format!("{}/{schema}", server.url()).parse().unwrap();
    let mut connection = options.connect().await.unwrap();
    connection.execute(AssertSqlSafe(sql)).await.unwrap();
    connection.close().await.unwrap();
}

async fn write_once(db: &Db, id: i32) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    crate::execute_undeclared!(tx, c => sqlx::query("insert into written (id) values (?)").bind(id).execute(c))?;
    tx.commit().await
}

/// As a request is served: again, once, if that is safe.
async fn write(db: &Db, id: i32) -> Result<(), Error> {
    match write_once(db, id).await {
        Err(error) if error.is_repeatable() => write_once(db, id).await,
        outcome => outcome,
    }
}

type Outcomes = Vec<(i32, Result<(), Error>)>;

/// Clients that write all the time.
struct Load {
    stop: Arc<AtomicBool>,
    /// Writes accepted since one was refused.
    in_a_row: Arc<AtomicU32>,
    clients: JoinSet<Outcomes>,
}

impl Load {
    fn start(db: &Db) -> Self {
        let (stop, in_a_row) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
        let ids = Arc::new(AtomicI32::new(0));
        let mut clients = JoinSet::new();
        for _ in 0..CLIENTS {
            let (db, stop, in_a_row, ids) = (db.clone(), stop.clone(), in_a_row.clone(), ids.clone());
            clients.spawn(async move {
                let mut outcomes = Vec::new();
                let mut ticks = interval(BETWEEN_WRITES);
                while !stop.load(Ordering::Relaxed) {
                    ticks.tick().await;
                    let id = ids.fetch_add(1, Ordering::Relaxed);
                    let outcome = write(&db, id).await;
                    match &outcome {
                        Ok(()) => in_a_row.fetch_add(1, Ordering::Relaxed),
                        Err(_) => in_a_row.swap(0, Ordering::Relaxed),
                    };
                    outcomes.push((id, outcome));
                }
                outcomes
            });
        }
        Self { stop, in_a_row, clients }
    }

    /// Waits until many writes have been accepted in a row.
    async fn is_well(&self) {
        let since = Instant::now();
        let mut ticks = interval(Duration::from_millis(10));
        self.in_a_row.store(0, Ordering::Relaxed);
        while self.in_a_row.load(Ordering::Relaxed) < 3 * CLIENTS {
            ticks.tick().await;
            assert!(since.elapsed() < RECOVERED, "not well again in {RECOVERED:?}");
        }
    }

    /// Waits until writes are refused.
    async fn is_refused(&self) {
        let mut ticks = interval(Duration::from_millis(1));
        self.in_a_row.store(1, Ordering::Relaxed);
        let refused = async {
            while self.in_a_row.load(Ordering::Relaxed) != 0 {
                ticks.tick().await;
            }
        };
        timeout(RECOVERED, refused).await.unwrap();
    }

    async fn stop(self) -> Outcomes {
        self.stop.store(true, Ordering::Relaxed);
        self.clients.join_all().await.into_iter().flatten().collect()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_accepted_write_is_lost_and_no_write_is_made_twice() {
    // What a killed process has written to its log stays.
    let mut server = Server::start(Options { flush_log_at_commit: 2, ..Options::TESTS }).unwrap();
    administer(&server, "mysql", "create database clinic").await;
    administer(&server, "clinic", "create table written (id int not null, key (id))").await;
    administer(&server, "mysql", "create user app identified by 'app'").await;
    administer(&server, "mysql", "grant all on clinic.* to app").await;
    let options = ServerOptions {
        host: "127.0.0.1".to_owned(),
        port: server.port(),
        schema: "clinic".to_owned(),
        reader_host: None,
        tls: Tls::Off,
        credentials: Arc::new(Login::new("app", "app")),
    };
    let db = Db::open_server(options, &Limits::default()).await.unwrap();
    let load = Load::start(&db);
    load.is_well().await;

    server.kill();
    load.is_refused().await;
    server.restart().unwrap();
    load.is_well().await;

    administer(&server, "mysql", "set global read_only = 1").await;
    load.is_refused().await;
    db.check().await.unwrap();
    administer(&server, "mysql", "set global read_only = 0").await;
    load.is_well().await;

    server.stop().unwrap();
    load.is_refused().await;
    server.restart().unwrap();
    load.is_well().await;

    let outcomes = load.stop().await;
    let ids =
        crate::read_undeclared!(db, c => sqlx::query_scalar::<_, i32>("select id from written").fetch_all(c))
            .unwrap();
    let mut times = BTreeMap::<i32, u32>::new();
    for id in ids {
        *times.entry(id).or_default() += 1;
    }
    let mut accepted = 0;
    for (id, outcome) in outcomes {
        let times = times.get(&id).copied().unwrap_or_default();
        match outcome {
            Ok(()) => {
                assert_eq!(times, 1, "write {id} was accepted");
                accepted += 1;
            }
            Err(Error::InDoubt(_)) => assert!(times <= 1, "write {id} was made {times} times"),
            Err(error) => {
                assert_eq!(times, 0, "write {id} was refused: {error}");
                assert!(error.is_unavailable(), "{error}");
            }
        }
    }
    assert!(accepted > 12 * CLIENTS, "{accepted}");
}
