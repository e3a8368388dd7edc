//! Metrics, one at a time for people and all at once for Prometheus.

use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use contract::params::Query;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use serde_json::json;
use telemetry::Metrics;
use telemetry::metrics::EXPOSITION_TYPE;

use crate::actuator::media::answer;
use crate::actuator::{Shared, Sources};
use crate::fault::Fault;

/// Lists the names of all metrics.
pub(super) async fn names(State(sources): Shared, headers: HeaderMap) -> Result<Response, Fault> {
    Ok(answer(&headers, &json!({ "names": kept(&sources)?.names() })))
}

/// Shows one metric, over the series that have the given tags: `?tag=uri:/api/vets/vets&tag=status:200`.
pub(super) async fn show(
    State(sources): Shared,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let query = Query::parse(query.as_deref().unwrap_or_default());
    let mut tags = Vec::new();
    for tag in query.all("tag") {
        let pair = tag.split_once(':').filter(|(name, _)| !name.is_empty());
        tags.push(pair.ok_or_else(|| Fault::refused(StatusCode::BAD_REQUEST, "tag must be name:value"))?);
    }
    // Spring Boot Admin sends the first tag twice.
    tags.sort_unstable();
    tags.dedup();
    let meter = kept(&sources)?.one(&name, &tags);
    let meter = meter.ok_or_else(|| Fault::refused(StatusCode::NOT_FOUND, "there is no such metric"))?;
    Ok(answer(&headers, &json!(meter)))
}

/// All metrics in the format of Prometheus.
pub(super) async fn exposition(State(sources): Shared) -> Result<Response, Fault> {
    let text = kept(&sources)?.exposition();
    Ok(([(CONTENT_TYPE, EXPOSITION_TYPE), (CACHE_CONTROL, "no-store")], text).into_response())
}

fn kept(sources: &Sources) -> Result<&Metrics, Fault> {
    let metrics = sources.metrics.as_ref();
    metrics.ok_or_else(|| Fault::refused(StatusCode::NOT_FOUND, "metrics are switched off"))
}
