//! What operators of a clinic on one machine are shown.

use std::sync::Arc;

use contract::route::Audience;
use contract::routes;
use db::{DatabaseUrl, Db};
use telemetry::Telemetry;
use web::actuator::{Property, Sources};
use web::edge::{Drain, Settings};

/// What operators of a clinic get.
#[derive(Clone, Copy)]
pub struct Operators<'a> {
    /// What is logged and measured; without, nothing is.
    pub telemetry: Option<&'a Telemetry>,
    /// Whether there is an actuator.
    pub has_actuator: bool,
}

/// The actuator's sources. There is no token, so only this machine is let in; there are no settings to read again.
pub(crate) fn sources(
    database: &DatabaseUrl,
    db: &Db,
    settings: &Settings,
    drain: &Drain,
    telemetry: Option<&Telemetry>,
) -> Sources {
    let shown = Property {
        name: "database".to_owned(),
        value: database.to_string(),
        source: "command line".to_owned(),
    };
    let levels = telemetry.map(|it| it.levels.clone()).unwrap_or_default();
    Sources {
        environment: "local".to_owned(),
        info: boot::build::info("petclinic", env!("CARGO_PKG_VERSION")),
        db: db.clone(),
        drain: drain.clone(),
        clock: settings.clock.clone(),
        exchanges: settings.exchanges.clone(),
        routes: routes::ALL.iter().filter(|it| it.audience == Audience::Public).copied().collect(),
        levels,
        metrics: telemetry.and_then(|it| it.metrics.clone()),
        properties: Arc::new(move || vec![shown.clone()]),
        refresh: Arc::new(|| Box::pin(async { Ok(Vec::new()) })),
        peers: Arc::new(Vec::new),
        token: Arc::new(|_| Box::pin(async { None })),
        trusts_loopback: true,
    }
}
