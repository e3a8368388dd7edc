//! Service look-ups in AWS Cloud Map, in one region or several.

mod endpoint;
mod regional_service;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use aws_config::{Region, SdkConfig};
use aws_sdk_servicediscovery::Client;
use aws_sdk_servicediscovery::config::Builder;
use aws_sdk_servicediscovery::config::retry::RetryConfig;
use aws_sdk_servicediscovery::config::timeout::TimeoutConfig;
use contract::service::Service;

use self::endpoint::DataPrefix;
pub(crate) use self::regional_service::RegionalService;

/// Connect timeout.
const CONNECT: Duration = Duration::from_secs(1);
/// Timeout of one attempt.
const ATTEMPT: Duration = Duration::from_secs(2);
/// Timeout of a look-up with both attempts.
const OPERATION: Duration = Duration::from_secs(4);
const ATTEMPTS: u32 = 2;

/// A namespace of AWS Cloud Map in the process's own region and, optionally, further ones. Services are registered by
/// name.
#[derive(Clone)]
pub struct CloudMap(Arc<Shared>);

struct Shared {
    namespace: Arc<str>,
    services: Vec<Service>,
    regions: Vec<(Arc<str>, Client)>,
}

impl CloudMap {
    /// The namespace in the region of `config` and in the further `regions`. Calls go to a region only while no earlier
    /// region has a fit instance. `services` are the services that this process calls. The constructor looks nothing
    /// up.
    pub fn new(
        config: &SdkConfig,
        regions: &[String],
        namespace: impl Into<String>,
        services: impl IntoIterator<Item = Service>,
    ) -> Self {
        let own = config.region().cloned();
        let further = regions.iter().map(|it| Region::new(it.clone())).filter(|it| Some(it) != own.as_ref());
        let clients =
            std::iter::once(own.clone()).chain(further.map(Some)).map(|region| client(config, region));
        Self(Arc::new(Shared {
            namespace: namespace.into().into(),
            services: services.into_iter().collect(),
            regions: clients.collect(),
        }))
    }

    pub(crate) fn serves(&self, service: Service) -> bool {
        self.0.services.contains(&service)
    }

    pub(crate) fn regional(&self, service: Service) -> Vec<RegionalService> {
        let Shared { namespace, regions, .. } = &*self.0;
        let regions = regions.iter().filter(|_| self.serves(service));
        regions
            .map(|(region, client)| {
                RegionalService::new(service, namespace.clone(), region.clone(), client.clone())
            })
            .collect()
    }
}

impl fmt::Debug for CloudMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Shared { namespace, services, regions } = &*self.0;
        let regions: Vec<_> = regions.iter().map(|(region, _)| region).collect();
        f.debug_struct("CloudMap")
            .field("namespace", namespace)
            .field("services", services)
            .field("regions", &regions)
            .finish()
    }
}

fn client(config: &SdkConfig, region: Option<Region>) -> (Arc<str>, Client) {
    let name = region.as_ref().map_or("unknown", Region::as_ref).into();
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .operation_attempt_timeout(ATTEMPT)
        .operation_timeout(OPERATION)
        .build();
    let config = Builder::from(config)
        .region(region)
        .timeout_config(timeouts)
        .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS))
        .interceptor(DataPrefix)
        .build();
    (name, Client::from_conf(config))
}
