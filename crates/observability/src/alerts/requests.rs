//! Alerts about how requests are answered now.

use contract::objective::RequestClass;

use crate::alert::{Alert, Cases, Severity, Topic};
use crate::on_aws::alarms;

/// Below this rate, three requests a minute, one failed request would be a tenth of all.
pub(super) const BUSY: &str = "petclinic:requests:rate5m > 0.05";

pub(super) fn all() -> Vec<Alert> {
    vec![error_rate_high(), latency_high()]
}

fn error_rate_high() -> Alert {
    Alert {
        name: "ErrorRateHigh",
        topic: Topic::Requests,
        severity: Severity::Ticket,
        lasts: "5m",
        expr: "petclinic:service_failed_requests:ratio_rate5m > 0.05\nand petclinic:service_requests:rate5m > 0.05"
            .to_owned(),
        summary: "{{ $labels.service }} answers more than 5 % of its requests with a status from 500.",
        condition: "More than 5 % of a service's requests fail for 5 minutes, at three requests a minute or more.",
        on_aws: alarms(&["{service}-error-rate", "api-server-errors", "{program}-failing"]).note("the last of them rolls a deployment back and tells nobody."),
        cases: Cases {
            at: "15m",
            firing: &[
                (r#"http_server_requests_seconds_count{region="us-west-2",service="vets",method="GET",uri="/api/vets/vets",status="200"}"#, "0+94x15"),
                (r#"http_server_requests_seconds_count{region="us-west-2",service="vets",method="GET",uri="/api/vets/vets",status="503"}"#, "0+6x15"),
            ],
            labels: &[("region", "us-west-2"), ("service", "vets")],
            quiet: &[
                (r#"http_server_requests_seconds_count{region="us-west-2",service="vets",method="GET",uri="/api/vets/vets",status="200"}"#, "0+95.1x15"),
                (r#"http_server_requests_seconds_count{region="us-west-2",service="vets",method="GET",uri="/api/vets/vets",status="503"}"#, "0+4.9x15"),
            ],
        },
    }
}

fn latency_high() -> Alert {
    let above = |class: RequestClass| {
        class.objective().latency.map(|it| {
            let (class, within) = (class.as_str(), it.within.as_secs_f64());
            format!("petclinic:latency_seconds:p99_5m{{class=\"{class}\"}} > 2 * {within}")
        })
    };
    let above: Vec<_> = RequestClass::ALL.into_iter().filter_map(above).collect();
    Alert {
        name: "LatencyHigh",
        topic: Topic::Requests,
        severity: Severity::Ticket,
        lasts: "10m",
        expr: format!("({})\nand on (region, class) {BUSY}", above.join("\nor ")),
        summary: "One in a hundred {{ $labels.class }} of {{ $labels.service }} takes more than twice as long as promised.",
        condition: "The 99th percentile of a class in a service is above twice the promised duration for 10 minutes.",
        on_aws: alarms(&["{service}-latency", "api-latency", "{program}-slow"]).note("by service and not by class of requests; the last of them rolls a deployment back and tells nobody."),
        cases: Cases {
            at: "20m",
            firing: &[
                (
                    r#"http_server_requests_seconds_count{region="us-west-2",service="vets",method="GET",uri="/api/vets/vets",status="200"}"#,
                    "0+1000x20",
                ),
                (
                    r#"http_server_requests_seconds_bucket{region="us-west-2",service="vets",method="GET",uri="/api/vets/vets",status="200",le="0.25"}"#,
                    "0+900x20",
                ),
                (
                    r#"http_server_requests_seconds_bucket{region="us-west-2",service="vets",method="GET",uri="/api/vets/vets",status="200",le="0.5"}"#,
                    "0+989x20",
                ),
                (
                    r#"http_server_requests_seconds_bucket{region="us-west-2",service="vets",method="GET",uri="/api/vets/vets",status="200",le="1"}"#,
                    "0+1000x20",
                ),
                (
                    r#"http_server_requests_seconds_bucket{region="us-west-2",service="vets",method="GET",uri="/api/vets/vets",status="200",le="+Inf"}"#,
                    "0+1000x20",
                ),
            ],
            labels: &[("region", "us-west-2"), ("service", "vets"), ("class", "reads")],
            quiet: &[
                (
                    r#"http_server_requests_seconds_count{region="us-west-2",service="vets",method="GET",uri="/api/vets/vets",status="200"}"#,
                    "0+1000x20",
                ),
                (
                    r#"http_server_requests_seconds_bucket{region="us-west-2",service="vets",method="GET",uri="/api/vets/vets",status="200",le="0.25"}"#,
                    "0+900x20",
                ),
                (
                    r#"http_server_requests_seconds_bucket{region="us-west-2",service="vets",method="GET",uri="/api/vets/vets",status="200",le="0.5"}"#,
                    "0+991x20",
                ),
                (
                    r#"http_server_requests_seconds_bucket{region="us-west-2",service="vets",method="GET",uri="/api/vets/vets",status="200",le="1"}"#,
                    "0+1000x20",
                ),
                (
                    r#"http_server_requests_seconds_bucket{region="us-west-2",service="vets",method="GET",uri="/api/vets/vets",status="200",le="+Inf"}"#,
                    "0+1000x20",
                ),
            ],
        },
    }
}
