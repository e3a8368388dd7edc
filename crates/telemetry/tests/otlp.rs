//! Exports spans to a collector over real HTTP. The file has a single test, because telemetry is set up once per process.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::{HeaderMap, HeaderValue};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::KeyValue;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::span::SpanKind as ExportedKind;
use opentelemetry_proto::tonic::trace::v1::status::StatusCode;
use prost::Message;
use telemetry::trace::{Span, SpanKind, Trace, record};
use telemetry::{Config, Format, InitError, Telemetry, init};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Reads one request from a connection and answers 200. Returns the head in lower case, and the body.
async fn take(connection: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let head_length = loop {
        connection.read_buf(&mut bytes).await.ok()?;
        if let Some(at) = bytes.windows(4).position(|end| end == b"\r\n\r\n") {
            break at + 4;
        }
    };
    let mut body = bytes.split_off(head_length);
    let head = String::from_utf8(bytes).ok()?.to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "))?.parse().ok()?;
    while body.len() < length {
        connection.read_buf(&mut body).await.ok()?;
    }
    connection.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await.ok()?;
    Some((head, body))
}

async fn start(endpoint: &str) -> Result<Telemetry, InitError> {
    init(Config {
        application: "petclinic".to_owned(),
        program: "customers-service".to_owned(),
        service: "customers".to_owned(),
        version: "1.2.3".to_owned(),
        log_level: contract::directives::Directives::default(),
        log_format: Format::Json,
        metrics: true,
        emf_interval: Duration::ZERO,
        emf_namespace: "PetClinic".to_owned(),
        traces_endpoint: Some(endpoint.to_owned()),
        traces_sampling: 1.0,
        region: Some("eu-west-1".to_owned()),
    })
}

fn value<'a>(attributes: &'a [KeyValue], name: &str) -> Option<&'a Value> {
    attributes.iter().find(|attribute| attribute.key == name)?.value.as_ref()?.value.as_ref()
}

fn text(attributes: &[KeyValue], name: &str) -> String {
    match value(attributes, name) {
        Some(Value::StringValue(text)) => text.clone(),
        other => panic!("{name} is {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_between_services_is_one_trace_at_the_collector() {
    for endpoint in ["https://collector:4318", "collector"] {
        let refused = start(endpoint).await.err().unwrap();
        assert!(
            matches!(&refused, InitError::Endpoint { endpoint: named, .. } if named == endpoint),
            "{refused}"
        );
    }
    let collector = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let telemetry = start(&format!("http://{}", collector.local_addr().unwrap())).await.unwrap();
    assert!(matches!(start("http://127.0.0.1:1").await, Err(InitError::Again(_))));

    // customers, asked from outside, calls visits.
    let asked = Trace::of(&HeaderMap::new());
    assert!(asked.is_recorded(), "all new traces are sampled");
    let call = asked.child();
    let mut headers = HeaderMap::new();
    call.write(&mut headers);
    let answering = Trace::of(&headers);
    let began = SystemTime::UNIX_EPOCH + Duration::from_secs(1_785_499_200);
    let span = |trace: &Trace, kind, name: &str, status: u16| Span {
        trace: trace.clone(),
        kind,
        name: name.to_owned(),
        began,
        took: Duration::from_millis(15),
        status: Some(status),
        has_failed: status >= 500,
        attributes: vec![("http.request.method", "GET".to_owned())],
    };
    record(span(&asked, SpanKind::Server, "GET /api/customers/owners/{ownerId}/details", 200));
    record(span(&call, SpanKind::Client, "GET /api/visits/visits", 503));
    record(span(&answering, SpanKind::Server, "GET /api/visits/visits", 503));

    let taking = tokio::spawn(async move {
        let (mut connection, _) = collector.accept().await.unwrap();
        take(&mut connection).await
    });
    let (head, body) = taking.await.unwrap().unwrap();

    assert!(head.starts_with("post /v1/traces http/1.1\r\n"), "{head}");
    assert!(head.contains("content-type: application/x-protobuf"), "{head}");
    let request = ExportTraceServiceRequest::decode(body.as_slice()).unwrap();
    let [about] = request.resource_spans.as_slice() else { panic!("{request:?}") };
    let resource = &about.resource.as_ref().unwrap().attributes;
    for (name, expected) in [
        ("service.name", "customers-service"),
        ("service.namespace", "petclinic"),
        ("service.version", "1.2.3"),
        ("cloud.provider", "aws"),
        ("cloud.region", "eu-west-1"),
    ] {
        assert_eq!(text(resource, name), expected);
    }
    let spans: Vec<_> = about.scope_spans.iter().flat_map(|scope| &scope.spans).collect();
    let [first, second, third] = spans.as_slice() else { panic!("{spans:?}") };
    let id = asked.id.to_be_bytes().to_vec();
    assert!(spans.iter().all(|span| span.trace_id == id), "one trace");
    assert_eq!(first.parent_span_id, Vec::<u8>::new());
    assert_eq!(second.parent_span_id, first.span_id);
    assert_eq!(third.parent_span_id, second.span_id);
    assert_eq!(
        (first.kind(), second.kind(), third.kind()),
        (ExportedKind::Server, ExportedKind::Client, ExportedKind::Server)
    );
    assert_eq!(first.name, "GET /api/customers/owners/{ownerId}/details");
    assert_eq!(u128::from(first.start_time_unix_nano), began.duration_since(UNIX_EPOCH).unwrap().as_nanos());
    assert_eq!(first.end_time_unix_nano - first.start_time_unix_nano, 15_000_000);
    assert_eq!(text(&first.attributes, "http.request.method"), "GET");
    assert_eq!(value(&first.attributes, "http.response.status_code"), Some(&Value::IntValue(200)));
    assert_eq!(first.status.as_ref().map_or(StatusCode::Unset, |status| status.code()), StatusCode::Unset);
    assert_eq!(second.status.as_ref().unwrap().code(), StatusCode::Error);

    // The collector is gone: the service does not wait for it, and the lost spans are counted.
    record(span(&asked, SpanKind::Server, "GET /api/vets/vets", 200));
    telemetry.shutdown().await;
    let lost =
        telemetry.metrics.as_ref().unwrap().one("trace.spans.exported", &[("outcome", "failed")]).unwrap();
    assert_eq!(lost.measurements[0].value, 1.0);

    // Propagation continues with a share of 0 and follows the caller's decision.
    telemetry.set_sampling(0.0);
    assert!(!Trace::of(&HeaderMap::new()).is_sampled);
    let x_ray = HeaderValue::from_static(
        "Root=1-6a6c8b40-000000000000000000000001;Parent=0000000000000002;Sampled=1",
    );
    let followed = Trace::of(&HeaderMap::from_iter([("x-amzn-trace-id".parse().unwrap(), x_ray)]));
    assert_eq!((followed.id, followed.parent), (0x6a6c_8b40 << 96 | 1, Some(2)));
    assert!(followed.is_recorded());
}
