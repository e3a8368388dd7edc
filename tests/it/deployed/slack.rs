use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use tokio::time::{Instant, sleep};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers};

use super::clinic::Clinic;

/// A datum of this age, in seconds, leaves the alarm's period of a minute soon.
const AGE: u64 = 50;
const PATIENCE: Duration = Duration::from_secs(60);

/// A metric crosses a threshold; its alarm, the composite one above it, the topic and the function carry that on.
pub(super) async fn learns_of_an_alarm_and_its_end_once(clinic: &Clinic) {
    let slack = MockServer::start().await;
    Mock::given(matchers::any()).respond_with(ResponseTemplate::new(200)).mount(&slack).await;
    let webhook = format!("{}/services/T0/B0/key", slack.uri());
    let secret = json!({ "SecretId": "petclinic/dev/slack-webhook", "SecretString": webhook });
    clinic.account.ask(("secretsmanager", "put_secret_value"), secret).await;

    fail(clinic, 3, AGE).await;
    let first = posted(clinic, &slack, 1).await;
    assert_eq!(first, ["ALARM: petclinic-dev-genai"]);
    let both = posted(clinic, &slack, 2).await;
    assert_eq!(both, ["ALARM: petclinic-dev-genai", "OK: petclinic-dev-genai"]);
    // Whatever else is on its way arrives before a message that is sent now.
    let trial = json!({ "FunctionName": "petclinic-dev-slack-notifier",
        "Payload": json!({ "Subject": "A trial", "Message": "open" }).to_string() });
    clinic.account.ask(("lambda", "invoke"), trial).await;
    let all = posted(clinic, &slack, 3).await;
    assert!(all.len() == 3 && all[2].contains("A trial"), "{all:?}");
}

/// Tells of failed runs of the assistant, some seconds ago.
async fn fail(clinic: &Clinic, runs: u32, ago: u64) {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let datum = json!({
        "MetricName": "Errors", "Value": runs, "Timestamp": now - ago,
        "Dimensions": [{ "Name": "FunctionName", "Value": "petclinic-dev-genai" }],
    });
    let data = json!({ "Namespace": "AWS/Lambda", "MetricData": [datum] });
    clinic.account.ask(("cloudwatch", "put_metric_data"), data).await;
}

/// The headings of the messages in Slack, once there are this many. Meanwhile, the assistant runs without failing.
async fn posted(clinic: &Clinic, slack: &MockServer, count: usize) -> Vec<String> {
    let started = Instant::now();
    loop {
        let all: Vec<_> = slack.received_requests().await.unwrap();
        if all.len() >= count {
            return all.iter().map(|it| heading(&serde_json::from_slice(&it.body).unwrap())).collect();
        }
        assert!(started.elapsed() < PATIENCE, "{count} messages did not arrive: {all:#?}");
        fail(clinic, 0, 0).await;
        sleep(Duration::from_millis(100)).await;
    }
}

fn heading(message: &Value) -> String {
    message["attachments"][0]["blocks"][0]["text"]["text"].as_str().unwrap_or_default().to_owned()
}
