//! Questions to an account, on the wire. CloudWatch speaks CBOR, which the emulator of the other tests does not.

use aws_account::Account;
use aws_config::retry::RetryConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_cloudwatch::config::{Credentials, SharedCredentialsProvider};
use contract::admin::AlarmState;
use jiff::civil::date;
use serde_json::{Value, json};
use wiremock::matchers::{header, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

fn account(server: &MockServer) -> Account {
    let credentials = Credentials::new("testing", "testing", None, None, "test");
    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-west-2"))
        .endpoint_url(server.uri())
        .retry_config(RetryConfig::disabled())
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .build();
    Account::new(&config)
}

/// A value as CBOR.
#[expect(clippy::unwrap_used, reason = "a test's own values")]
fn cbor(value: &Value) -> Vec<u8> {
    let head = |major: u8, count: usize| {
        let [high, low] = u16::try_from(count).unwrap().to_be_bytes();
        vec![major << 5 | 25, high, low]
    };
    match value {
        Value::Number(number) => head(0, usize::try_from(number.as_u64().unwrap()).unwrap()),
        Value::String(text) => [head(3, text.len()), text.as_bytes().to_vec()].concat(),
        Value::Array(all) => [head(4, all.len()), all.iter().flat_map(cbor).collect()].concat(),
        // The tag of a time in seconds.
        Value::Object(map) if map.contains_key("time") => [vec![0xc1], cbor(&map["time"])].concat(),
        Value::Object(map) => {
            let entries = map.iter().flat_map(|(key, value)| [cbor(&json!(key)), cbor(value)]);
            [head(5, map.len()), entries.flatten().collect()].concat()
        }
        other => panic!("{other} is not needed here"),
    }
}

fn answer(status: u16, body: &Value) -> ResponseTemplate {
    let answer = ResponseTemplate::new(status).set_body_raw(cbor(body), "application/cbor");
    answer.insert_header("smithy-protocol", "rpc-v2-cbor")
}

const DESCRIBE: &str = "/service/GraniteServiceVersion20100801/operation/DescribeAlarms";

#[tokio::test]
async fn alarms_are_read_page_by_page() {
    let server = MockServer::start().await;
    let page = |request: &Request| {
        let is_second = request.body.windows(7).any(|it| it == b"to be 2");
        let alarm = |name: &str, state: &str| {
            json!({"AlarmName": name, "StateValue": state, "StateReason": "why",
                "AlarmDescription": "", "StateUpdatedTimestamp": {"time": 60}})
        };
        answer(
            200,
            &match is_second {
                true => json!({"MetricAlarms": [alarm("c", "INSUFFICIENT_DATA")]}),
                false => json!({"MetricAlarms": [alarm("a", "ALARM")], "CompositeAlarms": [alarm("b", "OK")],
                "NextToken": "to be 2"}),
            },
        )
    };
    Mock::given(path(DESCRIBE)).respond_with(page).expect(2).mount(&server).await;
    let found = account(&server).alarms("petclinic-dev-").await.unwrap();
    assert!(found.is_complete);
    let states: Vec<_> = found.alarms.iter().map(|it| (it.name.as_str(), it.state)).collect();
    assert_eq!(
        states,
        [("a", AlarmState::Alarm), ("b", AlarmState::Ok), ("c", AlarmState::InsufficientData)]
    );
    let first = &found.alarms[0];
    assert_eq!(first.since.as_deref(), Some("1970-01-01T00:01:00Z"));
    assert_eq!((first.reason.as_deref(), first.description.as_deref()), (Some("why"), None));
    let asked = &server.received_requests().await.unwrap()[0].body;
    assert!(asked.windows(14).any(|it| it == b"petclinic-dev-"));
}

#[tokio::test]
async fn more_alarms_than_are_read_are_not_all() {
    let server = MockServer::start().await;
    let endless = answer(200, &json!({"NextToken": "more"}));
    Mock::given(path(DESCRIBE)).respond_with(endless).expect(10).mount(&server).await;
    assert!(!account(&server).alarms("x").await.unwrap().is_complete);
}

#[tokio::test]
async fn a_refusal_is_named() {
    let server = MockServer::start().await;
    let refused = answer(403, &json!({"__type": "com.amazonaws#AccessDeniedException", "message": "no"}));
    Mock::given(path(DESCRIBE)).respond_with(refused).mount(&server).await;
    assert_eq!(account(&server).alarms("x").await.unwrap_err().to_string(), "AccessDeniedException");
}

#[tokio::test]
async fn the_bill_adds_up_months_and_pages_and_is_in_usd() {
    let server = MockServer::start().await;
    let group = |unit: &'static str| move |name: &str, amount: &str| json!({"Keys": [name], "Metrics": {"UnblendedCost": {"Amount": amount, "Unit": unit}}});
    let usd = group("USD");
    let page = move |request: &Request| {
        let asked: Value = serde_json::from_slice(&request.body).unwrap();
        assert_eq!(asked["TimePeriod"], json!({"Start": "2026-04-20", "End": "2026-05-20"}));
        let (groups, next) = match asked.get("NextPageToken") {
            None => (json!([usd("a", "1.5"), usd("b", "2"), usd("free", "0")]), Some("2")),
            Some(_) => (json!([usd("a", "1")]), None),
        };
        let mut body = json!({"ResultsByTime": [{"Groups": groups}]});
        if let Some(next) = next {
            body["NextPageToken"] = next.into();
        }
        ResponseTemplate::new(200).set_body_json(body)
    };
    let target = header("x-amz-target", "AWSInsightsIndexService.GetCostAndUsage");
    Mock::given(target).respond_with(page).mount(&server).await;
    let (first, until) = (date(2026, 4, 20), date(2026, 5, 20));
    let billed = account(&server).billed(first, until).await.unwrap();
    let services: Vec<_> = billed.services.iter().map(|it| (it.name.as_str(), it.usd)).collect();
    assert_eq!((billed.total, services), (4.5, vec![("a", 2.5), ("b", 2.0)]));

    let server = MockServer::start().await;
    let yuan = json!({"ResultsByTime": [{"Groups": [group("CNY")("a", "1")]}]});
    Mock::given(wiremock::matchers::any())
        .respond_with(ResponseTemplate::new(200).set_body_json(yuan))
        .mount(&server)
        .await;
    let error = account(&server).billed(first, until).await.unwrap_err();
    assert_eq!(error.to_string(), "the bill is in CNY, not in USD");
}
