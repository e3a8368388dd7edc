//! The checks at synthesis: each rule finds what it is about, by the path of the construct, and nothing once that is put right.
#![expect(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking, in its helpers as well")]

mod acknowledged;
mod case;
mod compute;
mod data;
mod edge;
mod gateways;
mod network;
mod policies;
mod schema;
mod tables;
mod templates;
mod worlds;
mod written;

use std::collections::BTreeSet;

use cdk::checks::{RULES, Severity};

#[test]
fn each_rule_has_a_case_that_makes_it_fire() {
    let mut tried: BTreeSet<&str> = BTreeSet::new();
    for cases in [
        compute::cases(),
        data::cases(),
        edge::cases(),
        gateways::cases(),
        network::cases(),
        policies::cases(),
        schema::cases(),
        tables::cases(),
    ] {
        tried.extend(cases.iter().map(|case| case.rule));
    }
    tried.extend(edge::RULES);
    tried.extend(templates::RULES);
    tried.extend(acknowledged::RULES);
    tried.extend(written::RULES);
    let all: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(tried, all);
}

#[test]
fn ids_of_rules_are_unique_and_in_kebab_case() {
    let ids: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), RULES.len());
    for rule in RULES {
        assert!(rule.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{}", rule.id);
        assert!(!rule.about.is_empty() && !rule.fix.is_empty(), "{}", rule.id);
    }
}

#[test]
fn the_table_of_rules_is_that_of_the_code() {
    let severity = |severity: Severity| format!("{severity:?}").to_lowercase();
    let mut table =
        "# Rules of the checks\n\n| rule | severity | finds | what to do |\n|---|---|---|---|\n".to_owned();
    for rule in RULES {
        table +=
            &format!("| `{}` | {} | {} | {} |\n", rule.id, severity(rule.severity), rule.about, rule.fix);
    }
    assert_eq!(
        include_str!("../../src/checks/rules.md"),
        table,
        "write this table into src/checks/rules.md:\n{table}"
    );
}
