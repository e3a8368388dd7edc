use cdk_core::intrinsic::{sub, when};
use cdk_core::{App, Environment, Level, condition, json, pseudo, text};
use serde_json::{Value, json as plain};

use crate::{mistakes, template, thing};

fn depends_on(template: &Value, id: &str) -> Value {
    template["Resources"][id]["DependsOn"].clone()
}

#[test]
fn a_resource_comes_after_those_it_depends_on() {
    let template = template(|stack| {
        let (a, b) = (thing(stack, "A"), thing(stack, "B"));
        let c = thing(stack, "C");
        c.depends_on(&b);
        c.depends_on(&a);
        c.depends_on(&a);
    });
    assert_eq!(depends_on(&template, "C"), plain!(["A", "B"]));
    assert_eq!(depends_on(&template, "A"), Value::Null);
}

#[test]
fn constructs_depend_on_constructs_with_all_their_resources() {
    let template = template(|stack| {
        let (first, second) = (stack.child("First"), stack.child("Second"));
        for scope in [&first, &second] {
            thing(scope, "Default");
            thing(&scope.child("Inner"), "Default");
        }
        second.depends_on(&first);
    });
    let all = plain!(["First", "FirstInner8E7BB8A1"]);
    let resources = template["Resources"].as_object().unwrap();
    for (id, resource) in resources.iter().filter(|(id, _)| id.starts_with("Second")) {
        assert_eq!(resource["DependsOn"].as_array().unwrap().len(), 2, "{id} {all}");
        assert_eq!(resource["DependsOn"][0], "First");
    }
}

#[test]
fn a_resource_may_depend_on_the_construct_around_it_and_not_on_itself() {
    let template = template(|stack| {
        let scope = stack.child("Group");
        thing(&scope, "A");
        thing(&scope, "Default").depends_on(&scope);
        scope.depends_on(&scope);
    });
    assert_eq!(depends_on(&template, "Group").as_array().unwrap().len(), 1);
}

#[test]
fn of_a_construct_only_those_are_named_on_which_the_rest_is_made() {
    let template = template(|stack| {
        let live = stack.add("Live", condition::equals(pseudo::region(), "eu-west-1"));
        let (target, user) = (stack.child("Target"), stack.child("User"));
        let ids = ["Ref", "Explicit", "InIf", "OfConditional", "OfOverridden"];
        let parts: Vec<_> = ids.into_iter().map(|id| thing(&target, id)).collect();
        let last = thing(&target, "Last");
        last.set("Of", parts[0].reference::<String>());
        last.depends_on(&parts[1]);
        last.set("Perhaps", when::<String>(&live, parts[2].reference::<String>(), ""));
        let conditional = thing(&target, "Conditional");
        conditional.only_if(&live);
        conditional.depends_on(&parts[3]);
        let overridden = thing(&target, "Overridden");
        overridden.set("Of", parts[4].reference::<String>());
        overridden.remove_at("Properties.Of");
        thing(&user, "A");
        user.depends_on(&target);
    });
    let named =
        template["Resources"].as_object().unwrap().iter().find(|(id, _)| id.starts_with("UserA")).unwrap();
    let named: Vec<_> =
        named.1["DependsOn"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    let expected = ["Conditional", "InIf", "Last", "OfConditional", "OfOverridden", "Overridden"];
    assert_eq!(named.len(), expected.len(), "{named:?}");
    for (id, name) in named.iter().zip(expected) {
        assert!(id.starts_with(&format!("Target{name}")), "{named:?}");
    }
}

#[test]
fn large_constructs_depend_on_each_other_in_few_words() {
    let template = template(|stack| {
        let (target, user) = (stack.child("Target"), stack.child("User"));
        let mut before = thing(&target, "First");
        for index in 0..240 {
            let next = thing(&target, &format!("Part{index}"));
            next.set("Of", before.reference::<String>());
            before = next;
            thing(&user, &format!("Part{index}"));
        }
        user.depends_on(&target);
    });
    assert!(template.to_string().len() < 60_000, "{}", template.to_string().len());
}

#[test]
fn a_dependency_on_nothing_is_warned_of() {
    let app = App::new();
    let stack = app.stack("Pets", Environment::agnostic());
    thing(&stack, "A").depends_on(&stack.child("Empty"));
    let synthesis = app.synth().unwrap();
    let found = &synthesis.root.stacks["Pets"].annotations["Pets/A"];
    assert_eq!(found[0].message, "it depends on Pets/Empty, which has no resources");
    assert_eq!(found[0].level, Level::Warning);
}

#[test]
fn each_part_that_waits_for_all_others_is_a_cycle() {
    let app = App::new();
    let scope = app.stack("Pets", Environment::agnostic()).child("Group");
    for id in ["A", "B", "C"] {
        thing(&scope, id).depends_on(&scope);
    }
    assert!(mistakes(&app).contains("in a cycle"));
}

#[test]
fn a_dependency_that_a_reference_implies_is_not_repeated() {
    let template = template(|stack| {
        let ids = ["Ref", "Att", "Sub", "SubAtt", "Meta", "Plain", "Re"];
        let all: Vec<_> = ids.into_iter().map(|id| thing(stack, id)).collect();
        let user = thing(stack, "User");
        user.set("A", json!([{"B": (all[0].reference::<String>())}]));
        user.set("B", text!("x{}", all[1].attribute::<String>("Arn")));
        user.set("C", sub("${Sub} and ${SubAtt.Arn} and ${Plai}"));
        user.metadata("M", all[4].reference::<String>());
        for other in &all {
            user.depends_on(other);
        }
    });
    assert_eq!(depends_on(&template, "User"), plain!(["Plain", "Re"]));
}

#[test]
fn a_reference_that_an_override_takes_away_implies_nothing() {
    let template = template(|stack| {
        let (a, b, c) = (thing(stack, "A"), thing(stack, "B"), thing(stack, "C"));
        b.set("Of", a.reference::<String>());
        b.depends_on(&a);
        b.remove_at("Properties.Of");
        c.set("Of", a.reference::<String>());
        c.override_at("DependsOn", "A");
        let d = thing(stack, "D");
        d.set("Of", a.reference::<String>());
        d.depends_on(&a);
        d.override_at("DependsOnNothing", true);
        let live = stack.add("Live", condition::equals(pseudo::region(), "eu-west-1"));
        let e = thing(stack, "E");
        e.set("Of", when::<String>(&live, a.reference::<String>(), ""));
        e.depends_on(&a);
    });
    assert_eq!(depends_on(&template, "D"), Value::Null);
    assert_eq!(depends_on(&template, "E"), plain!(["A"]));
    assert_eq!(depends_on(&template, "B"), plain!(["A"]));
    assert_eq!(depends_on(&template, "C"), "A");
}

#[test]
fn stacks_are_ordered_by_what_they_need() {
    let app = App::new();
    let stack = |id: &str| app.stack(id, Environment::agnostic());
    let (a, b, c) = (stack("A"), stack("B"), stack("C"));
    a.depends_on(&thing(&b, "Thing"));
    thing(&b, "User").set("Of", thing(&c, "Thing").reference::<String>());
    let synthesis = app.synth().unwrap();
    assert_eq!(synthesis.order, ["C", "B", "A"]);
    let needs = |id: &str| synthesis.root.stacks[id].depends_on.iter().cloned().collect::<Vec<_>>();
    assert_eq!((needs("A"), needs("B"), needs("C")), (vec!["B".to_owned()], vec!["C".to_owned()], vec![]));
    assert!(synthesis.root.stacks["A"].template.get("Resources").is_none());
}
