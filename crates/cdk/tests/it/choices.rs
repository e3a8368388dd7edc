//! Properties that take one of several types.

use cdk::aws::dynamodb::{self, table};
use cdk::aws::sam::{self, function};
use cdk::aws::stepfunctions;
use cdk::{App, Environment, Stack};
use serde_json::{Value, json};

fn properties(declare: impl FnOnce(&Stack)) -> Value {
    let app = App::new();
    declare(&app.stack("S", Environment::agnostic()));
    app.synth().unwrap().root.stacks["S"].template["Resources"]["It"]["Properties"].clone()
}

#[test]
fn the_key_of_a_table_is_typed() {
    let key = |name: &str, role: &str| table::KeySchema::new().attribute_name(name).key_type(role);
    let found = properties(|stack| {
        let keys = [key("id", "HASH"), key("day", "RANGE")];
        stack.add("It", dynamodb::Table::new().key_schema(keys));
    });
    let wanted =
        json!([{"AttributeName": "id", "KeyType": "HASH"}, {"AttributeName": "day", "KeyType": "RANGE"}]);
    assert_eq!(found["KeySchema"], wanted);
}

#[test]
fn text_or_an_object_is_either() {
    let with =
        |function: sam::Function| properties(|stack| drop(stack.add("It", function)))["CodeUri"].clone();
    assert_eq!(with(sam::Function::new().code_uri("./code")), "./code");
    let place = function::S3Location::new().bucket("code").key("it.zip").version(3);
    assert_eq!(
        with(sam::Function::new().code_uri(place)),
        json!({"Bucket": "code", "Key": "it.zip", "Version": 3})
    );
}

#[test]
fn a_map_takes_text_numbers_booleans_and_references() {
    let with = |declare: &dyn Fn(&Stack, stepfunctions::StateMachine) -> stepfunctions::StateMachine| {
        let found = properties(|stack| {
            let role = cdk::given("arn:aws:iam::123456789012:role/x");
            stack.add("It", declare(stack, stepfunctions::StateMachine::new().role_arn(role)));
        });
        found["DefinitionSubstitutions"].clone()
    };
    assert_eq!(
        with(&|_, machine| machine.definition_substitutions([("Name", "letters")])),
        json!({"Name": "letters"})
    );
    assert_eq!(with(&|_, machine| machine.definition_substitutions([("Count", 3)])), json!({"Count": 3}));
    assert_eq!(with(&|_, machine| machine.definition_substitutions([("Big", true)])), json!({"Big": true}));
    let of_topic = with(&|stack, machine| {
        let topic = stack.add("Topic", cdk::aws::sns::Topic::new());
        machine.definition_substitutions([("Topic", topic.topic_arn())])
    });
    assert!(of_topic["Topic"].is_object(), "{of_topic}");
}
