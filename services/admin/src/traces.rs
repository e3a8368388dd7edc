//! The requests that were slow or failed, put together from what each instance keeps of them.

use std::collections::{BTreeMap, HashSet};

use contract::admin::{Instance, InstanceId, RequestTrace, SpanKind, TraceList, TraceSpan};
use contract::routes::ListTraces;
use futures_util::{StreamExt, stream};
use serde::Deserialize;
use web::answer::{Answer, Outcome};
use web::call::Call;

use crate::Admin;
use crate::actuator::WITHIN;
use crate::instances::UP;
use crate::reach::{Question, actuator_url};

/// How many instances are asked at once.
const AT_ONCE: usize = 16;
/// Most instances that are asked.
const INSTANCES: usize = 500;
/// The longest answer of an instance, in bytes: 100 requests with 32 calls each.
const LONGEST: usize = 2 * 1024 * 1024;
/// The most traces that are listed.
const MOST: usize = 100;
/// The most traces that are kept while instances answer.
const KEPT: usize = 4 * MOST;
/// What an instance's actuator calls them.
const ENDPOINT: &str = "traces";

/// What an instance keeps.
#[derive(Deserialize)]
struct Kept {
    traces: Vec<KeptTrace>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct KeptTrace {
    trace_id: String,
    spans: Vec<KeptSpan>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct KeptSpan {
    span_id: String,
    parent_id: Option<String>,
    kind: SpanKind,
    service: Option<String>,
    name: String,
    began: String,
    took_ms: f64,
    status: Option<u16>,
    has_failed: bool,
}

pub(crate) async fn list(state: Admin, call: Call<ListTraces>) -> Outcome<ListTraces> {
    let _place = state.passing.take()?;
    let all = state.instances.list(None, None, INSTANCES);
    let offers = |it: &Instance| it.endpoints.iter().any(|link| link.id == ENDPOINT);
    let (up, down): (Vec<_>, Vec<_>) =
        all.into_iter().filter(offers).partition(|it| it.status_info.status == UP);
    let one = async |instance: &Instance| (instance.clone(), kept(&state, instance).await);
    let answers: Vec<_> = stream::iter(&up).map(one).buffer_unordered(AT_ONCE).collect().await;
    let mut unreachable: Vec<_> = down.into_iter().map(|it| it.id).collect();
    let mut found = Found::default();
    for (instance, kept) in answers {
        match kept {
            Some(kept) => found.add(&instance, kept, call.query.trace_id.as_deref()),
            None => unreachable.push(instance.id),
        }
    }
    unreachable.sort_unstable();
    Answer::json(&TraceList { traces: found.traces(), unreachable })
}

async fn kept(state: &Admin, instance: &Instance) -> Option<Kept> {
    let url = actuator_url(&instance.registration, &[ENDPOINT])?;
    let answered = state.reach.ask(&instance.registration, Question::get(url, WITHIN, LONGEST)).await.ok()?;
    serde_json::from_slice(&answered.body).ok().filter(|_| answered.status == 200)
}

/// The spans by trace. Instances that share a process tell of the same ones.
#[derive(Default)]
struct Found {
    spans: BTreeMap<String, Vec<TraceSpan>>,
}

impl Found {
    fn add(&mut self, instance: &Instance, kept: Kept, wanted: Option<&str>) {
        for trace in kept.traces {
            if wanted.is_some_and(|it| it != trace.trace_id) {
                continue;
            }
            let known = self.spans.entry(trace.trace_id).or_default();
            for span in trace.spans {
                if known.iter().all(|it| it.span_id != span.span_id) {
                    known.push(shown(instance.id, &instance.registration.name, span));
                }
            }
        }
        self.keep_slowest();
    }

    /// Drops the fastest traces beyond the bound, so that many instances do not fill the memory.
    fn keep_slowest(&mut self) {
        if self.spans.len() <= KEPT {
            return;
        }
        let slowest = |spans: &[TraceSpan]| spans.iter().map(|it| it.took_ms).fold(0.0, f64::max);
        let mut all: Vec<_> = self.spans.values().map(|it| slowest(it)).collect();
        all.sort_by(|a, b| b.total_cmp(a));
        let least = all.get(KEPT - 1).copied().unwrap_or_default();
        self.spans.retain(|_, it| slowest(it) >= least);
    }

    fn traces(self) -> Vec<RequestTrace> {
        let mut traces: Vec<_> =
            self.spans.into_iter().filter_map(|(id, spans)| together(id, spans)).collect();
        traces.sort_by(|a, b| b.took_ms.total_cmp(&a.took_ms));
        traces.truncate(MOST);
        traces
    }
}

fn shown(instance: InstanceId, application: &str, span: KeptSpan) -> TraceSpan {
    TraceSpan {
        span_id: span.span_id,
        parent_id: span.parent_id,
        instance,
        application: span.service.unwrap_or_else(|| application.to_owned()),
        kind: span.kind,
        name: span.name,
        began: span.began,
        took_ms: span.took_ms,
        status: span.status,
        has_failed: span.has_failed,
    }
}

/// The request that was answered first is the one whose parent is not here; of several, the longest.
fn together(trace_id: String, mut spans: Vec<TraceSpan>) -> Option<RequestTrace> {
    spans.sort_by(|a, b| a.began.cmp(&b.began));
    let ids: HashSet<_> = spans.iter().map(|it| it.span_id.as_str()).collect();
    let is_first = |it: &&TraceSpan| it.parent_id.as_deref().is_none_or(|parent| !ids.contains(parent));
    let first = spans.iter().filter(is_first).max_by(|a, b| a.took_ms.total_cmp(&b.took_ms))?.clone();
    Some(RequestTrace {
        trace_id,
        began: first.began,
        took_ms: first.took_ms,
        name: first.name,
        application: first.application,
        status: first.status,
        has_failed: first.has_failed,
        spans,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(id: &str, parent: Option<&str>, took_ms: f64) -> KeptSpan {
        KeptSpan {
            span_id: id.to_owned(),
            parent_id: parent.map(str::to_owned),
            kind: SpanKind::Server,
            service: None,
            name: format!("GET /{id}"),
            began: format!("2026-05-20T12:00:00.{id}Z"),
            took_ms,
            status: Some(200),
            has_failed: false,
        }
    }

    fn instance(id: &str, name: &str) -> Instance {
        let registration = serde_json::json!({ "name": name, "healthUrl": "http://h/health", "source": "discovery", "metadata": {} });
        let instance = serde_json::json!({ "id": id, "version": 1, "registration": registration, "registered": true,
            "statusInfo": { "status": "UP", "details": {} }, "statusTimestamp": "", "info": {}, "endpoints": [],
            "buildVersion": null, "tags": {} });
        serde_json::from_value(instance).unwrap()
    }

    fn one(id: &str, spans: Vec<KeptSpan>) -> Kept {
        Kept { traces: vec![KeptTrace { trace_id: id.to_owned(), spans }] }
    }

    #[test]
    fn what_several_instances_keep_of_a_request_is_one_trace() {
        let mut found = Found::default();
        let (customers, visits) = (instance("0123456789ab", "customers"), instance("0123456789ac", "visits"));
        found.add(&visits, one("a", vec![span("3", Some("2"), 5.0)]), None);
        found.add(&customers, one("a", vec![span("1", Some("gone"), 9.0), span("2", Some("1"), 6.0)]), None);
        found.add(&customers, one("b", vec![span("4", None, 20.0)]), None);
        // Another instance in the same process.
        found.add(&visits, one("b", vec![span("4", None, 20.0)]), None);
        let traces = found.traces();
        assert_eq!(traces.iter().map(|it| it.trace_id.as_str()).collect::<Vec<_>>(), ["b", "a"]);
        assert_eq!((traces[0].spans.len(), traces[1].spans.len()), (1, 3));
        let first = &traces[1];
        assert_eq!(
            (first.name.as_str(), first.application.as_str(), first.took_ms),
            ("GET /1", "customers", 9.0)
        );
    }

    #[test]
    fn of_many_traces_the_slowest_are_kept() {
        let mut found = Found::default();
        let customers = instance("0123456789ab", "customers");
        for number in 0..10 * KEPT {
            let id = number.to_string();
            found.add(&customers, one(&id, vec![span(&id, None, number as f64)]), None);
        }
        assert_eq!(found.spans.len(), KEPT);
        let traces = found.traces();
        assert_eq!((traces.len(), traces[0].took_ms), (MOST, (10 * KEPT - 1) as f64));
    }

    #[test]
    fn a_trace_is_found_by_its_id() {
        let mut found = Found::default();
        let customers = instance("0123456789ab", "customers");
        found.add(&customers, one("a", vec![span("1", None, 1.0)]), Some("b"));
        found.add(&customers, one("b", vec![span("2", None, 1.0)]), Some("b"));
        assert_eq!(found.traces().len(), 1);
    }
}
