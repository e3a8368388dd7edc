//! Layer 04: the settings of services, below `/petclinic/{env}/`, and the secrets that they read.
//!
//! A setting that all services have stands in the common folder, one that differs between them or that some of them lack in the own folders
//! of those that have it, which nobody else may read.

mod secrets;
mod table;

use std::collections::BTreeMap;

use cdk::aws::Resource;
use cdk::aws::ssm::{self, parameter};
use cdk::constructs::SecretHandle;
use cdk::{IntoVal, Val};
use contract::service::Service;
use contract::settings::{Database as DatabaseSettings, Key, parameter_name};

pub use self::table::{COLLECTOR, Entry, entries, settings};
use crate::app::Clinic;
use crate::database::Database;
use crate::security::Security;

/// What later layers need of the parameters.
pub struct ParameterStore {
    /// The parameters by their names.
    pub parameters: BTreeMap<String, Resource<ssm::Parameter>>,
    /// The secrets by their names, apart from logins to the database.
    pub secrets: BTreeMap<String, SecretHandle>,
}

/// Declares the layer.
pub fn declare(clinic: &mut Clinic<'_>, security: &Security, database: &Database) -> ParameterStore {
    let stack = clinic.stack("04-parameter-store", "the settings and secrets of the services");
    let known = known(database);
    let mut parameters = BTreeMap::new();
    let memory = |it| clinic.artifacts.function_size(&stack, it).memory;
    let settings = clinic.environment.parameters(memory);
    for Entry { service, key, value } in entries(clinic.env(), &settings) {
        let name = parameter_name(clinic.env(), service, key);
        let value = known.get(key.name).cloned().unwrap_or_else(|| value.into_val());
        let folder = service.map_or("common", Service::name);
        let parameter = ssm::Parameter::new()
            .type_(parameter::Type::String)
            .value(value)
            .name(&name)
            .description(description(&key.description()));
        let parameter = stack.child_once(folder).add(key.name, parameter);
        if names_secret(key) {
            parameter.acknowledge("plain-text-secret", "it holds the name of a secret, and not the secret");
        }
        parameters.insert(name, parameter);
    }
    ParameterStore { parameters, secrets: secrets::declare(&stack, clinic, security) }
}

/// Whether a setting is the name of a secret, and is called as if it were the secret.
fn names_secret(key: &Key) -> bool {
    let is_called_so = !key.name.ends_with("-name");
    is_called_so && contract::settings::secrets::ALL.iter().any(|secret| secret.key == Some(key))
}

/// The settings that only the infrastructure knows.
fn known(database: &Database) -> BTreeMap<&'static str, Val<String>> {
    BTreeMap::from([
        (DatabaseSettings::HOST.name, database.cluster.endpoint_address().into_val()),
        (DatabaseSettings::READER_HOST.name, database.cluster.read_endpoint_address().into_val()),
    ])
}

/// A description as Parameter Store takes it, at most 1,024 characters.
fn description(text: &str) -> String {
    text.chars().take(1024).collect()
}
