//! Events from end to end, against a scripted Slack.

use serde_json::json;

use super::*;
use crate::event::BadEvent;
use crate::samples::fake::{Fake, answer};
use crate::samples::{self, event};

const START: Duration = Duration::from_secs(1_800_000_000);

fn notifier(slack: Fake) -> Notifier<Fake> {
    Notifier::new("dev".to_owned(), slack, || SystemTime::UNIX_EPOCH + START)
}

fn invocation(left: Duration) -> Invocation<'static> {
    Invocation {
        request_id: "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
        deadline: SystemTime::UNIX_EPOCH + START + left,
    }
}

fn minute() -> Invocation<'static> {
    invocation(Duration::from_secs(60))
}

fn tally(delivered: u32, duplicates: u32) -> Tally {
    Tally { delivered, duplicates }
}

/// Joins the records of several events into one event.
fn together(events: &[&str]) -> Value {
    let records = |it: &&str| event(it)["Records"].as_array().unwrap().clone();
    json!({ "Records": events.iter().flat_map(records).collect::<Vec<_>>() })
}

#[tokio::test(start_paused = true)]
async fn every_record_is_delivered() {
    let notifier = notifier(Fake::always(200));
    let both = together(&[samples::ALARM, samples::BUDGET]);
    assert_eq!(notifier.handle(&both, &minute()).await, Ok(tally(2, 0)));
    assert_eq!(notifier.slack.posts(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_delivered_message_is_not_delivered_again() {
    let notifier = notifier(Fake::always(200));
    for sample in [samples::ALARM, samples::ALARM_OVER, samples::TASK_STOPPED, samples::BY_ITSELF] {
        let twice = [
            notifier.handle(&event(sample), &minute()).await,
            notifier.handle(&event(sample), &minute()).await,
        ];
        assert_eq!(twice, [Ok(tally(1, 0)), Ok(tally(0, 1))]);
    }
}

#[tokio::test(start_paused = true)]
async fn the_same_change_of_an_alarm_under_another_id_is_a_duplicate() {
    let notifier = notifier(Fake::always(200));
    let mut again = event(samples::ALARM);
    again["Records"][0]["Sns"]["MessageId"] = json!("another");
    notifier.handle(&event(samples::ALARM), &minute()).await.unwrap();
    assert_eq!(notifier.handle(&again, &minute()).await, Ok(tally(0, 1)));
}

#[tokio::test(start_paused = true)]
async fn of_an_event_that_comes_again_only_what_failed_is_sent() {
    let slack = Fake::new([answer(400, "invalid_payload"), answer(200, "ok"), answer(200, "ok")]);
    let notifier = notifier(slack);
    let both = together(&[samples::ALARM, samples::BUDGET]);
    let error = notifier.handle(&both, &minute()).await.unwrap_err();
    let told = "the message 95df01b4-ee98-5cb9-9903-4c221d41eb5e was not delivered: \
        Slack refused it: status 400, invalid_payload";
    assert_eq!((error.name(), error.to_string().as_str()), ("Undelivered", told));
    assert_eq!(notifier.handle(&both, &minute()).await, Ok(tally(1, 1)));
    assert_eq!(notifier.slack.posts(), 3);
}

#[tokio::test(start_paused = true)]
async fn two_seconds_of_lambdas_time_are_left_alone() {
    let began = Instant::now();
    let notifier = notifier(Fake::always(503));
    let error =
        notifier.handle(&event(samples::ALARM), &invocation(Duration::from_secs(4))).await.unwrap_err();
    assert!(error.to_string().contains("no time is left after 2 attempts"), "{error}");
    assert!(began.elapsed() < Duration::from_secs(2));
    let error =
        notifier.handle(&event(samples::ALARM), &invocation(Duration::from_secs(2))).await.unwrap_err();
    assert!(error.to_string().contains("no time is left after 0 attempts"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_deadline_that_an_emulator_made_up_is_none() {
    let notifier = notifier(Fake::always(200));
    let invocation = Invocation { deadline: SystemTime::UNIX_EPOCH + Duration::from_secs(600), ..minute() };
    assert_eq!(notifier.handle(&event(samples::ALARM), &invocation).await, Ok(tally(1, 0)));
}

#[tokio::test(start_paused = true)]
async fn a_malformed_event_is_an_error_and_nothing_is_sent() {
    let notifier = notifier(Fake::new([]));
    let error = notifier.handle(&json!({ "key1": "value1" }), &minute()).await.unwrap_err();
    assert_eq!(error, Error::Malformed(BadEvent::Unknown));
    assert!(error.to_string().starts_with("malformed event: it is neither records of SNS"), "{error}");
    assert_eq!(error.name(), "MalformedEvent");
}
