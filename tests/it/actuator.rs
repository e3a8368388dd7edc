//! The actuator: the information that operators get and the settings that they change, through a service's public port.

use std::net::SocketAddr;
use std::sync::Arc;

use boot::{Description, Operators, Process, Reach, Shared, Tune};
use contract::settings::ServiceSettings;
use db::Dialect;
use db::testing::Scratch;
use peers::Peers;
use reqwest::Method;
use serde_json::json;
use telemetry::{Levels, LogTail, Metrics};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use web::actuator::Info;
use web::clock::Clock;
use web::edge::{Drain, Settings};
use web::serve::{Grace, serve};
use web::tuning::Tuner;

use crate::harness::{NOW, defaults, prepared};
use crate::http::{Http, Reply};
use crate::owners::owner;

const TOKEN: (&str, &str) = ("authorization", "Bearer rosebud");
/// The header that marks a request as forwarded by a load balancer.
const FROM_ELSEWHERE: (&str, &str) = ("x-forwarded-for", "203.0.113.7");

/// A service with its actuator and its own metrics, run on this thread.
struct Operated {
    http: Http,
    tuner: Tuner,
    tune: Tune,
    settings: Arc<ServiceSettings>,
    serving: JoinHandle<()>,
    _recorder: metrics::LocalRecorderGuard<'static>,
    _scratch: Scratch,
}

impl Drop for Operated {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Operated {
    async fn open(description: Description) -> Self {
        let metrics = Metrics::of("petclinic");
        let recorder = metrics::set_default_local_recorder(Box::leak(Box::new(metrics.recorder())));
        let scratch = Scratch::open(Dialect::Sqlite).await;
        let db = prepared(&scratch.url, description.service).await;
        let (settings, drain) =
            (Settings { clock: Clock::fixed(NOW), ..Settings::default() }, Drain::default());
        let tuner = settings.tuner.clone();
        let shared = Shared {
            database: db.into(),
            peers: Peers::fixed([]).unwrap(),
            levels: Levels::default(),
            metrics: Some(metrics),
            aws: None,
            edge: settings,
            drain: drain.clone(),
        };
        let defaults = defaults(description.service);
        let process = Process::assemble([(description, defaults.clone())], shared).unwrap();
        let operators = Operators {
            environment: "test".to_owned(),
            info: Info { version: "1.2.3".to_owned(), ..Info::default() },
            properties: Arc::new(Vec::new),
            refresh: Arc::new(|| Box::pin(async { Ok(Vec::new()) })),
            log_tail: LogTail::default(),
            token: Arc::new(|_| Box::pin(async { Some("rosebud".to_owned()) })),
            trusts_loopback: true,
        };
        let edge = process.edge(process.router(Reach::Clinic, Some(operators)));
        let tune = process.tuner();
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let http = Http::at(listener.local_addr().unwrap());
        let serving = serve(listener, edge, drain, Grace::default(), std::future::pending());
        let serving = tokio::spawn(serving);
        Self { http, tuner, tune, settings: defaults, serving, _recorder: recorder, _scratch: scratch }
    }

    async fn customers() -> Self {
        Self::open(customers::description()).await
    }

    /// The samples of a metric whose labels contain all of `labels`.
    async fn samples(&self, name: &str, labels: &[&str]) -> Vec<f64> {
        let text = self.http.get("/actuator/prometheus").await.expect(200).text;
        let start = format!("{name}{{");
        let lines = text.lines().filter(|it| it.starts_with(&start) && labels.iter().all(|l| it.contains(l)));
        lines.map(|it| it.rsplit_once(' ').unwrap().1.parse().unwrap()).collect()
    }
}

#[tokio::test]
async fn requests_are_measured_as_the_originals_dashboard_reads_them() {
    let service = Operated::customers().await;
    let created = ["exception=\"none\"", "method=\"createOwner\"", "application=\"petclinic\""];
    assert_eq!(service.samples("petclinic_owner_seconds_count", &created).await, [0.0]);
    for _ in 0..3 {
        service.http.post("/api/customer/owners", owner("Lovelace")).await.expect(201);
    }
    service.http.get("/api/customer/owners/1").await.expect(200);
    service.http.get("/api/customer/owners/999999").await.expect(404);
    service.http.get("/api/customer/petTypes").await.expect(200);
    service.http.get("/api/customer/petTypes").await.expect(200);

    assert_eq!(service.samples("petclinic_owner_seconds_count", &created).await, [3.0]);
    assert!(service.samples("petclinic_owner_seconds_max", &created).await[0] > 0.0);
    let uri = "uri=\"/api/customers/owners/{ownerId}\"";
    for (status, outcome) in [("200", "SUCCESS"), ("404", "CLIENT_ERROR")] {
        let (status, outcome) = (format!("status=\"{status}\""), format!("outcome=\"{outcome}\""));
        let labels = [uri, &status, &outcome, "method=\"GET\"", "application=\"petclinic\""];
        assert_eq!(service.samples("http_server_requests_seconds_count", &labels).await, [1.0], "{labels:?}");
    }
    let gets = async |result| service.samples("cache_gets_total", &["name=\"petTypes\"", result]).await;
    assert_eq!(gets("result=\"miss\"").await.len(), 1);
    assert!(gets("result=\"hit\"").await[0] >= 1.0);
    assert!(!service.samples("jdbc_connections_max", &[]).await.is_empty());
    let one = service.http.get("/actuator/metrics/petclinic.owner?tag=method:createOwner").await.expect(200);
    assert_eq!(one.json()["measurements"][0], json!({ "statistic": "COUNT", "value": 3.0 }));
}

#[tokio::test]
async fn only_operators_are_let_in_and_only_with_the_token_from_elsewhere() {
    let service = Operated::customers().await;
    let ask = async |path: &str, headers: &[(&str, &str)]| {
        let mut request = service.http.request(Method::GET, path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Reply::of(request).await.status
    };
    for path in ["/actuator", "/actuator/env", "/actuator/prometheus", "/metrics", "/actuator/nothing"] {
        let there = if path == "/actuator/nothing" { 404 } else { 200 };
        assert_eq!(ask(path, &[]).await, there, "{path}, from this machine");
        assert_eq!(ask(path, &[FROM_ELSEWHERE]).await, 401, "{path}");
        assert_eq!(ask(path, &[("host", "clinic.example")]).await, 401, "{path}");
        assert_eq!(ask(path, &[FROM_ELSEWHERE, ("authorization", "Bearer wrong")]).await, 401, "{path}");
        assert_eq!(ask(path, &[FROM_ELSEWHERE, TOKEN]).await, there, "{path}");
    }
    for path in ["/health", "/ready"] {
        assert_eq!(ask(path, &[FROM_ELSEWHERE]).await, 200, "{path}");
    }
}

#[tokio::test]
async fn levels_are_changed_while_it_serves() {
    let service = Operated::customers().await;
    let changed = service.http.post("/actuator/loggers/peers", json!({ "configuredLevel": "TRACE" })).await;
    changed.expect(204);
    let shown = service.http.get("/actuator/loggers").await.expect(200).json();
    assert_eq!(shown["loggers"]["peers"], json!({ "configuredLevel": "TRACE", "effectiveLevel": "TRACE" }));
}

#[tokio::test]
async fn faults_are_injected_and_ended_while_it_serves() {
    let service = Operated::customers().await;
    let before = service.tuner.get();
    let faults = web::faults::Faults { every: 2, error: true, ..before.faults };
    service.tuner.set(web::tuning::Tuning { faults, ..before });
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(service.http.get("/api/customers/owners/1").await.status);
    }
    assert_eq!(statuses, [200, 500, 200, 500]);
    service.tuner.set(before);
    for _ in 0..4 {
        service.http.get("/api/customers/owners/1").await.expect(200);
    }
}

#[tokio::test]
async fn operators_learn_nothing_of_the_people_who_ask() {
    let service = Operated::customers().await;
    service.http.post("/api/customers/owners", owner("Lovelace")).await.expect(201);
    service.http.get("/api/customers/owners?lastName=Franklin").await.expect(200);
    service.http.get("/api/customers/owners/Franklin").await.expect(400);
    service.http.get("/Franklin").await.expect(404);
    let shown = service.http.get("/actuator/httpexchanges").await.expect(200);
    let uris: Vec<_> = shown.json()["exchanges"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["request"]["uri"].as_str().unwrap().to_owned())
        .collect();
    let owners = "/api/customers/owners";
    assert_eq!(uris, ["UNKNOWN", "/api/customers/owners/{ownerId}", owners, owners]);
    for path in ["/actuator/httpexchanges", "/actuator/prometheus", "/actuator/loggers"] {
        let told = service.http.get(path).await.expect(200).text;
        assert!(["Franklin", "Lovelace", "6085550000"].iter().all(|it| !told.contains(it)), "{path}: {told}");
    }
}

#[tokio::test]
async fn visits_and_appointments_are_taken_on_trust_only_while_operators_want_it() {
    const PATH: &str = "/api/visits/owners/6/pets/7/visits";
    const APPOINTMENTS: &str = "/api/visits/appointments";
    let service = Operated::open(visits::description()).await;
    let allow_unverified = |allowed| {
        let mut settings = (*service.settings).clone();
        settings.features.unverified_visits = allowed;
        (service.tune)(&settings);
    };
    let visit = json!({ "date": "2026-05-20", "description": "check-up" });
    let booking = json!({ "start": "2026-05-21T09:00", "typeId": 1, "vetId": 2, "bookedBy": "Ada" });
    service.http.post(PATH, visit.clone()).await.expect(201);
    allow_unverified(false);
    service.http.post(PATH, visit.clone()).await.expect(503);
    service.http.post(APPOINTMENTS, booking.clone()).await.expect(503);
    service.http.get(PATH).await.expect(200);
    allow_unverified(true);
    service.http.post(PATH, visit).await.expect(201);
    service.http.post(APPOINTMENTS, booking).await.expect(201);
}
