//! Alerts about the public address, as Prometheus's blackbox exporter sees it from outside.

use crate::alert::{Alert, Cases, PROBES, Severity, Topic};
use crate::on_aws::alarms;

/// The days that a certificate must still be valid for. ACM renews one 60 days before its end.
pub const CERTIFICATE_DAYS: u32 = 21;

pub(super) fn all() -> Vec<Alert> {
    vec![site_down(), certificate_expires()]
}

fn site_down() -> Alert {
    Alert {
        name: "SiteDown",
        topic: Topic::Edge,
        severity: Severity::Page,
        lasts: "2m",
        expr: format!("probe_success{{job=\"{PROBES}\"}} == 0"),
        summary: "{{ $labels.instance }} does not answer from outside.",
        condition: "The public address fails its probes for 2 minutes.",
        on_aws: alarms(&["edge-{service}-down"])
            .note("where the clinic has a domain; else `api-server-errors` tells of the same faults."),
        cases: Cases {
            at: "10m",
            firing: &[(
                r#"probe_success{job="petclinic-edge",instance="https://clinic.example"}"#,
                "1x5 0x5",
            )],
            labels: &[("job", "petclinic-edge"), ("instance", "https://clinic.example")],
            quiet: &[(
                r#"probe_success{job="petclinic-edge",instance="https://clinic.example"}"#,
                "1x5 0 0 1 0 0",
            )],
        },
    }
}

fn certificate_expires() -> Alert {
    Alert {
        name: "CertificateExpires",
        topic: Topic::Edge,
        severity: Severity::Ticket,
        lasts: "10m",
        expr: format!(
            "probe_ssl_earliest_cert_expiry{{job=\"{PROBES}\"}} - time() < {CERTIFICATE_DAYS} * 86400"
        ),
        summary: "The certificate of {{ $labels.instance }} expires within three weeks.",
        condition: "The certificate of the public address is valid for less than 21 days, for 10 minutes.",
        on_aws: alarms(&["api-certificate", "edge-certificate"])
            .note("where the clinic has a domain; the names of AWS have certificates of AWS."),
        cases: Cases {
            at: "20m",
            firing: &[(
                r#"probe_ssl_earliest_cert_expiry{job="petclinic-edge",instance="https://clinic.example"}"#,
                "1814400x20",
            )],
            labels: &[("job", "petclinic-edge"), ("instance", "https://clinic.example")],
            quiet: &[(
                r#"probe_ssl_earliest_cert_expiry{job="petclinic-edge",instance="https://clinic.example"}"#,
                "1815601x20",
            )],
        },
    }
}
