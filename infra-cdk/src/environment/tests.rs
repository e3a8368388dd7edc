use cdk::Context;
use cdk::constructs::{Architecture, Nat, TaskSize};
use contract::service::Service;
use contract::settings::{Admin, Assistant, Discovery, Log};
use serde_json::Value;

use super::{Environment, Error, overrides};

fn of(values: &[(&str, &str)]) -> Result<Environment, Error> {
    let value = |(key, value): &(&str, &str)| ((*key).to_owned(), Value::from(*value));
    Environment::of(&Context::new(values.iter().map(value)))
}

fn refused(values: &[(&str, &str)]) -> String {
    of(values).unwrap_err().to_string()
}

#[test]
fn without_context_it_is_dev() {
    let environment = of(&[]).unwrap();
    assert_eq!((environment.name.as_str(), environment.region.as_str()), ("dev", "us-west-2"));
}

#[test]
fn an_environment_of_another_name_begins_with_one_of_the_presets() {
    assert!(refused(&[("environment", "anna")]).contains("`like` says which of these"));
    let anna = of(&[("environment", "anna"), ("like", "prod")]).unwrap();
    assert_eq!(anna.name, "anna");
    assert!(anna.is_protected);
    assert!(refused(&[("environment", "anna"), ("like", "live")]).contains("`like` is `live`"));
    for name in ["Not One", "", "-a", "a-", "a--b", "thirteen-long"] {
        assert!(
            refused(&[("environment", name)])
                .contains("1 to 12 lower-case letters, digits and single dashes")
        );
    }
}

#[test]
fn context_values_change_single_choices() {
    let environment = of(&[
        ("nat", "single"),
        ("endpoints", "false"),
        ("spot", "true"),
        ("architecture", "arm64"),
        ("task-size", "512/1024"),
        ("tasks-most", "9"),
        ("namespace", "petclinic-2.local"),
        ("visits/log.level", "debug"),
    ])
    .unwrap();
    assert_eq!((environment.topology.nat, environment.topology.endpoints), (Nat::Single, false));
    assert_eq!(environment.topology.architecture, Architecture::Arm64);
    assert!(environment.tasks.spot);
    assert_eq!((environment.tasks.size, environment.tasks.most), (TaskSize::of::<512, 1024>(), 9));
    let given = |service, key| environment.settings.given(service, key);
    assert_eq!(given(Service::Vets, Discovery::NAMESPACE), Some("petclinic-2.local"));
    assert_eq!((given(Service::Visits, Log::LEVEL), given(Service::Vets, Log::LEVEL)), (Some("debug"), None));
}

#[test]
fn the_topology_comes_first_whatever_the_order_of_the_values() {
    let environment =
        of(&[("nat", "per-zone"), ("region", "eu-west-1"), ("topology", "observability")]).unwrap();
    assert_eq!((environment.topology.nat, environment.region.as_str()), (Nat::PerZone, "eu-west-1"));
    assert_eq!(environment.tasks.least, 2);
}

#[test]
fn a_wrong_value_is_refused_with_its_rule() {
    for (key, value, rule) in [
        ("nat", "two", "one of single, per-zone"),
        ("account", "42", "12 digits"),
        ("backup-days", "36", "from 1 to 35"),
        ("log-days", "8", "CloudWatch Logs knows"),
        ("region", "Frankfurt", "a region of AWS"),
        ("task-size", "256/8192", "a pair of CPU and memory that Fargate offers"),
        ("database-most", "0.7", "a multiple of 0.5"),
        ("block-countries", "Antarctica", "codes of two letters"),
        ("edge-certificate", "arn:aws:acm:eu-west-1:1:certificate/1", "in us-east-1"),
        ("log.level", "loud", "levels separated by commas"),
        ("email", "nobody", "an e-mail address"),
    ] {
        let refused = refused(&[(key, value)]);
        assert!(refused.contains(&format!("`{key}` is `{value}`")) && refused.contains(rule), "{refused}");
    }
}

#[test]
fn a_misspelt_key_is_named_with_the_one_that_is_meant() {
    assert!(refused(&[("natt", "single")]).contains("but `nat`"));
    assert!(refused(&[("log.levle", "debug")]).contains("but `log.level`"));
    assert!(refused(&[("nobody/log.level", "debug")]).starts_with("there is no context value"));
    // Secrets come from Secrets Manager.
    assert!(refused(&[("database.url", "mysql://a:b@c/d")]).starts_with("there is no context value"));
}

#[test]
fn keys_of_the_cdk_cli_are_left_alone() {
    assert!(of(&[("@aws-cdk/core:target", "x"), ("availability-zones:account=1", "y")]).is_ok());
}

#[test]
fn values_that_contradict_each_other_are_refused() {
    assert!(refused(&[("tasks-least", "5")]).contains("at least 5 tasks and at most 4"));
    assert!(refused(&[("database-least", "2")]).contains("at least 2 ACU and at most 1"));
    assert!(refused(&[("domain", "clinic.example")]).contains("needs `certificate`"));
    let elsewhere = [
        ("domain", "clinic.example"),
        ("certificate", "arn:aws:acm:eu-west-1:1:certificate/1"),
        ("edge-certificate", "arn:aws:acm:us-east-1:1:certificate/1"),
    ];
    assert!(refused(&elsewhere).contains("the region us-west-2 and a certificate of another one"));
}

#[test]
fn numbers_and_booleans_of_cdk_json_are_taken_as_they_are() {
    let values = [("tasks-most".to_owned(), Value::from(7)), ("protected".to_owned(), Value::from(true))];
    let environment = Environment::of(&Context::new(values)).unwrap();
    assert_eq!((environment.tasks.most, environment.is_protected), (7, true));
}

#[test]
fn context_values_are_in_the_order_of_their_names_and_each_says_what_it_does() {
    let keys: Vec<&str> = overrides().iter().map(|it| it.key).collect();
    assert!(keys.is_sorted());
    assert!(overrides().iter().all(|it| !it.about.is_empty() && !it.rule.is_empty()));
}

#[test]
fn the_admin_server_is_told_the_model_and_the_memory_of_the_assistant() {
    let mut environment = of(&[]).unwrap();
    let told = |environment: &Environment| {
        let parameters = environment.parameters(|_| 512);
        let value = |key| parameters.given(Service::Admin, key).map(str::to_owned);
        [Admin::ASSISTANT_MEMORY, Admin::ASSISTANT_PROVIDER, Admin::ASSISTANT_MODEL].map(value)
    };
    let known = |all: [&str; 3]| all.map(|it| Some(it.to_owned()));
    let haiku = "anthropic.claude-3-haiku-20240307-v1:0";
    assert_eq!(told(&environment), known(["512", "bedrock", haiku]));
    environment.settings.set(None, Assistant::PROVIDER, "openai");
    environment.settings.set(None, Assistant::MODEL, "llama3.1");
    assert_eq!(told(&environment), known(["512", "openai", "llama3.1"]));
}
