use cdk_core::{
    App, Context, Environment, GenericResource, Json, Lookup, Mapping, Output, Parameter, RemovalPolicy, Val,
    condition, intrinsic::when, json, pseudo, text,
};
use serde_json::json as plain;

use crate::{template, template_of, thing};

#[test]
fn a_parameter_is_the_value_it_stands_for() {
    let template = template(|stack| {
        let size = stack.add(
            "Size",
            Parameter::number()
                .default(3)
                .min_value(1)
                .max_value(5.5)
                .description("How many")
                .constraint("1 to 5"),
        );
        let name = stack.add(
            "Name",
            Parameter::text()
                .allowed_values(["a", "b"])
                .allowed_pattern("[ab]")
                .min_length(1)
                .max_length(9)
                .no_echo(),
        );
        let zones = stack.add("Zones", Parameter::list());
        let thing = thing(stack, "A");
        thing.set("Size", size);
        thing.set("Name", name);
        thing.set("Zone", zones.select(0));
    });
    assert_eq!(
        template["Parameters"],
        plain!({
            "Size": {"Type": "Number", "Default": 3, "MinValue": 1, "MaxValue": 5.5, "Description": "How many",
                "ConstraintDescription": "1 to 5"},
            "Name": {"Type": "String", "AllowedValues": ["a", "b"], "AllowedPattern": "[ab]", "MinLength": 1,
                "MaxLength": 9, "NoEcho": true},
            "Zones": {"Type": "CommaDelimitedList"},
        })
    );
    let properties = &template["Resources"]["A"]["Properties"];
    assert_eq!(properties["Name"], plain!({"Ref": "Name"}));
    assert_eq!(properties["Zone"], plain!({"Fn::Select": [0, {"Ref": "Zones"}]}));
}

#[test]
fn defaults_of_parameters_are_as_a_deployer_would_give_them() {
    let template = template(|stack| {
        let size: Val<i64> = stack.add("Size", Parameter::integer().default(3));
        let zones = stack.add("Zones", Parameter::list().default(["a", "b"]));
        let live: Val<bool> = stack.add("Live", Parameter::of_type("String").default(true));
        stack.add("Ports", Parameter::<Vec<i64>>::of_type("List<Number>").default([80, 443]));
        stack.add("None", Parameter::list().default(Vec::<String>::new()));
        thing(stack, "A").set("All", json!([(size), (zones), (live)]));
    });
    let default = |name: &str| template["Parameters"][name]["Default"].clone();
    assert_eq!(template["Parameters"]["Size"], plain!({"Type": "Number", "Default": 3}));
    assert_eq!((default("Zones"), default("Live")), (plain!("a,b"), plain!("true")));
    assert_eq!((default("Ports"), default("None")), (plain!("80,443"), plain!("")));
}

#[test]
fn an_output_has_the_condition_of_what_it_shows() {
    let template = template(|stack| {
        let live = stack.add("Live", condition::equals(pseudo::region(), "eu-west-1"));
        let other = stack.add("Other", condition::equals(pseudo::region(), "eu-west-2"));
        let source = thing(stack, "A");
        source.only_if(&live);
        let arn = source.attribute::<String>("Arn");
        stack.add("Plain", Output::new(text!("<{}>", &arn)));
        stack.add("Own", Output::new(&arn).only_if(&other));
        stack.add("Chosen", Output::new(when::<String>(&live, arn, "none")));
    });
    let condition = |output: &str| template["Outputs"][output]["Condition"].clone();
    assert_eq!((condition("Plain"), condition("Own")), (plain!("Live"), plain!("Other")));
    assert_eq!(condition("Chosen"), plain!(null));
}

#[test]
fn a_type_that_is_overridden_is_that_of_the_resource() {
    let app = App::new();
    let a = thing(&app.stack("Pets", Environment::agnostic()), "A");
    a.override_at("Type", "Test::Other::One");
    assert_eq!(a.type_name(), "Test::Other::One");
    let synthesis = app.synth().unwrap();
    assert_eq!(synthesis.root.stacks["Pets"].resources["A"].type_name, "Test::Other::One");
    let shown = synthesis.tree.children[0].children[0].resource.clone();
    assert_eq!(shown, Some(("Test::Other::One".to_owned(), "A".to_owned())));
}

#[test]
fn conditions_are_over_parameters_and_each_other() {
    let template = template(|stack| {
        let stage: Val<String> = stack.add("Stage", Parameter::text());
        let live = stack.add("Live", condition::equals(stage, "live"));
        let here = condition::equals(pseudo::region(), "eu-west-1");
        let both = stack.add("Both", here.and(&live).or(!condition::Expression::from(&live)));
        thing(stack, "A").only_if(&both);
        stack.add("Out", Output::new("x").only_if(&live).description("d").export("Name"));
    });
    assert_eq!(
        template["Conditions"]["Both"],
        plain!({"Fn::Or": [
            {"Fn::And": [{"Fn::Equals": [{"Ref": "AWS::Region"}, "eu-west-1"]}, {"Condition": "Live"}]},
            {"Fn::Not": [{"Condition": "Live"}]},
        ]})
    );
    assert_eq!(template["Resources"]["A"]["Condition"], "Both");
    assert_eq!(
        template["Outputs"]["Out"],
        plain!({"Value": "x", "Condition": "Live", "Description": "d", "Export": {"Name": "Name"}})
    );
}

#[test]
fn a_mapping_is_read_by_two_keys() {
    let template = template(|stack| {
        let sizes =
            stack.add("Sizes", Mapping::new().entry("eu-west-1", "Small", 1).entry("eu-west-1", "Large", 9));
        thing(stack, "A").set("Size", sizes.find(pseudo::region(), "Small"));
    });
    assert_eq!(template["Mappings"]["Sizes"], plain!({"eu-west-1": {"Small": 1, "Large": 9}}));
    assert_eq!(
        template["Resources"]["A"]["Properties"]["Size"],
        plain!({"Fn::FindInMap": ["Sizes", {"Ref": "AWS::Region"}, "Small"]})
    );
}

#[test]
fn policies_for_removal_and_update_stand_beside_the_properties() {
    let template = template(|stack| {
        thing(stack, "Gone").removal_policy(RemovalPolicy::Destroy);
        thing(stack, "Snapshot").removal_policy(RemovalPolicy::Snapshot);
        thing(stack, "Kept").removal_policy(RemovalPolicy::RetainExceptOnCreate);
        let group = thing(stack, "Group");
        group.update_policy(json!({"AutoScalingReplacingUpdate": {"WillReplace": true}}));
        group.creation_policy(json!({"ResourceSignal": {"Count": 1}}));
    });
    let of = |id: &str, name: &str| template["Resources"][id][name].clone();
    assert_eq!(
        (of("Gone", "DeletionPolicy"), of("Gone", "UpdateReplacePolicy")),
        ("Delete".into(), "Delete".into())
    );
    assert_eq!(of("Snapshot", "DeletionPolicy"), "Snapshot");
    assert_eq!(of("Kept", "DeletionPolicy"), "RetainExceptOnCreate");
    assert_eq!(of("Kept", "UpdateReplacePolicy"), "Retain");
    assert_eq!(of("Group", "UpdatePolicy"), plain!({"AutoScalingReplacingUpdate": {"WillReplace": true}}));
    assert_eq!(of("Group", "CreationPolicy"), plain!({"ResourceSignal": {"Count": 1}}));
}

#[test]
fn properties_can_be_overridden_by_cloudformations_names() {
    let template = template(|stack| {
        let a = stack.add(
            "A",
            GenericResource::new("Test::Made::Up").set("Old", 1).set("List", ["x"]).set("Gone", true),
        );
        assert_eq!(a.get("Old"), Some(Json::from(1)));
        assert_eq!(a.type_name(), "Test::Made::Up");
        a.set("Old", 2);
        a.push("List", "y");
        a.push("New", "first");
        // The change may use the tree itself.
        a.change("Path", |value| *value = Json::from(a.path()));
        a.change("Gone", |value| *value = Json::Null);
        a.metadata("Note", "kept");
        a.override_at("Properties.List.0", "z");
        a.override_at("Properties.Deep.Down", json!([(a.stack().account())]));
        a.override_at("Properties.Nothing", Json::Null);
        a.remove_at("Properties.New");
    });
    assert_eq!(
        template["Resources"]["A"],
        plain!({
            "Type": "Test::Made::Up",
            "Properties": {"Old": 2, "List": ["z", "y"], "Path": "Pets/A", "Deep": {"Down": [{"Ref": "AWS::AccountId"}]}},
            "Metadata": {"Note": "kept"},
        })
    );
}

#[test]
fn a_fixed_logical_id_is_used_by_all_who_refer_to_the_resource() {
    let template = template(|stack| {
        let a = thing(stack, "A");
        a.override_logical_id("Kept");
        thing(stack, "B").set("Of", a.reference::<String>());
    });
    assert!(template["Resources"]["Kept"].is_object());
    assert_eq!(template["Resources"]["B"]["Properties"]["Of"], plain!({"Ref": "Kept"}));
}

#[test]
fn description_and_metadata_of_a_stack_are_those_of_its_template() {
    let template = template(|stack| {
        stack.describe("Pets of all kinds");
        let name: Val<String> = stack.add("Name", Parameter::text());
        stack.metadata("Note", "x");
        stack.metadata("Parameter", name.json().clone());
    });
    assert_eq!(template["Description"], "Pets of all kinds");
    assert_eq!(template["Metadata"], plain!({"Note": "x", "Parameter": {"Ref": "Name"}}));
}

#[test]
fn an_aspect_visits_each_construct_below_once_and_those_it_adds() {
    let app = App::new();
    let stack = app.stack("Pets", Environment::agnostic());
    thing(&stack, "A");
    app.aspect(|scope| {
        if let Some(element) = scope.element() {
            element.push("Visits", scope.id());
            if scope.id() == "A" {
                thing(scope, "Added");
            }
        }
    });
    let first = template_of(&app, "Pets");
    assert_eq!(first["Resources"]["A"]["Properties"]["Visits"], plain!(["A"]));
    assert_eq!(first["Resources"]["AAdded82121D6D"]["Properties"]["Visits"], plain!(["Added"]), "{first}");
    assert_eq!(template_of(&app, "Pets"), first);
}

#[test]
fn context_is_what_the_app_was_given() {
    let context = Context::new([("size".to_owned(), plain!(3)), ("stage".to_owned(), plain!("live"))]);
    let app = App::with_context(context.deployed_by(Environment::new("123456789012", "eu-west-1")));
    assert_eq!(app.context().get("size"), Some(&plain!(3)));
    assert_eq!((app.context().text("stage"), app.context().text("size")), (Some("live"), None));
    assert_eq!(app.context().deployer().url(), "aws://123456789012/eu-west-1");
    // Nothing was asked for.
    let _ = Lookup::new("ssm");
    assert!(app.synth().unwrap().missing.is_empty());
}
