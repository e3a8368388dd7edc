//! Alerts about instances: whether they are there.

use super::process::process;
use crate::alert::{Alert, Cases, JOB, Severity};
use crate::on_aws::{alarms, none};

const VETS: &[(&str, &str)] = &[("region", "us-west-2"), ("service", "vets")];

pub(super) fn all() -> Vec<Alert> {
    // Prometheus tells the end of alerts in this order. One that follows from another must end first: it would no longer be inhibited.
    vec![instance_down(), service_gone(), region_down(), instance_restarts()]
}

fn region_down() -> Alert {
    process(
        "RegionDown",
        Severity::Page,
        "1m",
        format!(
            "count by (region) (up{{job=\"{JOB}\"}})\nunless count by (region) (up{{job=\"{JOB}\"}} == 1)"
        ),
        (
            "No instance of any service answers in region {{ $labels.region }}.",
            "All instances in a region fail their scrapes for a minute.",
        ),
        none(
            "an environment stands in one region, so every `{service}-gone` goes off, and `edge-{service}-down` from outside.",
        ),
        Cases {
            at: "10m",
            firing: &[
                (r#"up{job="petclinic",region="us-west-2",service="vets",instance="a"}"#, "1x5 0x5"),
                (r#"up{job="petclinic",region="us-west-2",service="visits",instance="b"}"#, "1x5 0x5"),
                (r#"up{job="petclinic",region="us-east-1",service="visits",instance="c"}"#, "1x10"),
            ],
            labels: &[("region", "us-west-2")],
            quiet: &[
                (r#"up{job="petclinic",region="us-west-2",service="vets",instance="a"}"#, "1x5 0x5"),
                (r#"up{job="petclinic",region="us-west-2",service="visits",instance="b"}"#, "1x10"),
            ],
        },
    )
}

fn service_gone() -> Alert {
    let known = "count by (region, service)";
    process(
        "ServiceGone",
        Severity::Page,
        "1m",
        format!(
            "({known} (up{{job=\"{JOB}\"}}) or {known} (up{{job=\"{JOB}\"}} offset 1h))\nunless {known} (up{{job=\"{JOB}\"}} == 1)"
        ),
        (
            "No instance of {{ $labels.service }} answers.",
            "All instances of a service fail their scrapes for a minute, or those of an hour ago are gone.",
        ),
        alarms(&["{service}-gone", "api-balancer-errors"]),
        Cases {
            at: "10m",
            firing: &[
                (r#"up{job="petclinic",region="us-west-2",service="vets",instance="a"}"#, "1x5 0x5"),
                (r#"up{job="petclinic",region="us-west-2",service="vets",instance="b"}"#, "0x10"),
            ],
            labels: VETS,
            quiet: &[
                (r#"up{job="petclinic",region="us-west-2",service="vets",instance="a"}"#, "1x10"),
                (r#"up{job="petclinic",region="us-west-2",service="vets",instance="b"}"#, "0x10"),
            ],
        },
    )
}

fn instance_down() -> Alert {
    process(
        "InstanceDown",
        Severity::Ticket,
        "3m",
        format!("up{{job=\"{JOB}\"}} == 0"),
        (
            "{{ $labels.instance }} of {{ $labels.service }} does not answer.",
            "An instance fails its scrapes for 3 minutes.",
        ),
        alarms(&["{service}-tasks"]),
        Cases {
            at: "10m",
            firing: &[(
                r#"up{job="petclinic",region="us-west-2",service="vets",instance="10.0.3.7:8080"}"#,
                "1x5 0x5",
            )],
            labels: &[
                ("job", "petclinic"),
                ("region", "us-west-2"),
                ("service", "vets"),
                ("instance", "10.0.3.7:8080"),
            ],
            quiet: &[(
                r#"up{job="petclinic",region="us-west-2",service="vets",instance="10.0.3.7:8080"}"#,
                "1x7 0x3",
            )],
        },
    )
}

fn instance_restarts() -> Alert {
    process(
        "InstanceRestarts",
        Severity::Ticket,
        "0m",
        format!("changes(process_start_time_seconds{{job=\"{JOB}\"}}[30m]) > 2"),
        (
            "{{ $labels.instance }} of {{ $labels.service }} keeps starting again.",
            "An instance has started more than twice within 30 minutes.",
        ),
        none(
            "ECS starts a task anew, so no process has two starts; the rule `petclinic-{env}-task-died` of EventBridge tells of each that died.",
        ),
        Cases {
            at: "20m",
            firing: &[(
                r#"process_start_time_seconds{job="petclinic",region="us-west-2",service="vets",instance="a"}"#,
                "100x5 400x4 700x4 1000x4",
            )],
            labels: &[("job", "petclinic"), ("region", "us-west-2"), ("service", "vets"), ("instance", "a")],
            quiet: &[(
                r#"process_start_time_seconds{job="petclinic",region="us-west-2",service="vets",instance="a"}"#,
                "100x5 400x4 700x9",
            )],
        },
    )
}
