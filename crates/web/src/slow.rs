//! The requests that were slow or failed, with the calls that they made, for operators: what a trace of them shows without a collector.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use contract::service::Service;
use jiff::Timestamp;
use serde_json::{Value, json};
use telemetry::context::PeerCall;
use telemetry::trace::Trace;

/// The number of requests kept.
const CAPACITY: usize = 100;

/// The last requests that were slow or failed. Clones share the list.
#[derive(Clone, Debug, Default)]
pub struct SlowRequests(Arc<Mutex<VecDeque<SlowRequest>>>);

/// A request that was slow or failed. Like a span, it contains no personal data.
#[derive(Clone, Debug)]
pub(crate) struct SlowRequest {
    pub(crate) trace: Trace,
    pub(crate) service: Option<Service>,
    pub(crate) method: &'static str,
    pub(crate) template: &'static str,
    pub(crate) began: Timestamp,
    pub(crate) took: Duration,
    pub(crate) status: u16,
    /// The calls that it made to other services.
    pub(crate) calls: Vec<PeerCall>,
}

impl SlowRequests {
    /// Adds a request, and drops the oldest one beyond the capacity.
    pub(crate) fn add(&self, request: SlowRequest) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() == CAPACITY {
            all.pop_front();
        }
        all.push_back(request);
    }

    /// The spans by trace, latest first.
    pub(crate) fn to_json(&self) -> Value {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let traces: Vec<_> = all.iter().rev().map(SlowRequest::to_json).collect();
        json!({ "traces": traces })
    }
}

impl SlowRequest {
    fn to_json(&self) -> Value {
        let own = json!({
            "spanId": id(self.trace.span),
            "parentId": self.trace.parent.map(id),
            "kind": "server",
            "service": self.service.map(Service::name),
            "name": format!("{} {}", self.method, self.template),
            "began": format!("{:.6}", self.began),
            "tookMs": milliseconds(self.took),
            "status": self.status,
            "hasFailed": self.status >= 500,
        });
        let calls = self.calls.iter().map(|call| {
            json!({
                "spanId": id(call.span),
                "parentId": id(self.trace.span),
                "kind": "client",
                "service": self.service.map(Service::name),
                "name": format!("{} {}", call.route.method, call.route.path),
                "began": format!("{:.6}", self.began.saturating_add(call.after).unwrap_or(self.began)),
                "tookMs": milliseconds(call.took),
                "status": call.status,
                "hasFailed": call.status.is_none_or(|it| it >= 500),
            })
        });
        let spans: Vec<_> = std::iter::once(own).chain(calls).collect();
        json!({ "traceId": format!("{:032x}", self.trace.id), "spans": spans })
    }
}

fn id(span: u64) -> String {
    format!("{span:016x}")
}

/// A duration in milliseconds.
pub(crate) fn milliseconds(took: Duration) -> f64 {
    // Microseconds are as exact as a clock over a network is.
    (took.as_secs_f64() * 1e6).round() / 1e3
}

#[cfg(test)]
mod tests {
    use contract::endpoint::Endpoint;
    use contract::routes::ListVisitsOfPets;

    use super::*;

    fn request(status: u16) -> SlowRequest {
        let trace = Trace { id: 0xabc, span: 1, parent: None, is_sampled: false, state: None };
        SlowRequest {
            trace,
            service: Some(Service::Customers),
            method: "GET",
            template: "/api/gateway/owners/{ownerId}",
            began: Timestamp::UNIX_EPOCH,
            took: Duration::from_micros(1_234_567),
            status,
            calls: Vec::new(),
        }
    }

    #[test]
    fn a_slow_request_is_shown_with_its_calls() {
        let slow = SlowRequests::default();
        let after = Duration::from_millis(10);
        let route = const { &ListVisitsOfPets::ROUTE };
        let call = PeerCall { span: 2, route, after, took: Duration::from_secs(1), status: None };
        slow.add(SlowRequest { calls: vec![call], ..request(200) });
        let shown = slow.to_json();
        let trace = &shown["traces"][0];
        assert_eq!(trace["traceId"], "00000000000000000000000000000abc");
        assert_eq!(trace["spans"][0]["tookMs"], 1_234.567);
        assert_eq!(trace["spans"][0]["parentId"], Value::Null);
        let call = &trace["spans"][1];
        assert_eq!((&call["parentId"], &call["kind"]), (&trace["spans"][0]["spanId"], &json!("client")));
        assert_eq!(
            (&call["began"], &call["hasFailed"]),
            (&json!("1970-01-01T00:00:00.010000Z"), &json!(true))
        );
    }

    #[test]
    fn the_oldest_are_forgotten() {
        let slow = SlowRequests::default();
        (1..=103).for_each(|it| slow.add(request(it)));
        let shown = slow.to_json();
        let statuses: Vec<_> =
            shown["traces"].as_array().unwrap().iter().map(|it| &it["spans"][0]["status"]).collect();
        assert_eq!((statuses.len(), statuses[0], statuses[99]), (100, &json!(103), &json!(4)));
    }
}
