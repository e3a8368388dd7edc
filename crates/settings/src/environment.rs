//! The environment: the door through which it comes in, and what its variables mean.

use contract::endpoint::Service;
use contract::settings::{is_environment_name, keys, variable_name};

use crate::error::Bad;
use crate::layers::{Given, Layer, Values};

/// The variable that names the environment.
const ENV: &str = "PETCLINIC_ENV";
const PREFIX: &str = "PETCLINIC_";
/// The environment where none is named.
const DEFAULT_ENV: &str = "dev";
/// Variables with the prefix that are meant for others: the clinic on one machine, the build, the tests. One that ends with `_`
/// stands for all that begin with it.
const OF_OTHERS: [&str; 4] = ["PETCLINIC_DATABASE", "PETCLINIC_GIT_", "PETCLINIC_OFFLINE", "PETCLINIC_TEST_"];

/// The variables of this process that are meant for PetClinic; those that are not text are left out.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the door")]
pub fn environment() -> Vec<(String, String)> {
    let texts = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
        Some((name.into_string().ok()?, value.into_string().ok()?))
    };
    std::env::vars_os().filter_map(texts).filter(|(name, _)| name.starts_with(PREFIX)).collect()
}

/// What the variables of a process say.
pub(crate) struct Variables {
    pub(crate) env: String,
    pub(crate) values: Values,
    /// Variables that look like settings and are none.
    pub(crate) unknown: Vec<String>,
    /// The name of the environment, if it is none.
    pub(crate) bad: Option<Bad>,
}

impl Variables {
    pub(crate) fn read(service: Service, variables: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut read =
            Self { env: DEFAULT_ENV.to_owned(), values: Values::default(), unknown: Vec::new(), bad: None };
        for (name, text) in variables {
            if name == ENV {
                read.name_environment(text);
            } else if let Some(key) = keys().find(|key| variable_name(key.name) == name) {
                // One environment may serve all services of a machine, so a key of another service is no mistake.
                if key.is_for(service) {
                    read.values.set(Given { key, text, layer: Layer::Variable(name), sensitive: key.secret });
                }
            } else if name.starts_with(PREFIX) && !is_of_others(&name) {
                read.unknown.push(name);
            }
        }
        read.unknown.sort_unstable();
        read
    }

    fn name_environment(&mut self, text: String) {
        if is_environment_name(&text) {
            self.env = text;
        } else {
            let rule = "must be 1 to 32 lower-case letters, digits and dashes".to_owned();
            let layer = Layer::Variable(ENV.to_owned());
            self.bad = Some(Bad { name: "env".to_owned(), layer, value: Some(text), rule });
        }
    }
}

fn is_of_others(name: &str) -> bool {
    OF_OTHERS.iter().any(|it| name == *it || (it.ends_with('_') && name.starts_with(it)))
}
