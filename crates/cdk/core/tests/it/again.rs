//! A synthesis leaves the app as it was, so the next one gives the same.

use std::cell::RefCell;
use std::rc::Rc;

use cdk_core::{App, Element, Environment, GenericResource, Lookup, Output, Stack, Synthesis};

use crate::{app_of_regions, mistakes, thing};

fn written(synthesis: &Synthesis) -> String {
    format!("{synthesis:#?}")
}

fn europe() -> Environment {
    Environment::new("123456789012", "eu-west-1")
}

/// An app with all that a synthesis adds to: exports, also to another region, stages within stages, aspects that declare, change, warn and
/// ask.
fn app() -> (App, Stack, Element) {
    let app = app_of_regions();
    let home = app.stack("Home", europe());
    let source = thing(&home, "Source");
    let user = thing(&app.stack("User", europe()), "User");
    user.set("Of", source.attribute::<String>("Arn"));
    let overseas = thing(&app.stack("Overseas", Environment::new("123456789012", "us-east-1")), "User");
    overseas.set("Of", source.attribute::<String>("Arn"));
    let stage = app.stage("Live", europe()).stage("Blue", Environment::agnostic());
    let (near, far) =
        (stage.stack("Near", Environment::agnostic()), stage.stack("Far", Environment::agnostic()));
    far.add("Shown", Output::new(thing(&near, "Thing").reference::<String>()));
    let changed = source.clone();
    home.aspect(move |scope| {
        // A captured handle, as constructs have them, and the one that is handed in.
        changed.push("Seen", scope.id());
        scope.change_state(|count: &mut usize| *count += 1);
        if scope.id() == "Source" {
            scope.warn("it was visited");
            scope.add("Note", GenericResource::new("Test::Made::Up").set("Count", scope.state::<usize>()));
            let _ = Lookup::new("ssm").with("parameterName", "/a").ask(scope);
        }
    });
    (app, home, source)
}

#[test]
fn two_in_a_row_are_equal() {
    let (app, _, _) = app();
    let first = app.synth().unwrap();
    assert_eq!(first.missing.len(), 1);
    assert_eq!(first.root.stacks["Home"].annotations.len(), 1);
    for _ in 0..2 {
        assert_eq!(written(&app.synth().unwrap()), written(&first));
    }
}

#[test]
fn nothing_that_a_synthesis_declares_stays_in_the_app() {
    let (app, home, source) = app();
    app.synth().unwrap();
    assert!(home.find("Exports").is_none());
    assert!(home.find("RegionExports").is_none());
    assert!(app.find("Overseas").unwrap().find("RegionImports").is_none());
    assert!(source.find("Note").is_none());
    assert_eq!(source.get("Seen"), None);
    assert_eq!(source.state::<usize>(), 0);
}

#[test]
fn an_export_goes_with_its_last_use() {
    let (app, _, _) = app();
    let exports = || {
        let home = app.synth().unwrap().root.stacks["Home"].template.clone();
        let across = home["Resources"].as_object().unwrap().values();
        let across = across.filter(|resource| resource["Type"] == "Test::Made::Export").count();
        (home["Outputs"].as_object().map_or(0, serde_json::Map::len), across)
    };
    assert_eq!(exports(), (1, 1));
    for stack in ["User", "Overseas"] {
        app.find(stack).unwrap().find("User").unwrap().element().unwrap().set("Of", "nothing");
    }
    assert_eq!(exports(), (0, 0));
}

#[test]
fn a_handle_that_outlives_its_synthesis_is_no_other_construct() {
    let (app, home, _) = app();
    let kept = Rc::new(RefCell::new(Vec::new()));
    let keeps = Rc::clone(&kept);
    home.aspect(move |scope| {
        if scope.id() == "Source" {
            keeps.borrow_mut().push(thing(scope, "Fleeting"));
        }
    });
    app.synth().unwrap();
    let late = thing(&home, "Late");
    let fleeting = kept.borrow().first().unwrap().clone();
    fleeting.set("Name", "lost");
    assert_ne!(fleeting.node(), late.node());
    assert_eq!(late.get("Name"), None);
    late.set("Of", fleeting.reference::<String>());
    assert_eq!(mistakes(&app), "Home/Late: it refers to a construct of another app, or of none");
}

#[test]
fn mistakes_of_aspects_are_reported_once_each_time() {
    let (app, home, _) = app();
    home.aspect(|scope| {
        if scope.id() == "Source" {
            scope.fail("it has no name");
        }
    });
    assert_eq!(mistakes(&app), "Home/Source: it has no name");
    assert_eq!(mistakes(&app), "Home/Source: it has no name");
}

#[test]
fn an_aspect_cannot_synthesize_its_own_app() {
    let app = App::new();
    let stack = app.stack("Pets", Environment::agnostic());
    let inner = app.clone();
    stack.aspect(move |scope| {
        if let Err(error) = inner.synth() {
            scope.fail(error.to_string());
        }
    });
    assert_eq!(mistakes(&app), "Pets: app: an aspect synthesizes the app that it is part of");
}
