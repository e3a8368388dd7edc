//! The layers of settings, and the value that wins for each key.

use std::collections::BTreeMap;
use std::fmt;

use contract::service::Service;
use contract::settings::{Broken, Key, Sensitive, ServiceSettings};

use crate::effective::Effective;
use crate::error::Bad;

/// The layer that provides a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Layer {
    /// The default in the table of settings.
    Default,
    /// Parameter Store, with the parameter's full name.
    Parameter(String),
    /// The environment, with the variable's name.
    Variable(String),
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::Parameter(name) | Self::Variable(name) => f.write_str(name),
        }
    }
}

/// The text that a layer gives for a key.
#[derive(Clone)]
pub(crate) struct Given {
    pub(crate) key: &'static Key,
    pub(crate) text: String,
    pub(crate) layer: Layer,
    /// Whether the key is a secret, or Parameter Store encrypts the value.
    pub(crate) sensitive: bool,
}

/// The winning text for each key that any layer sets.
#[derive(Clone, Default)]
pub(crate) struct Values(BTreeMap<&'static str, Given>);

impl Values {
    /// Sets the text of a key and replaces an earlier one.
    pub(crate) fn set(&mut self, given: Given) {
        self.0.insert(given.key.name, given);
    }

    /// Lays another layer over this one; the other one wins.
    pub(crate) fn overlay(&mut self, layer: Self) {
        self.0.extend(layer.0);
    }

    /// Makes a key the same as in `from`, including unset.
    pub(crate) fn copy(&mut self, key: &Key, from: &Self) {
        match from.0.get(key.name) {
            Some(given) => self.0.insert(key.name, given.clone()),
            None => self.0.remove(key.name),
        };
    }

    /// The effective value of a key, and its layer.
    pub(crate) fn effective(&self, key: &'static Key, env: &str, service: Service) -> Effective {
        let (text, layer, sensitive) = match self.0.get(key.name) {
            Some(given) => (given.text.trim().to_owned(), given.layer.clone(), given.sensitive),
            None => (key.default_for(env, service), Layer::Default, key.secret),
        };
        let value = if sensitive && !text.is_empty() { Sensitive::MASK.to_owned() } else { text };
        Effective { name: key.name, value, layer, live: key.live }
    }

    /// Whether a key has the same value in both.
    pub(crate) fn agree(&self, key: &Key, other: &Self, env: &str, service: Service) -> bool {
        let text = |values: &Self| match values.0.get(key.name) {
            Some(given) => given.text.trim().to_owned(),
            None => key.default_for(env, service),
        };
        text(self) == text(other)
    }

    /// The typed settings.
    pub(crate) fn typed(&self, env: &str, service: Service) -> Result<ServiceSettings, Vec<Bad>> {
        ServiceSettings::read(env, service, |key| self.0.get(key.name).map(|it| it.text.clone()))
            .map_err(|broken| broken.into_iter().map(|it| self.bad(it, env, service)).collect())
    }

    fn bad(&self, broken: Broken, env: &str, service: Service) -> Bad {
        let key = broken.key;
        let effective = self.effective(key, env, service);
        let value = Some(effective.value).filter(|it| it != Sensitive::MASK);
        Bad { name: key.name.to_owned(), layer: effective.layer, value, rule: broken.rule }
    }
}

#[cfg(test)]
mod tests {
    use contract::settings::Peers;
    use proptest::prelude::*;

    use super::*;

    fn layer(name: &str, value: Option<u32>) -> Values {
        let mut values = Values::default();
        let key = Peers::TRIP_AFTER;
        if let Some(value) = value {
            let layer = Layer::Parameter(name.to_owned());
            values.set(Given { key, text: value.to_string(), layer, sensitive: false });
        }
        values
    }

    proptest! {
        #[test]
        fn the_last_layer_that_has_a_key_wins_and_is_named(
            given in proptest::collection::vec(proptest::option::of(1_u32..=1000), 3),
        ) {
            let mut values = Values::default();
            for (name, value) in ["common", "own", "variable"].into_iter().zip(&given) {
                values.overlay(layer(name, *value));
            }
            let typed = values.typed("dev", Service::Visits).unwrap();
            let winner = given.iter().rposition(Option::is_some);
            prop_assert_eq!(typed.peers.trip_after, winner.and_then(|it| given[it]).unwrap_or(5));
            let named = winner.map_or("default", |it| ["common", "own", "variable"][it]);
            prop_assert_eq!(values.effective(Peers::TRIP_AFTER, "dev", Service::Visits).layer.to_string(), named);
        }
    }
}
