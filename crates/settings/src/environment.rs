//! Environment variables: reading them, and interpreting those of PetClinic. No other file of this crate may read them.

use contract::service::Service;
use contract::settings::{Log, ServiceSettings, is_environment_name, keys, variable_name};

use crate::error::{Bad, Error};
use crate::layers::{Given, Layer, Values};

/// The variable that names the environment.
const ENV: &str = "PETCLINIC_ENV";
const PREFIX: &str = "PETCLINIC_";
/// The environment if the variable is not set.
const DEFAULT_ENV: &str = "dev";
/// Variables with the prefix that are no settings: they belong to the clinic on one machine, the build or the tests. A
/// name that ends with `_` matches every variable that begins with it.
const OF_OTHERS: [&str; 4] = ["PETCLINIC_DATABASE", "PETCLINIC_GIT_", "PETCLINIC_OFFLINE", "PETCLINIC_TEST_"];

/// The variables of this process that are meant for PetClinic. A variable that is not UTF-8 is left out.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the door")]
pub fn environment() -> Vec<(String, String)> {
    let texts = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
        Some((name.into_string().ok()?, value.into_string().ok()?))
    };
    std::env::vars_os().filter_map(texts).filter(|(name, _)| name.starts_with(PREFIX)).collect()
}

/// The environment named in `variables`, and the log settings in them. An event function needs nothing else.
///
/// # Errors
/// All bad values.
pub fn surroundings(
    service: Service,
    variables: impl IntoIterator<Item = (String, String)>,
) -> Result<(String, Log), Error> {
    let Variables { env, values, bad, .. } = Variables::read(service, variables);
    let typed = values.typed(&env, service);
    match (bad, typed) {
        (None, Ok(ServiceSettings { log, .. })) => Ok((env, log)),
        (bad, typed) => Err(Error::Invalid(bad.into_iter().chain(typed.err().unwrap_or_default()).collect())),
    }
}

/// The settings in the variables of a process.
pub(crate) struct Variables {
    pub(crate) env: String,
    pub(crate) values: Values,
    /// Variables that look like settings but match none.
    pub(crate) unknown: Vec<String>,
    /// The name of the environment, if it is invalid.
    pub(crate) bad: Option<Bad>,
}

impl Variables {
    pub(crate) fn read(service: Service, variables: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut read =
            Self { env: DEFAULT_ENV.to_owned(), values: Values::default(), unknown: Vec::new(), bad: None };
        for (name, text) in variables {
            if name == ENV {
                read.name_environment(text);
            } else if let Some(key) = keys().find(|key| variable_name(key) == name) {
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

#[cfg(test)]
mod tests {
    use contract::settings::LogFormat;

    use super::*;

    fn of(variables: &[(&str, &str)]) -> Result<(String, Log), Error> {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        surroundings(Service::Migrate, variables)
    }

    #[test]
    fn a_function_that_events_start_has_an_environment_and_a_log() {
        let (env, log) = of(&[]).unwrap();
        assert_eq!((env.as_str(), log.format), ("dev", LogFormat::Json));
        let (env, log) = of(&[("PETCLINIC_ENV", "prod"), ("PETCLINIC_LOG_FORMAT", "text")]).unwrap();
        assert_eq!((env.as_str(), log.format), ("prod", LogFormat::Text));
        // It ignores a value that a service would refuse.
        of(&[("PETCLINIC_SERVER_CONCURRENCY", "no number")]).unwrap();
    }

    #[test]
    fn all_that_is_wrong_with_them_is_reported_together() {
        let told = of(&[("PETCLINIC_ENV", "Not one"), ("PETCLINIC_LOG_FORMAT", "xml")]).unwrap_err();
        let told = told.to_string();
        assert!(told.contains("PETCLINIC_ENV") && told.contains("PETCLINIC_LOG_FORMAT"), "{told}");
    }
}
