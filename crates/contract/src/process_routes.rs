//! The routes of every process, independent of its service. Load balancers, readers of the documentation, and operators use them.
//! They belong to no service and are no part of the API, so the OpenAPI document omits them.

use crate::route::{Audience, Media, Method, Patience, Route};

/// Liveness: answers 200 as long as the process runs.
pub const HEALTH: &str = "/health";
/// Readiness: 200 while the process's essential dependencies answer and it is not draining, else 503.
pub const READY: &str = "/ready";
/// The OpenAPI document.
pub const OPENAPI: &str = "/api/openapi.json";
/// The browsable form of the OpenAPI document.
pub const DOCS: &str = "/api/docs";
/// The actuator's index: links to everything that operators can see and change.
pub const ACTUATOR: &str = "/actuator";
/// The metrics for Prometheus.
pub const METRICS: &str = "/metrics";
/// The same metrics, at the path that Spring Boot has them.
pub const PROMETHEUS: &str = "/actuator/prometheus";

/// The name of the actuator's catch-all route, which keeps unknown paths behind the operators' guard as well.
pub const NOTHING: &str = "nothing";

/// Every route of a process. The actuator's index names its links after the operators' routes.
pub const ALL: &[Route] = &[
    probe("health", HEALTH, "Says that the process runs"),
    probe("ready", READY, "Says whether the process can answer requests"),
    documentation("openapi", OPENAPI, "Describes the API as an OpenAPI document"),
    documentation("docs", DOCS, "Shows the API's documentation").also(&["/api/docs/", "/api/docs/{*file}"]),
    operators("self", Method::Get, ACTUATOR, "Lists what operators can see and change").also(&["/actuator/"]),
    operators("chaosmonkey", Method::Get, "/actuator/chaosmonkey", "Shows the faults that operators inject"),
    operators(
        "chaosmonkey-assaults",
        Method::Get,
        "/actuator/chaosmonkey/assaults",
        "Shows which faults are injected",
    ),
    operators(
        "chaosmonkey-assaults",
        Method::Post,
        "/actuator/chaosmonkey/assaults",
        "Changes which faults are injected",
    ),
    operators(
        "chaosmonkey-disable",
        Method::Post,
        "/actuator/chaosmonkey/disable",
        "Stops the injection of faults",
    ),
    operators(
        "chaosmonkey-enable",
        Method::Post,
        "/actuator/chaosmonkey/enable",
        "Allows the injection of faults",
    ),
    operators(
        "chaosmonkey-status",
        Method::Get,
        "/actuator/chaosmonkey/status",
        "Shows whether faults can be injected",
    ),
    operators(
        "chaosmonkey-watchers",
        Method::Get,
        "/actuator/chaosmonkey/watchers",
        "Shows what faults are injected into",
    ),
    operators(
        "chaosmonkey-watchers",
        Method::Post,
        "/actuator/chaosmonkey/watchers",
        "Changes what faults are injected into",
    ),
    // Spring Boot Admin requests all settings with a trailing slash.
    operators("env", Method::Get, "/actuator/env", "Shows the settings in effect").also(&["/actuator/env/"]),
    operators("env-toMatch", Method::Get, "/actuator/env/{toMatch}", "Shows a setting"),
    operators("health", Method::Get, "/actuator/health", "Shows the health of the process and of its parts"),
    operators("health-path", Method::Get, "/actuator/health/{*path}", "Shows the health of a part"),
    operators("httpexchanges", Method::Get, "/actuator/httpexchanges", "Shows the last requests"),
    operators("info", Method::Get, "/actuator/info", "Shows which build this is"),
    Route {
        answers: "text/plain",
        ..operators("logfile", Method::Get, "/actuator/logfile", "Shows the end of the log")
    },
    operators("loggers", Method::Get, "/actuator/loggers", "Shows the levels of the log"),
    operators("loggers-name", Method::Get, "/actuator/loggers/{name}", "Shows a level of the log"),
    operators("loggers-name", Method::Post, "/actuator/loggers/{name}", "Changes a level of the log"),
    operators("mappings", Method::Get, "/actuator/mappings", "Shows the routes"),
    operators("metrics", Method::Get, "/actuator/metrics", "Lists the metrics"),
    operators(
        "metrics-requiredMetricName",
        Method::Get,
        "/actuator/metrics/{requiredMetricName}",
        "Shows a metric",
    ),
    operators("prometheus", Method::Get, PROMETHEUS, "Shows all metrics as Prometheus reads them"),
    operators("refresh", Method::Post, "/actuator/refresh", "Reads the settings again"),
    operators("traces", Method::Get, "/actuator/traces", "Shows the last requests that were slow or failed"),
    operators(NOTHING, Method::Get, "/actuator/{*nothing}", "Answers that there is nothing at this path"),
    operators("scrape", Method::Get, METRICS, "Shows all metrics as Prometheus reads them"),
];

/// The route with this path, parameters in braces.
pub fn with_path(path: &str) -> Option<&'static Route> {
    ALL.iter().find(|it| it.path == path)
}

const fn probe(name: &'static str, path: &'static str, summary: &'static str) -> Route {
    row(name, Method::Get, path, Audience::Probes, Patience::Usual, summary)
}

const fn documentation(name: &'static str, path: &'static str, summary: &'static str) -> Route {
    row(name, Method::Get, path, Audience::Public, Patience::Usual, summary)
}

const fn operators(name: &'static str, method: Method, path: &'static str, summary: &'static str) -> Route {
    row(name, method, path, Audience::Operators, Patience::Operators, summary)
}

pub(crate) const fn row(
    name: &'static str,
    method: Method,
    path: &'static str,
    audience: Audience,
    patience: Patience,
    summary: &'static str,
) -> Route {
    Route {
        name,
        method,
        path,
        aliases: &[],
        service: None,
        audience,
        needs: None,
        summary,
        success: 200,
        own_refusals: &[],
        takes: Media::Nothing,
        answers: "application/json",
        is_originals: true,
        is_streamed: false,
        patience,
        takes_if_match: false,
        takes_idempotency_key: false,
        headers: &[],
        cacheable: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes;

    #[test]
    fn operators_have_the_actuator_and_the_metrics_and_no_route_of_the_api() {
        let is_operators = |path: &str| path.starts_with(ACTUATOR) || path == METRICS;
        for route in ALL {
            let all = route.paths().all(is_operators);
            assert_eq!(all, route.audience == Audience::Operators, "{route:?}");
        }
        assert!(routes::ALL.iter().flat_map(Route::paths).all(|it| !is_operators(it)));
    }

    #[test]
    fn a_route_is_found_by_its_path() {
        assert_eq!(with_path("/ready").map(|it| it.audience), Some(Audience::Probes));
        assert_eq!(with_path("/actuator/env/{toMatch}").map(|it| it.name), Some("env-toMatch"));
        assert!(with_path("/api/vets/vets").is_none());
    }
}
