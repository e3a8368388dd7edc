//! The order of declaration has no meaning where the template has none.

use cdk_core::{
    App, Construct, Element, Environment, GenericResource, Output, Parameter, Scope, Synthesis, Val,
};
use proptest::prelude::*;

use crate::{app_of_regions, thing};

/// A construct that others may be declared before or after.
struct Pair(u8);

impl Construct for Pair {
    type Output = Element;

    fn create(self, scope: &Scope) -> Element {
        let first = scope.add("First", GenericResource::new("Test::Made::Up").set("Number", self.0));
        scope.add("Default", GenericResource::new("Test::Made::Up").set("Of", first.reference::<String>()))
    }
}

fn written(synthesis: &Synthesis) -> String {
    let stacks = synthesis.root.all_stacks();
    let templates: Vec<_> = stacks
        .iter()
        .map(|stack| format!("{} {} {:?}", stack.path, stack.template, stack.depends_on))
        .collect();
    format!("{}\n{:?}\n{:?}", templates.join("\n"), synthesis.order, synthesis.tree)
}

/// Eight constructs in four stacks, declared in this order; then what refers from each to the next, in the same order.
fn declared(order: &[u8]) -> Synthesis {
    let app = app_of_regions();
    let mut stacks = std::collections::BTreeMap::new();
    let mut elements = std::collections::BTreeMap::new();
    for number in order {
        let region = if number % 4 == 0 { "us-east-1" } else { "eu-west-1" };
        let stack = stacks.entry(number % 4).or_insert_with(|| {
            app.stack(format!("Stack{}", number % 4), Environment::new("123456789012", region))
        });
        stack.tag(format!("tag{number}"), "x");
        let size: Val<f64> = stack.add(format!("Parameter{number}"), Parameter::number());
        let element = stack.add(format!("Pair{number}"), Pair(*number));
        element.set("Size", size);
        stack.add(format!("Output{number}"), Output::new(element.reference::<String>()));
        elements.insert(*number, element);
    }
    for number in order {
        let (from, to) = (&elements[number], &elements[&(number / 4 * 4)]);
        if from.node() != to.node() {
            from.set("Other", to.reference::<String>());
            from.depends_on(&thing(&to.stack(), &format!("Extra{number}")));
        }
    }
    app.synth().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_declaration_gives_the_same_templates(order in Just((0_u8..8).collect::<Vec<_>>()).prop_shuffle()) {
        let expected = written(&declared(&[0, 1, 2, 3, 4, 5, 6, 7]));
        prop_assert_eq!(written(&declared(&order)), expected);
    }
}

#[test]
fn mistakes_too_are_the_same_in_any_order() {
    let mistakes = |ids: [&str; 3]| {
        let app = App::new();
        let stack = app.stack("Pets", Environment::agnostic());
        let all: std::collections::BTreeMap<_, _> =
            ids.into_iter().map(|id| (id, thing(&stack, id))).collect();
        for (from, to) in [("A", "B"), ("B", "C"), ("C", "A")] {
            all[from].depends_on(&all[to]);
        }
        crate::mistakes(&app)
    };
    assert_eq!(mistakes(["A", "B", "C"]), mistakes(["C", "B", "A"]));
    assert_eq!(mistakes(["A", "B", "C"]), mistakes(["B", "A", "C"]));
}
