//! A request through several services forms a single trace.

use contract::settings;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::trace::v1::Span;
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use prost::Message;

use super::harness::AwsHarness;
use crate::harness::eventually;

/// A trace collector that keeps all spans (OTLP over HTTP).
#[derive(Clone, Default)]
struct Collector(Arc<Mutex<Vec<(String, Span)>>>);

impl Collector {
    async fn start() -> (Self, String) {
        let collector = Self::default();
        let keep = {
            let collector = collector.clone();
            async move |body: Bytes| collector.keep(&body)
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, Router::new().fallback(keep)).await });
        (collector, format!("http://{address}"))
    }

    fn keep(&self, body: &[u8]) {
        for resource in ExportTraceServiceRequest::decode(body).unwrap().resource_spans {
            let attributes = &resource.resource.as_ref().unwrap().attributes;
            let name = attributes.iter().find(|it| it.key == "service.name").unwrap();
            let name = format!("{:?}", name.value);
            let spans = resource.scope_spans.into_iter().flat_map(|it| it.spans);
            self.0.lock().unwrap().extend(spans.map(|it| (name.clone(), it)));
        }
    }

    /// A service's spans of a trace.
    fn spans(&self, trace: u128, service: &str, kind: SpanKind) -> Vec<Span> {
        let all = self.0.lock().unwrap();
        let wanted = all.iter().filter(|(name, it)| {
            name.contains(service) && it.trace_id == trace.to_be_bytes() && it.kind == i32::from(kind)
        });
        wanted.map(|(_, it)| it.clone()).collect()
    }
}

const TRACE: u128 = 0x691f_0000_4bf9_2f35_77b3_4da6_a3ce_929d;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn owner_details_are_one_trace_through_customers_and_visits() {
    let (collector, endpoint) = Collector::start().await;
    let harness =
        AwsHarness::open(&[(settings::Traces::ENDPOINT, &endpoint), (settings::Traces::SAMPLING, "0.0")])
            .await;
    let traceparent = format!("00-{TRACE:032x}-00f067aa0ba902b7-01");
    harness.http.get_with("/api/gateway/owners/6", ("traceparent", &traceparent)).await.expect(200);
    let find = |service: &str, kind| collector.spans(TRACE, service, kind);
    eventually("the trace is complete", async || {
        !find("customers-service", SpanKind::Server).is_empty()
            && !find("visits-service", SpanKind::Server).is_empty()
    })
    .await;
    let [outer] = find("customers-service", SpanKind::Server).try_into().unwrap();
    let [call] = find("customers-service", SpanKind::Client).try_into().unwrap();
    let [inner] = find("visits-service", SpanKind::Server).try_into().unwrap();
    assert_eq!(outer.parent_span_id, 0x00f0_67aa_0ba9_02b7_u64.to_be_bytes());
    assert_eq!(call.parent_span_id, outer.span_id);
    assert_eq!(inner.parent_span_id, call.span_id);
    // Both logs contain the trace id, too.
    for task in [&harness.customers, &harness.visits] {
        task.logs("the trace is in the log", |it| it["traceId"] == format!("{TRACE:032x}")).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trace_that_a_load_balancer_began_goes_on() {
    let (collector, endpoint) = Collector::start().await;
    let harness =
        AwsHarness::open(&[(settings::Traces::ENDPOINT, &endpoint), (settings::Traces::SAMPLING, "0.0")])
            .await;
    let header = "Root=1-691f0000-4bf92f3577b34da6a3ce929d;Parent=00f067aa0ba902b7;Sampled=1";
    harness.http.get_with("/api/vets/vets", ("X-Amzn-Trace-Id", header)).await.expect(200);
    eventually("the span is there", async || {
        !collector.spans(TRACE, "vets-service", SpanKind::Server).is_empty()
    })
    .await;
}
