//! Values used in another stack than their own.

use cdk_core::{
    App, Construct, Element, Environment, Parameter, Properties, ResourceInfo, Scope, Stack, condition,
    pseudo,
};
use serde_json::{Value, json as plain};

use crate::{app_of_regions, mistakes, template_of, thing};

const IMPORT: &str = "Test::Made::Import";

fn app(of: Environment, to: Environment) -> (App, Stack, Stack) {
    let app = app_of_regions();
    let (of, to) = (app.stack("Home", of), app.stack("User", to));
    (app, of, to)
}

fn europe() -> Environment {
    Environment::new("123456789012", "eu-west-1")
}

fn america() -> Environment {
    Environment::new("123456789012", "us-east-1")
}

/// The resources of a type, in the order of logical ids.
fn of_type<'a>(template: &'a Value, type_name: &str) -> Vec<&'a Value> {
    let resources = template["Resources"].as_object().unwrap().values();
    resources.filter(|resource| resource["Type"] == type_name).collect()
}

#[test]
fn in_one_region_a_value_is_exported_and_imported_as_the_aws_cdk_does() {
    for environment in [Environment::agnostic(), europe()] {
        let (app, home, user) = app(environment.clone(), environment);
        let thing_at_home = thing(&home, "Bucket");
        let using = thing(&user, "A");
        using.set("Ref", thing_at_home.reference::<String>());
        using.set("Att", thing_at_home.attribute::<String>("Arn"));
        thing(&user, "B").set("Ref", thing_at_home.reference::<String>());
        let (at_home, at_user) = (template_of(&app, "Home"), template_of(&app, "User"));
        // Names as aws-cdk-lib makes them for the same stacks.
        assert_eq!(
            at_home["Outputs"],
            plain!({
                "ExportsOutputRefBucket239F7DF2": {"Value": {"Ref": "Bucket"}, "Export": {"Name": "Home:ExportsOutputRefBucket239F7DF2"}},
                "ExportsOutputFnGetAttBucketArn436138FE": {
                    "Value": {"Fn::GetAtt": ["Bucket", "Arn"]},
                    "Export": {"Name": "Home:ExportsOutputFnGetAttBucketArn436138FE"}
                },
            })
        );
        let import = plain!({"Fn::ImportValue": "Home:ExportsOutputRefBucket239F7DF2"});
        assert_eq!(at_user["Resources"]["A"]["Properties"]["Ref"], import);
        assert_eq!(at_user["Resources"]["B"]["Properties"]["Ref"], import);
        assert_eq!(app.synth().unwrap().order, ["Home", "User"]);
    }
}

#[test]
fn a_long_name_of_an_export_is_cut_at_its_front() {
    let (app, home, user) = app(Environment::agnostic(), Environment::agnostic());
    home.set_name("H".repeat(128));
    let far = thing(&home.child("x".repeat(200)), "Thing");
    thing(&user, "A").set("Ref", far.reference::<String>());
    let output = template_of(&app, "Home")["Outputs"].as_object().unwrap().values().next().unwrap().clone();
    let name = output["Export"]["Name"].as_str().unwrap();
    assert_eq!(name.len(), 255);
    let user = template_of(&app, "User");
    assert_eq!(user["Resources"]["A"]["Properties"]["Ref"], plain!({ "Fn::ImportValue": name }));
}

#[test]
fn a_conditional_value_is_exported_under_its_condition() {
    let (app, home, user) = app(Environment::agnostic(), Environment::agnostic());
    let live = home.add("Live", condition::equals(pseudo::region(), "eu-west-1"));
    let source = thing(&home, "Thing");
    source.only_if(&live);
    thing(&user, "A").set("Ref", source.reference::<String>());
    let outputs = template_of(&app, "Home")["Outputs"].clone();
    assert_eq!(outputs.as_object().unwrap().values().next().unwrap()["Condition"], "Live");
}

static LISTED: ResourceInfo = ResourceInfo {
    type_name: "Test::Made::Up",
    schemas: "Test::Made::Up {\"a\":{\"Names\":\"[s]\"},\"p\":{}}",
    tags: None,
};

struct Listed;

impl Construct for Listed {
    type Output = Element;

    fn create(self, scope: &Scope) -> Element {
        Element::declare(scope, &LISTED, Properties::new())
    }
}

#[test]
fn a_list_crosses_as_one_text() {
    let (app, home, user) = app(Environment::agnostic(), Environment::agnostic());
    let source = home.add("Thing", Listed);
    thing(&user, "A").set("Names", source.attribute::<Vec<String>>("Names"));
    let outputs = template_of(&app, "Home")["Outputs"].clone();
    let output = outputs.as_object().unwrap().values().next().unwrap();
    assert_eq!(output["Value"], plain!({"Fn::Join": ["||", {"Fn::GetAtt": ["Thing", "Names"]}]}));
    let received = template_of(&app, "User")["Resources"]["A"]["Properties"]["Names"].clone();
    assert_eq!(received, plain!({"Fn::Split": ["||", {"Fn::ImportValue": output["Export"]["Name"]}]}));
}

/// A value of Europe used in America; the size of its source is the caller's.
fn two_regions(size: i32) -> App {
    let (app, home, user) = app(europe(), america());
    let part = thing(&home, "Part");
    part.set("Size", size);
    let source = thing(&home, "Thing");
    source.set("Part", part.reference::<String>());
    thing(&user, "A").set("Ref", source.reference::<String>());
    thing(&user, "B").set("Arn", source.attribute::<String>("Arn"));
    app
}

#[test]
fn in_another_region_a_value_is_exported_and_imported_by_what_the_app_was_given() {
    let app = two_regions(1);
    let (home, user) = (template_of(&app, "Home"), template_of(&app, "User"));
    let exports: Vec<_> =
        of_type(&home, "Test::Made::Export").iter().map(|export| export["Properties"].clone()).collect();
    assert_eq!(
        exports,
        [
            plain!({"Name": "Home.Thing", "Value": {"Ref": "Thing"}}),
            plain!({"Name": "Home.Thing.Arn", "Value": {"Fn::GetAtt": ["Thing", "Arn"]}})
        ]
    );
    assert_eq!(of_type(&user, IMPORT).len(), 2);
    let value = &user["Resources"]["A"]["Properties"]["Ref"]["Fn::GetAtt"];
    assert_eq!(value[1], "Value");
    assert_eq!(user["Resources"][value[0].as_str().unwrap()]["Properties"]["Name"], "Home.Thing");
    assert_eq!(app.synth().unwrap().order, ["Home", "User"]);
}

#[test]
fn a_conditional_value_is_exported_to_other_regions_under_its_condition() {
    let (app, home, user) = app(europe(), america());
    let live = home.add("Live", condition::equals(pseudo::region(), "eu-west-1"));
    let source = thing(&home, "Thing");
    source.only_if(&live);
    thing(&user, "A").set("Ref", source.reference::<String>());
    assert_eq!(of_type(&template_of(&app, "Home"), "Test::Made::Export")[0]["Condition"], "Live");
}

#[test]
fn an_app_that_was_given_nothing_for_it_takes_no_value_to_another_region() {
    let app = App::new();
    let (home, user) = (app.stack("Home", europe()), app.stack("User", america()));
    thing(&user, "A").set("Ref", thing(&home, "Thing").reference::<String>());
    assert_eq!(
        mistakes(&app),
        "User/A: it uses Home/Thing, which is in another region, and this app has nothing that takes values there"
    );
}

#[test]
fn a_reader_reads_again_when_its_source_or_what_that_is_made_of_changes() {
    let revision = |app: &App| {
        let user = template_of(app, "User");
        let readers = of_type(&user, IMPORT);
        readers[0]["Properties"]["Revision"].as_str().unwrap().to_owned()
    };
    let (first, second) = (two_regions(1), two_regions(2));
    assert_eq!(revision(&first), revision(&two_regions(1)));
    assert_eq!(revision(&first), revision(&first));
    assert_ne!(revision(&first), revision(&second));
}

#[test]
fn a_change_travels_through_several_regions() {
    let chain = |size: i32| {
        let (app, home, user) = app(europe(), america());
        let last = app.stack("Asia", Environment::new("123456789012", "ap-south-1"));
        let (source, middle) = (thing(&home, "Thing"), thing(&user, "Middle"));
        source.set("Size", size);
        middle.set("Of", source.reference::<String>());
        thing(&last, "A").set("Of", middle.reference::<String>());
        of_type(&template_of(&app, "Asia"), IMPORT)[0].clone()
    };
    assert_ne!(chain(1), chain(2));
    assert_eq!(chain(1), chain(1));
}

#[test]
fn a_region_that_is_open_cannot_be_read_from_elsewhere() {
    let open = Environment { region: None, ..america() };
    let (app, home, user) = app(open, america());
    thing(&user, "A").set("Ref", thing(&home, "Thing").reference::<String>());
    assert_eq!(
        mistakes(&app),
        "User/A: it uses Home/Thing, which is in a stack whose region is not fixed, while this stack's is another"
    );
}

#[test]
fn an_account_that_is_open_may_be_another() {
    for (of, to) in
        [(europe(), Environment::in_region("eu-west-1")), (Environment::in_region("eu-west-1"), europe())]
    {
        let (at, is) = (of.url(), to.url());
        let (app, home, user) = app(of, to);
        thing(&user, "A").set("Ref", thing(&home, "Thing").reference::<String>());
        assert_eq!(
            mistakes(&app),
            format!(
                "User/A: it uses Home/Thing, which is in {at}, while this stack is in {is}; \
                 fix the account of both or leave it open in both"
            )
        );
    }
}

#[test]
fn values_do_not_cross_accounts_or_stages() {
    let (app, home, user) = app(europe(), Environment::new("210987654321", "eu-west-1"));
    let source = thing(&home, "Thing");
    thing(&user, "A").set("Ref", source.reference::<String>());
    let stage = app.stage("Live", europe());
    let far = thing(&stage.stack("Far", Environment::agnostic()), "B");
    far.set("Ref", source.reference::<String>());
    far.depends_on(&home);
    assert_eq!(
        mistakes(&app),
        "Live/Far/B: it depends on Home, which is in another stage\n\
         Live/Far/B: it uses Home/Thing, which is in another stage; give it a name and refer to it by that\n\
         User/A: it uses Home/Thing, which is in another account; give it a name and refer to it by that"
    );
}

#[test]
fn parameters_cross_within_a_region() {
    let (app, home, user) = app(europe(), europe());
    let name = home.add("Name", Parameter::text());
    let zones = home.add("Zones", Parameter::list());
    let using = thing(&user, "A");
    using.set("Name", name);
    using.set("Zones", zones);
    let (at_home, at_user) = (template_of(&app, "Home"), template_of(&app, "User"));
    let values: Vec<_> =
        at_home["Outputs"].as_object().unwrap().values().map(|output| &output["Value"]).collect();
    assert_eq!(values, [&plain!({"Ref": "Name"}), &plain!({"Fn::Join": ["||", {"Ref": "Zones"}]})]);
    let properties = &at_user["Resources"]["A"]["Properties"];
    assert!(properties["Name"]["Fn::ImportValue"].is_string(), "{properties}");
    assert!(properties["Zones"]["Fn::Split"].is_array(), "{properties}");
}

#[test]
fn a_value_that_cannot_cross_says_why() {
    let (app, home, user) = app(europe(), europe());
    let name = home.add("Name", Parameter::text());
    let secret = home.add("Secret", Parameter::text().no_echo());
    let live = home.add("Live", condition::equals(pseudo::region(), "eu-west-1"));
    thing(&user, "A").set("Secret", secret);
    thing(&user, "B").only_if(&live);
    user.add("C", condition::equals(&name, "x"));
    thing(&app.stack("West", america()), "D").set("Name", name);
    assert_eq!(
        mistakes(&app),
        "User/A: it uses Home/Secret, which is a parameter of another stack that is kept out of sight, which an export would show; declare one here\n\
         User/B: it uses Home/Live, which is a condition of another stack; only values of resources and parameters cross stacks\n\
         User/C: it uses Home/Name, which is in another stack; conditions know only what is in their own\n\
         West/D: it uses Home/Name, which is a parameter of a stack in another region, whose changes would not be seen here; declare one here"
    );
}

#[test]
fn a_reader_that_waits_for_its_user_is_a_cycle() {
    let (app, home, user) = app(europe(), america());
    let using = thing(&user, "A");
    using.set("Ref", thing(&home, "Thing").reference::<String>());
    user.child("RegionImports").depends_on(&using);
    let found = mistakes(&app);
    assert!(found.contains("User/A -> User/RegionImports/Home:Thing -> User/A"), "{found}");
}
