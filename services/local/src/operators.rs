//! The operators' view of a clinic on one machine.

use std::sync::Arc;

use db::DatabaseUrl;
use telemetry::Telemetry;
use web::actuator::Property;

/// The facilities for operators of a clinic.
#[derive(Clone, Copy)]
pub struct Operators<'a> {
    /// Log and metrics; `None` measures nothing.
    pub telemetry: Option<&'a Telemetry>,
    /// Whether there is an actuator.
    pub has_actuator: bool,
}

impl Operators<'_> {
    /// The clinic's own part of the actuator, if it has one.
    pub(crate) fn actuator(&self, database: &DatabaseUrl) -> Option<boot::Operators> {
        self.has_actuator.then(|| self.inner_actuator(database))
    }

    /// What the admin server sees of the clinic, which is also there without an actuator for others. It has no token, so it admits only
    /// this machine. A refresh has no settings to read again.
    pub(crate) fn inner_actuator(&self, database: &DatabaseUrl) -> boot::Operators {
        let shown = Property {
            name: "database".to_owned(),
            value: database.to_string(),
            source: "command line".to_owned(),
        };
        boot::Operators {
            environment: "local".to_owned(),
            info: boot::build::info("petclinic", env!("CARGO_PKG_VERSION")),
            properties: Arc::new(move || vec![shown.clone()]),
            refresh: Arc::new(|| Box::pin(async { Ok(Vec::new()) })),
            log_tail: self.telemetry.map(|it| it.log_tail.clone()).unwrap_or_default(),
            token: Arc::new(|_| Box::pin(async { None })),
            trusts_loopback: true,
        }
    }
}
