//! Selection of the discovery for a process.

use contract::service::Service;
use contract::settings::ServiceSettings;
use peers::discovery::CloudMap;
use peers::{Discovery, SetupError};
use settings::aws::SdkConfig;

/// Addresses from the settings, or else Cloud Map. Without either, the peers have no addresses.
pub(crate) fn of(
    service: Service,
    settings: &ServiceSettings,
    aws: Option<&SdkConfig>,
) -> Result<Discovery, SetupError> {
    let discovery = &settings.discovery;
    let of = |it: Service| discovery.addresses(it).iter().map(move |url| (it, url.clone()));
    let given: Vec<_> = service.calls().iter().flat_map(|it| of(*it)).collect();
    match aws {
        Some(aws) if given.is_empty() && !service.calls().is_empty() => {
            let called = service.calls().iter().copied();
            let cloud_map = CloudMap::new(aws, &discovery.regions, discovery.namespace.clone(), called);
            Ok(Discovery::cloud_map(cloud_map))
        }
        _ => Discovery::fixed(given),
    }
}
