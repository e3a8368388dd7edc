use std::collections::{BTreeMap, BTreeSet};

use cdk::App;
use infra_cdk::environment::{Environment, overrides};
use serde_json::{Map, Value};

use crate::harness::{Clinic, artifacts};

const LAYERS: [&str; 12] = [
    "01-network",
    "02-security",
    "03-database",
    "04-parameter-store",
    "05-cloud-map",
    "06-lambda-genai",
    "07-application",
    "08-api-gateway",
    "09-aws-native",
    "10-monitoring",
    "11-frontend",
    "12-notification",
];

#[test]
fn every_environment_has_twelve_stacks_in_the_order_of_their_numbers() {
    for clinic in Clinic::all() {
        let wanted = LAYERS.map(|it| format!("petclinic-{}-{it}", clinic.environment.name));
        assert_eq!(clinic.synthesis.order, wanted, "{}", clinic.called());
    }
}

#[test]
fn no_environment_has_anything_to_warn_of() {
    for clinic in Clinic::all() {
        let found = clinic.findings();
        assert!(found.is_empty(), "{}: {found:#?}", clinic.called());
        assert!(clinic.synthesis.missing.is_empty(), "{}", clinic.called());
        for stack in clinic.synthesis.root.stacks.values() {
            assert!(stack.annotations.is_empty(), "{}: {:?}", stack.name, stack.annotations);
        }
    }
}

#[test]
fn two_syntheses_are_equal_to_the_byte() {
    let template = |clinic: &Clinic| {
        let stacks = clinic.synthesis.root.stacks.values();
        stacks.map(|it| it.template.to_string()).collect::<Vec<_>>()
    };
    let (first, second) = (Clinic::of("prod"), Clinic::of("prod"));
    assert_eq!(template(&first), template(&second));
    let app = App::new();
    infra_cdk::app::layers(&app, &first.environment, &artifacts());
    assert_eq!(app.synth().unwrap().order, app.synth().unwrap().order);
}

#[test]
fn what_names_a_resource_of_its_own_stack_waits_for_it() {
    for clinic in Clinic::all() {
        for stack in clinic.synthesis.root.stacks.values() {
            let resources = stack.template["Resources"].as_object().unwrap();
            let named = resources.iter().filter_map(|(id, it)| Some((physical_name(it)?, id.as_str())));
            let named: BTreeMap<&str, &str> = named.collect();
            // What a parameter holds is a text until a program reads it.
            let needing = resources.iter().filter(|(_, it)| it["Type"] != "AWS::SSM::Parameter");
            for (id, resource) in needing {
                let mut texts = Vec::new();
                gather_texts(&resource["Properties"], &mut texts);
                let others = texts.iter().filter_map(|it| named.get(it)).filter(|it| *it != id);
                for other in others {
                    let waits = waits_for(resources, id, other);
                    assert!(waits, "{}: {id} names {other} and may be made before it", stack.name);
                }
            }
        }
    }
}

/// The name that a template gives to a resource that others are told by its name.
fn physical_name(resource: &Value) -> Option<&str> {
    let property = match resource["Type"].as_str()? {
        "AWS::Logs::LogGroup" => "LogGroupName",
        "AWS::Lambda::Function" => "FunctionName",
        "AWS::SecretsManager::Secret" | "AWS::SSM::Parameter" => "Name",
        "AWS::ECR::Repository" => "RepositoryName",
        "AWS::ECS::Cluster" => "ClusterName",
        "AWS::IAM::Role" => "RoleName",
        _ => return None,
    };
    resource["Properties"][property].as_str()
}

fn gather_texts<'a>(value: &'a Value, texts: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => texts.push(text),
        Value::Array(values) => values.iter().for_each(|it| gather_texts(it, texts)),
        Value::Object(values) => values.values().for_each(|it| gather_texts(it, texts)),
        _ => {}
    }
}

/// Whether CloudFormation makes a resource after another: because it refers to it, or says that it depends on it.
fn waits_for(resources: &Map<String, Value>, from: &str, to: &str) -> bool {
    let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
    while let Some(id) = next.pop() {
        if id == to {
            return true;
        }
        if let (true, Some(resource)) = (seen.insert(id), resources.get(id)) {
            let mut texts = Vec::new();
            gather_texts(&resource["DependsOn"], &mut texts);
            gather_references(&resource["Properties"], &mut texts);
            next.extend(texts);
        }
    }
    false
}

fn gather_references<'a>(value: &'a Value, ids: &mut Vec<&'a str>) {
    match value {
        Value::Array(values) => values.iter().for_each(|it| gather_references(it, ids)),
        Value::Object(values) => {
            ids.extend(values.get("Ref").and_then(Value::as_str));
            let attribute = values.get("Fn::GetAtt").and_then(|it| it[0].as_str());
            ids.extend(attribute);
            values.values().for_each(|it| gather_references(it, ids));
        }
        _ => {}
    }
}

#[test]
fn protected_environments_refuse_to_be_deleted_and_keep_their_data() {
    for clinic in Clinic::all() {
        let protected = clinic.environment.is_protected;
        assert_eq!(protected, clinic.environment.name != "dev");
        for stack in clinic.synthesis.root.stacks.values() {
            assert_eq!(stack.termination_protection, protected, "{}", stack.name);
        }
        let cluster = clinic.of_type("03-database", "AWS::RDS::DBCluster").into_values().next().unwrap();
        assert_eq!(cluster["Properties"]["DeletionProtection"], protected);
        assert_eq!(cluster["DeletionPolicy"], if protected { "Snapshot" } else { "Delete" });
    }
}

#[test]
fn no_stack_comes_near_the_limits_of_cloudformation() {
    for clinic in Clinic::all() {
        for stack in clinic.synthesis.root.stacks.values() {
            let resources = stack.template["Resources"].as_object().unwrap().len();
            assert!((1..=400).contains(&resources), "{}: {resources}", stack.name);
            assert!(stack.template.to_string().len() < 700_000, "{}", stack.name);
        }
    }
}

#[test]
fn programs_that_are_not_built_are_named_with_the_command_that_builds_them() {
    let empty = tempfile::tempdir().unwrap();
    let app = App::new();
    let environment = Environment::preset("dev").unwrap();
    infra_cdk::app::layers(&app, &environment, &artifacts().with_functions(empty.path()));
    let mistakes: Vec<String> = app.synth().unwrap_err().problems.iter().map(ToString::to_string).collect();
    for function in ["genai", "migrate", "slack-notifier"] {
        let wanted = format!("run `cargo lambda build --profile function --package {function}`");
        assert_eq!(mistakes.iter().filter(|it| it.contains(&wanted)).count(), 1, "{mistakes:#?}");
    }
    assert_eq!(mistakes.len(), 3, "{mistakes:#?}");
}

#[test]
fn the_readme_lists_every_context_value() {
    let readme = include_str!("../../README.md");
    for it in overrides() {
        let row = format!("| `{}` | {} | {} |\n", it.key, it.rule, it.about);
        assert!(readme.contains(&row), "{row}");
    }
    assert!(LAYERS.iter().all(|it| readme.contains(&format!("| {it} | "))));
}
