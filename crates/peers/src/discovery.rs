//! Discovery: the addresses of services.

mod address;
#[cfg_attr(not(feature = "cloud-map"), path = "discovery/no_cloud_map.rs")]
mod cloud_map;

use std::collections::BTreeMap;
use std::sync::Arc;

use contract::service::Service;

pub use self::address::Address;
pub use self::cloud_map::CloudMap;
pub(crate) use self::cloud_map::RegionalService;
use crate::error::SetupError;

/// A source of addresses.
#[derive(Clone, Debug)]
pub enum Discovery {
    /// Addresses that are known at the start and never change.
    Fixed(Fixed),
    /// Addresses that come and go with the registrations in AWS Cloud Map.
    CloudMap(CloudMap),
}

impl Discovery {
    /// Fixed addresses, each like `http://host:port`. A service that occurs several times has several instances.
    pub fn fixed(endpoints: impl IntoIterator<Item = (Service, String)>) -> Result<Self, SetupError> {
        let mut known = BTreeMap::<Service, Vec<Address>>::new();
        for (service, text) in endpoints {
            let address = Address::parse(&text).ok_or(SetupError::Address(service, text))?;
            known.entry(service).or_default().push(address);
        }
        Ok(Self::Fixed(Fixed(Arc::new(known))))
    }

    /// Addresses from AWS Cloud Map.
    #[cfg(feature = "cloud-map")]
    pub fn cloud_map(cloud_map: CloudMap) -> Self {
        Self::CloudMap(cloud_map)
    }

    /// Whether this source covers the service.
    pub(crate) fn serves(&self, service: Service) -> bool {
        match self {
            Self::Fixed(fixed) => fixed.0.contains_key(&service),
            Self::CloudMap(cloud_map) => cloud_map.serves(service),
        }
    }

    /// The fixed addresses of a service; `None` if it has to be looked up.
    pub(crate) fn known(&self, service: Service) -> Option<Vec<Address>> {
        match self {
            Self::CloudMap(cloud_map) if cloud_map.serves(service) => None,
            Self::CloudMap(_) => Some(Vec::new()),
            Self::Fixed(fixed) => Some(fixed.0.get(&service).cloned().unwrap_or_default()),
        }
    }

    /// The service in each region to look it up in, nearest first; empty if there is nothing to look up.
    pub(crate) fn regional(&self, service: Service) -> Vec<RegionalService> {
        match self {
            Self::Fixed(_) => Vec::new(),
            Self::CloudMap(cloud_map) => cloud_map.regional(service),
        }
    }
}

/// Fixed addresses.
#[derive(Clone, Debug)]
pub struct Fixed(Arc<BTreeMap<Service, Vec<Address>>>);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_address_is_named_with_its_service() {
        let error = Discovery::fixed([(Service::Visits, "nowhere".to_owned())]).unwrap_err();
        assert_eq!(error.to_string(), "the address of visits must be like http://host:port, not \"nowhere\"");
    }

    #[test]
    fn a_service_has_all_the_addresses_it_was_given_and_none_if_none() {
        let given = ["http://h:1", "http://h:2"].map(|it| (Service::Visits, it.to_owned()));
        let discovery = Discovery::fixed(given).unwrap();
        assert_eq!(discovery.known(Service::Visits).unwrap().len(), 2);
        assert!(discovery.known(Service::Customers).unwrap().is_empty());
        assert!(discovery.regional(Service::Visits).is_empty());
    }
}
