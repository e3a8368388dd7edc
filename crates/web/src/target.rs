//! The route that a request targets, as far as it is known before the router runs.

use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::time::Duration;

use contract::genai;
use contract::route::{Audience, Patience, Route};
use contract::service::Service;
use contract::{process_routes, routes};
use http::Method;
use matchit::Router;

/// The timeout of operators' requests: re-reading settings depends on other systems.
const OPERATORS_TIMEOUT: Duration = Duration::from_secs(30);

/// The routes by path, including those that this process does not serve.
static ROWS: LazyLock<Router<Vec<&'static Route>>> = LazyLock::new(|| {
    let mut by_path = BTreeMap::<_, Vec<_>>::new();
    for route in routes::ALL.iter().chain(process_routes::ALL) {
        for path in route.paths() {
            by_path.entry(path).or_default().push(route);
        }
    }
    let mut rows = Router::new();
    for (path, routes) in by_path {
        // A test checks that no two paths conflict.
        let _ = rows.insert(path, routes);
    }
    rows
});

/// The target of a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target(Option<&'static Route>);

/// Builds the table of rows, so that the first request does not.
pub(crate) fn prepare() {
    LazyLock::force(&ROWS);
}

impl Target {
    /// The route of this path and method; any route of the path if none has this method.
    pub(crate) fn of(method: &Method, path: &str) -> Self {
        let rows = ROWS.at(path).ok().map(|it| it.value);
        Self(rows.and_then(|rows| {
            rows.iter().find(|it| it.method.as_str() == method.as_str()).or_else(|| rows.first()).copied()
        }))
    }

    /// The audience of the target. A path without a route belongs to clients.
    pub(crate) fn audience(self) -> Audience {
        self.0.map_or(Audience::Public, |it| it.audience)
    }

    /// Whether the request may get injected faults: it is one to the services that the clinic's people use. Operators must always be
    /// able to end the faults, so their server is spared, and the site with their console.
    pub(crate) fn takes_faults(self) -> bool {
        let is_theirs = |it: &Route| it.service.is_some_and(|it| it != Service::Admin);
        self.is_clients() && self.0.is_some_and(is_theirs)
    }

    /// Whether a client sent the request. Such requests may be shed and are logged.
    pub(crate) fn is_clients(self) -> bool {
        matches!(self.audience(), Audience::Public | Audience::Peers)
    }

    /// Whether the answer is a stream.
    pub(crate) fn is_streamed(self) -> bool {
        self.0.is_some_and(|it| it.is_streamed)
    }

    /// The timeout of the request; `usual` unless the route has its own.
    pub(crate) fn timeout(self, usual: Duration) -> Duration {
        match self.0.map_or(Patience::Usual, |it| it.patience) {
            Patience::Usual => usual,
            Patience::Assistant => genai::PATIENCE,
            Patience::Operators => OPERATORS_TIMEOUT,
        }
    }

    /// The row of the table that a request with this method is for; `None` if no row of the path has it. The row of a GET is also that of
    /// a HEAD.
    pub(crate) fn row(self, method: &Method) -> Option<&'static Route> {
        let asked = if method == Method::HEAD { Method::GET.as_str() } else { method.as_str() };
        self.0.filter(|it| it.service.is_some() && it.method.as_str() == asked)
    }

    /// The path template of a process route, and one constant for all that is no row of the table: clients must not be able to create
    /// labels.
    pub(crate) fn template(self) -> &'static str {
        self.0.filter(|it| it.service.is_none()).map_or("UNKNOWN", |it| it.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(path: &str) -> Target {
        Target::of(&Method::GET, path)
    }

    #[test]
    fn every_path_of_the_tables_leads_to_its_row() {
        for route in routes::ALL.iter().chain(process_routes::ALL) {
            let method = Method::from_bytes(route.method.as_str().as_bytes()).unwrap();
            for path in route.paths() {
                let path = path.replace("{*", "{");
                let found = Target::of(&method, &path).0.map(|it| (it.name, it.path));
                assert_eq!(found, Some((route.name, route.path)), "{path}");
            }
        }
    }

    #[test]
    fn probes_and_operators_are_kept_apart_from_clients() {
        assert_eq!(get("/health").audience(), Audience::Probes);
        assert_eq!(get("/ready").audience(), Audience::Probes);
        assert_eq!(get("/metrics").audience(), Audience::Operators);
        assert_eq!(get("/actuator/env").audience(), Audience::Operators);
        assert_eq!(get("/actuator/what/ever").audience(), Audience::Operators);
        assert_eq!(get("/internal/visits/visits").audience(), Audience::Peers);
        assert_eq!(get("/healthy").audience(), Audience::Public);
        assert!(get("/api/vets/vets").is_clients() && get("/nothing").is_clients());
    }

    #[test]
    fn operators_and_the_site_are_spared_by_injected_faults() {
        assert!(get("/api/vets/vets").takes_faults() && get("/internal/visits/visits").takes_faults());
        for path in ["/admin", "/admin/session", "/admin/instances", "/console", "/", "/health", "/actuator"]
        {
            assert!(!get(path).takes_faults(), "{path}");
        }
    }

    #[test]
    fn a_request_has_the_time_of_its_route() {
        let usual = Duration::from_secs(5);
        assert_eq!(get("/api/genai/health").timeout(usual), genai::PATIENCE);
        assert_eq!(Target::of(&Method::POST, "/api/genai").timeout(usual), genai::PATIENCE);
        assert_eq!(get("/api/genaiology").timeout(usual), usual);
        assert_eq!(get("/actuator/health").timeout(usual), OPERATORS_TIMEOUT);
    }

    #[test]
    fn whatever_is_asked_for_has_one_of_few_templates() {
        assert_eq!(get("/ready").template(), "/ready");
        assert_eq!(get("/api/docs/index.css").template(), "/api/docs");
        assert_eq!(
            get("/actuator/metrics/http.server.requests").template(),
            "/actuator/metrics/{requiredMetricName}"
        );
        assert_eq!(get("/actuator/secrets").template(), "/actuator/{*nothing}");
        assert_eq!(get("/Franklin").template(), "UNKNOWN");
    }

    #[test]
    fn a_request_is_for_a_row_of_its_path_and_method() {
        let row = |method: &str, path: &str| {
            let method = method.parse().unwrap();
            Target::of(&method, path).row(&method).map(|it| (it.name, it.path))
        };
        let vets = Some(("listVets", "/api/vets/vets"));
        for (method, path, expected) in [
            ("GET", "/api/vets/vets", vets),
            ("HEAD", "/api/vets/vets", vets),
            ("GET", "/api/vet/vets", vets),
            ("PATCH", "/api/vets/vets", None),
            ("FRANKLIN", "/api/vets/vets", None),
            ("GET", "/Franklin", None),
            ("GET", "/ready", None),
        ] {
            assert_eq!(row(method, path), expected, "{method} {path}");
        }
    }
}
