//! Questions to an account, on the wire. CloudWatch speaks CBOR, which the emulator of the other tests does not.

mod cbor;

use aws_account::{Account, Metric, Sum};
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

fn answer(status: u16, body: &Value) -> ResponseTemplate {
    let answer = ResponseTemplate::new(status).set_body_raw(cbor::encoded(body), "application/cbor");
    answer.insert_header("smithy-protocol", "rpc-v2-cbor")
}

const DESCRIBE: &str = "/service/GraniteServiceVersion20100801/operation/DescribeAlarms";
const METRICS: &str = "/service/GraniteServiceVersion20100801/operation/GetMetricData";

const fn of_function(name: &str) -> Metric<'_> {
    Metric { namespace: "AWS/Lambda", name, dimension: ("FunctionName", "petclinic-dev-genai") }
}
const LAMBDA: [Metric<'static>; 2] = [of_function("Invocations"), of_function("Duration")];

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
async fn sums_of_metrics_are_read_page_by_page() {
    let server = MockServer::start().await;
    let page = |request: &Request| {
        let is_second = request.body.windows(7).any(|it| it == b"to be 2");
        let found = |id: &str, status: &str, hours: &[u64], sums: &[f64]| {
            let times: Vec<_> = hours.iter().map(|it| json!({"time": it * 3_600})).collect();
            json!({"Id": id, "Label": "any", "StatusCode": status, "Timestamps": times, "Values": sums})
        };
        answer(
            200,
            &match is_second {
                true => json!({"MetricDataResults": [found("m1", "Complete", &[1], &[0.5])]}),
                false => json!({
                    "MetricDataResults": [
                        found("m1", "PartialData", &[3, 2], &[4.0, 2.5]),
                        found("m0", "Complete", &[], &[]),
                    ],
                    "NextToken": "to be 2",
                }),
            },
        )
    };
    Mock::given(path(METRICS)).respond_with(page).expect(2).mount(&server).await;
    let sums = account(&server).sums(LAMBDA, 3_600, 14_400).await.unwrap();
    let of = |hour: i64, sum| Sum { at: hour * 3_600, sum };
    assert_eq!(sums, [vec![], vec![of(3, 4.0), of(2, 2.5), of(1, 0.5)]]);
    let asked = &server.received_requests().await.unwrap()[0].body;
    for text in ["AWS/Lambda", "Invocations", "Duration", "FunctionName", "petclinic-dev-genai", "Sum"] {
        assert!(asked.windows(text.len()).any(|it| it == text.as_bytes()), "{text}");
    }
}

#[tokio::test]
async fn metrics_that_cannot_be_read_are_no_zeros() {
    let server = MockServer::start().await;
    let refused = json!({"MetricDataResults": [{"Id": "m0", "StatusCode": "Forbidden"}]});
    Mock::given(path(METRICS)).respond_with(answer(200, &refused)).mount(&server).await;
    let error = account(&server).sums(LAMBDA, 0, 3_600).await.unwrap_err();
    assert_eq!(error.to_string(), "Forbidden for a metric");

    let server = MockServer::start().await;
    let endless = answer(200, &json!({"MetricDataResults": [], "NextToken": "more"}));
    Mock::given(path(METRICS)).respond_with(endless).expect(10).mount(&server).await;
    let error = account(&server).sums(LAMBDA, 0, 3_600).await.unwrap_err();
    assert_eq!(error.to_string(), "the metrics have more than 10 pages");
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
