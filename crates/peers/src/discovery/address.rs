//! The base address of one instance.

use std::sync::Arc;

use contract::params::{PathParams, QueryParams};
use reqwest::Url;

/// The base address of one instance of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    url: Url,
    region: Option<Arc<str>>,
}

impl Address {
    /// Parses `http://host:port`. A final slash is allowed; a path, a query, a user or another scheme is not.
    pub fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        let is_base = url.scheme() == "http"
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        is_base.then_some(Self { url, region: None })
    }

    /// The same address, known to be in a region.
    #[cfg(feature = "cloud-map")]
    pub(crate) fn in_region(self, region: &Arc<str>) -> Self {
        Self { region: Some(region.clone()), ..self }
    }

    /// The base as a URL.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The region of AWS that it is in, if it was looked up there.
    pub fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }

    /// The URL of an operation at this instance.
    pub(crate) fn of(&self, template: &str, path: &impl PathParams, query: &impl QueryParams) -> Url {
        let mut url = self.url.clone();
        url.set_path(&path.fill(template));
        let pairs = query.pairs();
        if !pairs.is_empty() {
            url.query_pairs_mut().extend_pairs(pairs);
        }
        url
    }

    /// The host, in the form that traces use.
    pub(crate) fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// The port.
    pub(crate) fn port(&self) -> u16 {
        self.url.port_or_known_default().unwrap_or_default()
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
        assert_eq!(base.of("/o/{ownerId}/p/{petId}", &pet, &NoParams).as_str(), "http://h:1/o/3/p/4");
        assert_eq!(base.of("/v", &NoParams, &PetIds(vec![1, 2])).as_str(), "http://h:1/v?petId=1%2C2");
    }

    #[test]
    fn an_address_has_a_host_and_a_port() {
        let address = Address::parse("http://10.0.0.7:8080").unwrap();
        assert_eq!((address.host(), address.port()), ("10.0.0.7", 8080));
        assert_eq!(Address::parse("http://visits.local").unwrap().port(), 80);
    }
}
