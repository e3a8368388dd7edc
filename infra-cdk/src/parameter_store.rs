//! Layer 04: the settings of services, below `/petclinic/{env}/`.
//!
//! A setting that several services share stands in the common folder, one that differs between services or belongs to a single one in the
//! service's own, which nobody else may read.

mod table;

use std::collections::BTreeMap;

use cdk::aws::Resource;
use cdk::aws::ssm::{self, parameter};
use cdk::{IntoVal, Val};
use contract::service::Service;
use contract::settings::{Database as DatabaseSettings, parameter_name};

pub use self::table::{COLLECTOR, Entry, entries};
use crate::app::Clinic;
use crate::database::Database;

/// What later layers need of the parameters.
pub struct ParameterStore {
    /// The parameters by their names.
    pub parameters: BTreeMap<String, Resource<ssm::Parameter>>,
}

/// Declares the layer.
pub fn declare(clinic: &mut Clinic<'_>, database: &Database) -> ParameterStore {
    let stack = clinic.stack("04-parameter-store", "the settings of the services");
    let known = known(database);
    let mut parameters = BTreeMap::new();
    for Entry { service, key, value } in entries(clinic.env(), &clinic.environment.settings) {
        let name = parameter_name(clinic.env(), service, key);
        let value = known.get(key.name).cloned().unwrap_or_else(|| value.into_val());
        let folder = service.map_or("common", Service::name);
        let parameter = ssm::Parameter::new()
            .type_(parameter::Type::String)
            .value(value)
            .name(&name)
            .description(description(&key.description()));
        parameters.insert(name, stack.child_once(folder).add(key.name, parameter));
    }
    ParameterStore { parameters }
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
