//! Selection of the discovery for a process.

use contract::service::Service;
use contract::settings::ServiceSettings;
use peers::{Discovery, SetupError};
use settings::aws::SdkConfig;

/// Addresses from the settings, or else Cloud Map. Without either, the peers have no addresses.
#[cfg_attr(not(feature = "aws"), expect(unused_variables, reason = "only Cloud Map needs it"))]
pub(crate) fn of(
    service: Service,
    settings: &ServiceSettings,
    aws: Option<&SdkConfig>,
) -> Result<Discovery, SetupError> {
    let discovery = &settings.discovery;
    let of = |it: Service| discovery.addresses(it).iter().map(move |url| (it, url.clone()));
    let given: Vec<_> = service.calls().iter().flat_map(|it| of(*it)).collect();
    #[cfg(feature = "aws")]
    if let Some(aws) = aws.filter(|_| given.is_empty() && !service.calls().is_empty()) {
        let called = service.calls().iter().copied();
        let namespace = discovery.namespace.clone();
        let cloud_map = peers::discovery::CloudMap::new(aws, &discovery.regions, namespace, called);
        return Ok(Discovery::cloud_map(cloud_map));
    }
    Discovery::fixed(given)
}
