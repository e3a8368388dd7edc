use cdk_core::{App, Context, Environment, Level, Lookup};
use serde_json::{Value, json as plain};

use crate::{mistakes, thing};

const ZONES: &str = "availability-zones:account=123456789012:region=eu-west-1";

fn here() -> Environment {
    Environment::new("123456789012", "eu-west-1")
}

fn app_knowing(key: &str, answer: Value) -> App {
    App::with_context(Context::new([(key.to_owned(), answer)]))
}

#[test]
fn an_unknown_value_is_asked_for_once_under_the_key_of_the_aws_cdk() {
    let app = App::new();
    let stack = app.stack("Pets", here());
    let zones = stack.availability_zones(2);
    assert_eq!(stack.availability_zones(3).len(), 3);
    thing(&stack, "A").set("Zones", zones);
    let synthesis = app.synth().unwrap();
    let [missing] = synthesis.missing.as_slice() else { panic!("{:?}", synthesis.missing) };
    assert_eq!((missing.key.as_str(), missing.provider.as_str()), (ZONES, "availability-zones"));
    let role =
        "arn:${AWS::Partition}:iam::123456789012:role/cdk-hnb659fds-lookup-role-123456789012-eu-west-1";
    let props = plain!({"account": "123456789012", "region": "eu-west-1", "lookupRoleArn": role});
    assert_eq!(plain!(missing.props), props);
}

#[test]
fn an_answer_in_the_context_is_used() {
    let app = app_knowing(ZONES, plain!(["eu-west-1a", "eu-west-1b"]));
    let stack = app.stack("Pets", here());
    let zones = stack.availability_zones(2);
    assert_eq!(zones[1].json().as_str(), Some("eu-west-1b"));
    assert!(app.synth().unwrap().missing.is_empty());
    let _ = stack.availability_zones(3);
    assert_eq!(
        mistakes(&app),
        "Pets: 3 availability zones are wanted, and aws://123456789012/eu-west-1 has 2"
    );
}

#[test]
fn zones_of_an_open_environment_are_left_to_the_deployment() {
    for environment in [Environment::agnostic(), Environment::in_region("eu-west-1")] {
        let app = App::new();
        let zones = app.stack("Pets", environment).availability_zones(2);
        let text = format!("{:?}", zones[1]);
        assert!(text.contains("Fn::Select") && text.contains("Fn::GetAZs"), "{text}");
        assert!(app.synth().unwrap().missing.is_empty());
    }
}

#[test]
fn keys_of_nested_questions_are_those_of_the_aws_cdk() {
    let app = App::new();
    let stack = app.stack("Pets", here());
    let question = Lookup::new("ssm")
        .with("parameterName", "/a:b$c")
        .with("a.b", "x")
        .with("a", "y")
        .with("flag", true)
        .with("n", 3)
        .with("filter", plain!({"tag:x": "q", "isDefault": "true"}))
        .with("list", plain!(["p", "q"]));
    assert_eq!(question.ask(&stack), None);
    // As `ContextProvider.getKey` of aws-cdk-lib gives it.
    assert_eq!(
        app.synth().unwrap().missing[0].key,
        "ssm:a.b=x:a=y:account=123456789012:filter.isDefault=true:filter.tag:x=q:flag=true:list.0=p:list.1=q:n=3:\
         parameterName=/a$:b$c:region=eu-west-1"
    );
}

#[test]
fn a_providers_error_is_shown_and_not_asked_again() {
    let app = app_knowing(ZONES, plain!({"$providerError": "no credentials"}));
    let stack = app.stack("Pets", here());
    assert_eq!(stack.availability_zones(1).len(), 1);
    let synthesis = app.synth().unwrap();
    assert!(synthesis.missing.is_empty());
    let shown = &synthesis.root.stacks["Pets"].annotations["Pets"][0];
    assert_eq!((shown.level, shown.message.as_str()), (Level::Error, &*format!("{ZONES}: no credentials")));
}

#[test]
fn a_question_of_an_open_environment_is_a_mistake() {
    let app = App::new();
    let stack = app.stack("Pets", Environment::agnostic());
    assert_eq!(Lookup::new("ssm").ask(&stack), None);
    assert_eq!(mistakes(&app), "Pets: a look-up (ssm) needs a stack with a fixed account and region");
}
