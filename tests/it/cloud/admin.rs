//! The admin server on AWS.

#[path = "../../../crates/aws-account/tests/account/cbor.rs"]
mod cbor;

use contract::service::Service;
use reqwest::Method;
use serde_json::json;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::harness::{AwsHarness, TOKEN};
use crate::harness::eventually;
use crate::http::Reply;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn instances_are_found_in_cloud_map_and_asked_with_the_operators_token() {
    let harness = AwsHarness::open(&[(contract::settings::Admin::POLL_INTERVAL, "200ms")]).await;
    let passwords = json!({"viewer": "look-only", "operator": "look-and-change"});
    harness.aws.keep_secret("petclinic/dev/admin-passwords", &passwords).await;
    let admin = harness.add(Service::Admin).await;
    let ask = async |method: Method, path: &str| {
        Reply::of(admin.http.request(method, path).bearer_auth(TOKEN)).await
    };
    for service in ["customers", "vets", "visits"] {
        eventually(&format!("{service} is up"), async || {
            let found = ask(Method::GET, &format!("/admin/applications/{service}")).await;
            found.status == 200 && found.json()["status"] == "UP"
        })
        .await;
    }
    ask(Method::GET, "/admin/session").await.expect(200);
    admin.http.get_with("/admin/session", ("authorization", "Bearer guess")).await.problem(401);

    // An instance that Cloud Map names gets the token.
    let found = MockServer::start().await;
    let up = ResponseTemplate::new(200).set_body_json(json!({"status": "UP"}));
    Mock::given(method("GET")).respond_with(up).mount(&found).await;
    harness.aws.register(Service::Vets, found.address().port()).await;
    eventually("it is asked", async || {
        let asked = found.received_requests().await.unwrap();
        asked
            .iter()
            .any(|it| it.headers.get("authorization").is_some_and(|it| it == &format!("Bearer {TOKEN}")))
    })
    .await;

    // A client of Spring Boot Admin shows the token as a password. Its address is one of this machine, so it is not asked.
    let other = MockServer::start().await;
    let body = json!({"name": "orders", "healthUrl": format!("{}/actuator/health", other.uri())});
    let registering = admin.http.request(Method::POST, "/admin/instances").json(&body);
    let registered = Reply::of(registering.basic_auth("operator-token", Some(TOKEN))).await.expect(201);
    let place = registered.header("location").unwrap().to_owned();
    eventually("it is not asked", async || {
        ask(Method::GET, &place).await.json()["statusInfo"]["status"] == "OFFLINE"
    })
    .await;
    assert!(other.received_requests().await.unwrap().is_empty());

    // The emulator speaks another protocol than CloudWatch does.
    eventually("it is said that CloudWatch did not answer", async || {
        let costs = ask(Method::GET, "/admin/costs").await.json();
        let genai = costs["services"].as_array().unwrap().iter().find(|it| it["service"] == "genai").unwrap();
        let unknown = [&costs["conversation"], &genai["hour"], &genai["thousandRequests"]];
        let cause = "CloudWatch does not show its metrics: ";
        unknown.iter().all(|it| it["usd"].is_null() && it["basis"].as_str().unwrap().contains(cause))
    })
    .await;

    let sign_in = async |username: &str, password: &str| {
        admin.http.post("/admin/session", json!({"username": username, "password": password})).await
    };
    sign_in("operator", "look-only").await.problem(401);
    let cookie =
        sign_in("operator", "look-and-change").await.expect(200).header("set-cookie").unwrap().to_owned();
    assert!(cookie.starts_with("__Host-petclinic-admin=") && cookie.ends_with("; Secure"), "{cookie}");
    assert!(
        admin.lines().iter().all(|it| !it.contains(TOKEN) && !it.contains("look-")),
        "{:#?}",
        admin.lines()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_password_ends_the_sessions_of_the_old_one() {
    let harness = AwsHarness::open(&[]).await;
    let keep = async |operator: &str| {
        let passwords = json!({"viewer": "look-only", "operator": operator});
        harness.aws.keep_secret("petclinic/dev/admin-passwords", &passwords).await;
    };
    keep("look-and-change").await;
    let admin = harness.add(Service::Admin).await;
    let sign_in = async |username: &str, password: &str| {
        let body = json!({"username": username, "password": password});
        let reply = admin.http.post("/admin/session", body).await.expect(200);
        reply.header("set-cookie").unwrap().split(';').next().unwrap().to_owned()
    };
    let (operator, viewer) =
        (sign_in("operator", "look-and-change").await, sign_in("viewer", "look-only").await);
    keep("another").await;
    // Another process reads the secret now, this one within five minutes.
    let other = harness.add(Service::Admin).await;
    let session = async |cookie: &str| other.http.get_with("/admin/session", ("cookie", cookie)).await;
    session(&operator).await.problem(401);
    session(&viewer).await.expect(200);
}

#[expect(clippy::disallowed_methods, reason = "a test's client of a server of the test")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bill_of_the_account_and_what_its_metrics_come_to_are_shown() {
    let harness = AwsHarness::open(&[]).await;
    let passwords = json!({"viewer": "look-only", "operator": "look-and-change"});
    harness.aws.keep_secret("petclinic/dev/admin-passwords", &passwords).await;
    let group = |service: &str, usd: &str| json!({"Keys": [service], "Metrics": {"UnblendedCost": {"Amount": usd, "Unit": "USD"}}});
    let month = |groups| json!({"Groups": groups, "Total": {}, "Estimated": true});
    let bill = json!({"results": [
        {"ResultsByTime": [
            month(json!([group("AWS Lambda", "0.5"), group("AWS Key Management Service", "0")])),
            month(json!([group("Amazon Relational Database Service", "41.25"), group("AWS Lambda", "0.25")])),
        ]},
        {"ResultsByTime": [month(json!([group("another answer", "1000")]))]},
    ]});
    let queue = format!("{}/moto-api/static/ce/cost-and-usage-results", harness.aws.moto.url());
    assert_eq!(reqwest::Client::new().post(queue).json(&bill).send().await.unwrap().status(), 201);
    let metrics = cloudwatch().await;
    let admin = harness.add_with(Service::Admin, &[("AWS_ENDPOINT_URL_CLOUDWATCH", metrics.uri())]).await;
    let costs = async || {
        let request = admin.http.request(Method::GET, "/admin/costs").bearer_auth(TOKEN);
        Reply::of(request).await.expect(200).json()
    };
    eventually("the bill is known", async || costs().await["billed"]["total"]["usd"] == 42.0).await;
    let billed = costs().await["billed"].clone();
    assert_eq!(
        billed["services"],
        json!([
            {"name": "Amazon Relational Database Service", "usd": 41.25},
            {"name": "AWS Lambda", "usd": 0.75},
        ])
    );
    assert!(billed["askedAt"].is_string() && billed["firstDay"].is_string(), "{billed}");
    assert_eq!(costs().await["runsOnAws"], true);

    eventually("the metrics are known", async || costs().await["conversation"]["usd"].is_number()).await;
    let costs = costs().await;
    // 40,000 tokens in and 8,000 out.
    assert_eq!(costs["conversation"]["usd"], 0.005, "{costs}");
    let basis = costs["conversation"]["basis"].as_str().unwrap();
    assert!(basis.contains("40000 tokens in and 8000 out of anthropic.claude-3-haiku"), "{basis}");
    let services = costs["services"].as_array().unwrap();
    let genai = services.iter().find(|it| it["service"] == "genai").unwrap();
    assert_eq!((&genai["instances"], &genai["requests"]), (&json!(0), &json!(10)));
    // Each took 2 s with 256 MiB.
    let thousand: f64 = 1_000.0 * (0.2 / 1e6 + 2.0 * 0.25 * 0.000_016_666_7);
    assert_eq!(genai["thousandRequests"]["usd"], (thousand * 1e9).round() / 1e9, "{genai}");
    // Half of them within the last day, which is 24 hours and the minutes of this one.
    let hour = genai["hour"]["usd"].as_f64().unwrap();
    let of_day = thousand / 1_000.0 * 5.0;
    assert!(((of_day / 25.0 - 1e-9)..=(of_day / 24.0 + 1e-9)).contains(&hour), "{genai}");
    assert!((genai["month"]["usd"].as_f64().unwrap() - 730.0 * hour).abs() < 1e-6, "{genai}");
    let basis = genai["hour"]["basis"].as_str().unwrap();
    assert!(basis.starts_with("5 invocations of petclinic-dev-genai with 0.25 GB (x86_64)"), "{basis}");

    // Another process shows the same without asking.
    let other = harness.add_with(Service::Admin, &[("AWS_ENDPOINT_URL_CLOUDWATCH", metrics.uri())]).await;
    let ask = async |path: &str| {
        Reply::of(other.http.request(Method::GET, path).bearer_auth(TOKEN)).await.expect(200).json()
    };
    eventually("it has begun its work", async || {
        ask("/admin/instances").await.as_array().is_some_and(|it| !it.is_empty())
    })
    .await;
    assert_eq!(ask("/admin/costs").await["conversation"], costs["conversation"]);
    assert_eq!(metrics.received_requests().await.unwrap().len(), 1);
}

/// A stand-in for CloudWatch: this hour, and ten days ago, each 5 invocations of 2 s, 2 conversations, and tokens.
#[expect(clippy::disallowed_methods, reason = "a server has a clock of its own")]
async fn cloudwatch() -> MockServer {
    let server = MockServer::start().await;
    let answer = |_: &Request| {
        let now = jiff::Timestamp::now().as_second();
        let this_hour = now - now.rem_euclid(3_600);
        let times = json!([{"time": this_hour}, {"time": this_hour - 10 * 86_400}]);
        let of = |id: &str, sum: f64| json!({"Id": id, "StatusCode": "Complete", "Timestamps": times, "Values": [sum, sum]});
        let results = [("m0", 2.0), ("m1", 20_000.0), ("m2", 4_000.0), ("m3", 5.0), ("m4", 10_000.0)];
        let results: Vec<_> = results.into_iter().map(|(id, sum)| of(id, sum)).collect();
        let body = cbor::encoded(&json!({ "MetricDataResults": results }));
        let answer = ResponseTemplate::new(200).set_body_raw(body, "application/cbor");
        answer.insert_header("smithy-protocol", "rpc-v2-cbor")
    };
    let operation = path("/service/GraniteServiceVersion20100801/operation/GetMetricData");
    Mock::given(operation).respond_with(answer).mount(&server).await;
    server
}
