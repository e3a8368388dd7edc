//! The parameters that an environment has, from the table of settings.

use cdk::Scope;
use contract::service::Service;
use contract::settings::{Assistant, Broken, Database, Key, Metrics, ServiceSettings, Traces, keys};

use crate::app::Clinic;
use crate::environment::Settings;
use crate::names;

/// A parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The service whose own it is; `None` for all services.
    pub service: Option<Service>,
    pub key: &'static Key,
    pub value: String,
}

/// What a parameter holds that stands for no value: Parameter Store takes no empty text, and services read around blanks.
const NONE: &str = " ";

/// Where the collector beside each task takes traces.
pub const COLLECTOR: &str = "http://127.0.0.1:4318";

/// Every parameter of an environment. Settings that are secrets have none: their values stand in Secrets Manager.
pub fn entries(env: &str, settings: &Settings) -> Vec<Entry> {
    keys().filter(|key| !key.secret).flat_map(|key| of(env, settings, key)).collect()
}

fn of(env: &str, settings: &Settings, key: &'static Key) -> Vec<Entry> {
    let (owners, others): (Vec<Service>, Vec<Service>) =
        Service::ALL.into_iter().filter(|it| reads_parameters(*it)).partition(|it| key.is_for(*it));
    let value = |service: Service| {
        Some(value(env, settings, service, key))
            .filter(|it| !it.is_empty())
            .unwrap_or_else(|| NONE.to_owned())
    };
    let Some(first) = owners.first().copied() else { return Vec::new() };
    if others.is_empty() && owners.iter().all(|it| value(*it) == value(first)) {
        return vec![Entry { service: None, key, value: value(first) }];
    }
    owners.into_iter().map(|it| Entry { service: Some(it), key, value: value(it) }).collect()
}

/// The value of a setting; empty for none.
fn value(env: &str, settings: &Settings, service: Service, key: &Key) -> String {
    match settings.given(service, key) {
        Some(given) => given.to_owned(),
        // Users of services may change rows only, so `migrate` prepares their tables.
        None if key == Database::MIGRATE => "false".to_owned(),
        None if key == Traces::ENDPOINT && service.is_task() => COLLECTOR.to_owned(),
        // API Gateway passes answers on while they are made.
        None if key == Assistant::STREAMING => "true".to_owned(),
        None if key == Metrics::EMF_NAMESPACE => names::metrics(env, settings, service),
        None => key.default_for(env, service),
    }
}

/// The settings that a service starts with, apart from what only the deployment knows; `None` where they contradict each other, which is a
/// mistake of the app.
pub fn settings(scope: &Scope, clinic: &Clinic<'_>, service: Service) -> Option<ServiceSettings> {
    let (env, given) = (clinic.env(), &clinic.environment.settings);
    let read = ServiceSettings::read(env, service, |key| Some(value(env, given, service, key)));
    let fail = |Broken { key, rule }| scope.fail(format!("the setting {} of {service} {rule}", key.name));
    read.map_err(|broken| broken.into_iter().for_each(fail)).ok()
}

/// Whether a service reads its settings from Parameter Store.
fn reads_parameters(service: Service) -> bool {
    use contract::permission::Resource;
    service.row().may.iter().any(|it| it.on == Resource::OwnParameters)
}
