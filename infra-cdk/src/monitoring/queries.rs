//! Saved queries of Logs Insights, in a folder for each service.

use cdk::Stack;
use cdk::aws::logs::QueryDefinition;
use cdk::{Json, Val};
use contract::service::Service;

use crate::app::Clinic;
use crate::names;

/// What is asked of a program's log: see `telemetry` for the fields.
const PROGRAM: [(&str, &str); 5] = [
    (
        "errors",
        "fields timestamp, message, route, requestId, traceId\n| filter level = \"ERROR\"\n| sort @timestamp desc\n| limit 100",
    ),
    (
        "one request",
        "fields timestamp, level, target, message, status, durationMs\n| filter requestId = \"REQUEST-ID\"\n| sort @timestamp asc",
    ),
    (
        "one trace",
        "fields timestamp, level, target, message, requestId\n| filter traceId = \"TRACE-ID\"\n| sort @timestamp asc",
    ),
    (
        "routes",
        "filter target = \"request\"\n| stats count(*) as requests, sum(status >= 500) as errors, pct(durationMs, 50) as p50, pct(durationMs, 99) as p99 by method, path\n| sort requests desc",
    ),
    (
        "slowest requests",
        "fields timestamp, method, path, status, durationMs, traceId\n| filter target = \"request\"\n| sort durationMs desc\n| limit 50",
    ),
];

const REQUESTS: [(&str, &str); 3] = [
    ("statuses", "stats count(*) as requests by status, resourcePath, httpMethod\n| sort requests desc"),
    (
        "slowest",
        "fields requestTime, httpMethod, path, status, latency, integrationLatency, traceId\n| sort latency desc\n| limit 50",
    ),
    (
        "busiest addresses",
        "stats count(*) as requests, sum(status >= 400) as refused by ip\n| sort requests desc\n| limit 50",
    ),
];

const AUDIT: [(&str, &str); 3] = [
    (
        "changes",
        "fields eventTime, userIdentity.arn, eventSource, eventName, sourceIPAddress\n| filter readOnly = 0\n| sort @timestamp desc\n| limit 200",
    ),
    (
        "refusals",
        "fields eventTime, userIdentity.arn, eventSource, eventName, errorCode, errorMessage\n| filter errorCode like /AccessDenied|Unauthorized/\n| sort @timestamp desc\n| limit 200",
    ),
    (
        "readers of secrets",
        "filter eventName = \"GetSecretValue\"\n| stats count(*) as reads by userIdentity.arn, requestParameters.secretId\n| sort reads desc",
    ),
];

const FIREWALL: [(&str, &str); 2] = [
    (
        "blocked",
        "filter action = \"BLOCK\"\n| stats count(*) as requests by terminatingRuleId, httpRequest.country, httpRequest.uri\n| sort requests desc",
    ),
    (
        "busiest addresses",
        "stats count(*) as requests by httpRequest.clientIp, action\n| sort requests desc\n| limit 50",
    ),
];

const TRAFFIC: [(&str, &str); 1] = [(
    "rejected",
    "filter action = \"REJECT\"\n| stats count(*) as packets by srcAddr, dstAddr, dstPort\n| sort packets desc\n| limit 50",
)];

pub(super) fn declare(stack: &Stack, clinic: &Clinic<'_>) {
    let env = clinic.env();
    for service in Service::http() {
        save(stack, env, (service.name(), names::log_group(env, service)), &PROGRAM);
    }
    save(stack, env, ("requests", names::requests_log(env)), &REQUESTS);
    save(stack, env, ("audit", names::audit_log(env)), &AUDIT);
    save(stack, env, ("firewall", names::firewall_log(env, "api")), &FIREWALL);
    save(stack, env, ("traffic", format!("/petclinic/{env}/traffic")), &TRAFFIC);
}

fn save(stack: &Stack, env: &str, (of, log): (&str, String), queries: &[(&str, &str)]) {
    for (name, query) in queries {
        let definition = QueryDefinition::new()
            .name(format!("petclinic/{env}/{of}/{name}"))
            .query_string(*query)
            .log_group_names(vec![Val::of(Json::from(log.clone()))]);
        stack.child_once(&format!("Queries-{of}")).add(name.replace(' ', "-"), definition);
    }
}

/// The newest errors of a service, as a dashboard shows them.
pub(super) fn newest_errors() -> &'static str {
    "fields timestamp, message, route, traceId\n| filter level = \"ERROR\"\n| sort @timestamp desc\n| limit 20"
}
