use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::harness::Clinic;

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
