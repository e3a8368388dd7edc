//! Values used in another region than the one they come from.

use cdk::{App, Element, Environment, GenericResource, Scope};
use serde_json::{Value, json as plain};

fn thing(scope: &Scope, id: &str) -> Element {
    scope.add(id, GenericResource::new("Test::Made::Up"))
}

fn template_of(app: &App, id: &str) -> Value {
    app.synth().unwrap().root.stacks[id].template.clone()
}

/// The resources of a type, in the order of logical ids.
fn of_type<'a>(template: &'a Value, type_name: &str) -> Vec<&'a Value> {
    let resources = template["Resources"].as_object().unwrap().values();
    resources.filter(|resource| resource["Type"] == type_name).collect()
}

/// A value of Europe used in America; the size of its source is the caller's.
fn two_regions(size: i32) -> App {
    let app = App::new();
    let home = app.stack("Home", Environment::new("123456789012", "eu-west-1"));
    let user = app.stack("User", Environment::new("123456789012", "us-east-1"));
    let part = thing(&home, "Part");
    part.set("Size", size);
    let source = thing(&home, "Thing");
    source.set("Part", part.reference::<String>());
    thing(&user, "A").set("Ref", source.reference::<String>());
    thing(&user, "B").set("Arn", source.attribute::<String>("Arn"));
    app
}

#[test]
fn in_another_region_a_value_is_a_parameter_and_read_by_a_function() {
    let app = two_regions(1);
    let (home, user) = (template_of(&app, "Home"), template_of(&app, "User"));
    let names: Vec<_> =
        of_type(&home, "AWS::SSM::Parameter").iter().map(|p| p["Properties"]["Name"].clone()).collect();
    assert_eq!(names, ["/cdk/exports/Home/Thing", "/cdk/exports/Home/Thing.Arn"]);
    let readers = of_type(&user, "Custom::CrossRegionParameter");
    assert_eq!(readers.len(), 2);
    assert_eq!(readers[0]["Properties"]["Region"], "eu-west-1");
    assert_eq!(readers[0]["Properties"]["ServiceTimeout"], 60);
    let log = of_type(&user, "AWS::Logs::LogGroup")[0];
    assert_eq!(log["Properties"]["RetentionInDays"], 30);
    assert_eq!(log["DeletionPolicy"], "Delete");
    let function = of_type(&user, "AWS::Lambda::Function")[0];
    assert!(function["Properties"]["LoggingConfig"]["LogGroup"]["Ref"].is_string());
    assert!(function["Properties"]["Code"]["ZipFile"].as_str().unwrap().len() < 4096);
    // One function for both, which may read what this stack exports, write its own log, and nothing else.
    assert_eq!(of_type(&user, "AWS::Lambda::Function").len(), 1);
    let role = of_type(&user, "AWS::IAM::Role")[0];
    assert!(role["Properties"]["ManagedPolicyArns"].is_null());
    let statements = &role["Properties"]["Policies"][0]["PolicyDocument"]["Statement"];
    assert_eq!(statements[1]["Action"], plain!(["logs:CreateLogStream", "logs:PutLogEvents"]));
    assert_eq!(
        statements[1]["Resource"]["Fn::GetAtt"][0],
        function["Properties"]["LoggingConfig"]["LogGroup"]["Ref"]
    );
    assert_eq!(
        statements[0]["Resource"],
        plain!({"Fn::Join": ["", [
            "arn:", {"Ref": "AWS::Partition"}, ":ssm:eu-west-1:123456789012:parameter/cdk/exports/Home/*"
        ]]})
    );
    let value = &user["Resources"]["A"]["Properties"]["Ref"]["Fn::GetAtt"];
    assert_eq!(value[1], "Value");
    assert_eq!(user["Resources"][value[0].as_str().unwrap()]["Type"], "Custom::CrossRegionParameter");
    assert_eq!(app.synth().unwrap().order, ["Home", "User"]);
}

#[test]
fn a_reader_reads_again_when_its_source_or_what_that_is_made_of_changes() {
    let revision = |app: &App| {
        let user = template_of(app, "User");
        let readers = of_type(&user, "Custom::CrossRegionParameter");
        readers[0]["Properties"]["Revision"].as_str().unwrap().to_owned()
    };
    let (first, second) = (two_regions(1), two_regions(2));
    assert_eq!(revision(&first), revision(&two_regions(1)));
    assert_eq!(revision(&first), revision(&first));
    assert_ne!(revision(&first), revision(&second));
}

#[test]
fn a_second_synthesis_declares_nothing_twice() {
    let app = two_regions(1);
    let first = format!("{:?}", app.synth().unwrap());
    assert_eq!(format!("{:?}", app.synth().unwrap()), first);
    assert!(app.find("User").unwrap().find("RegionImports").is_none());
}

#[test]
fn a_reader_that_waits_for_its_user_is_a_cycle() {
    let app = two_regions(1);
    let user = app.find("User").unwrap();
    user.child("RegionImports").depends_on(&user.find("A").unwrap());
    let found = app.synth().unwrap_err().to_string();
    assert!(found.contains("User/A -> User/RegionImports/Home:Thing -> User/A"), "{found}");
}
