use axum::routing::get;
use futures_util::stream;
use http::Request;
use http::header::{
    ACCEPT_ENCODING, ACCESS_CONTROL_ALLOW_ORIGIN, ALLOW, CONNECTION, CONTENT_ENCODING, HOST, ORIGIN,
    RETRY_AFTER,
};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

use std::time::Duration;

use super::*;
use crate::clock::Clock;
use crate::tuning::{Tuner, Tuning};

#[expect(clippy::disallowed_methods, reason = "an edge is tested with routes of its own")]
fn edge(settings: Settings, drain: Drain) -> Edge {
    let router = Router::new()
        .route("/short", get(|| async { "short" }))
        .route("/api/vets/vets", get(|| async { "vets" }))
        .route("/long", get(|| async { "long ".repeat(1000) }))
        .route(
            "/stream",
            get(|| async { Body::from_stream(stream::iter([Ok::<_, Infallible>("one"), Ok("two")])) }),
        )
        .route("/write", get(|| async { "read" }).post(|| async { "written" }))
        .route("/panic", get(|| async { panic!("the owner's telephone is 6085551023") as &str }))
        .route("/never", get(std::future::pending::<&str>))
        .route("/api/genai/health", get(std::future::pending::<&str>))
        .route("/actuator/never", get(std::future::pending::<&str>))
        .route("/actuator/short", get(|| async { "short" }))
        .route(contract::process_routes::HEALTH, get(|| async { "up" }));
    Edge::new(router, settings, drain)
}

fn quiet() -> Edge {
    edge(Settings { clock: Clock::fixed(1_779_278_400), ..Settings::default() }, Drain::default())
}

fn request(path: &str) -> http::request::Builder {
    Request::builder().uri(path)
}

async fn send(edge: &Edge, request: http::request::Builder) -> Response<EdgeBody> {
    edge.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

async fn json(response: Response<EdgeBody>) -> Value {
    serde_json::from_slice(&response.into_body().collect().await.unwrap().to_bytes()).unwrap()
}

#[tokio::test]
async fn a_panic_is_a_500_that_gives_nothing_away_and_the_next_request_is_served() {
    let edge = quiet();
    let response = send(&edge, request("/panic")).await;
    assert_eq!(response.status(), 500);
    let problem = json(response).await;
    assert_eq!(problem["error"], "Internal Server Error");
    assert_eq!(problem.get("detail"), None);
    assert_eq!(send(&edge, request("/short")).await.status(), 200);
}

#[tokio::test(start_paused = true)]
async fn a_request_that_takes_too_long_is_a_503() {
    let response = send(&quiet(), request("/never")).await;
    assert_eq!(response.status(), 503);
    assert_eq!(response.headers()[RETRY_AFTER], "1");
}

#[tokio::test(start_paused = true)]
async fn the_assistant_may_take_its_time_but_answers_before_a_gateway_gives_up() {
    let began = tokio::time::Instant::now();
    assert_eq!(send(&quiet(), request("/api/genai/health")).await.status(), 503);
    let took = began.elapsed();
    assert!(took > Duration::from_secs(25) && took < Duration::from_secs(29), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn requests_beyond_the_limit_are_shed_at_once_but_probes_are_answered() {
    let edge = edge(Settings { concurrency: 1, ..Settings::default() }, Drain::default());
    let first = tokio::spawn({
        let edge = edge.clone();
        async move { send(&edge, request("/never")).await.status() }
    });
    tokio::task::yield_now().await;
    let shed = send(&edge, request("/short")).await;
    assert_eq!(shed.status(), 503);
    assert_eq!(shed.headers()[RETRY_AFTER], "1");
    assert_eq!(send(&edge, request("/health")).await.status(), 200);
    assert_eq!(first.await.unwrap(), 503);
    assert_eq!(send(&edge, request("/short")).await.status(), 200);
}

#[tokio::test]
async fn a_streamed_answer_keeps_its_place_until_its_last_byte() {
    let edge = edge(Settings { concurrency: 1, ..Settings::default() }, Drain::default());
    let streamed = send(&edge, request("/stream")).await;
    assert_eq!(streamed.status(), 200);
    assert_eq!(send(&edge, request("/short")).await.status(), 503);
    assert!(!edge.is_idle());
    assert_eq!(streamed.into_body().collect().await.unwrap().to_bytes(), "onetwo");
    assert!(edge.is_idle());
    drop(send(&edge, request("/stream")).await);
    assert!(edge.is_idle(), "a client that leaves gives its place back");
}

#[tokio::test(start_paused = true)]
async fn operators_and_clients_take_no_places_from_each_other() {
    let edge = edge(Settings { concurrency: 1, ..Settings::default() }, Drain::default());
    let hang = |path: &'static str| {
        let edge = edge.clone();
        tokio::spawn(async move { send(&edge, request(path)).await.status() })
    };
    let operators: Vec<_> = (0..16).map(|_| hang("/actuator/never")).collect();
    tokio::task::yield_now().await;
    assert_eq!(send(&edge, request("/actuator/short")).await.status(), 503);
    assert_eq!(send(&edge, request("/short")).await.status(), 200);
    assert!(!edge.is_idle());
    for operator in operators {
        assert_eq!(operator.await.unwrap(), 503);
    }
    assert!(edge.is_idle());
    let client = hang("/never");
    tokio::task::yield_now().await;
    assert_eq!(send(&edge, request("/actuator/short")).await.status(), 200);
    assert_eq!(client.await.unwrap(), 503);
}

#[tokio::test]
async fn a_problem_says_when_and_where_it_happened() {
    let response = send(&quiet(), request("/nowhere").header("x-request-id", "abc")).await;
    assert_eq!(response.headers()["x-request-id"], "abc");
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    let problem = json(response).await;
    assert_eq!(problem["timestamp"], "2026-05-20T12:00:00.000Z");
    assert_eq!(problem["path"], "/nowhere");
    assert_eq!(problem["status"], 404);
}

#[tokio::test]
async fn an_unknown_method_is_answered_with_the_known_ones() {
    let response = send(&quiet(), request("/short").method("PATCH")).await;
    assert_eq!(response.status(), 405);
    assert_eq!(response.headers()[ALLOW], "GET,HEAD");
    assert_eq!(json(response).await["error"], "Method Not Allowed");
    let response = send(&quiet(), request("/short").method("OPTIONS")).await;
    assert_eq!((response.status().as_u16(), &response.headers()[ALLOW]), (204, &"GET,HEAD".parse().unwrap()));
    assert_eq!(send(&quiet(), request("/nowhere").method("OPTIONS")).await.status(), 404);
}

#[tokio::test]
async fn long_answers_are_compressed_for_those_who_accept_it() {
    let edge = quiet();
    let encoding = async |path, accepted: &str| {
        let response = send(&edge, request(path).header(ACCEPT_ENCODING, accepted)).await;
        response.headers().get(CONTENT_ENCODING).map(|it| it.to_str().unwrap().to_owned())
    };
    assert_eq!(encoding("/long", "gzip, deflate, br").await.as_deref(), Some("gzip"));
    assert_eq!(encoding("/long", "identity").await, None);
    assert_eq!(encoding("/short", "gzip").await, None);
}

#[tokio::test]
async fn only_the_sites_own_pages_may_read_answers_from_elsewhere() {
    let site = HeaderValue::from_static("https://clinic.example");
    let open = edge(Settings { site_origin: Some(site), ..Settings::default() }, Drain::default());
    let allowed = async |edge: &Edge, path| {
        let response = send(edge, request(path).header(ORIGIN, "https://clinic.example")).await;
        response.headers().get(ACCESS_CONTROL_ALLOW_ORIGIN).cloned()
    };
    assert_eq!(allowed(&open, "/short").await.unwrap(), "https://clinic.example");
    assert_eq!(
        allowed(&open, "/nowhere").await.unwrap(),
        "https://clinic.example",
        "problems can be read as well"
    );
    assert_eq!(allowed(&quiet(), "/short").await, None);
}

#[tokio::test]
async fn a_page_of_another_site_changes_nothing() {
    let site = HeaderValue::from_static("https://clinic.example");
    let open = edge(Settings { site_origin: Some(site), ..Settings::default() }, Drain::default());
    let status = async |edge: &Edge, method: &str, headers: &[(&'static str, &str)]| {
        let request = request("/write").method(method).header(HOST, "127.0.0.1:8080");
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        send(edge, request).await.status().as_u16()
    };
    let (evil, own) = (("origin", "https://evil.example"), ("origin", "http://127.0.0.1:8080"));
    let cross = ("sec-fetch-site", "cross-site");
    for headers in [
        &[cross, evil][..],
        &[cross],
        &[("sec-fetch-site", "same-site"), evil],
        &[evil],
        &[("origin", "null")],
    ] {
        assert_eq!(status(&quiet(), "POST", headers).await, 403, "{headers:?}");
        assert_eq!(status(&quiet(), "GET", headers).await, 200, "{headers:?}");
    }
    for headers in [&[][..], &[own], &[("sec-fetch-site", "same-origin"), own], &[("sec-fetch-site", "none")]]
    {
        assert_eq!(status(&quiet(), "POST", headers).await, 200, "{headers:?}");
    }
    let clinic = ("origin", "https://clinic.example");
    assert_eq!(status(&open, "POST", &[cross, clinic]).await, 200, "the site's own pages may");
    assert_eq!(status(&open, "POST", &[cross, evil]).await, 403);
}

#[tokio::test]
async fn a_draining_server_closes_connections_with_their_answer() {
    let drain = Drain::default();
    let edge = edge(Settings::default(), drain.clone());
    assert_eq!(send(&edge, request("/short")).await.headers().get(CONNECTION), None);
    drain.begin();
    assert_eq!(send(&edge, request("/short")).await.headers()[CONNECTION], "close");
}

fn tuned(tuning: Tuning) -> (Edge, Tuner) {
    let tuner = Tuner::new(tuning);
    let settings = Settings { tuner: tuner.clone(), ..Settings::default() };
    (edge(settings, Drain::default()), tuner)
}

#[tokio::test(start_paused = true)]
async fn the_timeout_is_changed_while_serving() {
    let (edge, tuner) = tuned(Tuning::default());
    let took = async || {
        let began = tokio::time::Instant::now();
        assert_eq!(send(&edge, request("/never")).await.status(), 503);
        began.elapsed().as_secs()
    };
    assert_eq!(took().await, 5);
    tuner.set(Tuning { timeout: Duration::from_secs(2), ..tuner.get() });
    assert_eq!(took().await, 2);
}

#[tokio::test(start_paused = true)]
async fn injected_faults_delay_and_fail_requests_but_spare_probes() {
    use crate::faults::Faults;
    let latency = Duration::from_secs(1);
    let faults = Faults { every: 2, latency_min: latency, latency_max: latency, error: true };
    let (edge, tuner) = tuned(Tuning { faults, ..Tuning::default() });
    for _ in 0..3 {
        assert_eq!(send(&edge, request("/health")).await.status(), 200);
    }
    let spared = send(&edge, request("/api/vets/vets")).await;
    assert_eq!((spared.status().as_u16(), spared.headers().get("x-injected-fault")), (200, None));
    let began = tokio::time::Instant::now();
    let hit = send(&edge, request("/api/vets/vets")).await;
    assert_eq!((hit.status().as_u16(), began.elapsed()), (500, latency));
    assert_eq!(hit.headers()["x-injected-fault"], "latency, error");
    assert_eq!(json(hit).await["detail"], "injected fault");
    tuner.set(Tuning::default());
    for _ in 0..4 {
        assert_eq!(send(&edge, request("/api/vets/vets")).await.status(), 200);
    }
}

#[tokio::test]
async fn the_last_requests_are_remembered_without_what_people_wrote() {
    let settings = Settings::default();
    let exchanges = settings.exchanges.clone();
    let edge = edge(settings, Drain::default());
    send(&edge, request("/owners/Franklin?lastName=Franklin").header("x-request-id", "abc")).await;
    send(&edge, request("/health")).await;
    let shown = exchanges.to_json();
    assert_eq!(shown["exchanges"].as_array().unwrap().len(), 1);
    assert_eq!(shown["exchanges"][0]["request"]["uri"], "UNKNOWN");
    assert_eq!(shown["exchanges"][0]["request"]["headers"]["X-Request-Id"][0], "abc");
    assert_eq!(shown["exchanges"][0]["response"]["status"], 404);
    assert!(!shown.to_string().contains("Franklin"));
}

#[tokio::test(start_paused = true)]
async fn requests_that_the_edge_answers_itself_count_for_their_route() {
    use crate::faults::Faults;
    let metrics = telemetry::Metrics::of("petclinic");
    let recorder = metrics.recorder();
    let _recording = metrics::set_default_local_recorder(&recorder);
    let faults = Faults { every: 1, latency_min: Duration::ZERO, latency_max: Duration::ZERO, error: true };
    let tuner = Tuner::new(Tuning { faults, ..Tuning::default() });
    let settings = Settings { concurrency: 1, tuner: tuner.clone(), ..Settings::default() };
    let (slow, edge) = (settings.slow.clone(), edge(settings, Drain::default()));
    assert_eq!(send(&edge, request("/api/vets/vets")).await.status(), 500, "an injected fault");
    tuner.set(Tuning::default());
    assert_eq!(send(&edge, request("/api/genai/health")).await.status(), 503, "a time-out");
    let held = send(&edge, request("/stream")).await;
    assert_eq!(send(&edge, request("/api/vets/vets").method("HEAD")).await.status(), 503, "shed");
    assert_eq!(send(&edge, request("/api/vets/vets/7/Franklin")).await.status(), 503, "no row");
    assert_eq!(send(&edge, request("/api/vets/vets").method("FRANKLIN")).await.status(), 503, "no row");
    drop(held);
    let kept = slow.to_json();
    let spans: Vec<_> = kept["traces"].as_array().unwrap().iter().map(|it| &it["spans"][0]).collect();
    let named: Vec<_> = spans
        .iter()
        .rev()
        .map(|it| (it["name"].as_str().unwrap(), it["service"].as_str(), it["status"].as_u64().unwrap()))
        .collect();
    let expected = [
        ("GET /api/vets/vets", Some("vets"), 500),
        ("GET /api/genai/health", Some("genai"), 503),
        ("HEAD /api/vets/vets", Some("vets"), 503),
        ("GET UNKNOWN", None, 503),
        ("UNKNOWN UNKNOWN", None, 503),
    ];
    assert_eq!(named, expected);
    let exposition = metrics.exposition();
    let count = |labels: &[&str]| {
        let is_it = |line: &&str| {
            let is_count = line.starts_with("http_server_requests_seconds_count{");
            is_count && line.ends_with(" 1") && labels.iter().all(|it| line.contains(it))
        };
        exposition.lines().filter(is_it).count()
    };
    for labels in [
        [r#"method="GET""#, r#"status="500""#, r#"uri="/api/vets/vets""#],
        [r#"method="GET""#, r#"status="503""#, r#"uri="/api/genai/health""#],
        [r#"method="HEAD""#, r#"status="503""#, r#"uri="/api/vets/vets""#],
        [r#"method="GET""#, r#"status="503""#, r#"uri="UNKNOWN""#],
        [r#"method="UNKNOWN""#, r#"status="503""#, r#"uri="UNKNOWN""#],
    ] {
        assert_eq!(count(&labels), 1, "{labels:?}: {exposition}");
    }
}
