//! Values from outside the app: `--context`, `cdk.json`, and the CLI's look-ups in the account.

mod lookup;

use std::collections::BTreeMap;

use serde_json::Value;

pub use self::lookup::Lookup;
use crate::Environment;

/// The context of an app, and the environment of whoever runs it.
#[derive(Clone, Debug, Default)]
pub struct Context {
    values: BTreeMap<String, Value>,
    deployer: Environment,
}

impl Context {
    pub fn new(values: impl IntoIterator<Item = (String, Value)>) -> Self {
        Self { values: values.into_iter().collect(), deployer: Environment::agnostic() }
    }

    /// With the account and region of the CLI's credentials.
    #[must_use]
    pub fn deployed_by(self, deployer: Environment) -> Self {
        Self { deployer, ..self }
    }

    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.values.get(key)
    }

    /// The names of all values.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(String::as_str)
    }

    /// A value that is text, as all of `--context key=value` are.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_str()
    }

    /// The account and region of the CLI's credentials, as far as the CLI passes them on.
    #[must_use]
    pub fn deployer(&self) -> &Environment {
        &self.deployer
    }
}

/// A value that the CLI is asked to look up before the app runs again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    pub key: String,
    pub provider: String,
    pub props: BTreeMap<String, Value>,
}
