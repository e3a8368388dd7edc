//! AWS's APIs go away, and come back.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::estate::Estate;
use crate::house::eventually;
use crate::load_plan::Plan;

const OUTAGE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn services_answer_through_a_minute_without_aws_and_take_up_changes_afterwards() {
    let mut estate = Estate::open(&[]).await;
    // Its memory goes with it, so it is put to sleep: everything that is asked hangs, which is worse than a refusal.
    estate.aws.moto.pause().unwrap();
    let began = Instant::now();
    while began.elapsed() < OUTAGE {
        Plan::walk(&estate.http).await.has_left_its_marks().await;
        for task in estate.tasks() {
            assert_eq!(task.http.get("/ready").await.status, 200);
        }
        sleep(Duration::from_secs(1)).await;
    }
    let failed = async || estate.customers.metric("settings_refreshes_total", &["outcome=\"failed\""]).await;
    assert!(failed().await >= 1.0);
    let told = estate.customers.log().iter().filter(|it| it["level"] == "WARN").count();
    assert!(told <= 4, "an outage is told once, not with every refresh: {told} lines");

    estate.aws.moto.resume().unwrap();
    estate.aws.put("traces.sampling", "0.5").await;
    let sampling = async || {
        let found = estate.customers.actuator("env/traces.sampling").await.expect(200).json();
        found["property"]["value"] == "0.5"
    };
    let back = Instant::now();
    while !sampling().await {
        assert!(back.elapsed() < Duration::from_secs(20), "changes are not taken up again");
        sleep(Duration::from_millis(100)).await;
    }
    // Killed, it refuses instead of hanging; services go on as well.
    tokio::task::block_in_place(|| estate.aws.moto.kill());
    let before = failed().await;
    eventually("a refresh fails", async || failed().await > before).await;
    Plan::walk(&estate.http).await.has_left_its_marks().await;
}
