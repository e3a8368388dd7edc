//! Deliveries to a scripted Slack, on a paused clock.

use http::header::RETRY_AFTER;
use http::{HeaderMap, HeaderValue};

use super::*;
use crate::samples::fake::{Fake, answer};

const A_MINUTE: Duration = Duration::from_secs(60);

fn failed() -> Result<Response, outbound::Error> {
    Err(outbound::Error::Failed { host: "hooks.slack.com".to_owned(), cause: "refused".to_owned() })
}

fn busy(seconds: u64) -> Result<Response, outbound::Error> {
    let headers = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from(seconds))]);
    answer(429, "rate_limited").map(|it| Response { headers, ..it })
}

fn setback(status: u16, word: &str) -> Setback {
    Setback::Answered { status, word: word.to_owned() }
}

/// Delivers within a time limit; returns the result and the time it took.
async fn within(time: Duration, slack: &Fake) -> (Result<u32, Undelivered>, Duration) {
    let began = Instant::now();
    let delivered = deliver(slack, "{}", "id", began + time).await;
    (delivered, began.elapsed())
}

#[tokio::test(start_paused = true)]
async fn an_accepted_message_is_sent_once() {
    let slack = Fake::new([answer(200, "ok")]);
    assert_eq!(within(A_MINUTE, &slack).await, (Ok(1), Duration::ZERO));
    assert_eq!(slack.posts(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_pause_that_slack_asks_for_is_kept() {
    let slack = Fake::new([busy(30), answer(200, "ok")]);
    assert_eq!(within(A_MINUTE, &slack).await, (Ok(2), Duration::from_secs(30)));
}

#[tokio::test(start_paused = true)]
async fn a_pause_beyond_the_deadline_is_not_begun() {
    let slack = Fake::new([busy(60)]);
    let error = Undelivered::NoTime { attempts: 1, last: Some(setback(429, "rate_limited")) };
    assert_eq!(error.to_string(), "no time is left after 1 attempts, the last one: status 429, rate_limited");
    assert_eq!(within(A_MINUTE, &slack).await, (Err(error), Duration::ZERO));
}

#[tokio::test(start_paused = true)]
async fn a_broken_attempt_is_repeated_after_growing_pauses() {
    let slack = Fake::new([answer(503, ""), failed(), answer(500, "fatal_error"), answer(200, "ok")]);
    let (delivered, took) = within(A_MINUTE, &slack).await;
    assert_eq!(delivered, Ok(4));
    assert!((3500..5250).contains(&took.as_millis()), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn five_attempts_are_enough() {
    let slack = Fake::new((0..5).map(|_| answer(500, "fatal_error")));
    let (delivered, took) = within(A_MINUTE, &slack).await;
    assert_eq!(delivered, Err(Undelivered::GivenUp { attempts: 5, last: setback(500, "fatal_error") }));
    assert!((7500..11250).contains(&took.as_millis()), "{took:?}");
    assert_eq!(slack.posts(), 5);
}

#[tokio::test(start_paused = true)]
async fn no_attempt_begins_after_the_deadline() {
    let slack = Fake::new([failed(), failed()]);
    let (delivered, took) = within(Duration::from_secs(1), &slack).await;
    assert!(matches!(delivered, Err(Undelivered::NoTime { attempts: 2, last: Some(_) })), "{delivered:?}");
    assert!(took < Duration::from_secs(1), "{took:?}");
    let slack = Fake::new([]);
    let (delivered, _) = within(Duration::ZERO, &slack).await;
    assert_eq!(delivered, Err(Undelivered::NoTime { attempts: 0, last: None }));
}

#[tokio::test(start_paused = true)]
async fn a_payload_that_is_refused_is_not_sent_again() {
    let slack = Fake::new([answer(400, "invalid_payload")]);
    let (delivered, _) = within(A_MINUTE, &slack).await;
    assert_eq!(delivered, Err(Undelivered::Refused { last: setback(400, "invalid_payload") }));
}

#[tokio::test(start_paused = true)]
async fn a_webhook_that_was_rotated_is_followed_at_once() {
    for status in [403, 404, 410] {
        let slack = Fake::new([answer(status, "no_service"), answer(200, "ok")]).rotated();
        assert_eq!(within(A_MINUTE, &slack).await, (Ok(2), Duration::ZERO));
        assert_eq!(slack.hosts(), ["old.example", "new.example"]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_webhook_that_was_revoked_is_given_up() {
    let slack = Fake::new([answer(404, "no_service")]);
    let refused = Err(Undelivered::Refused { last: setback(404, "no_service") });
    assert_eq!(within(A_MINUTE, &slack).await.0, refused);
    let slack = Fake::new([answer(404, "no_service"), answer(404, "no_service")]).rotated();
    assert_eq!(within(A_MINUTE, &slack).await.0, refused);
}

#[tokio::test(start_paused = true)]
async fn without_an_address_nothing_is_sent() {
    let slack = Fake::new([]).without_address();
    let (delivered, _) = within(A_MINUTE, &slack).await;
    let text = "the secret petclinic/dev/slack-webhook is no webhook: the address is no URL";
    assert_eq!(delivered.unwrap_err().to_string(), text);
}

#[test]
fn only_slacks_own_words_are_repeated() {
    for (text, told) in [
        ("no_service\n", "no_service"),
        ("", ""),
        ("<html>https://hooks.slack.com/services/T0/B0/hush</html>", ""),
        ("T0B0hush", ""),
        ("not two", ""),
    ] {
        assert_eq!(word(text), told);
    }
    assert_eq!(word(&"a".repeat(41)), "");
}
