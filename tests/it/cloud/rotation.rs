//! A rotation of the database's password while requests are in flight.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use contract::service::Service;
use contract::settings;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use super::harness::AwsHarness;
use crate::http::Http;
use crate::owners::owner;

const NEXT: &str = "second-secret-0816";
const CHANGE: &str = "alter user 'customers'@'%' identified by 'second-secret-0816'";

/// How long a request waits for a connection: as long as a busy machine needs to change a secret.
const WAIT: Duration = Duration::from_secs(15);

async fn open() -> AwsHarness {
    let wait = format!("{}s", WAIT.as_secs());
    AwsHarness::open(&[
        (settings::Database::ACQUIRE_TIMEOUT, &wait),
        (settings::Server::REQUEST_TIMEOUT, "60s"),
    ])
    .await
}

/// Clients that read and write without a pause until the test ends them.
struct Clients {
    stop: Arc<AtomicBool>,
    clients: JoinSet<Vec<u16>>,
}

impl Clients {
    fn start(http: &Http, count: u32) -> Self {
        let (stop, mut clients) = (Arc::new(AtomicBool::new(false)), JoinSet::new());
        for number in 0..count {
            let (http, stop) = (http.clone(), stop.clone());
            clients.spawn(async move {
                let (own, mut statuses) = (format!("/api/customers/owners/{}", number % 10 + 1), Vec::new());
                while !stop.load(Ordering::Relaxed) {
                    let reply = match number % 4 {
                        0 => http.put(&own, owner("Turned")).await,
                        _ => http.get(&own).await,
                    };
                    statuses.push(reply.status);
                }
                statuses
            });
        }
        Self { stop, clients }
    }

    /// Ends the clients and fails unless every answer was a success.
    async fn lost_nothing(self) {
        self.stop.store(true, Ordering::Relaxed);
        let statuses = self.clients.join_all().await.concat();
        assert!(statuses.len() > 100, "{}", statuses.len());
        let lost: Vec<_> = statuses.iter().filter(|it| ![200, 204].contains(*it)).collect();
        assert!(lost.is_empty(), "{} of {} requests: {lost:?}", lost.len(), statuses.len());
    }
}

async fn renewed(harness: &AwsHarness) -> f64 {
    harness.customers.metric("db_logins_renewed_total", &[]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rotation_as_rds_does_it_costs_no_request() {
    let harness = open().await;
    let few = Clients::start(&harness.http, 4);
    sleep(Duration::from_secs(1)).await;
    let (name, secret) = harness.login(Service::Customers, NEXT);
    harness.aws.keep_pending(&name, &secret).await;
    harness.administer(CHANGE).await;
    // More clients than connections: the pool must open new ones, and the current secret does not work at this moment.
    let many = Clients::start(&harness.http, 24);
    sleep(Duration::from_secs(5)).await;
    assert_eq!(renewed(&harness).await, 1.0);
    harness.keep_login(Service::Customers, NEXT).await;
    sleep(Duration::from_secs(1)).await;
    few.lost_nothing().await;
    many.lost_nothing().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_that_the_database_knows_a_moment_before_the_secret_costs_no_request() {
    let harness = open().await;
    let few = Clients::start(&harness.http, 2);
    sleep(Duration::from_millis(500)).await;
    harness.administer(CHANGE).await;
    let changed = Instant::now();
    let many = Clients::start(&harness.http, 24);
    sleep(Duration::from_millis(300)).await;
    harness.keep_login(Service::Customers, NEXT).await;
    assert!(changed.elapsed() < WAIT, "longer than a request waits for a connection");
    sleep(Duration::from_secs(2)).await;
    few.lost_nothing().await;
    many.lost_nothing().await;
    assert!(renewed(&harness).await >= 1.0);
}
