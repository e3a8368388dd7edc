//! The context that a call propagates to a peer.

use contract::service::Service;
use peers::Settings;
use reqwest::header::{HeaderMap, HeaderValue};
use telemetry::context::RequestContext;
use telemetry::trace::Trace;

use crate::{answering, call, customers_at, peers};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER: &str = "00f067aa0ba902b7";

/// An incoming request that is part of a trace.
fn request() -> RequestContext {
    let mut headers = HeaderMap::new();
    let parent = format!("00-{TRACE}-{CALLER}-01");
    headers.insert("traceparent", HeaderValue::from_str(&parent).unwrap());
    RequestContext::new(HeaderValue::from_static("req-1"), Trace::of(&headers))
}

#[tokio::test]
async fn a_call_carries_the_id_of_its_request_and_every_attempt_its_own_place_in_the_trace() {
    let server = answering(503).await;
    let peers = customers_at(server.uri(), Settings::default());
    let context = request();
    let span = format!("{:016x}", context.trace().span);
    context.scope(call(&peers)).await.unwrap_err();
    let mut spans = vec![CALLER.to_owned(), span];
    for attempt in server.received_requests().await.unwrap() {
        assert_eq!(attempt.headers["x-request-id"], "req-1");
        let parent = attempt.headers["traceparent"].to_str().unwrap();
        let [version, trace, span, flags] = parent.split('-').collect::<Vec<_>>()[..] else {
            panic!("{parent}")
        };
        assert_eq!((version, trace, flags), ("00", TRACE, "01"));
        assert!(!spans.contains(&span.to_owned()), "{parent} is in {spans:?}");
        let x_ray = attempt.headers["x-amzn-trace-id"].to_str().unwrap();
        assert!(x_ray.contains(&format!("Root=1-{}-{}", &TRACE[..8], &TRACE[8..])), "{x_ray}");
        assert!(x_ray.contains(&format!("Parent={span}")) && x_ray.contains("Sampled=1"), "{x_ray}");
        spans.push(span.to_owned());
    }
    assert_eq!(spans.len(), 5);
}

#[tokio::test]
async fn a_call_that_no_request_causes_carries_nothing_of_one() {
    let server = answering(204).await;
    let peers = peers(Settings::default(), [(Service::Visits, server.uri())]);
    peers.visits().forget_pet(1).await.unwrap();
    let headers = &server.received_requests().await.unwrap()[0].headers;
    for name in ["x-request-id", "traceparent", "x-amzn-trace-id"] {
        assert!(!headers.contains_key(name), "{name}");
    }
}
