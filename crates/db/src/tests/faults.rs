//! What happens when a server is slow, silent, gone, full or not the writer any more.

use std::net::{SocketAddr, ToSocketAddrs};
use std::time::Duration;

use tokio::time::Instant;

use super::proxy::Proxy;
use crate::cluster::{Attempts, Cluster};
use crate::testing::Scratch;
use crate::{DatabaseUrl, Db, Dialect, Error, Limits, Tx};

const ID: &str = "select connection_id()";

pub(super) async fn connection_of(db: &Db) -> Result<u64, Error> {
    match db {
        Db::MySql(cluster) => {
            let attempts = Attempts::at(&cluster.writer);
            crate::__attempts!(attempts, c => sqlx::query_scalar::<_, u64>(ID).fetch_one(c))
        }
        Db::Sqlite(_) => panic!("only a server numbers its connections"),
    }
}

pub(super) async fn run(tx: &mut Tx, sql: &'static str) -> Result<(), Error> {
    crate::execute_undeclared!(tx, c => sqlx::raw_sql(sql).execute(c)).map(|_| ())
}

/// Makes the database open several connections, and says which.
async fn warm(db: &Db) -> Vec<u64> {
    let Db::MySql(Cluster { writer: pool, .. }) = db else { panic!("only a server") };
    let mut leases = Vec::new();
    for _ in 0..4 {
        leases.push(pool.lease().await.unwrap());
    }
    let mut ids = Vec::new();
    for mut lease in leases {
        let id = sqlx::query_scalar::<_, u64>(ID).fetch_one(lease.start().unwrap()).await.unwrap();
        ids.push(id);
        lease.finish(Ok(Ok(()))).unwrap();
    }
    ids
}

async fn kill(scratch: &Scratch, ids: &[u64]) {
    let killer = Db::open(&scratch.url, &Limits::default()).await.unwrap();
    let mut tx = killer.begin().await.unwrap();
    for id in ids {
        crate::execute_undeclared!(tx, c => sqlx::raw_sql(sqlx::AssertSqlSafe(format!("kill {id}"))).execute(c))
            .unwrap();
    }
    tx.commit().await.unwrap();
}

pub(super) fn server(url: &DatabaseUrl) -> SocketAddr {
    let DatabaseUrl::MySql(options) = url else { panic!("only a server") };
    (options.get_host(), options.get_port()).to_socket_addrs().unwrap().next().unwrap()
}

/// The same schema, at another address.
pub(super) fn moved(url: &DatabaseUrl, to: SocketAddr) -> DatabaseUrl {
    let DatabaseUrl::MySql(options) = url else { panic!("only a server") };
    DatabaseUrl::MySql(Box::new(options.as_ref().clone().host("127.0.0.1").port(to.port())))
}

fn with_user(url: &DatabaseUrl, user: &str, password: &str) -> DatabaseUrl {
    let DatabaseUrl::MySql(options) = url else { panic!("only a server") };
    DatabaseUrl::MySql(Box::new(options.as_ref().clone().username(user).password(password)))
}

pub(super) fn closed_port() -> SocketAddr {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

#[tokio::test]
async fn connections_killed_while_idle_cost_no_read_an_error() {
    let scratch = Scratch::open(Dialect::MySql).await;
    let killed = warm(&scratch.db).await;
    kill(&scratch, &killed).await;
    for _ in 0..6 {
        assert!(!killed.contains(&connection_of(&scratch.db).await.unwrap()));
    }
}

#[tokio::test]
async fn connections_killed_while_idle_cost_no_transaction_an_error() {
    let scratch = Scratch::open(Dialect::MySql).await;
    let killed = warm(&scratch.db).await;
    kill(&scratch, &killed).await;
    for _ in 0..6 {
        scratch.db.begin().await.unwrap().commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_connection_killed_inside_a_transaction_ends_it() {
    let scratch = Scratch::open(Dialect::MySql).await;
    let mut tx = scratch.db.begin().await.unwrap();
    let id = match &mut tx {
        Tx::MySql(lease) => {
            crate::__statement!(lease, c => sqlx::query_scalar::<_, u64>(ID).fetch_one(c)).unwrap()
        }
        Tx::Sqlite(_) => panic!("only a server"),
    };
    kill(&scratch, &[id]).await;
    assert!(run(&mut tx, "do 1").await.unwrap_err().is_repeatable());
    assert!(run(&mut tx, "do 1").await.unwrap_err().is_unavailable());
    assert!(matches!(tx.commit().await, Err(Error::Unavailable(_))));
    scratch.db.check().await.unwrap();
}

#[tokio::test]
async fn errors_that_pass_are_distinguished_from_errors_that_stay() {
    let scratch = Scratch::open(Dialect::MySql).await;
    for (signal, unavailable, repeatable) in [
        ("signal sqlstate 'HY000' set mysql_errno = 1290, message_text = 'read-only option'", true, true),
        (
            "signal sqlstate '25006' set mysql_errno = 1792, message_text = 'read-only transaction'",
            true,
            true,
        ),
        ("signal sqlstate 'HY000' set mysql_errno = 1836, message_text = 'read-only mode'", true, true),
        ("signal sqlstate 'HY000' set mysql_errno = 1020, message_text = 'record has changed'", true, true),
        ("signal sqlstate '40001' set mysql_errno = 1213, message_text = 'deadlock'", true, true),
        ("signal sqlstate 'HY000' set mysql_errno = 1205, message_text = 'lock wait'", true, false),
        ("signal sqlstate '45000' set mysql_errno = 1644, message_text = 'something else'", false, false),
        ("select no_such_column", false, false),
    ] {
        let before = connection_of(&scratch.db).await.unwrap();
        let mut tx = scratch.db.begin().await.unwrap();
        let error = run(&mut tx, signal).await.unwrap_err();
        assert_eq!((error.is_unavailable(), error.is_repeatable()), (unavailable, repeatable), "{error}");
        // Where the server has ended the transaction, what follows must not run outside of it.
        assert_eq!(run(&mut tx, "do 1").await.is_err(), unavailable, "{error}");
        assert_eq!(tx.commit().await.is_err(), unavailable, "{error}");
        assert_eq!(connection_of(&scratch.db).await.unwrap() != before, unavailable, "{error}");
    }
}

#[tokio::test]
async fn a_row_that_changed_since_the_snapshot_interrupts_like_a_deadlock() {
    let scratch = Scratch::open(Dialect::MySql).await;
    let limits = Limits { max_connections: 1, ..Limits::default() };
    let db = Db::open(&scratch.url, &limits).await.unwrap();
    let mut tx = db.begin().await.unwrap();
    for sql in [
        "create table counted (id int primary key, n int not null) engine = innodb",
        "insert into counted values (1, 1)",
        // Our own sessions use READ COMMITTED, where this cannot happen.
        "set session transaction isolation level repeatable read",
        "set session innodb_snapshot_isolation = on",
    ] {
        run(&mut tx, sql).await.unwrap();
    }
    tx.commit().await.unwrap();

    let mut behind = db.begin().await.unwrap();
    run(&mut behind, "select n from counted").await.unwrap();
    let mut ahead = scratch.db.begin().await.unwrap();
    run(&mut ahead, "update counted set n = 2").await.unwrap();
    ahead.commit().await.unwrap();
    let error = run(&mut behind, "update counted set n = 3").await.unwrap_err();
    assert!(error.is_repeatable(), "{error}");
    assert!(behind.commit().await.is_err());
}

#[tokio::test]
async fn a_commit_without_an_answer_is_in_doubt_and_never_repeatable() {
    let scratch = Scratch::open(Dialect::MySql).await;
    let limits = Limits { statement: Duration::from_millis(300), ..Limits::default() };
    let proxy = Proxy::start(server(&scratch.url)).await;
    let db = Db::open(&moved(&scratch.url, proxy.address), &limits).await.unwrap();
    let silent = db.begin().await.unwrap();
    proxy.fall_silent();
    let killed = db.begin().await.unwrap();
    let killed = match killed {
        Tx::MySql(mut lease) => {
            let id = crate::__statement!(lease, c => sqlx::query_scalar::<_, u64>(ID).fetch_one(c)).unwrap();
            kill(&scratch, &[id]).await;
            Tx::MySql(lease)
        }
        Tx::Sqlite(_) => panic!("only a server"),
    };
    for tx in [silent, killed] {
        let error = tx.commit().await.unwrap_err();
        assert!(matches!(error, Error::InDoubt(_)), "{error}");
        assert!(error.is_unavailable() && !error.is_repeatable());
    }
    db.begin().await.unwrap().commit().await.unwrap();
}

#[tokio::test]
async fn a_server_that_stays_read_only_does_not_cost_every_connection_each_time() {
    let scratch = Scratch::open(Dialect::MySql).await;
    let read_only = "signal sqlstate 'HY000' set mysql_errno = 1290, message_text = 'read-only option'";
    let others = warm(&scratch.db).await;
    let mut tx = scratch.db.begin().await.unwrap();
    run(&mut tx, read_only).await.unwrap_err();
    assert!(!others.contains(&connection_of(&scratch.db).await.unwrap()));
    let kept = connection_of(&scratch.db).await.unwrap();
    let (other, mut tx) = (scratch.db.begin().await.unwrap(), scratch.db.begin().await.unwrap());
    run(&mut tx, read_only).await.unwrap_err();
    other.rollback().await.unwrap();
    assert_eq!(connection_of(&scratch.db).await.unwrap(), kept);
}

/// Times by which it shows that nothing waited for them, also on a busy machine.
const PATIENT: Limits = Limits {
    max_connections: 10,
    acquire: Duration::from_secs(40),
    connect: Duration::from_secs(40),
    statement: Duration::from_secs(40),
    max_lifetime: Duration::from_secs(300),
};

#[tokio::test]
async fn a_server_that_refuses_is_reported_at_once() {
    let scratch = Scratch::open(Dialect::MySql).await;
    let started = Instant::now();
    let opened = Db::open(&moved(&scratch.url, closed_port()), &PATIENT).await;
    assert!(matches!(opened, Err(Error::Unavailable(_))));
    assert!(started.elapsed() < PATIENT.connect / 4);
}

#[tokio::test]
async fn a_server_that_goes_away_is_reported_at_once() {
    let scratch = Scratch::open(Dialect::MySql).await;
    let proxy = Proxy::start(server(&scratch.url)).await;
    let db = Db::open(&moved(&scratch.url, proxy.address), &PATIENT).await.unwrap();
    warm(&db).await;
    proxy.go_away().await;
    let started = Instant::now();
    assert!(db.check().await.unwrap_err().is_unavailable());
    assert!(db.begin().await.err().unwrap().is_unavailable());
    assert!(started.elapsed() < PATIENT.connect / 4);
}

#[tokio::test]
async fn a_server_that_accepts_and_says_nothing_is_given_up_on_in_time() {
    let scratch = Scratch::open(Dialect::MySql).await;
    let mute = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let limits = Limits { connect: Duration::from_millis(100), ..Limits::default() };
    let opened = Db::open(&moved(&scratch.url, mute.local_addr().unwrap()), &limits).await;
    assert!(matches!(opened, Err(Error::Unavailable(_))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_fall_silent_are_replaced_after_one_statement_timeout() {
    let scratch = Scratch::open(Dialect::MySql).await;
    let proxy = Proxy::start(server(&scratch.url)).await;
    let limits = Limits { statement: Duration::from_millis(700), ..Limits::default() };
    let db = Db::open(&moved(&scratch.url, proxy.address), &limits).await.unwrap();
    warm(&db).await;
    proxy.fall_silent();
    let started = Instant::now();
    assert!(db.check().await.unwrap_err().is_unavailable());
    for _ in 0..8 {
        db.check().await.unwrap();
    }
    assert!(started.elapsed() < limits.statement * 6, "not one timeout for each of the connections");
}

#[tokio::test]
async fn a_full_pool_refuses_in_time_and_recovers() {
    let scratch = Scratch::open(Dialect::MySql).await;
    let limits = Limits { max_connections: 1, acquire: Duration::from_millis(50), ..Limits::default() };
    let db = Db::open(&scratch.url, &limits).await.unwrap();
    let tx = db.begin().await.unwrap();
    assert!(db.check().await.unwrap_err().to_string().contains("no connection was free"));
    tx.rollback().await.unwrap();
    db.check().await.unwrap();
}

#[tokio::test]
async fn a_statement_out_of_time_is_given_up_and_its_connection_with_it() {
    let scratch = Scratch::open(Dialect::MySql).await;
    let limits = Limits { statement: Duration::from_millis(50), ..Limits::default() };
    let db = Db::open(&scratch.url, &limits).await.unwrap();
    let before = connection_of(&db).await.unwrap();
    let slow = crate::read_undeclared!(db, c => sqlx::query_scalar::<_, i64>("select sleep(5)").fetch_one(c));
    assert!(slow.unwrap_err().to_string().contains("no answer in 50ms"));
    assert_ne!(connection_of(&db).await.unwrap(), before);
}

#[tokio::test]
async fn times_that_change_hold_for_all_clones_from_then_on() {
    let short = Duration::from_millis(50);
    let scratch = Scratch::open(Dialect::MySql).await;
    let limits = Limits { max_connections: 1, ..Limits::default() };
    let db = Db::open(&scratch.url, &limits).await.unwrap();
    // Only what is to take too long gets little time: a busy machine may need more for the rest.
    db.clone().tune(limits.acquire, short);
    let slow = crate::read_undeclared!(db, c => sqlx::query_scalar::<_, i64>("select sleep(5)").fetch_one(c));
    assert!(slow.unwrap_err().to_string().contains("no answer in 50ms"));
    db.tune(limits.acquire, limits.statement);
    let tx = db.begin().await.unwrap();
    db.clone().tune(short, limits.statement);
    let error = db.check().await.unwrap_err().to_string();
    assert!(error.contains("no connection was free or could be opened in 50ms"), "{error}");
    tx.rollback().await.unwrap();
    db.tune(limits.acquire, limits.statement);
    let slow =
        crate::read_undeclared!(db, c => sqlx::query_scalar::<_, i64>("select sleep(0.1)").fetch_one(c));
    assert_eq!(slow.unwrap(), 0);
}

#[tokio::test]
async fn a_read_that_is_cancelled_takes_its_connection_with_it() {
    let scratch = Scratch::open(Dialect::MySql).await;
    let before = connection_of(&scratch.db).await.unwrap();
    let slow = async {
        crate::read_undeclared!(scratch.db, c => sqlx::query_scalar::<_, i64>("select sleep(5)").fetch_one(c))
    };
    assert!(tokio::time::timeout(Duration::from_millis(50), slow).await.is_err());
    assert_ne!(connection_of(&scratch.db).await.unwrap(), before);
}

#[tokio::test]
async fn an_old_connection_is_replaced_before_its_use() {
    let scratch = Scratch::open(Dialect::MySql).await;
    let limits = Limits { max_lifetime: Duration::ZERO, ..Limits::default() };
    let db = Db::open(&scratch.url, &limits).await.unwrap();
    assert_ne!(connection_of(&db).await.unwrap(), connection_of(&db).await.unwrap());
    let db = Db::open(&scratch.url, &Limits::default()).await.unwrap();
    assert_eq!(connection_of(&db).await.unwrap(), connection_of(&db).await.unwrap());
}

#[tokio::test]
async fn a_missing_schema_is_created_and_a_wrong_password_reported() {
    let scratch = Scratch::open(Dialect::MySql).await;
    scratch.db.check().await.unwrap();
    let url = with_user(&scratch.url, "nobody_here", "hush");
    let error = Db::open(&url, &Limits::default()).await.err().unwrap();
    assert!(matches!(error, Error::Failed(_)), "{error}");
    let server = format!("mysql server {}", server(&url));
    assert!(error.to_string().contains(&server), "{error}");
    assert!(!error.to_string().contains("hush"), "{error}");
}

#[tokio::test]
async fn a_host_without_an_address_is_named() {
    let url: DatabaseUrl = "mysql://vet:hush@no-such-host.invalid:3307/clinic".parse().unwrap();
    let text = Db::open(&url, &Limits::default()).await.err().unwrap().to_string();
    assert!(text.contains("mysql server no-such-host.invalid:3307 cannot be used"), "{text}");
    assert!(!text.contains("hush") && !text.contains('\n'), "{text}");
}

#[tokio::test]
async fn a_server_that_lets_nobody_in_any_more_is_an_outage_and_not_a_mistake() {
    let scratch = Scratch::open(Dialect::MySql).await;
    let user = format!("locked_out_{}", std::process::id());
    let administer = async |statement: String| {
        let mut tx = scratch.db.begin().await.unwrap();
        crate::execute_undeclared!(tx, c => sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(c))
            .unwrap();
        tx.commit().await.unwrap();
    };
    administer(format!("create user {user} identified by 'hush'")).await;
    administer(format!("grant all on *.* to {user}")).await;
    // Each use needs a new connection.
    let limits = Limits { max_lifetime: Duration::ZERO, ..Limits::default() };
    let db = Db::open(&with_user(&scratch.url, &user, "hush"), &limits).await.unwrap();
    db.check().await.unwrap();
    administer(format!("drop user {user}")).await;
    let error = db.check().await.unwrap_err();
    assert!(error.is_unavailable() && error.to_string().contains("1045"), "{error}");
    assert!(db.begin().await.err().unwrap().is_unavailable());
}

#[tokio::test]
async fn a_server_without_the_wanted_encryption_is_named_at_first() {
    let scratch = Scratch::open(Dialect::MySql).await;
    let DatabaseUrl::MySql(options) = &scratch.url else { panic!("only a server") };
    let strict = options.as_ref().clone().ssl_mode(sqlx::mysql::MySqlSslMode::VerifyIdentity);
    let error = Db::open(&DatabaseUrl::MySql(Box::new(strict)), &Limits::default()).await.err().unwrap();
    assert!(error.to_string().contains(&format!("mysql server {}", server(&scratch.url))), "{error}");
    assert!(matches!(error, Error::Failed(_)), "{error}");
}

#[tokio::test]
async fn text_that_does_not_fit_is_refused_and_not_cut() {
    let scratch = Scratch::open(Dialect::MySql).await;
    crate::prepare(&scratch.db, crate::Stream::Vets, crate::Seed::Empty).await.unwrap();
    let mut tx = scratch.db.begin().await.unwrap();
    let sql = "insert into specialties (name) values (repeat('x', 81))";
    assert!(matches!(run(&mut tx, sql).await, Err(Error::Failed(_))));
    tx.rollback().await.unwrap();
}

#[tokio::test]
async fn a_statement_with_parameters_missing_is_a_mistake_and_not_an_outage() {
    let scratch = Scratch::open(Dialect::MySql).await;
    let wrong =
        crate::read_undeclared!(scratch.db, c => sqlx::query_scalar::<_, i64>("select ?").fetch_one(c));
    assert!(matches!(wrong, Err(Error::Failed(_))), "{wrong:?}");
    scratch.db.check().await.unwrap();
}
