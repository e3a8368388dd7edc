//! Tags, annotations, acknowledgements, names: what is inherited in the tree or beside the template.

use cdk_core::{
    Annotation, App, Construct, Element, Environment, GenericResource, Level, Properties, ResourceInfo,
    Scope, Synthesis, TagInfo, TagStyle, json,
};
use serde_json::{Value, json as plain};

use crate::{template, thing};

const fn tagged(style: TagStyle) -> ResourceInfo {
    ResourceInfo { type_name: "Test::Made::Up", schemas: "", tags: Some(TagInfo { property: "Tags", style }) }
}

static LIST: ResourceInfo = tagged(TagStyle::List);
static MAP: ResourceInfo = tagged(TagStyle::Map);
static GROUP: ResourceInfo = tagged(TagStyle::ListWith("PropagateAtLaunch"));

/// A resource that takes tags, with these of its own.
struct Tagged(&'static ResourceInfo, cdk_core::Json);

impl Construct for Tagged {
    type Output = Element;

    fn create(self, scope: &Scope) -> Element {
        let mut properties = Properties::new();
        properties.set("Tags", self.1);
        Element::declare(scope, self.0, properties)
    }
}

#[test]
fn tags_go_to_all_resources_below_that_take_them_and_the_nearest_wins() {
    let template = template(|stack| {
        stack.tag("owner", "clinic");
        stack.tag("stage", "test");
        let group = stack.child("Group");
        group.tag("stage", "live");
        group.untag("owner");
        thing(&group, "Plain");
        stack.add("List", Tagged(&LIST, json!([{"Key": "stage", "Value": "own"}])));
        group.add("Map", Tagged(&MAP, json!({"a": "b"})));
        group.add("Scaling", Tagged(&GROUP, json!(null)));
        group.add("Token", Tagged(&LIST, json!({"Fn::Split": [",", "a"]})));
        group.add(
            "Chosen",
            Tagged(
                &LIST,
                json!({"Fn::If": ["A", [{"Key": "stage", "Value": "own"}], {"Ref": "AWS::NoValue"}]}),
            ),
        );
        group.add(
            "Perhaps",
            Tagged(
                &LIST,
                json!([{"Fn::If": ["A", {"Key": "stage", "Value": "own"}, {"Ref": "AWS::NoValue"}]}]),
            ),
        );
        group.add("Finding", Tagged(&MAP, json!({"Fn::FindInMap": ["a", "b", "c"]})));
        group.add("Either", Tagged(&MAP, json!({"Fn::If": ["A", {"stage": "own"}, {"Ref": "Tags"}]})));
        let generic = GenericResource::new("Test::Made::Up");
        group.add("Generic", generic.tags_at("Tags", TagStyle::Map));
    });
    let tags = |id: &str| {
        let resources = template["Resources"].as_object().unwrap();
        let found = resources.iter().find(|(logical_id, _)| logical_id.starts_with(id));
        found.unwrap().1["Properties"]["Tags"].clone()
    };
    let list = plain!([{"Key": "stage", "Value": "own"}, {"Key": "owner", "Value": "clinic"}]);
    assert_eq!(tags("List"), list);
    assert_eq!(tags("GroupMap"), plain!({"a": "b", "stage": "live"}));
    assert_eq!(tags("GroupScaling"), plain!([{"Key": "stage", "Value": "live", "PropagateAtLaunch": true}]));
    assert_eq!(tags("GroupToken"), plain!({"Fn::Split": [",", "a"]}));
    let (own, live) = (plain!({"Key": "stage", "Value": "own"}), plain!({"Key": "stage", "Value": "live"}));
    assert_eq!(tags("GroupChosen"), plain!({"Fn::If": ["A", [own], [live]]}));
    assert_eq!(tags("GroupPerhaps"), plain!([{"Fn::If": ["A", own, {"Ref": "AWS::NoValue"}]}]));
    assert_eq!(tags("GroupFinding"), plain!({"Fn::FindInMap": ["a", "b", "c"]}));
    assert_eq!(tags("GroupEither"), plain!({"Fn::If": ["A", {"stage": "own"}, {"Ref": "Tags"}]}));
    assert_eq!(tags("GroupGeneric"), plain!({"stage": "live"}));
    assert_eq!(tags("GroupPlain"), Value::Null);
}

fn synthesized(declare: impl FnOnce(&App)) -> Synthesis {
    let app = App::new();
    declare(&app);
    app.synth().unwrap()
}

#[test]
fn a_stack_has_the_tags_around_it_for_itself() {
    let synthesis = synthesized(|app| {
        app.tag("owner", "clinic");
        app.stack("Pets", Environment::agnostic()).tag("stage", "live");
    });
    let tags: Vec<_> = synthesis.root.stacks["Pets"].tags.clone().into_iter().collect();
    assert_eq!(tags, [("owner".to_owned(), "clinic".to_owned()), ("stage".to_owned(), "live".to_owned())]);
}

#[test]
fn messages_are_kept_with_the_path_of_their_construct_and_once_each() {
    let synthesis = synthesized(|app| {
        let stack = app.stack("Pets", Environment::agnostic());
        let a = thing(&stack, "A");
        a.warn("careful");
        a.warn("careful");
        a.info("fine");
        stack.error("wrong");
    });
    let annotations = &synthesis.root.stacks["Pets"].annotations;
    let message = |level, message: &str| Annotation { level, message: message.to_owned() };
    assert_eq!(annotations["Pets/A"], [message(Level::Warning, "careful"), message(Level::Info, "fine")]);
    assert_eq!(annotations["Pets"], [message(Level::Error, "wrong")]);
}

#[test]
fn messages_about_stages_and_the_app_are_in_the_first_stack_below() {
    let synthesis = synthesized(|app| {
        app.warn("app");
        app.stack("Pets", Environment::agnostic());
        let stage = app.stage("Live", Environment::agnostic());
        stage.warn("stage");
        stage.stack("B", Environment::agnostic());
        stage.stack("A", Environment::agnostic());
    });
    let with = |path: &str| -> Vec<_> {
        let holds = |stack: &&cdk_core::synth::StackTemplate| stack.annotations.contains_key(path);
        synthesis.root.all_stacks().into_iter().filter(holds).map(|stack| stack.path.clone()).collect()
    };
    assert_eq!((with(""), with("Live")), (vec!["Pets".to_owned()], vec!["Live/A".to_owned()]));
}

#[test]
fn acknowledgements_hold_for_what_is_below_be_they_of_the_app_a_stage_or_a_construct() {
    let synthesis = synthesized(|app| {
        app.acknowledge("rule-1", "everywhere");
        let stage = app.stage("Live", Environment::agnostic());
        stage.acknowledge("rule-2", "in this stage");
        let stack = stage.stack("Pets", Environment::agnostic());
        thing(&stack, "A").acknowledge("rule-3", "here");
    });
    let stack = synthesis.root.all_stacks()[0];
    let reasons: Vec<_> = stack
        .acknowledgements
        .iter()
        .map(|(path, found)| (path.as_str(), found[0].reason.as_str()))
        .collect();
    assert_eq!(reasons, [("", "everywhere"), ("Live", "in this stage"), ("Live/Pets/A", "here")]);
}

#[test]
fn stacks_of_stages_are_in_assemblies_of_their_own() {
    let synthesis = synthesized(|app| {
        let stage = app.stage("Live", Environment::new("123456789012", "eu-west-1"));
        let inner = stage.stage("Inner", Environment::in_region("us-east-1"));
        inner.stack("Pets", Environment::agnostic());
        stage.stack("Pets", Environment::agnostic()).set_name("Own");
    });
    let live = &synthesis.root.stages["assembly-Live"];
    let inner = &live.stages["assembly-Live-Inner"];
    let (outer, inner) = (live.stacks.values().next().unwrap(), inner.stacks.values().next().unwrap());
    assert_eq!((outer.name.as_str(), inner.name.as_str()), ("Own", "Live-Inner-Pets"));
    assert_eq!(outer.environment.url(), "aws://123456789012/eu-west-1");
    assert_eq!(inner.environment.url(), "aws://123456789012/us-east-1");
    assert!(synthesis.root.stacks.is_empty());
    assert_ne!(outer.artifact_id, inner.artifact_id);
}

#[test]
fn the_tree_shows_every_construct_in_the_order_of_ids() {
    let synthesis = synthesized(|app| {
        let stack = app.stack("Pets", Environment::agnostic());
        thing(&stack, "B");
        thing(&stack, "A");
    });
    let stack = &synthesis.tree.children[0];
    let below: Vec<_> =
        stack.children.iter().map(|child| (child.path.as_str(), child.resource.clone())).collect();
    let of = |id: &str| Some(("Test::Made::Up".to_owned(), id.to_owned()));
    assert_eq!(below, [("Pets/A", of("A")), ("Pets/B", of("B"))]);
    assert!(stack.children[0].made_by.is_some_and(|made_by| made_by.ends_with("GenericResource")));
}
