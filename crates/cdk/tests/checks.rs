//! The checks at synthesis: each rule finds what it is about, by the path of the construct, and nothing once that is put right.

#[path = "checks/acknowledged.rs"]
mod acknowledged;
#[path = "checks/case.rs"]
mod case;
#[path = "checks/compute.rs"]
mod compute;
#[path = "checks/data.rs"]
mod data;
#[path = "checks/edge.rs"]
mod edge;
#[path = "checks/network.rs"]
mod network;
#[path = "checks/policies.rs"]
mod policies;
#[path = "checks/schema.rs"]
mod schema;
#[path = "checks/templates.rs"]
mod templates;

use std::collections::BTreeSet;

use cdk::checks::RULES;

#[test]
fn each_rule_has_a_case_that_makes_it_fire() {
    let mut tried: BTreeSet<&str> = BTreeSet::new();
    for cases in
        [compute::cases(), data::cases(), edge::cases(), network::cases(), policies::cases(), schema::cases()]
    {
        tried.extend(cases.iter().map(|case| case.rule));
    }
    tried.extend(edge::RULES);
    tried.extend(templates::RULES);
    tried.extend(acknowledged::RULES);
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
