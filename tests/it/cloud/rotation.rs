//! The database's password is rotated with requests in flight.

use std::time::Duration;

use contract::endpoint::Service;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use super::estate::Estate;
use crate::owners::owner;

/// Between the change of the database and the change of the secret, as in a rotation by RDS.
const BETWEEN: Duration = Duration::from_millis(300);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rotated_password_costs_no_request() {
    let estate = Estate::open(&[]).await;
    // One client, and so one connection: what comes later needs new ones, which the old password does not open.
    estate.http.get("/api/customers/owners/6").await.expect(200);
    estate.administer("alter user 'customers'@'%' identified by 'second-secret-0816'").await;

    let began = Instant::now();
    let mut clients = JoinSet::new();
    for number in 0..16 {
        let http = estate.http.clone();
        clients.spawn(async move {
            let mut statuses = Vec::new();
            while began.elapsed() < Duration::from_secs(2) {
                let reply = match number % 4 {
                    0 => {
                        http.put(&format!("/api/customers/owners/{}", number % 10 + 1), owner("Turned")).await
                    }
                    _ => http.get("/api/customers/owners/6").await,
                };
                statuses.push(reply.status);
            }
            statuses
        });
    }
    sleep(BETWEEN).await;
    estate.keep_login(Service::Customers, "second-secret-0816").await;
    let statuses = clients.join_all().await.concat();
    assert!(statuses.len() > 100, "{}", statuses.len());
    let lost: Vec<_> = statuses.iter().filter(|it| ![200, 204].contains(*it)).collect();
    assert!(lost.is_empty(), "{} of {} requests: {lost:?}", lost.len(), statuses.len());
    assert!(estate.customers.metric("db_logins_renewed_total", &[]).await >= 1.0);
}
