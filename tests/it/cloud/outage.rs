//! AWS's APIs become unreachable and return.

use std::collections::BTreeMap;
use std::time::Duration;

use contract::service::Service;
use contract::settings;
use tokio::time::{Instant, sleep};

use super::harness::{AwsHarness, knows};
use super::task::Task;
use crate::harness::eventually;
use crate::load_plan::Plan;

const OUTAGE: Duration = Duration::from_secs(60);

async fn failed(task: &Task) -> f64 {
    task.metric("settings_refreshes_total", &["outcome=\"failed\""]).await
}

/// Repeats the load plan.
async fn walk_for(harness: &AwsHarness, time: Duration) {
    let began = Instant::now();
    while began.elapsed() < time {
        Plan::walk(&harness.http).await.has_left_its_marks().await;
        for task in harness.tasks() {
            assert_eq!(task.http.get("/ready").await.status, 200);
        }
        sleep(Duration::from_millis(500)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn services_answer_through_a_minute_without_aws_and_take_up_changes_afterwards() {
    let mut harness = AwsHarness::open(&[]).await;
    tokio::task::block_in_place(|| harness.aws.moto.kill());
    walk_for(&harness, OUTAGE).await;
    for task in harness.tasks() {
        assert!(failed(task).await >= 5.0, "{} does not try again", task.service);
        let mut told = BTreeMap::<String, u32>::new();
        for line in task.log().iter().filter(|it| it["level"] == "WARN") {
            // Of each peer that cannot be looked up, too.
            *told.entry(format!("{} {}", line["message"], line["service"])).or_default() += 1;
        }
        assert!(told.values().all(|times| *times == 1), "an outage is logged once: {told:#?}");
    }

    // The restart has cleared AWS's state: the harness restores it, with one change.
    tokio::task::block_in_place(|| harness.aws.moto.restart()).unwrap();
    harness.put_anew().await;
    harness.aws.put(settings::Traces::SAMPLING, "0.5").await;
    let sampling = async || {
        let found = harness.customers.actuator("env/traces.sampling").await.expect(200).json();
        found["property"]["value"] == "0.5"
    };
    eventually("changes are taken up again", sampling).await;
    let second = harness.add(Service::Visits).await;
    knows(&harness.customers, "visits", 2).await;
    Plan::walk(&harness.http).await.has_left_its_marks().await;
    drop(second);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn services_answer_while_aws_hangs() {
    let harness = AwsHarness::open(&[]).await;
    harness.aws.moto.pause().unwrap();
    // Longer than the timeout of a refresh.
    walk_for(&harness, Duration::from_secs(12)).await;
    assert!(failed(&harness.customers).await >= 1.0);
    harness.aws.moto.resume().unwrap();
    let succeeded = async || harness.customers.metric("settings_refreshes_total", &["outcome=\"ok\""]).await;
    let before = succeeded().await;
    eventually("a refresh succeeds again", async || succeeded().await > before).await;
}
