//! Live settings, applied at start and whenever they change.

use std::sync::Arc;

use contract::settings::{self, ServiceSettings};
use db::Db;
use peers::Peers;
use telemetry::Telemetry;
use web::faults::Faults;
use web::tuning::{Tuner, Tuning};

/// Everything that can be changed while it runs.
#[derive(Clone)]
pub(crate) struct Live {
    pub(crate) telemetry: Telemetry,
    pub(crate) db: Db,
    pub(crate) peers: Peers,
    pub(crate) tuner: Tuner,
    pub(crate) service: Arc<dyn Fn(&ServiceSettings) + Send + Sync>,
}

impl Live {
    /// Puts settings into effect.
    pub(crate) fn apply(&self, settings: &ServiceSettings) {
        self.telemetry.levels.configure(&settings.log.level);
        self.telemetry.set_sampling(settings.traces.sampling);
        self.telemetry.set_emf_interval(settings.metrics.emf_interval);
        self.db.tune(settings.database.acquire_timeout, settings.database.statement_timeout);
        self.peers.tune(peers(settings));
        self.peers.refresh_every(settings.discovery.refresh_interval);
        self.tuner.set(tuning(settings));
        (self.service)(settings);
    }
}

/// How patient a service is with its peers.
pub(crate) fn peers(settings: &ServiceSettings) -> peers::Settings {
    let settings::Peers { call_timeout, connect_timeout, trip_after, refuse_for, extra_attempts } =
        settings.peers;
    peers::Settings { call_timeout, connect_timeout, trip_after, refuse_for, extra_attempts }
}

/// How requests are bounded, logged and disturbed.
pub(crate) fn tuning(settings: &ServiceSettings) -> Tuning {
    let settings::Faults { every, latency_min, latency_max, error } = settings.faults;
    Tuning {
        timeout: settings.server.request_timeout,
        log_requests: settings.log.requests,
        faults: Faults { every, latency_min, latency_max, error },
    }
}
