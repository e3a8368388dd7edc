//! 10,000 random construct trees: unique, valid logical ids and acyclic stacks, or clear mistakes; never a panic.

use std::collections::{BTreeMap, BTreeSet};

use cdk_core::{App, Element, Environment, GenericResource, Output, Scope, Synthesis};
use proptest::prelude::*;
use serde_json::Value;

use crate::app_of_regions;

/// One step of building a tree. Numbers choose among what is there, modulo how much there is.
#[derive(Clone, Debug)]
enum Step {
    Stage(String),
    Stack(usize, String, u8),
    Child(usize, String),
    Resource(usize, String),
    Output(usize, String, usize),
    Refer(usize, usize, bool),
    Depend(usize, usize),
    Tag(usize, String),
    Fix(usize, String),
}

fn id() -> impl Strategy<Value = String> {
    const ODD: [&str; 16] = [
        "Resource",
        "Default",
        "Exports",
        "RegionExports",
        "RegionImports",
        "My-Queue",
        "MyQueue",
        "",
        "/",
        "a/b",
        "1st",
        "Größe",
        "日本",
        "Output{\"Ref\":\"A\"}",
        "$.#",
        "a b",
    ];
    prop_oneof![
        32 => (b'A'..=b'Z', 0..30).prop_map(|(letter, number)| format!("{}{number}", char::from(letter))),
        8 => prop::sample::select(&ODD[..]).prop_map(str::to_owned),
        2 => (100..260_usize).prop_map(|length| "Long".repeat(length / 4)),
        1 => "\\PC{0,6}",
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let one = || 0_usize..64;
    prop_oneof![
        1 => id().prop_map(Step::Stage),
        2 => (one(), 0..300, 0_u8..4).prop_map(|(parent, id, place)| Step::Stack(parent, format!("S{id}"), place)),
        3 => (one(), id()).prop_map(|(parent, id)| Step::Child(parent, id)),
        6 => (one(), id()).prop_map(|(parent, id)| Step::Resource(parent, id)),
        1 => (one(), id(), one()).prop_map(|(parent, id, of)| Step::Output(parent, id, of)),
        5 => (one(), one(), any::<bool>()).prop_map(|(from, to, whole)| Step::Refer(from, to, whole)),
        2 => (one(), one()).prop_map(|(from, to)| Step::Depend(from, to)),
        1 => (one(), id()).prop_map(|(scope, key)| Step::Tag(scope, key)),
        1 => (one(), id()).prop_map(|(element, id)| Step::Fix(element, id)),
    ]
}

fn environment(place: u8) -> Environment {
    match place {
        0 => Environment::new("123456789012", "eu-west-1"),
        1 => Environment::new("123456789012", "us-east-1"),
        2 => Environment { account: Some("123456789012".to_owned()), region: None },
        _ => Environment::agnostic(),
    }
}

fn pick<T>(of: &[T], number: usize) -> Option<&T> {
    of.get(number.checked_rem(of.len())?)
}

/// Half of the trees refer to what was declared before only, so that they have no cycles.
fn build(steps: &[Step], backwards: bool) -> App {
    let app = app_of_regions();
    let mut stages = Vec::new();
    let mut scopes: Vec<Scope> = Vec::new();
    let mut elements: Vec<Element> = Vec::new();
    scopes.push((*app.stack("Main", environment(0))).clone());
    let ordered = |from: usize, to: usize, count: usize| {
        let (from, to) = (from % count.max(1), to % count.max(1));
        if backwards { (from.max(to), from.min(to)) } else { (from, to) }
    };
    for step in steps {
        match step {
            Step::Stage(id) => stages.push(app.stage(id, environment(0))),
            Step::Stack(parent, id, place) => scopes.push(
                (*match pick(&stages, *parent).filter(|_| parent % 3 == 0) {
                    Some(stage) => stage.stack(id, environment(*place)),
                    None => app.stack(id, environment(*place)),
                })
                .clone(),
            ),
            Step::Child(parent, id) => scopes.extend(pick(&scopes, *parent).map(|parent| parent.child(id))),
            Step::Resource(parent, id) => {
                let parent = pick(&scopes, *parent).unwrap();
                elements.push(parent.add(id, GenericResource::new("Test::Made::Up").set("Name", id)));
            }
            Step::Output(parent, id, of) => {
                if let (Some(parent), Some(of)) = (pick(&scopes, *parent), pick(&elements, *of)) {
                    parent.add(id, Output::new(of.reference::<String>()));
                }
            }
            Step::Refer(from, to, whole) => {
                let (from, to) = ordered(*from, *to, elements.len());
                if let (Some(from), Some(to)) = (elements.get(from), elements.get(to))
                    && !(backwards && from.node() == to.node())
                {
                    from.push("Of", if *whole { to.reference() } else { to.attribute::<String>("Arn") });
                }
            }
            Step::Depend(from, to) => {
                let (from, to) = ordered(*from, *to, scopes.len());
                scopes[from].depends_on(&scopes[to]);
            }
            Step::Tag(scope, key) => scopes[scope % scopes.len()].tag(key, "x"),
            Step::Fix(element, id) => {
                if let Some(element) = pick(&elements, *element).filter(|_| !backwards) {
                    element.override_logical_id(id);
                }
            }
        }
    }
    app
}

fn written(synthesis: &Synthesis) -> String {
    synthesis.root.all_stacks().iter().map(|stack| format!("{} {}\n", stack.path, stack.template)).collect()
}

/// The logical ids that a template's values name.
fn named<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
    match value {
        Value::Object(entries) => entries.iter().for_each(|(key, value)| match (key.as_str(), value) {
            ("Ref", Value::String(id)) if !id.starts_with("AWS::") => drop(found.insert(id)),
            ("Fn::GetAtt", Value::Array(parts)) => found.extend(parts.first().and_then(Value::as_str)),
            ("DependsOn", Value::Array(ids)) => found.extend(ids.iter().filter_map(Value::as_str)),
            (_, value) => named(value, found),
        }),
        Value::Array(items) => items.iter().for_each(|item| named(item, found)),
        _ => {}
    }
}

/// Takes those away that need nothing that is left, until none is left: none is in a cycle.
fn is_acyclic(mut needs: BTreeMap<String, BTreeSet<String>>) -> bool {
    loop {
        let free: Vec<String> =
            needs.iter().filter(|(_, needs)| needs.is_empty()).map(|(id, _)| id.clone()).collect();
        if free.is_empty() {
            return needs.is_empty();
        }
        needs.retain(|id, _| !free.contains(id));
        needs.values_mut().for_each(|needs| needs.retain(|id| !free.contains(id)));
    }
}

fn check(synthesis: &Synthesis) -> Result<(), TestCaseError> {
    let stacks = synthesis.root.all_stacks();
    let paths: Vec<&str> = stacks.iter().map(|stack| stack.path.as_str()).collect();
    prop_assert_eq!(paths.len(), synthesis.order.len());
    for stack in &stacks {
        let place = |path: &str| synthesis.order.iter().position(|other| other == path);
        prop_assert!(
            stack.depends_on.iter().all(|other| place(other) < place(&stack.path)),
            "{:?}",
            synthesis.order
        );
        let ids: BTreeSet<&String> = stack.logical_ids.values().collect();
        prop_assert_eq!(ids.len(), stack.logical_ids.len());
        for id in ids {
            prop_assert!(
                (1..=255).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric()),
                "{}",
                id
            );
        }
        let empty = serde_json::Map::new();
        let resources = stack.template.get("Resources").and_then(Value::as_object).unwrap_or(&empty);
        let mut needs = BTreeMap::new();
        for (id, resource) in resources {
            let mut found = BTreeSet::new();
            named(resource, &mut found);
            prop_assert!(
                found.iter().all(|other| resources.contains_key(*other)),
                "{} needs {:?}",
                id,
                found
            );
            needs.insert(id.clone(), found.into_iter().map(str::to_owned).collect());
        }
        prop_assert!(is_acyclic(needs));
    }
    Ok(())
}

const EXPLAINED: [&str; 17] = [
    "in a cycle: ",
    "already a construct named",
    "has an empty id",
    "is also that of",
    "is not a name for a",
    "is not a logical id",
    "which is in another stage",
    "is in another stage",
    "is in another account",
    "region is not fixed",
    "fix the account of both",
    "cannot depend",
    "outside any stack",
    "must be inside",
    "only what is inside",
    "no resource, parameter",
    "is no stack",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_trees_are_synthesized_alike_twice_or_say_what_is_wrong(
        steps in prop::collection::vec(step(), 0..24),
        backwards in any::<bool>(),
    ) {
        let app = build(&steps, backwards);
        match app.synth() {
            Ok(synthesis) => {
                check(&synthesis)?;
                let again = if backwards { app } else { build(&steps, backwards) };
                prop_assert_eq!(written(&again.synth().unwrap()), written(&synthesis));
            }
            Err(error) => {
                prop_assert!(!error.problems.is_empty());
                for problem in &error.problems {
                    prop_assert!(EXPLAINED.iter().any(|why| problem.message.contains(why)), "{}", problem);
                }
                prop_assert_eq!(app.synth().unwrap_err(), error);
            }
        }
    }
}
