//! Counts the statements of each request in the server's own log.

use db::{DatabaseUrl, Db, Limits};
use serde_json::json;
use sqlx::mysql::MySqlConnection;
use sqlx::{Executor, Row};
use xtask::mariadb::{Options, Server};

use crate::harness::Clinic;
use crate::owners::owner;
use crate::sql;

/// The general log of a server.
struct Log(MySqlConnection);

impl Log {
    async fn open(url: &DatabaseUrl) -> Self {
        let mut connection = sql::connect(url).await;
        connection
            .execute(sqlx::raw_sql("set global log_output = 'TABLE'; set global general_log = 1"))
            .await
            .unwrap();
        Self(connection)
    }

    async fn clear(&mut self) {
        self.0.execute(sqlx::raw_sql("truncate table mysql.general_log")).await.unwrap();
    }

    /// The statements of other connections since the log was cleared.
    async fn statements(&mut self) -> Vec<String> {
        let rows = sqlx::raw_sql(
            "select cast(command_type as char) as command, cast(argument as char) as argument from mysql.general_log
             where thread_id <> connection_id() order by event_time",
        )
        .fetch_all(&mut self.0)
        .await
        .unwrap();
        rows.iter().map(|row| format!("{} {}", row.get::<String, _>(0), row.get::<String, _>(1))).collect()
    }
}

/// How often a request is repeated.
const TIMES: usize = 15;

/// The fewest statements of several equal requests: what runs in the background now and then only adds to them. `request` fails unless the
/// answer is the one that it expects.
async fn fewest(log: &mut Log, request: impl AsyncFn()) -> Vec<String> {
    // The first request prepares statements and fills caches.
    request().await;
    let mut fewest: Option<Vec<String>> = None;
    for _ in 0..TIMES {
        log.clear().await;
        request().await;
        let seen = log.statements().await;
        if fewest.as_ref().is_none_or(|fewest| seen.len() < fewest.len()) {
            fewest = Some(seen);
        }
    }
    fewest.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_owner_with_its_pets_is_one_statement() {
    let server = Server::start(Options::TESTS).unwrap();
    let url: DatabaseUrl = format!("{}/clinic", server.url()).parse().unwrap();
    let db = Db::open(&url, &Limits::default()).await.unwrap();
    let clinic = Clinic::open_at(&url, &db).await;
    let mut log = Log::open(&url).await;
    for (path, statements) in [
        ("/api/customers/owners/6", 1),
        ("/api/customers/owners/99", 1),
        ("/api/customers/owners", 1),
        ("/api/customers/owners?lastName=d", 1),
        ("/api/customers/owners/6/pets/7", 1),
        ("/api/gateway/owners/6", 2),
        ("/api/visits/pets/visits?petId=7,8", 1),
        ("/api/vets/vets", 0),
        ("/api/customers/petTypes", 0),
        ("/health", 0),
    ] {
        let expected = clinic.get(path).await;
        let seen = fewest(&mut log, async || {
            let answer = clinic.get(path).await;
            assert_eq!((answer.status, answer.text.len()), (expected.status, expected.text.len()), "{path}");
        })
        .await;
        assert_eq!(seen.len(), statements, "{path}: {seen:#?}");
        assert!(seen.iter().all(|it| it.starts_with("Execute ")), "{path}: {seen:#?}");
    }

    let seen = fewest(&mut log, async || {
        clinic.post("/api/customers/owners", owner("Next")).await.expect(201);
    })
    .await;
    assert_eq!(seen.len(), 3, "begin, insert, commit: {seen:#?}");

    let seen = fewest(&mut log, async || {
        clinic.post("/api/visits/owners/6/pets/7/visits", json!({})).await.expect(201);
    })
    .await;
    assert_eq!(seen.len(), 4, "begin, insert, is the pet removed, commit: {seen:#?}");
}
