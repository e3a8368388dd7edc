//! `slack-notifier` with a simulated Slack.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use contract::service::Service;
use contract::settings::secrets::SLACK_WEBHOOK;
use serde_json::{Value, json};
use tokio::time::timeout;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};
use xtask::workspace::root;

use super::function::Function;
use crate::cloud::aws::Aws;

const PATIENCE: Duration = Duration::from_secs(10);

/// A simulated Slack, the secret with its URL, and the function.
struct Channel {
    slack: MockServer,
    aws: Aws,
    function: Function,
}

impl Channel {
    async fn open() -> Self {
        let slack = MockServer::start().await;
        let (aws, function) = function(&format!("{}/hush", slack.uri())).await;
        Self { slack, aws, function }
    }

    /// Sets Slack's answer from now on.
    async fn answers(&self, at: &str, answer: ResponseTemplate, times: Option<u64>) {
        let mock = Mock::given(method("POST")).and(path(at)).respond_with(answer);
        let mock = if let Some(times) = times { mock.up_to_n_times(times) } else { mock };
        mock.mount(&self.slack).await;
    }

    async fn takes_all(&self, at: &str) {
        self.answers(at, ResponseTemplate::new(200).set_body_string("ok"), None).await;
    }

    /// The messages that Slack received.
    async fn messages(&self) -> Vec<Value> {
        let requests = self.slack.received_requests().await.unwrap();
        requests.iter().map(|it| it.body_json().unwrap()).collect()
    }
}

/// The function, with the webhook in its secret and the log at its most detailed level.
async fn function(webhook: &str) -> (Aws, Function) {
    let aws = Aws::start().await;
    aws.keep_secret(&SLACK_WEBHOOK.shared_name("dev"), &json!({ "url": webhook })).await;
    let mut variables = aws.moto.environment();
    variables.push(("PETCLINIC_LOG_LEVEL", "trace".to_owned()));
    let function = Function::start(Service::SlackNotifier, &variables).await;
    (aws, function)
}

fn event(name: &str) -> Value {
    let file = root().join("functions/slack-notifier/events").join(name).with_extension("json");
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

fn tally(delivered: u32, duplicates: u32) -> Value {
    json!({ "delivered": delivered, "duplicates": duplicates })
}

/// Waits for a log line that contains `text`, and returns the log.
async fn log_with(function: &Function, text: &str) -> String {
    let found = async {
        loop {
            let lines = function.lines();
            if lines.iter().any(|it| it.contains(text)) {
                return lines.join("\n");
            }
            tokio::task::yield_now().await;
        }
    };
    let log = timeout(PATIENCE, found).await;
    log.unwrap_or_else(|_| panic!("no {text} in {:#?}", function.lines()))
}

#[tokio::test]
async fn an_alarm_arrives_as_a_card() {
    let mut channel = Channel::open().await;
    channel.takes_all("/hush").await;
    assert_eq!(channel.function.invoke(event("alarm")).await, Ok(tally(1, 0)));
    let message = &channel.messages().await[0];
    assert_eq!(message["text"], "[dev] ALARM: petclinic-dev-customers-5xx");
    assert_eq!(message["attachments"][0]["color"], "#d13212");
    let card = message["attachments"][0]["blocks"].to_string();
    for part in [
        "*Environment*\\ndev",
        "*Region*\\nus-west-2",
        "OK → ALARM",
        "2026-11-25 10:15:30 UTC",
        "Threshold Crossed",
        "<https://us-west-2.console.aws.amazon.com/cloudwatch/home?region=us-west-2#alarmsV2:alarm/petclinic-dev-customers-5xx|",
    ] {
        assert!(card.contains(part), "{part} in {card}");
    }
    let log = log_with(&channel.function, "message delivered").await;
    assert!(log.contains("petclinic-dev-customers-5xx") && !log.contains("hush"), "{log}");
}

#[tokio::test]
async fn the_pause_that_slack_asks_for_is_kept() {
    let mut channel = Channel::open().await;
    let busy = ResponseTemplate::new(429).insert_header("Retry-After", "1").set_body_string("rate_limited");
    channel.answers("/hush", busy, Some(1)).await;
    channel.takes_all("/hush").await;
    let began = Instant::now();
    assert_eq!(channel.function.invoke(event("budget")).await, Ok(tally(1, 0)));
    assert!(began.elapsed() >= Duration::from_secs(1));
    assert_eq!(channel.messages().await.len(), 2);
}

#[tokio::test]
async fn a_rotated_webhook_is_followed() {
    let mut channel = Channel::open().await;
    channel.takes_all("/hush").await;
    assert_eq!(channel.function.invoke(event("alarm")).await, Ok(tally(1, 0)));
    channel.slack.reset().await;
    channel.answers("/hush", ResponseTemplate::new(404).set_body_string("no_service"), None).await;
    channel.takes_all("/hush-hush").await;
    let webhook = json!(format!("{}/hush-hush", channel.slack.uri()));
    channel.aws.keep_secret(&SLACK_WEBHOOK.shared_name("dev"), &webhook).await;
    for name in ["alarm-over", "budget"] {
        assert_eq!(channel.function.invoke(event(name)).await, Ok(tally(1, 0)));
    }
    // The first message discovers the new webhook; the second uses it at once.
    assert_eq!(channel.messages().await.len(), 3);
}

#[tokio::test]
async fn a_secret_that_is_no_webhook_is_reported_by_its_name_and_read_again() {
    let mut channel = Channel::open().await;
    channel.takes_all("/hush").await;
    let name = SLACK_WEBHOOK.shared_name("dev");
    channel.aws.keep_secret(&name, &json!("hush hush")).await;
    let error = channel.function.invoke(event("alarm")).await.unwrap_err().to_string();
    assert!(
        error.contains(&format!("the secret {name} is no webhook")) && !error.contains("hush"),
        "{error}"
    );
    channel.aws.keep_secret(&name, &json!({ "url": format!("{}/hush", channel.slack.uri()) })).await;
    assert_eq!(channel.function.invoke(event("alarm")).await, Ok(tally(1, 0)));
}

#[tokio::test]
async fn a_notice_sent_twice_arrives_once() {
    let mut channel = Channel::open().await;
    channel.takes_all("/hush").await;
    let mut twice = event("alarm");
    let mut again = twice["Records"][0].clone();
    again["Sns"]["MessageId"] = json!("another");
    twice["Records"].as_array_mut().unwrap().push(again);
    assert_eq!(channel.function.invoke(twice).await, Ok(tally(1, 1)));
    assert_eq!(channel.function.invoke(event("alarm")).await, Ok(tally(0, 1)));
    assert_eq!(channel.messages().await.len(), 1);
}

#[tokio::test]
async fn a_slack_that_is_away_is_an_error_of_the_invocation_and_the_webhook_stays_secret() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (_aws, mut function) = function(&format!("http://{nobody}/hush")).await;
    let error = function.invoke_within(event("alarm"), Duration::from_secs(4)).await.unwrap_err();
    assert_eq!(error["errorType"], "Undelivered");
    let told = error["errorMessage"].as_str().unwrap();
    let start = "the message 95df01b4-ee98-5cb9-9903-4c221d41eb5e was not delivered: no time is left after 2 attempts";
    assert!(told.starts_with(start), "{told}");
    let log = log_with(&function, "message not delivered").await;
    assert!(!error.to_string().contains("hush") && !log.contains("hush"), "{error} {log}");
}

#[tokio::test]
async fn a_malformed_event_is_a_clear_error_and_the_next_one_arrives() {
    let mut channel = Channel::open().await;
    channel.takes_all("/hush").await;
    for (event, told) in [
        (json!({ "key1": "value1" }), "malformed event: it is neither records of SNS"),
        (json!({ "Records": [{ "body": "x" }] }), "malformed event: record 0 has no `Sns.Message`"),
    ] {
        let error = channel.function.invoke(event).await.unwrap_err();
        assert_eq!(error["errorType"], "MalformedEvent");
        assert!(error["errorMessage"].as_str().unwrap().starts_with(told), "{error}");
    }
    // Not valid JSON.
    assert!(channel.function.invoke(json!("{")).await.is_err());
    assert_eq!(channel.function.invoke(event("by-itself")).await, Ok(tally(1, 0)));
}
