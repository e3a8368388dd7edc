use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use tokio::time::{Instant, sleep};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers};

use super::clinic::Clinic;

const ALARM: &str = "petclinic-dev-genai";
/// A datum of this age, in seconds, leaves the alarm's period of a minute sooner.
const AGE: u64 = 25;
const PATIENCE: Duration = Duration::from_secs(150);

/// A stand-in for Slack, where the deployed function posts.
pub(super) struct Slack(MockServer);

impl Slack {
    pub(super) async fn open(clinic: &Clinic) -> Self {
        let server = MockServer::start().await;
        Mock::given(matchers::any()).respond_with(ResponseTemplate::new(200)).mount(&server).await;
        let webhook = format!("{}/services/T0/B0/key", server.uri());
        let secret = json!({ "SecretId": "petclinic/dev/slack-webhook", "SecretString": webhook });
        clinic.account.ask(("secretsmanager", "put_secret_value"), secret).await;
        Self(server)
    }

    /// A metric crosses a threshold; its alarm, the composite one above it, the topic and the function carry that on.
    pub(super) async fn learns_of_an_alarm_and_its_end(&self, clinic: &Clinic) {
        fail(clinic, 3, AGE).await;
        // Without further data, nothing evaluates the alarm again.
        self.has(1, async || ()).await;
        // Now the assistant runs without failing.
        self.has(2, async || fail(clinic, 0, 0).await).await;
        assert_eq!(self.posted().await, [format!("ALARM: {ALARM}"), format!("OK: {ALARM}")]);
    }

    /// Nothing was said twice, and nothing got lost on its way.
    pub(super) async fn has_learned_of_nothing_else(&self, clinic: &Clinic) {
        assert_eq!(self.posted().await.len(), 2, "{:?}", self.posted().await);
        let wanted = json!({ "AlarmName": ALARM, "HistoryItemType": "StateUpdate",
            "AlarmTypes": ["CompositeAlarm"] });
        let history = clinic.account.ask(("cloudwatch", "describe_alarm_history"), wanted).await;
        let crossed = history["AlarmHistoryItems"].as_array().unwrap();
        let crossed = crossed.iter().filter(|it| it["HistorySummary"].as_str().unwrap().contains("ALARM"));
        assert_eq!(crossed.count(), 2, "{history}");
        let queues = clinic.account.ask(("sqs", "list_queues"), json!({})).await;
        for url in queues["QueueUrls"].as_array().unwrap() {
            let wanted = json!({ "QueueUrl": url, "AttributeNames": ["ApproximateNumberOfMessages"] });
            let queue = clinic.account.ask(("sqs", "get_queue_attributes"), wanted).await;
            assert_eq!(queue["Attributes"]["ApproximateNumberOfMessages"], "0", "{url}");
        }
    }

    /// The headings of all messages so far.
    async fn posted(&self) -> Vec<String> {
        let all = self.0.received_requests().await.unwrap();
        all.iter().map(|it| heading(&serde_json::from_slice(&it.body).unwrap())).collect()
    }

    /// Waits for this many messages.
    async fn has(&self, count: usize, meanwhile: impl AsyncFn()) {
        let started = Instant::now();
        while self.posted().await.len() < count {
            assert!(started.elapsed() < PATIENCE, "{count} messages: {:?}", self.posted().await);
            meanwhile().await;
            sleep(Duration::from_millis(100)).await;
        }
    }
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

fn heading(message: &Value) -> String {
    message["attachments"][0]["blocks"][0]["text"]["text"].as_str().unwrap_or_default().to_owned()
}
