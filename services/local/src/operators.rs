//! What operators of a clinic on one machine see.

use std::sync::Arc;

use db::DatabaseUrl;
use telemetry::Telemetry;
use web::actuator::Property;

/// What operators of a clinic get.
#[derive(Clone, Copy)]
pub struct Operators<'a> {
    /// Log and metrics; without, nothing is measured.
    pub telemetry: Option<&'a Telemetry>,
    /// Whether there is an actuator.
    pub has_actuator: bool,
}

impl Operators<'_> {
    /// The part of the actuator that is the clinic's own. There is no token, so only this machine is let in; there are no settings to
    /// read again.
    pub(crate) fn actuator(&self, database: &DatabaseUrl) -> Option<boot::Operators> {
        let shown = Property {
            name: "database".to_owned(),
            value: database.to_string(),
            source: "command line".to_owned(),
        };
        self.has_actuator.then(|| boot::Operators {
            environment: "local".to_owned(),
            info: boot::build::info("petclinic", env!("CARGO_PKG_VERSION")),
            properties: Arc::new(move || vec![shown.clone()]),
            refresh: Arc::new(|| Box::pin(async { Ok(Vec::new()) })),
            token: Arc::new(|_| Box::pin(async { None })),
            trusts_loopback: true,
        })
    }
}
