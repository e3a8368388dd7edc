//! The collector beside each task: the AWS Distro for OpenTelemetry takes traces to X-Ray, and metrics of OTLP to CloudWatch. Services
//! write their own metrics to the log, from which CloudWatch takes them, so that these need no collector; where there is a managed
//! Prometheus, the collector reads them and writes them there.

use cdk::IntoVal;
use cdk::constructs::{Container, ContainerHealthCheck, Image};
use contract::process_routes;
use contract::service::Service;
use contract::settings::ServiceSettings;
use observability::JOB;
use serde_json::{Value, json};

use super::prometheus::{ManagedPrometheus, filled};
use crate::app::Clinic;
use crate::names;
use crate::parameter_store::COLLECTOR;

pub(super) const NAME: &str = "collector";

const IMAGE: &str = "public.ecr.aws/aws-observability/aws-otel-collector:v0.49.0";

/// What it may use of the task's memory, in MiB: all in all, and for what waits to be sent.
const MEMORY: (u32, u32) = (160, 100);
/// The same where it gathers metrics for Prometheus, too.
const MEMORY_WITH_PROMETHEUS: (u32, u32) = (224, 160);
/// Its share of the task's CPU where both want it, in units of 1/1,024.
const CPU: u32 = 32;
/// Seconds between two readings of the service's metrics. Every sample is charged for, and no rule looks back for less than five minutes.
const INTERVAL_SECONDS: u32 = 60;
/// Stands for the address of the managed Prometheus until that is known.
const REMOTE_WRITE: &str = "ADDRESS-OF-PROMETHEUS";

/// The collector of a service; `None` where its traces go elsewhere by a setting, and nobody wants its metrics.
pub(super) fn of(
    clinic: &Clinic<'_>,
    service: Service,
    settings: &ServiceSettings,
    prometheus: Option<&ManagedPrometheus>,
) -> Option<Container> {
    if settings.traces.endpoint.as_deref() != Some(COLLECTOR) && prometheus.is_none() {
        return None;
    }
    let (memory, buffer) = if prometheus.is_some() { MEMORY_WITH_PROMETHEUS } else { MEMORY };
    let mut configuration = configuration(clinic, service, &settings.metrics.emf_namespace, buffer);
    let configuration = match prometheus {
        Some(prometheus) => {
            write_to_prometheus(&mut configuration, &clinic.environment.region, service);
            filled(&configuration.to_string(), REMOTE_WRITE, prometheus.remote_write())
        }
        None => configuration.to_string().into_val(),
    };
    let container = Container::new(NAME, Image::registry(IMAGE))
        .environment("AOT_CONFIG_CONTENT", configuration)
        .user("65532:65532")
        .without_capabilities()
        .cpu(CPU)
        .memory_limit(memory)
        .health_check(ContainerHealthCheck::program(["/healthcheck"]).start_period_seconds(10))
        .stop_timeout_seconds(30)
        // A service without its collector serves all the same.
        .optional();
    Some(container)
}

/// The collector's configuration, of which YAML is a superset.
fn configuration(clinic: &Clinic<'_>, service: Service, namespace: &str, buffer: u32) -> Value {
    // Only the task itself reaches it.
    let address = COLLECTOR.trim_start_matches("http://");
    let processors = ["memory_limiter", "resourcedetection", "batch"];
    json!({
        "extensions": {"health_check": {"endpoint": "127.0.0.1:13133"}},
        "receivers": {"otlp": {"protocols": {"http": {"endpoint": address}}}},
        "processors": {
            "memory_limiter": {"check_interval": "1s", "limit_mib": buffer, "spike_limit_mib": 20},
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
}

/// Adds a pipeline that reads the service's own metrics and writes them to the managed Prometheus, signed by the task's role.
fn write_to_prometheus(configuration: &mut Value, region: &str, service: Service) {
    let target = format!("127.0.0.1:{}", service.port().unwrap_or(80));
    let scrape = json!({
        "job_name": JOB,
        "scrape_interval": format!("{INTERVAL_SECONDS}s"),
        "metrics_path": process_routes::PROMETHEUS,
        // The labels that rules and alerts go by.
        "static_configs": [{"targets": [target], "labels": {"region": region, "service": service.name()}}],
    });
    configuration["receivers"]["prometheus"] = json!({"config": {"scrape_configs": [scrape]}});
    // It becomes the label `instance`. Beside every task the address is the same, and two tasks must not write one series.
    configuration["processors"]["resource/instance"] = json!({"attributes": [
        {"key": "service.instance.id", "from_attribute": "aws.ecs.task.arn", "action": "upsert"},
    ]});
    configuration["extensions"]["sigv4auth"] = json!({"region": region, "service": "aps"});
    configuration["service"]["extensions"] = json!(["health_check", "sigv4auth"]);
    configuration["exporters"]["prometheusremotewrite"] = json!({
        "endpoint": REMOTE_WRITE,
        "auth": {"authenticator": "sigv4auth"},
        // Names stay as the service has them.
        "add_metric_suffixes": false,
        "target_info": {"enabled": false},
    });
    configuration["service"]["pipelines"]["metrics/prometheus"] = json!({
        "receivers": ["prometheus"],
        "processors": ["memory_limiter", "resourcedetection", "resource/instance", "batch"],
        "exporters": ["prometheusremotewrite"],
    });
}
