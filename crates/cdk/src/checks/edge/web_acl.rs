//! Web ACLs: scope, region, rules.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::model::{Model, Resource, whole};
use super::super::report::Report;
use super::super::rules;
use super::HOME;

pub(super) const ACL: &str = "AWS::WAFv2::WebACL";

pub(super) fn check(model: &Model<'_>, report: &mut Report) {
    for acl in model.of(ACL).chain(model.of("AWS::WAFv2::RuleGroup")) {
        if let Some(region) = acl.region().filter(|region| *region != HOME)
            && acl.text("Scope") == Some("CLOUDFRONT")
        {
            report.add(rules::ACL_REGION, acl, "Scope", format!("it is in {region}, and must be in {HOME}"));
        }
        rules_of(acl, report);
    }
    for association in model.of("AWS::WAFv2::WebACLAssociation") {
        scope(model, association, "WebACLArn", "REGIONAL", report);
    }
    for distribution in model.of("AWS::CloudFront::Distribution") {
        scope(model, distribution, "DistributionConfig.WebACLId", "CLOUDFRONT", report);
    }
}

fn scope(model: &Model<'_>, user: Resource<'_>, property: &str, wanted: &str, report: &mut Report) {
    let given = user.text(property).and_then(|arn| {
        let scope = if arn.contains(":global/webacl/") { "CLOUDFRONT" } else { "REGIONAL" };
        arn.starts_with("arn:").then_some((arn, scope))
    });
    let linked = model.linked(user, property).filter(|acl| acl.type_name == ACL);
    let linked = linked.and_then(|acl| Some((acl.path, acl.text("Scope")?)));
    if let Some((name, scope)) = given.or(linked).filter(|(_, scope)| *scope != wanted) {
        let message = format!("`{name}` is of scope {scope}, and {wanted} is needed");
        report.add(rules::ACL_SCOPE, user, property, message);
    }
}

fn rules_of(acl: Resource<'_>, report: &mut Report) {
    let mut priorities = BTreeMap::new();
    let mut names = BTreeMap::new();
    for (index, rule) in acl.list("Rules").iter().enumerate() {
        if let Some(priority) = rule.get("Priority").and_then(whole)
            && let Some(other) = priorities.insert(priority, index)
        {
            let message = format!("rule {other} has priority {priority}, too");
            report.add(rules::ACL_PRIORITY, acl, &format!("Rules.{index}.Priority"), message);
        }
        if let Some(name) = rule.get("Name").and_then(Value::as_str)
            && let Some(other) = names.insert(name, index)
        {
            let message = format!("rule {other} is called `{name}`, too");
            report.add(rules::ACL_NAME, acl, &format!("Rules.{index}.Name"), message);
        }
        let Some(statement) = rule.get("Statement") else { continue };
        let is_group = ["ManagedRuleGroupStatement", "RuleGroupReferenceStatement"]
            .iter()
            .any(|group| statement.get(group).is_some());
        let (wanted, other) =
            if is_group { ("OverrideAction", "Action") } else { ("Action", "OverrideAction") };
        if rule.get(wanted).is_none() || rule.get(other).is_some() {
            let message = format!("this statement takes {wanted}, and not {other}");
            report.add(rules::ACL_ACTION, acl, &format!("Rules.{index}"), message);
        }
    }
}
