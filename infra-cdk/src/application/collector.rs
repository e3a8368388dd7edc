//! The collector beside each task: the AWS Distro for OpenTelemetry takes traces to X-Ray, and metrics of OTLP to CloudWatch. Services
//! write their own metrics to the log, from which CloudWatch takes them, so that these need no collector.

use cdk::constructs::{Container, ContainerHealthCheck, Image};
use contract::service::Service;
use contract::settings::ServiceSettings;
use serde_json::json;

use crate::app::Clinic;
use crate::names;
use crate::parameter_store::COLLECTOR;

pub(super) const NAME: &str = "collector";

const IMAGE: &str = "public.ecr.aws/aws-observability/aws-otel-collector:v0.49.0";

/// What it may use of the task's memory, in MiB: all in all, and for what waits to be sent.
const MEMORY: (u32, u32) = (160, 100);
/// Its share of the task's CPU where both want it, in units of 1/1,024.
const CPU: u32 = 32;

/// The collector of a service; `None` where its traces go elsewhere by a setting.
pub(super) fn of(clinic: &Clinic<'_>, service: Service, settings: &ServiceSettings) -> Option<Container> {
    if settings.traces.endpoint.as_deref() != Some(COLLECTOR) {
        return None;
    }
    let container = Container::new(NAME, Image::registry(IMAGE))
        .environment("AOT_CONFIG_CONTENT", configuration(clinic, service, &settings.metrics.emf_namespace))
        .user("65532:65532")
        .without_capabilities()
        .cpu(CPU)
        .memory_limit(MEMORY.0)
        .health_check(ContainerHealthCheck::program(["/healthcheck"]).start_period_seconds(10))
        .stop_timeout_seconds(30)
        // A service without its collector serves all the same.
        .optional();
    Some(container)
}

/// The collector's configuration, of which YAML is a superset.
fn configuration(clinic: &Clinic<'_>, service: Service, namespace: &str) -> String {
    // Only the task itself reaches it.
    let address = COLLECTOR.trim_start_matches("http://");
    let processors = ["memory_limiter", "resourcedetection", "batch"];
    json!({
        "extensions": {"health_check": {"endpoint": "127.0.0.1:13133"}},
        "receivers": {"otlp": {"protocols": {"http": {"endpoint": address}}}},
        "processors": {
            "memory_limiter": {"check_interval": "1s", "limit_mib": MEMORY.1, "spike_limit_mib": 20},
            "resourcedetection": {"detectors": ["env", "ecs"]},
            "batch": {"timeout": "1s", "send_batch_size": 50},
        },
        "exporters": {
            "awsxray": {},
            "awsemf": {
                "namespace": namespace,
                "log_group_name": names::log_group(clinic.env(), service),
                "log_stream_name": "collector-metrics/{TaskId}",
                "dimension_rollup_option": "NoDimensionRollup",
            },
        },
        "service": {
            "extensions": ["health_check"],
            "pipelines": {
                "traces": {"receivers": ["otlp"], "processors": processors, "exporters": ["awsxray"]},
                "metrics": {"receivers": ["otlp"], "processors": processors, "exporters": ["awsemf"]},
            },
        },
    })
    .to_string()
}
