//! Alerts about the assistant's models. The assistant of AWS is a Lambda function, which no Prometheus scrapes: there CloudWatch
//! alarms watch the same metrics. These alerts are for clinics whose assistant is part of a process.

use super::trouble_from;
use crate::alert::{Alert, Cases, Severity, Topic};
use crate::on_aws::alarms;

/// The cost of a day's tokens at the list price, in USD, beyond which somebody should look.
pub const USD_A_DAY: u32 = 5;

pub(super) fn all() -> Vec<Alert> {
    vec![assistant_model_fails(), assistant_cost_high()]
}

fn assistant_model_fails() -> Alert {
    Alert {
        name: "AssistantModelFails",
        topic: Topic::Assistant,
        severity: Severity::Ticket,
        lasts: "2m",
        expr: format!(
            "sum by (region, service) (increase(petclinic_assistant_model_failures_total[5m])) >= {}",
            trouble_from("ModelFailures")
        ),
        summary: "The model of the assistant in {{ $labels.service }} does not reply.",
        condition: "5 replies or more that a model did not give within 5 minutes, for 2 minutes.",
        on_aws: alarms(&["{service}-ModelFailures"]),
        cases: Cases {
            at: "15m",
            firing: &[(
                r#"petclinic_assistant_model_failures_total{service="petclinic",reason="throttled"}"#,
                "0+1.1x15",
            )],
            labels: &[("service", "petclinic")],
            quiet: &[(
                r#"petclinic_assistant_model_failures_total{service="petclinic",reason="throttled"}"#,
                "0+0.9x15",
            )],
        },
    }
}

fn assistant_cost_high() -> Alert {
    Alert {
        name: "AssistantCostHigh",
        topic: Topic::Assistant,
        severity: Severity::Ticket,
        lasts: "15m",
        expr: format!("petclinic:assistant_cost_usd:increase1d > {USD_A_DAY}"),
        summary: "The assistant in {{ $labels.service }} has used more than 5 USD of tokens in a day.",
        condition: "The tokens of a day cost more than 5 USD at the list price of Claude 3 Haiku, for 15 minutes.",
        on_aws: alarms(&["{service}-cost"]),
        cases: Cases {
            at: "25m",
            firing: &[
                (
                    r#"petclinic_assistant_tokens_total{service="petclinic",direction="input"}"#,
                    "0 10100000x40",
                ),
                (
                    r#"petclinic_assistant_tokens_total{service="petclinic",direction="output"}"#,
                    "0 2000000x40",
                ),
            ],
            labels: &[("service", "petclinic")],
            quiet: &[
                (
                    r#"petclinic_assistant_tokens_total{service="petclinic",direction="input"}"#,
                    "0 9900000x40",
                ),
                (
                    r#"petclinic_assistant_tokens_total{service="petclinic",direction="output"}"#,
                    "0 2000000x40",
                ),
            ],
        },
    }
}
