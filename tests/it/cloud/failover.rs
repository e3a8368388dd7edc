//! The database server restarts or becomes read-only under load.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::harness::AwsHarness;
use super::load::{Answered, Load, last_name};

/// The duration of load before and after the fault.
const CALM: Duration = Duration::from_secs(2);

/// Checks every answer against the database: none is wrong, no write is lost or applied twice.
async fn check(harness: &AwsHarness, answered: &[Answered]) {
    for it in answered {
        assert!(it.wrong.is_none(), "{it:?}");
    }
    let added: Vec<_> = answered.iter().filter_map(|it| it.write).collect();
    assert!(added.len() > 50, "{} writes", added.len());
    const OWNERS: &str = "select count(*) from petclinic_customers.owners where city = 'Loadville'";
    const DISTINCT: &str =
        "select count(distinct last_name) from petclinic_customers.owners where city = 'Loadville'";
    let wanted = i64::try_from(added.len()).unwrap();
    assert_eq!(harness.number(OWNERS).await, wanted);
    assert_eq!(harness.number(DISTINCT).await, wanted);
    let last = last_name(*added.last().unwrap());
    let found = harness.http.get(&format!("/api/customers/owners?lastName={last}")).await.expect(200).json();
    assert_eq!(found.as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_restarts_under_load_costs_no_accepted_write_and_makes_none_twice() {
    let mut harness = AwsHarness::open(&[]).await;
    let load = Load::start(&harness.http).await;
    sleep(CALM).await;
    tokio::task::block_in_place(|| harness.server.kill());
    sleep(Duration::from_millis(500)).await;
    tokio::task::block_in_place(|| harness.server.restart()).unwrap();
    load.recovers().await;
    sleep(CALM).await;
    check(&harness, &load.end().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_turns_read_only_under_load_goes_on_answering_reads_and_refuses_writes() {
    let harness = AwsHarness::open(&[]).await;
    let load = Load::start(&harness.http).await;
    sleep(CALM).await;
    harness.administer("set global read_only = 1").await;
    let read_only = Instant::now();
    sleep(CALM).await;
    harness.administer("set global read_only = 0").await;
    let well_again = Instant::now();
    load.recovers().await;
    sleep(CALM).await;
    let answered = load.end().await;
    check(&harness, &answered).await;
    let meanwhile = |it: &&Answered| it.at > read_only && it.at < well_again;
    assert!(answered.iter().filter(meanwhile).any(|it| it.write.is_some() && it.statuses.contains(&503)));
    // The pool renews connections now and then, since a new one may find a new writer; only few reads meet a slow renewal.
    let reads: Vec<_> = answered.iter().filter(meanwhile).filter(|it| it.write.is_none()).collect();
    let refused = reads.iter().filter(|it| it.statuses.contains(&503)).count();
    assert!(refused * 10 < reads.len(), "{refused} of {} reads were refused", reads.len());
}
