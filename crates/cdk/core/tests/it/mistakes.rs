//! Nothing panics: what is wrong comes out of synthesis, all of it, with the path of the construct.

use cdk_core::asset::{FileAsset, FileContent};
use cdk_core::{
    App, Bootstrap, Condition, Construct, Environment, GenericResource, Mapping, Output, Parameter, Val,
    condition, json, pseudo,
};

use crate::{mistakes, thing};

fn app() -> (App, cdk_core::Stack) {
    let app = App::new();
    let stack = app.stack("Pets", Environment::agnostic());
    (app, stack)
}

#[test]
fn all_mistakes_come_at_once_in_the_order_of_paths() {
    let (app, stack) = app();
    thing(&stack, "B");
    thing(&stack, "B");
    thing(&stack, "B");
    thing(&stack, "");
    stack.child("A").fail("is wrong");
    assert_eq!(
        mistakes(&app),
        "Pets: a construct below this one has an empty id\n\
         Pets: there is already a construct named `B` below this one\n\
         Pets/A: is wrong"
    );
    assert_eq!(app.synth().unwrap_err().problems.len(), 3);
}

#[test]
fn paths_that_give_one_logical_id_are_distinguished_by_their_author() {
    let (app, stack) = app();
    thing(&stack, "My-Queue");
    thing(&stack, "MyQueue");
    thing(&stack, "Odd").override_logical_id("not valid");
    assert_eq!(
        mistakes(&app),
        "Pets/MyQueue: its logical id `MyQueue` is also that of Pets/My-Queue; give one of them another id\n\
         Pets/Odd: `not valid` is not a logical id: 1 to 255 letters and digits"
    );
}

#[test]
fn a_template_element_must_be_inside_a_stack() {
    let app = App::new();
    let out = app.child("Outside");
    let resource = thing(&out, "Resource");
    let parameter: Val<String> = out.add("Parameter", Parameter::text());
    out.add("Mapping", Mapping::new());
    out.add("Output", Output::new("x"));
    let live: Condition = out.add("Condition", condition::equals("a", "b"));
    let _ = out.stack();
    let inside = thing(&app.stack("Pets", Environment::agnostic()), "A");
    inside.set("Of", json!([(resource.reference::<String>()), (parameter)]));
    inside.only_if(&live);
    inside.depends_on(&out);
    assert_eq!(
        mistakes(&app),
        "Outside: it must be inside a stack\n\
         Outside/Condition: a condition must be inside a stack\n\
         Outside/Mapping: a mapping must be inside a stack\n\
         Outside/Output: an output must be inside a stack\n\
         Outside/Parameter: a parameter must be inside a stack\n\
         Outside/Resource: a resource (Test::Made::Up) must be inside a stack\n\
         Pets/A: it depends on Outside, which is outside any stack\n\
         Pets/A: it refers to Outside/Condition, which is outside any stack\n\
         Pets/A: it refers to Outside/Parameter, which is outside any stack\n\
         Pets/A: it refers to Outside/Resource, which is outside any stack"
    );
}

#[test]
fn handles_of_another_app_are_no_handles_here() {
    let (_other, elsewhere) = app();
    let (app, stack) = app();
    let foreign = thing(&elsewhere, "Far");
    let live = elsewhere.add("Live", condition::equals("a", "b"));
    let near = thing(&stack, "Near");
    near.set("Of", foreign.reference::<String>());
    near.only_if(&live);
    near.depends_on(&foreign);
    stack.add("Out", Output::new(foreign.attribute::<String>("Arn")));
    assert_eq!(
        mistakes(&app),
        "Pets/Near: it depends on a construct of another app, or of none\n\
         Pets/Near: it refers to a construct of another app, or of none\n\
         Pets/Out: it refers to a construct of another app, or of none"
    );
}

#[test]
fn one_scope_holds_one_thing() {
    let (app, stack) = app();
    let scope = stack.child("A");
    let first = GenericResource::new("Test::First::One").create(&scope);
    GenericResource::new("Test::Second::One").create(&scope);
    GenericResource::new("Test::Second::One").create(&stack);
    Output::new("x").create(&scope);
    assert_eq!(first.type_name(), "Test::First::One");
    assert_eq!(
        mistakes(&app),
        "Pets: a resource (Test::Second::One) is declared where something else is declared already\n\
         Pets/A: a resource (Test::Second::One) is declared where something else is declared already\n\
         Pets/A: an output is declared where something else is declared already"
    );
}

#[test]
fn resources_in_a_cycle_are_named() {
    let (app, stack) = app();
    let (a, b, c) = (thing(&stack, "A"), thing(&stack, "B"), thing(&stack, "C"));
    c.depends_on(&a);
    b.set("Of", c.reference::<String>());
    a.metadata("Of", b.attribute::<String>("Arn"));
    let itself = thing(&stack, "Itself");
    itself.set("Of", itself.reference::<String>());
    assert_eq!(
        mistakes(&app),
        "Pets/A: resources depend on each other in a cycle: Pets/A -> Pets/B -> Pets/C -> Pets/A\n\
         Pets/Itself: resources depend on each other in a cycle: Pets/Itself -> Pets/Itself"
    );
}

#[test]
fn stacks_in_a_cycle_are_named_with_the_reasons() {
    let (app, pets) = app();
    let owners = app.stack("Owners", Environment::agnostic());
    let (a, b) = (thing(&pets, "A"), thing(&owners, "B"));
    b.set("Of", a.reference::<String>());
    thing(&pets, "C").depends_on(&owners);
    assert_eq!(
        mistakes(&app),
        "Owners: stacks depend on each other in a cycle: Owners -> Pets -> Owners \
         (Owners/B uses Pets/A; Pets/C depends on Owners)"
    );
}

#[test]
fn names_of_stacks_and_stages_and_environments_are_looked_at() {
    let app = App::new();
    app.stack("1st", Environment::new("12", "Europe"));
    app.stage("a b", Environment::agnostic()).stack("Pets", Environment::agnostic());
    app.stack("Pets", Environment::agnostic());
    app.stack("Other", Environment::agnostic()).set_name("Pets");
    app.stack("Far", Environment::in_region("eu-west-1")).set_name("Pets");
    assert_eq!(
        mistakes(&app),
        "1st: `12` is not an account: 12 digits\n\
         1st: `1st` is not a name for a stack: up to 128 letters, digits and dashes, a letter first\n\
         1st: `Europe` is not a region, such as eu-west-1\n\
         Other: its name `Pets` is also that of the stack Far, which may be in the same environment (aws://unknown-account/eu-west-1 and aws://unknown-account/unknown-region)\n\
         Pets: its name `Pets` is also that of the stack Other in aws://unknown-account/unknown-region\n\
         a b: `a b` is not a name for a stage: letters, digits, `-`, `_` and `.`, a letter first\n\
         a b/Pets: `a b-Pets` is not a name for a stack: up to 128 letters, digits and dashes, a letter first"
    );
}

#[test]
fn stacks_of_one_name_are_in_environments_that_surely_differ() {
    let app = App::new();
    let named = |id: &str, environment| app.stack(id, environment).set_name("Pets");
    named("A", Environment::new("123456789012", "eu-west-1"));
    named("B", Environment::new("123456789012", "us-east-1"));
    named("C", Environment::new("210987654321", "eu-west-1"));
    assert!(app.synth().is_ok());
    named("D", Environment::in_region("us-east-1"));
    assert_eq!(
        mistakes(&app),
        "D: its name `Pets` is also that of the stack B, which may be in the same environment \
         (aws://123456789012/us-east-1 and aws://unknown-account/us-east-1)"
    );
}

#[test]
fn stages_do_not_depend_on_each_other() {
    let app = App::new();
    let (a, b) = (app.stage("A", Environment::agnostic()), app.stage("B", Environment::agnostic()));
    a.depends_on(&b);
    let stack = a.stack("Pets", Environment::agnostic());
    stack.depends_on(&b);
    stack.depends_on(&app);
    assert_eq!(
        mistakes(&app),
        "A: only what is inside a stack can depend on something; stages cannot\n\
         A/Pets: it depends on B, which is outside any stack\n\
         A/Pets: it depends on the app itself"
    );
}

#[test]
fn values_stand_only_where_cloudformation_takes_them() {
    let (app, stack) = app();
    let a = thing(&stack, "A");
    stack.add("Parameter", Parameter::text().default(pseudo::region()));
    stack.add("Mapping", Mapping::new().entry("a", "b", a.reference::<String>()));
    stack.add("Condition", condition::equals(a.reference::<String>(), "x"));
    a.push("Tags", json!({}));
    a.set("List", pseudo::region());
    a.push("List", "x");
    a.override_at("Type.Deeper", 1);
    a.set("Self", Val::<String>::of(cdk_core::Json::Ref(stack.node())));
    assert_eq!(
        mistakes(&app),
        "Pets/A: an item is appended to `List`, which is no list that is known now\n\
         Pets/A: it uses Pets, which is no resource, parameter or condition\n\
         Pets/A: the override at `Type.Deeper` does not fit: `Deeper` is inside a plain value\n\
         Pets/Condition: it uses Pets/A, which is a resource; conditions know parameters, mappings and other conditions only\n\
         Pets/Mapping: a mapping takes only values that are known now\n\
         Pets/Parameter: a parameter takes only values that are known now"
    );
}

#[test]
fn an_item_of_a_default_has_no_comma() {
    let (app, stack) = app();
    stack.add("Zones", Parameter::list().default(["a,b", "c"]));
    assert_eq!(
        mistakes(&app),
        "Pets/Zones: the item `a,b` of its default has a comma, which separates items"
    );
}

#[test]
fn an_output_of_several_conditions_has_one_of_its_own() {
    let (app, stack) = app();
    let (a, b) = (thing(&stack, "A"), thing(&stack, "B"));
    a.only_if(&stack.add("Live", condition::equals(pseudo::region(), "eu-west-1")));
    b.only_if(&stack.add("Other", condition::equals(pseudo::region(), "eu-west-2")));
    let both = json!([(a.reference::<String>()), (b.reference::<String>())]);
    stack.add("Out", Output::new(both));
    assert_eq!(
        mistakes(&app),
        "Pets/Out: it shows values of resources that are made under different conditions (Pets/A, Pets/B); \
         give it one of its own by `only_if`"
    );
}

#[test]
fn a_tree_has_an_end() {
    let (app, stack) = app();
    let mut scope = stack.child("Level");
    for _ in 2..256 {
        scope = scope.child("Level");
    }
    assert!(app.synth().is_ok());
    let deepest = scope.path();
    for _ in 0..5000 {
        scope = scope.child("Level");
    }
    thing(&scope, "A").depends_on(&stack);
    assert_eq!(
        mistakes(&app),
        format!("{deepest}: constructs below this one are nested deeper than 256 levels")
    );
}

#[test]
fn aspects_that_never_end_are_stopped() {
    let (app, _) = app();
    app.aspect(|scope| {
        if scope.children().is_empty() {
            scope.child("Below");
        }
    });
    assert_eq!(mistakes(&app), "app: aspects still add constructs after 32 rounds");
}

#[test]
fn bootstrap_names_come_before_assets() {
    let (app, stack) = app();
    stack.set_bootstrap(Bootstrap::qualified("pets"));
    let (hash, extension, display_name) = ("0".repeat(64), ".zip".to_owned(), "code".to_owned());
    let location =
        stack.add_file(FileAsset { hash, extension, display_name, content: FileContent::Bytes([].into()) });
    assert!(format!("{:?}", location.bucket).contains("cdk-pets-assets-${AWS::AccountId}-${AWS::Region}"));
    stack.set_bootstrap(Bootstrap::default());
    assert_eq!(
        mistakes(&app),
        "Pets: its bootstrap names are changed after an asset was added, which is placed by the old ones"
    );
}

#[test]
fn mistakes_of_a_synthesis_are_gone_when_they_are_mended() {
    let (app, stack) = app();
    let (a, b) = (thing(&stack, "A"), thing(&stack, "B"));
    a.set("Of", b.reference::<String>());
    b.set("Of", a.reference::<String>());
    assert!(app.synth().is_err());
    b.set("Of", "nothing");
    assert!(app.synth().is_ok());
}
