//! Where services are.

use std::collections::BTreeMap;
use std::sync::Arc;

use contract::endpoint::Service;
use contract::params::{PathParams, QueryParams};
use reqwest::Url;

use crate::error::SetupError;

/// A way to find the addresses of a service. Each way caches what it finds: it is asked before every call.
#[derive(Clone, Debug)]
pub enum Discovery {
    /// Addresses that are known from the start and stay.
    Fixed(Fixed),
}

impl Discovery {
    /// Fixed addresses, each like `http://host:port`; a service that is given more than once has several.
    pub fn fixed(endpoints: impl IntoIterator<Item = (Service, String)>) -> Result<Self, SetupError> {
        let mut known = BTreeMap::<Service, Vec<Address>>::new();
        for (service, text) in endpoints {
            let address = Address::parse(&text).ok_or(SetupError::Address(service, text))?;
            known.entry(service).or_default().push(address);
        }
        let known = known.into_iter().map(|(service, addresses)| (service, addresses.into()));
        Ok(Self::Fixed(Fixed(Arc::new(known.collect()))))
    }

    /// Where a service can be called now; empty where that is not known.
    pub(crate) async fn addresses(&self, service: Service) -> Arc<[Address]> {
        match self {
            Self::Fixed(fixed) => fixed.0.get(&service).cloned().unwrap_or_default(),
        }
    }
}

/// Addresses that stay.
#[derive(Clone, Debug)]
pub struct Fixed(Arc<BTreeMap<Service, Arc<[Address]>>>);

/// The base address of one instance of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(Url);

impl Address {
    /// Reads `http://host:port`; a final slash is allowed, a path, a query, a user or another scheme is not.
    pub fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        let is_base = url.scheme() == "http"
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        is_base.then_some(Self(url))
    }

    /// The address of an operation at this instance.
    pub(crate) fn of(&self, template: &str, path: impl PathParams, query: &impl QueryParams) -> Url {
        let mut url = self.0.clone();
        url.set_path(&path.fill(template));
        let pairs = query.pairs();
        if !pairs.is_empty() {
            url.query_pairs_mut().extend_pairs(pairs);
        }
        url
    }
}

#[cfg(test)]
mod tests {
    use contract::params::NoParams;
    use contract::pets::PetPath;
    use contract::visits::PetIds;

    use super::*;

    #[test]
    fn an_address_is_a_scheme_a_host_and_a_port() {
        for good in
            ["http://127.0.0.1:8081", "http://127.0.0.1:8081/", "http://[::1]:8081", "http://visits.local"]
        {
            assert!(Address::parse(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "127.0.0.1:8081",
            "https://host",
            "http://host/path",
            "http://host?a",
            "http://me:pw@host",
            "http://",
        ] {
            assert!(Address::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn an_operation_gets_the_path_and_the_query_of_the_contract() {
        let base = Address::parse("http://h:1").unwrap();
        let pet = PetPath { owner_id: 3, pet_id: 4 };
        assert_eq!(base.of("/o/{ownerId}/p/{petId}", pet, &NoParams).as_str(), "http://h:1/o/3/p/4");
        assert_eq!(base.of("/v", NoParams, &PetIds(vec![1, 2])).as_str(), "http://h:1/v?petId=1%2C2");
    }

    #[test]
    fn a_wrong_address_is_named_with_its_service() {
        let error = Discovery::fixed([(Service::Visits, "nowhere".to_owned())]).unwrap_err();
        assert_eq!(error.to_string(), "the address of visits must be like http://host:port, not \"nowhere\"");
    }

    #[tokio::test]
    async fn a_service_has_all_the_addresses_it_was_given_and_none_if_none() {
        let given = ["http://h:1", "http://h:2"].map(|it| (Service::Visits, it.to_owned()));
        let discovery = Discovery::fixed(given).unwrap();
        assert_eq!(discovery.addresses(Service::Visits).await.len(), 2);
        assert!(discovery.addresses(Service::Customers).await.is_empty());
    }
}
