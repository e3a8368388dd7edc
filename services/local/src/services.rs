//! The services of the clinic on one machine. Each further service adds a line.

use std::net::SocketAddr;
use std::sync::Arc;

use assistant_model::AssistantModels;
use boot::Description;
use contract::service::Service;
use contract::settings::ServiceSettings;
use genai::{Cookies, LiveModels};
use jiff::tz::TimeZone;

use crate::console::Console;
use crate::error::Error;

/// Every service's description, with the settings that it has on one machine.
pub(crate) fn all(
    models: AssistantModels,
    time_zone: &TimeZone,
    console: &Console,
    clinic: SocketAddr,
) -> Result<Vec<(Description, Arc<ServiceSettings>)>, Error> {
    let descriptions = [
        customers::description(),
        vets::description(),
        visits::description(),
        // The passwords are made up before, and shown with the address.
        admin::description(|_| {}, console.notified.clone()),
        genai::description(Cookies::Plain, move |_| LiveModels::fixed(models.clone())),
    ];
    let with_settings = |it: Description| {
        let mut settings = settings(it.service)?;
        settings.clinic.time_zone = time_zone.clone();
        console.apply(clinic, &mut settings);
        Ok((it, Arc::new(settings)))
    };
    descriptions.into_iter().map(with_settings).collect()
}

/// A service's settings on one machine: the defaults of the table.
pub(crate) fn settings(service: Service) -> Result<ServiceSettings, Error> {
    ServiceSettings::read("local", service, |_| None).map_err(|_| Error::Defaults)
}
