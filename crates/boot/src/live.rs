//! Live settings, applied at start and whenever they change.

use contract::settings::{Faults as FaultSettings, Peers as PeerSettings, ServiceSettings};
use peers::Peers;
use settings::Settings;
use telemetry::Telemetry;
use web::faults::{Faults, OperatorFaults};
use web::tuning::{Tuner, Tuning};

use crate::database::Database;
use crate::description::Tune;
use crate::process::Process;

/// The parts of a process that live settings affect.
#[derive(Clone)]
pub(crate) struct Live {
    pub(crate) telemetry: Telemetry,
    pub(crate) database: Database,
    pub(crate) peers: Peers,
    pub(crate) tuner: Tuner,
    pub(crate) faults: OperatorFaults,
    pub(crate) services: Tune,
}

impl Live {
    /// Applies the current settings to an assembled process.
    pub(crate) fn new(process: &Process, telemetry: &Telemetry, now: &ServiceSettings) -> Self {
        let shared = &process.shared;
        let live = Self {
            telemetry: telemetry.clone(),
            database: shared.database.clone(),
            peers: shared.peers.clone(),
            tuner: shared.edge.tuner.clone(),
            faults: shared.edge.faults.clone(),
            services: process.tuner(),
        };
        live.apply(now);
        live
    }

    /// Applies every change of the settings. Never ends.
    pub(crate) async fn follow(&self, settings: &Settings) {
        let mut changes = settings.subscribe();
        while changes.changed().await.is_ok() {
            let now = changes.borrow_and_update().clone();
            self.apply(&now);
        }
    }

    /// Applies settings.
    pub(crate) fn apply(&self, settings: &ServiceSettings) {
        self.telemetry.levels.configure(&settings.log.level);
        self.telemetry.set_sampling(settings.traces.sampling);
        self.telemetry.set_emf_interval(settings.metrics.emf_interval);
        self.database.tune(&settings.database);
        self.peers.tune(peers(settings));
        self.peers.refresh_every(settings.discovery.refresh_interval);
        self.tuner.set(tuning(settings));
        self.faults.allow(settings.faults.by_operators);
        (self.services)(settings);
    }
}

/// Timeouts, retries and breaker thresholds for calls to peers.
pub(crate) fn peers(settings: &ServiceSettings) -> peers::Settings {
    let PeerSettings { call_timeout, connect_timeout, trip_after, refuse_for, extra_attempts } =
        settings.peers;
    peers::Settings { call_timeout, connect_timeout, trip_after, refuse_for, extra_attempts }
}

/// Timeout, logging and fault injection of requests.
pub(crate) fn tuning(settings: &ServiceSettings) -> Tuning {
    let FaultSettings { every, latency_min, latency_max, error, .. } = settings.faults;
    Tuning {
        timeout: settings.server.request_timeout,
        log_requests: settings.log.requests,
        slow: settings.traces.slow_request,
        faults: Faults { every, latency_min, latency_max, error },
    }
}
