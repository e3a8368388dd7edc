//! What kind of request it is, by its path, and the template of a path that no route of the API has.

use contract::{genai, routes};

use crate::actuator;

/// Whose request it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A client's. It may be shed, is logged, and suffers faults.
    Api,
    /// A client's that talks to the assistant, whose model may take its time; otherwise as [`Kind::Api`].
    Chat,
    /// A load balancer's that asks how it is. Busy is neither dead nor unready: taken for that, every instance would be left.
    Probe,
    /// An operator's, who needs an answer most when the server is busy.
    Operator,
}

impl Kind {
    pub(crate) fn of(path: &str) -> Self {
        if [routes::HEALTH, routes::READY].contains(&path) {
            Self::Probe
        } else if routes::is_for_operators(path) {
            Self::Operator
        } else if path.strip_prefix(genai::ROOT).is_some_and(|it| it.is_empty() || it.starts_with('/')) {
            Self::Chat
        } else {
            Self::Api
        }
    }

    /// Whether it is a client's.
    pub(crate) fn is_clients(self) -> bool {
        matches!(self, Self::Api | Self::Chat)
    }
}

/// The template of a path that no route of the API has: one of few, whatever clients ask for.
pub(crate) fn template(path: &str) -> &'static str {
    const FIXED: [&str; 4] = [routes::HEALTH, routes::READY, routes::METRICS, routes::OPENAPI];
    if let Some(fixed) = FIXED.into_iter().find(|it| *it == path) {
        return fixed;
    }
    if path.starts_with(routes::DOCS) {
        return routes::DOCS;
    }
    actuator::template(path).unwrap_or("UNKNOWN")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probes_and_operators_are_kept_apart_from_clients() {
        assert_eq!(Kind::of("/health"), Kind::Probe);
        assert_eq!(Kind::of("/ready"), Kind::Probe);
        assert_eq!(Kind::of("/metrics"), Kind::Operator);
        assert_eq!(Kind::of("/actuator/env"), Kind::Operator);
        assert_eq!(Kind::of("/api/vets/vets"), Kind::Api);
        assert_eq!(Kind::of("/healthy"), Kind::Api);
        assert_eq!(Kind::of("/api/genai/chatclient"), Kind::Chat);
        assert_eq!(Kind::of("/api/genai"), Kind::Chat);
        assert_eq!(Kind::of("/api/genaiology"), Kind::Api);
    }

    #[test]
    fn whatever_is_asked_for_has_one_of_few_templates() {
        assert_eq!(template("/ready"), "/ready");
        assert_eq!(template("/api/docs/index.css"), "/api/docs");
        assert_eq!(
            template("/actuator/metrics/http.server.requests"),
            "/actuator/metrics/{requiredMetricName}"
        );
        assert_eq!(template("/actuator/secrets"), "UNKNOWN");
        assert_eq!(template("/Franklin"), "UNKNOWN");
    }
}
