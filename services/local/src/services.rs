//! The services of the clinic on one machine. A further one is a line here.

use std::sync::Arc;

use assistant_model::AssistantModels;
use boot::Description;
use contract::settings::ServiceSettings;
use genai::{Cookies, LiveModels};

use crate::error::Error;

/// Every service's description, with the settings that it has on one machine.
pub(crate) fn all(models: AssistantModels) -> Result<Vec<(Description, Arc<ServiceSettings>)>, Error> {
    let descriptions = [
        customers::description(),
        vets::description(),
        visits::description(),
        genai::description(Cookies::Plain, move |_| LiveModels::fixed(models.clone())),
    ];
    descriptions.into_iter().map(|it| Ok((it.clone(), settings(&it)?))).collect()
}

/// The defaults of the table of settings.
fn settings(description: &Description) -> Result<Arc<ServiceSettings>, Error> {
    let read = ServiceSettings::read("local", description.service, |_| None);
    read.map(Arc::new).map_err(|_| Error::Defaults)
}
