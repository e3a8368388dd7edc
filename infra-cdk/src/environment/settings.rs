//! Settings of services that an environment gives.

use std::collections::BTreeMap;

use contract::service::Service;
use contract::settings::Key;

/// Values for settings of services, by key: for all services that have it, or for one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    values: BTreeMap<(&'static str, Option<Service>), String>,
}

impl Settings {
    /// With a value for all services.
    #[must_use]
    pub fn with(mut self, key: &'static Key, value: impl Into<String>) -> Self {
        self.set(None, key, value);
        self
    }

    /// Sets a value, for a service or for all of them.
    pub fn set(&mut self, service: Option<Service>, key: &'static Key, value: impl Into<String>) {
        self.values.insert((key.name, service), value.into());
    }

    /// The value that the environment gives to a service; `None` where the default holds.
    pub fn given(&self, service: Service, key: &Key) -> Option<&str> {
        let of = |service| self.values.get(&(key.name, service)).map(String::as_str);
        of(Some(service)).or_else(|| of(None))
    }

    /// The value in effect; empty for none.
    pub fn value(&self, env: &str, service: Service, key: &Key) -> String {
        self.given(service, key).map_or_else(|| key.default_for(env, service), str::to_owned)
    }
}
