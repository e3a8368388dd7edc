//! The stand-in for `cloud_map` in processes that do not look peers up. It has no values.

use contract::service::Service;

use super::Address;

/// No namespace.
#[derive(Clone, Debug)]
pub enum CloudMap {}

impl CloudMap {
    pub(crate) fn serves(&self, _: Service) -> bool {
        match *self {}
    }

    pub(crate) fn regional(&self, _: Service) -> Vec<RegionalService> {
        match *self {}
    }
}

/// No service.
pub(crate) enum RegionalService {}

impl RegionalService {
    pub(crate) async fn find(&self, _: impl FnOnce(Vec<Address>)) {
        match *self {}
    }

    pub(crate) async fn refresh(&self, _: impl FnOnce(Vec<Address>)) {
        match *self {}
    }
}
