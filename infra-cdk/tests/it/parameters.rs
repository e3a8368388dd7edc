use std::collections::BTreeMap;

use contract::service::Service;
use contract::settings::secrets::{self, DATABASE, DATABASE_ADMIN};
use contract::settings::{
    Database, ServiceSettings, Traces, common_path, keys, parameter_name, service_path,
};

use crate::harness::{Clinic, list, plain, statements};

const LAYER: &str = "04-parameter-store";

/// The values of the parameters by their names. One that is known only at deployment is what it refers to.
fn parameters(clinic: &Clinic) -> BTreeMap<String, String> {
    let all = clinic.all_of(LAYER, "AWS::SSM::Parameter");
    all.iter().map(|it| (plain(&it["Name"]), plain(&it["Value"]))).collect()
}

/// The value that a service finds, as it reads: its own parameter over the common one.
fn found<'a>(
    parameters: &'a BTreeMap<String, String>,
    env: &str,
    service: Service,
    key: &contract::settings::Key,
) -> Option<&'a String> {
    let own = parameters.get(&parameter_name(env, Some(service), key));
    own.or_else(|| parameters.get(&parameter_name(env, None, key)))
}

#[test]
fn every_setting_that_a_service_reads_is_a_parameter_that_it_may_read() {
    for clinic in Clinic::all() {
        let env = &clinic.environment.name;
        let parameters = parameters(&clinic);
        for service in Service::http() {
            for key in keys().filter(|it| it.is_for(service)) {
                let found = found(&parameters, env, service, key).is_some();
                assert_eq!(found, !key.secret, "{service}: {key:?}");
            }
        }
    }
}

/// The services whose roles let them read a parameter.
fn readers(clinic: &Clinic, name: &str) -> Vec<Service> {
    let arn = format!("arn:aws:ssm:{}:123456789012:parameter{name}", clinic.environment.region);
    let fits = |on: &str| on == arn || on.strip_suffix('*').is_some_and(|folder| arn.starts_with(folder));
    let reads = |service: &Service| {
        statements(clinic, *service)
            .iter()
            .filter(|it| list(&it["Action"])[0] == "ssm:GetParametersByPath")
            .any(|it| list(&it["Resource"]).into_iter().map(plain).any(|on| fits(&on)))
    };
    Service::ALL.into_iter().filter(reads).collect()
}

#[test]
fn a_parameter_is_granted_to_the_services_that_have_it_and_to_no_other() {
    for clinic in Clinic::all() {
        let env = &clinic.environment.name;
        for name in parameters(&clinic).keys() {
            let key = keys().find(|it| name.ends_with(&format!("/{}", it.name))).unwrap();
            let is_there = |it: &Service| {
                name.starts_with(&common_path(env)) || name.starts_with(&service_path(env, *it))
            };
            let mut expected: Vec<Service> =
                Service::http().filter(|it| key.is_for(*it) && is_there(it)).collect();
            // It prepares the databases of all, where their parameters say.
            expected.push(Service::Migrate);
            assert_eq!(readers(&clinic, name), expected, "{name}");
        }
    }
}

#[test]
fn services_start_with_what_the_parameters_hold() {
    for clinic in Clinic::all() {
        let env = &clinic.environment.name;
        let parameters = parameters(&clinic);
        for service in Service::http() {
            let settings = ServiceSettings::read(env, service, |key| {
                let value = found(&parameters, env, service, key)?;
                // The address of the database is known at deployment.
                Some(if value.starts_with('{') { "db.example".to_owned() } else { value.clone() })
            });
            let settings = settings.unwrap_or_else(|broken| panic!("{service}: {broken:?}"));
            assert_eq!(
                settings.database.migrate,
                !service.is_task(),
                "{service}: only tasks have this setting"
            );
            assert_eq!(settings.traces.endpoint.is_some(), service.is_task(), "{service}");
            assert_eq!(settings.database.sample_data, env != "prod");
        }
    }
}

#[test]
fn the_database_is_named_by_what_the_stack_of_the_database_knows() {
    let clinic = Clinic::of("dev");
    let parameters = parameters(&clinic);
    for key in [Database::HOST, Database::READER_HOST] {
        let value = found(&parameters, "dev", Service::Vets, key).unwrap();
        assert!(value.contains("Fn::ImportValue"), "{key:?}: {value}");
    }
    assert_eq!(parameters[&parameter_name("dev", Some(Service::Genai), Traces::ENDPOINT)], " ");
}

#[test]
fn every_secret_of_the_contract_is_there() {
    let clinic = Clinic::of("dev");
    let names: Vec<String> =
        clinic.all_of(LAYER, "AWS::SecretsManager::Secret").iter().map(|it| plain(&it["Name"])).collect();
    for secret in secrets::ALL.iter().filter(|it| **it != DATABASE && **it != DATABASE_ADMIN) {
        assert!(names.contains(&secret.shared_name("dev")), "{}", secret.name);
    }
}
