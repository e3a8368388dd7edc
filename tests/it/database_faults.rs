//! A database server that hangs, fails, returns or stops being the writer.

use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use db::testing::Scratch;
use db::{DatabaseUrl, Db, Dialect, Limits};
use serde_json::json;
use tokio::time::{Instant, sleep};
use xtask::mariadb::{Options, Server};

use crate::harness::Clinic;
use crate::http::{Http, Reply};
use crate::owners::owner;
use crate::proxy::Proxy;
use crate::sql;

/// The time limit for recovery.
const RECOVERED: Duration = Duration::from_secs(3);
/// The time limit for the response that asks a client to retry.
const TOLD: Duration = Duration::from_millis(1500);

const OWNERS: &str = "/api/customers/owners";
const OWNER: &str = "/api/customers/owners/1";

fn server(url: &DatabaseUrl) -> SocketAddr {
    let DatabaseUrl::MySql(options) = url else { panic!("only a server") };
    (options.get_host(), options.get_port()).to_socket_addrs().unwrap().next().unwrap()
}

/// The same schema, at another address.
fn moved(url: &DatabaseUrl, to: SocketAddr) -> DatabaseUrl {
    let DatabaseUrl::MySql(options) = url else { panic!("only a server") };
    DatabaseUrl::MySql(Box::new(options.as_ref().clone().host("127.0.0.1").port(to.port())))
}

async fn open(url: &DatabaseUrl) -> Db {
    Db::open(url, &Limits::default()).await.unwrap()
}

/// A clinic that reaches its database through a proxy.
async fn behind_a_proxy(scratch: &Scratch) -> (Clinic, Proxy) {
    let proxy = Proxy::start(server(&scratch.url)).await;
    (Clinic::open_at(&moved(&scratch.url, proxy.address), &scratch.db).await, proxy)
}

/// Clients that read and write continuously.
struct Load {
    stop: Arc<AtomicBool>,
    clients: tokio::task::JoinSet<Vec<u16>>,
}

impl Load {
    /// Starts clients and waits until each has an answer, so that the pool is full.
    async fn start(http: &Http) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let mut clients = tokio::task::JoinSet::new();
        for number in 0..8 {
            let (http, stop) = (http.clone(), stop.clone());
            http.get(OWNER).await.expect(200);
            clients.spawn(async move {
                let mut statuses = Vec::new();
                while !stop.load(Ordering::Relaxed) {
                    let reply = match number % 4 {
                        // Not the owner that the test reads at the end: a server keeps the locks of a client that fell silent.
                        0 => http.put("/api/customers/owners/2", owner("Busy")).await,
                        1 => http.get("/api/gateway/owners/6").await,
                        _ => http.get(OWNER).await,
                    };
                    statuses.push(reply.status);
                }
                statuses
            });
        }
        Self { stop, clients }
    }

    /// Stops the clients and returns every status that they got.
    async fn stop(self) -> Vec<u16> {
        self.stop.store(true, Ordering::Relaxed);
        self.clients.join_all().await.concat()
    }
}

/// Checks that a service recovers in time, for reads and writes, and stays well.
async fn recovers(http: &Http, fault: Instant) {
    const STAYS: u32 = 20;
    let (mut since, mut times) = (Instant::now(), 0);
    while times < STAYS {
        let (read, write) = tokio::join!(http.get(OWNER), http.put(OWNER, owner("Back")));
        if (read.status, write.status) == (200, 204) {
            times += 1;
            continue;
        }
        assert!([200, 503].contains(&read.status) && [204, 503].contains(&write.status), "{}", read.text);
        assert!(fault.elapsed() < 2 * RECOVERED, "not well again {:?} after the fault", fault.elapsed());
        sleep(Duration::from_millis(5)).await;
        (since, times) = (Instant::now(), 0);
    }
    assert!(since - fault < RECOVERED, "well again only {:?} after the fault", since - fault);
}

/// Checks that a client gets a 503 that asks it to retry, in time.
async fn is_asked_to_come_again(reply: impl Future<Output = Reply>) {
    let started = Instant::now();
    let reply = reply.await;
    let problem = reply.problem(503);
    assert_eq!(problem["detail"], "temporarily unavailable, please try again");
    assert_eq!(reply.header("retry-after"), Some("1"));
    assert!(started.elapsed() < TOLD, "{:?}", started.elapsed());
}

async fn is_out_of_service(http: &Http) {
    is_asked_to_come_again(http.get(OWNER)).await;
    is_asked_to_come_again(http.get(OWNERS)).await;
    is_asked_to_come_again(http.put(OWNER, owner("Nobody"))).await;
    is_asked_to_come_again(http.post(OWNERS, owner("Nobody"))).await;
    is_asked_to_come_again(http.get("/ready")).await;
    assert_eq!(http.get("/health").await.expect(200).json(), json!({"status": "UP"}));
    http.get("/api/openapi.json").await.expect(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_fall_silent_under_load_are_replaced() {
    let scratch = Scratch::open(Dialect::MySql).await;
    let (clinic, proxy) = behind_a_proxy(&scratch).await;
    let load = Load::start(&clinic).await;
    proxy.silence();
    recovers(&clinic, Instant::now()).await;
    let statuses = load.stop().await;
    assert!(statuses.iter().all(|it| [200, 204, 503].contains(it)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_are_killed_under_load_are_replaced() {
    let scratch = Scratch::open(Dialect::MySql).await;
    let (clinic, proxy) = behind_a_proxy(&scratch).await;
    let load = Load::start(&clinic).await;
    proxy.kill();
    recovers(&clinic, Instant::now()).await;
    let statuses = load.stop().await;
    assert!(statuses.iter().all(|it| [200, 204, 503].contains(it)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_are_killed_while_idle_are_replaced_unnoticed() {
    let scratch = Scratch::open(Dialect::MySql).await;
    let (clinic, proxy) = behind_a_proxy(&scratch).await;
    let statuses = Load::start(&clinic).await.stop().await;
    assert!(statuses.iter().all(|it| [200, 204].contains(it)));
    proxy.kill();
    for _ in 0..20 {
        clinic.get(OWNER).await.expect(200);
        clinic.put(OWNER, owner("Unnoticed")).await.expect(204);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_refuses_is_reported_at_once_and_taken_back() {
    let scratch = Scratch::open(Dialect::MySql).await;
    let (clinic, mut proxy) = behind_a_proxy(&scratch).await;
    clinic.get("/ready").await.expect(200);
    proxy.refuse().await;
    is_out_of_service(&clinic).await;
    proxy.restore().await;
    recovers(&clinic, Instant::now()).await;
    clinic.get("/ready").await.expect(200);
    assert_eq!(sql::number(&scratch.db, "select count(*) from owners where last_name = 'Nobody'").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_accepts_and_never_answers_is_given_up_on() {
    let scratch = Scratch::open(Dialect::MySql).await;
    let (clinic, mut proxy) = behind_a_proxy(&scratch).await;
    let load = Load::start(&clinic).await;
    proxy.blackhole();
    // The first request to notice waits for a statement, the later ones for a connection.
    let started = Instant::now();
    clinic.get(OWNER).await.problem(503);
    assert!(started.elapsed() < Duration::from_millis(3500), "{:?}", started.elapsed());
    clinic.get("/health").await.expect(200);
    clinic.get("/ready").await.problem(503);
    proxy.restore().await;
    recovers(&clinic, Instant::now()).await;
    load.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_restarted_is_taken_back() {
    let mut server = Server::start(Options::TESTS).unwrap();
    let url: DatabaseUrl = format!("{}/clinic", server.url()).parse().unwrap();
    let clinic = Clinic::open_at(&url, &open(&url).await).await;
    let load = Load::start(&clinic).await;
    for crash in [false, true] {
        if crash {
            server.kill();
        } else {
            server.stop().unwrap();
        }
        is_out_of_service(&clinic).await;
        server.restart().unwrap();
        recovers(&clinic, Instant::now()).await;
    }
    load.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_writer_that_became_a_reader_is_left_for_the_new_writer() {
    let (old, new) = (Server::start(Options::TESTS).unwrap(), Server::start(Options::TESTS).unwrap());
    let address = |it: &Server| SocketAddr::from(([127, 0, 0, 1], it.port()));
    let [as_root_of_old, as_root_of_new] =
        [&old, &new].map(|it| format!("{}/clinic", it.url()).parse().unwrap());
    for url in [&as_root_of_old, &as_root_of_new] {
        open(url).await;
        sql::administer(url, "create user app identified by 'app'").await;
        sql::administer(url, "grant all on clinic.* to app").await;
    }
    let url: DatabaseUrl = "mysql://app:app@127.0.0.1/clinic".parse().unwrap();
    // Both have the same data, as the members of a cluster do.
    let new_db = open(&as_root_of_new).await;
    Clinic::open_at(&moved(&url, address(&new)), &new_db).await.stop().await;
    let mut proxy = Proxy::start(address(&old)).await;
    let clinic = Clinic::open_at(&moved(&url, proxy.address), &new_db).await;
    let load = Load::start(&clinic).await;

    // The server delays this until no transaction is open.
    sql::administer(&as_root_of_old, "set global read_only = 1").await;
    clinic.get(OWNER).await.expect(200);
    is_asked_to_come_again(clinic.put(OWNER, owner("Refused"))).await;
    // New connections reach the new writer; the old ones remain open.
    proxy.lead_to(address(&new)).await;
    recovers(&clinic, Instant::now()).await;
    load.stop().await;
    clinic.put(OWNER, owner("Moved")).await.expect(204);
    for (url, changed) in [(&as_root_of_new, 1), (&as_root_of_old, 0)] {
        let db = open(url).await;
        let found = sql::number(&db, "select count(*) from owners where last_name = 'Moved'").await;
        assert_eq!(found, changed, "{url}");
    }
}
