use cdk::aws::{logs, sqs};
use cdk::checks::{Finding, Severity, check};
use cdk::{App, Environment};

pub(crate) const RULES: [&str; 2] = ["acknowledgement-without-reason", "unused-acknowledgement"];

/// An app with two log groups without retention below `S/Logs`, after `acknowledge`.
fn after(acknowledge: impl FnOnce(&cdk::Scope)) -> Vec<Finding> {
    let app = App::new();
    let stack = app.stack("S", Environment::agnostic());
    let logs = stack.child("Logs");
    logs.add("One", logs::LogGroup::new());
    logs.add("Two", logs::LogGroup::new());
    acknowledge(&logs);
    check(&app.synth().unwrap())
}

fn reasons(findings: &[Finding]) -> Vec<Option<&str>> {
    let of_rule = findings.iter().filter(|finding| finding.rule == "log-retention");
    of_rule.map(|finding| finding.acknowledged.as_deref()).collect()
}

#[test]
fn an_acknowledgement_covers_the_construct_and_those_below_and_keeps_its_reason() {
    for rule in ["log-retention", "cdk::log-retention"] {
        let found = after(|logs| logs.acknowledge(rule, "audits want all of it"));
        assert_eq!(found.len(), 2, "{found:#?}");
        assert_eq!(reasons(&found), [Some("audits want all of it"); 2]);
    }
    let found = after(|logs| logs.find("One").unwrap().acknowledge("log-retention", "audits want it"));
    assert_eq!(reasons(&found), [Some("audits want it"), None]);
}

#[test]
fn an_acknowledgement_without_a_reason_accepts_nothing() {
    let found = after(|logs| logs.acknowledge("log-retention", " "));
    assert_eq!(reasons(&found), [None, None]);
    let own = found.iter().find(|finding| finding.rule == "acknowledgement-without-reason").unwrap();
    assert_eq!((own.path.as_str(), own.severity), ("S/Logs", Severity::Warning));
}

#[test]
fn an_acknowledgement_of_what_is_not_found_is_a_finding() {
    let found = after(|logs| {
        logs.acknowledge("log-retention", "audits want all of it");
        logs.acknowledge("open-ingress", "for friends");
    });
    let own = found.iter().find(|finding| finding.rule == "unused-acknowledgement").unwrap();
    assert_eq!(own.path, "S/Logs");
    assert!(own.message.contains("open-ingress"), "{}", own.message);
}

#[test]
fn acknowledgements_for_other_packs_are_left_to_them() {
    let found = after(|logs| {
        logs.acknowledge("log-retention", "audits want all of it");
        logs.acknowledge("other-pack::anything", "theirs");
    });
    assert_eq!(found.len(), 2, "{found:#?}");
}

#[test]
fn a_path_that_only_begins_alike_is_not_below() {
    let app = App::new();
    let stack = app.stack("S", Environment::agnostic());
    stack.child("Log").acknowledge("log-retention", "reason");
    stack.add("Logs", logs::LogGroup::new());
    stack.add("Queue", sqs::Queue::new());
    let found = check(&app.synth().unwrap());
    assert_eq!(reasons(&found), [None]);
}

#[test]
fn an_acknowledgement_of_the_app_covers_all_stacks_and_is_of_use_if_one_needs_it() {
    let app = App::new();
    app.acknowledge("log-retention", "audits want all of it");
    app.acknowledge("open-ingress", "for friends");
    let stage = app.stage("Live", Environment::agnostic());
    stage.stack("A", Environment::agnostic()).add("Logs", logs::LogGroup::new());
    stage.stack("B", Environment::agnostic()).add("Queue", sqs::Queue::new());
    let found = check(&app.synth().unwrap());
    assert_eq!(reasons(&found), [Some("audits want all of it")]);
    let own: Vec<_> = found.iter().filter(|finding| finding.rule == "unused-acknowledgement").collect();
    assert_eq!(own.len(), 1, "{own:#?}");
    assert!(own[0].path.is_empty() && own[0].message.contains("open-ingress"));
}
