//! The admin server on AWS.

use contract::service::Service;
use reqwest::Method;
use serde_json::json;
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, ResponseTemplate};

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
async fn the_bill_of_the_account_is_shown() {
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
    let admin = harness.add(Service::Admin).await;
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
}
