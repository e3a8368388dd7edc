//! A stack as large as CloudFormation takes them is synthesized in no time.
#![expect(clippy::disallowed_methods, reason = "time is what is measured")]

use std::time::{Duration, Instant};

use cdk_core::{App, Environment, GenericResource, text};

/// 100 constructs with 5 resources each, which refer to each other, and every tenth construct waits for the one before.
fn large() -> App {
    let app = App::new();
    let stack = app.stack("Large", Environment::agnostic());
    stack.tag("project", "large");
    let mut before: Option<cdk_core::Scope> = None;
    for group in 0..100 {
        let scope = stack.child(format!("Group{group}"));
        let mut last = scope.add("First", GenericResource::new("Test::Made::Up").set("Name", "first"));
        for index in 0..4 {
            let name = text!("{}-{}", last.reference::<String>(), last.attribute::<String>("Arn"));
            let resource = GenericResource::new("Test::Made::Up").set("Name", name).set("Size", index);
            last = scope.add(format!("Resource{index}"), resource);
        }
        if let Some(before) = before.filter(|_| group % 10 == 0) {
            scope.depends_on(&before);
        }
        before = Some(scope);
    }
    app
}

#[test]
fn a_stack_of_500_resources_takes_milliseconds() {
    let app = large();
    let mut best = Duration::MAX;
    for _ in 0..5 {
        let start = Instant::now();
        let synthesis = app.synth().unwrap();
        best = best.min(start.elapsed());
        assert_eq!(synthesis.root.stacks["Large"].resources.len(), 500);
    }
    // Some 10 ms here without optimization; what is quadratic takes seconds.
    assert!(best < Duration::from_millis(200), "{best:?}");
    eprintln!("{best:?}");
}
