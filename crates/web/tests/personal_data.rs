//! Logs, traces and metrics of requests contain nothing that people write in them. This process has a single test,
//! because its subscriber and recorder are global.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers as well")]

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use contract::owners::Owner;
use contract::routes::{AddOwner, ListVets};
use telemetry::{Config, Format, Telemetry};
use tower::ServiceExt;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use web::answer::{Answer, Outcome};
use web::call::Call;
use web::clock::{Clock, HandlerState};
use web::edge::{Drain, Edge, Settings};
use web::mount::Mount;

/// The logged events: a line for each, with all its fields.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<String>>>);

struct Fields<'a>(&'a mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {field}={value:?}").unwrap();
    }
}

impl Subscriber for Lines {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut line = span.metadata().name().to_owned();
        span.record(&mut Fields(&mut line));
        self.0.lock().unwrap().push(line);
        Id::from_u64(1)
    }

    fn event(&self, event: &Event<'_>) {
        let mut line = event.metadata().target().to_owned();
        event.record(&mut Fields(&mut line));
        self.0.lock().unwrap().push(line);
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[derive(Clone)]
struct Clinic(Clock);

impl HandlerState for Clinic {
    fn clock(&self) -> &Clock {
        &self.0
    }
}

async fn add(_: Clinic, call: Call<AddOwner>) -> Outcome<AddOwner> {
    let (first_name, last_name) = (call.body.first_name, call.body.last_name);
    let (address, city, telephone) = (call.body.address, call.body.city, call.body.telephone);
    Answer::json(&Owner { id: 1, first_name, last_name, address, city, telephone, pets: Vec::new() })
}

async fn list(_: Clinic, _: Call<ListVets>) -> Outcome<ListVets> {
    Err(db::Error::Unavailable("refused".into()).into())
}

/// A collector that keeps the spans it receives, in order.
async fn collector() -> (String, Arc<Mutex<Vec<u8>>>) {
    let spans = Arc::<Mutex<Vec<u8>>>::default();
    let kept = spans.clone();
    let keep = move |body: Bytes| async move { kept.lock().unwrap().extend_from_slice(&body) };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(keep)).await });
    (format!("http://{address}"), spans)
}

async fn start(traces_endpoint: String) -> Telemetry {
    telemetry::init(Config {
        application: "petclinic".to_owned(),
        program: "customers-service".to_owned(),
        service: "customers".to_owned(),
        version: "1.2.3".to_owned(),
        log_level: contract::directives::Directives::default(),
        log_format: Format::Json,
        metrics: true,
        emf_interval: Duration::ZERO,
        emf_namespace: "PetClinic".to_owned(),
        traces_endpoint: Some(traces_endpoint),
        traces_sampling: 1.0,
        region: None,
    })
    .unwrap()
}

#[tokio::test]
async fn nothing_that_people_write_is_logged_traced_or_counted() {
    let (endpoint, spans) = collector().await;
    let telemetry = start(endpoint).await;
    let lines = Lines::default();
    let _logging = tracing::subscriber::set_default(lines.clone());
    let router = Router::new().mount(AddOwner, add).mount(ListVets, list).with_state(Clinic(Clock::System));
    let settings = Settings::default();
    let exchanges = settings.exchanges.clone();
    let edge = Edge::new(router, settings, Drain::default());
    let body = r#"{"firstName":"Franklin","lastName":"Franklin","address":"Franklin","city":"Franklin","telephone":"6085551023"}"#;
    for (method, path, expected) in [
        ("POST", "/api/customers/owners", 201),
        ("POST", "/api/customers/owners?lastName=Franklin", 400),
        ("POST", "/api/customer/owners?lastName=Franklin", 201),
        ("POST", "/api/customer/owners/Franklin", 404),
        ("GET", "/api/vet/vets?lastName=Franklin", 503),
        ("GET", "/owners/Franklin?telephone=6085551023", 404),
        ("FRANKLIN", "/api/vets/vets", 405),
    ] {
        let request = http::Request::builder().method(method).uri(path);
        let request = request
            .header("content-type", "application/json")
            .header("authorization", "Bearer Franklin")
            .header("cookie", "owner=Franklin")
            .header("referer", "https://clinic.example/owners/Franklin")
            .header("tracestate", "owner=Franklin")
            .header("user-agent", "Franklin")
            .header("x-forwarded-for", "203.0.113.7")
            .header("x-request-id", "George Franklin");
        let answer = edge.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        assert_eq!(answer.status(), expected, "{method} {path}");
    }
    let counted = telemetry.metrics.as_ref().unwrap().exposition();
    telemetry.shutdown().await;

    let lines = lines.0.lock().unwrap().clone();
    let has = |line: &str| lines.iter().any(|it| it.starts_with(line));
    assert!(has(r#"request method="POST" path="/api/customers/owners" status=201"#), "{lines:#?}");
    assert!(has(r#"request method="GET" path="UNKNOWN" status=404"#), "{lines:#?}");
    assert!(lines.iter().any(|it| it.contains("request not served")), "{lines:#?}");
    let spans = String::from_utf8_lossy(&spans.lock().unwrap()).into_owned();
    for name in ["POST /api/customers/owners", "GET /api/vets/vets", "GET UNKNOWN", "UNKNOWN UNKNOWN"] {
        assert!(spans.contains(name), "{name}: {spans}");
    }
    for (what, text) in [
        ("logged", lines.join("\n")),
        ("traced", spans),
        ("counted", counted),
        ("shown to operators", format!("{exchanges:?}")),
    ] {
        for personal in ["franklin", "6085551023", "203.0.113.7"] {
            assert!(!text.to_ascii_lowercase().contains(personal), "{personal} is {what}: {text}");
        }
    }
}
