//! Exports spans to a collector: the batch processor of OpenTelemetry's SDK collects them and sends OTLP over HTTP.

use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response, Uri};
use opentelemetry::trace::{self as otel, SpanContext, Status, TraceFlags, TraceState};
use opentelemetry::{InstrumentationScope, KeyValue, SpanId};
use opentelemetry_http::{HttpClient, HttpError};
use opentelemetry_otlp::{SpanExporter as Otlp, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{
    BatchConfigBuilder, BatchSpanProcessor, SpanData, SpanEvents, SpanExporter, SpanLinks, SpanProcessor,
};
use tokio::runtime::Handle;
use tokio::time::Instant;

use super::{Span, SpanKind};
use crate::Config;

/// Time-out of an export. A collector runs beside the service, so a slow one is about to go.
const SENT_WITHIN: Duration = Duration::from_secs(3);
/// Minimum interval between two log lines about an unreachable collector.
const LOGGED_EVERY: Duration = Duration::from_secs(60);
/// Maximum spans in the queue; the processor drops further spans.
const WAITING_AT_MOST: usize = 2048;
const SENT_AT_ONCE: usize = 256;
const SENT_EVERY: Duration = Duration::from_secs(2);

static COLLECTOR: OnceLock<Collector> = OnceLock::new();

/// The target of spans.
pub(crate) struct Collector {
    spans: BatchSpanProcessor,
    scope: InstrumentationScope,
}

/// Installs the process's collector. Returns whether this was the first one.
pub(crate) fn install(collector: Collector) -> bool {
    COLLECTOR.set(collector).is_ok()
}

/// This process's collector, if it has one.
pub(crate) fn collector() -> Option<&'static Collector> {
    COLLECTOR.get()
}

impl Collector {
    /// Creates a collector that sends spans to an endpoint such as `http://127.0.0.1:4318` on this runtime. The error says which
    /// rule the endpoint breaks.
    pub(crate) fn new(endpoint: &str, config: &Config, runtime: Handle) -> Result<Self, String> {
        let endpoint = of_traces(endpoint)?;
        let exporter = Otlp::builder()
            .with_http()
            .with_http_client(OnRuntime { client: client()?, runtime })
            .with_endpoint(endpoint.as_str())
            .with_timeout(SENT_WITHIN)
            .build()
            .map_err(|error| error.to_string())?;
        let batches = BatchConfigBuilder::default()
            .with_max_queue_size(WAITING_AT_MOST)
            .with_max_export_batch_size(SENT_AT_ONCE)
            .with_scheduled_delay(SENT_EVERY)
            .build();
        let exporter = LoggingExporter { exporter, endpoint, failures: Failures::default() };
        let mut spans = BatchSpanProcessor::builder(exporter).with_batch_config(batches).build();
        spans.set_resource(&resource(config));
        let scope = InstrumentationScope::builder(env!("CARGO_PKG_NAME"))
            .with_version(config.version.clone())
            .build();
        Ok(Self { spans, scope })
    }

    pub(super) fn record(&self, span: Span) {
        self.spans.on_end(data(span, self.scope.clone()));
    }

    /// Sends the queued spans and stops. Blocks until they are sent, at most `within`.
    pub(crate) fn shutdown(&self, within: Duration) {
        // The exporter has logged any failure.
        let _ = self.spans.shutdown_with_timeout(within);
    }
}

/// The traces endpoint of a collector's base URL.
fn of_traces(endpoint: &str) -> Result<String, String> {
    let uri: Uri = endpoint.parse().map_err(|error| format!("is not a URL: {error}"))?;
    if uri.scheme_str() != Some("http") || uri.host().is_none_or(str::is_empty) {
        return Err("is not one that begins with http:// (a collector runs beside the service)".to_owned());
    }
    let base = endpoint.trim_end_matches('/');
    Ok(if base.ends_with("/v1/traces") { base.to_owned() } else { format!("{base}/v1/traces") })
}

fn client() -> Result<reqwest::Client, String> {
    #[expect(clippy::disallowed_methods, reason = "a collector is not another service; nobody waits for it")]
    let client = reqwest::Client::builder()
        .timeout(SENT_WITHIN)
        .pool_max_idle_per_host(1)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        // A collector speaks plain HTTP, so the client loads no certificate authorities and needs none.
        .tls_certs_only([])
        .build();
    client.map_err(|error| error.to_string())
}

/// The resource attributes that describe this process.
fn resource(config: &Config) -> Resource {
    let mut about = vec![
        KeyValue::new("service.name", config.program.clone()),
        KeyValue::new("service.namespace", config.application.clone()),
        KeyValue::new("service.version", config.version.clone()),
    ];
    if let Some(region) = &config.region {
        about.extend([
            KeyValue::new("cloud.provider", "aws"),
            KeyValue::new("cloud.platform", "aws_ecs"),
            KeyValue::new("cloud.region", region.clone()),
        ]);
    }
    Resource::builder().with_attributes(about).build()
}

fn data(span: Span, scope: InstrumentationScope) -> SpanData {
    let mut attributes: Vec<KeyValue> =
        span.attributes.into_iter().map(|(name, value)| KeyValue::new(name, value)).collect();
    if let Some(status) = span.status {
        attributes.push(KeyValue::new("http.response.status_code", i64::from(status)));
    }
    let trace = span.trace;
    let flags = TraceFlags::default().with_sampled(trace.is_sampled);
    let state = trace.state.as_ref().and_then(|state| TraceState::from_str(state.to_str().ok()?).ok());
    SpanData {
        span_context: SpanContext::new(
            trace.id.into(),
            trace.span.into(),
            flags,
            false,
            state.unwrap_or_default(),
        ),
        parent_span_id: trace.parent.map_or(SpanId::INVALID, SpanId::from),
        parent_span_is_remote: trace.parent.is_some() && span.kind == SpanKind::Server,
        span_kind: match span.kind {
            SpanKind::Server => otel::SpanKind::Server,
            SpanKind::Client => otel::SpanKind::Client,
        },
        name: span.name.into(),
        start_time: span.began,
        end_time: span.began + span.took,
        attributes,
        dropped_attributes_count: 0,
        events: SpanEvents::default(),
        links: SpanLinks::default(),
        status: if span.has_failed { Status::error("") } else { Status::Unset },
        instrumentation_scope: scope,
    }
}

/// Sends on the service's Tokio runtime, since the processor's own thread has none.
#[derive(Debug)]
struct OnRuntime {
    client: reqwest::Client,
    runtime: Handle,
}

#[async_trait]
impl HttpClient for OnRuntime {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let client = self.client.clone();
        let sending = async move {
            let mut answer = client.execute(request.try_into()?).await?;
            let status = answer.status();
            let headers = std::mem::take(answer.headers_mut());
            let mut response = Response::new(answer.bytes().await?);
            *response.status_mut() = status;
            *response.headers_mut() = headers;
            Ok::<_, HttpError>(response)
        };
        self.runtime.spawn(sending).await?
    }
}

/// Logs failed exports, at most once per interval.
#[derive(Debug)]
struct LoggingExporter<E> {
    exporter: E,
    endpoint: String,
    failures: Failures,
}

impl<E: SpanExporter> SpanExporter for LoggingExporter<E> {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let spans = batch.len() as u64;
        let outcome = self.exporter.export(batch).await;
        match &outcome {
            Ok(()) => metrics::counter!("trace_spans_exported_total", "outcome" => "ok").increment(spans),
            Err(error) => {
                metrics::counter!("trace_spans_exported_total", "outcome" => "failed").increment(spans);
                self.failures.log(spans, &self.endpoint, error);
            }
        }
        outcome
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(timeout)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.exporter.force_flush()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.exporter.set_resource(resource);
    }
}

#[derive(Debug, Default)]
struct Failures {
    last_logged: Mutex<Option<Instant>>,
    lost: AtomicU64,
}

impl Failures {
    fn log(&self, spans: u64, endpoint: &str, error: &(dyn std::error::Error + 'static)) {
        let lost = self.lost.fetch_add(spans, Ordering::Relaxed) + spans;
        let mut last = self.last_logged.lock().unwrap_or_else(PoisonError::into_inner);
        if last.is_none_or(|last| last.elapsed() >= LOGGED_EVERY) {
            *last = Some(Instant::now());
            self.lost.store(0, Ordering::Relaxed);
            tracing::warn!(endpoint, lost, error, "cannot export spans to the collector");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_of_traces_is_added_to_a_collectors_address() {
        for endpoint in ["http://127.0.0.1:4318", "http://127.0.0.1:4318/", "http://127.0.0.1:4318/v1/traces"]
        {
            assert_eq!(of_traces(endpoint).unwrap(), "http://127.0.0.1:4318/v1/traces");
        }
        for endpoint in
            ["", "127.0.0.1:4318", "https://collector", "grpc://collector", "http://", "/v1/traces"]
        {
            assert!(of_traces(endpoint).is_err(), "{endpoint}");
        }
    }
}
