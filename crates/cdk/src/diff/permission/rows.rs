//! All permissions of a template, one by one.

use std::collections::BTreeSet;

use serde_json::Value;

use super::arms::{and, arms, both, choice};
use super::statement::{At, statement, who};
use super::{BOUNDARY, MEMBERSHIP, Row};
use crate::diff::text::{Names, plain};
use crate::references::texts;

pub(super) fn rows(template: &Value, other: &Value, names: &Names) -> BTreeSet<Row> {
    let mut found = BTreeSet::new();
    for (id, declaration) in template["Resources"].as_object().into_iter().flatten() {
        let properties = &declaration["Properties"];
        let itself = names.get(id).unwrap_or(id).clone();
        if declaration["Type"] == "AWS::Lambda::Permission" {
            found.insert(function_permission(properties, names));
            continue;
        }
        found.extend(memberships(&declaration["Type"], properties, &itself, names));
        // A boundary that comes or goes with its role changes no one's permissions.
        if other["Resources"].get(id).is_some() {
            found.extend(boundary(properties, &itself, names));
        }
        let holders = holders(id, properties, &itself, names);
        documents(properties, &At { holders: &holders, itself: &itself, names, when: "" }, &mut found);
    }
    found
}

fn boundary(properties: &Value, itself: &str, names: &Names) -> Vec<Row> {
    let row = |(when, arn): (String, &Value)| Row {
        effect: "Deny".to_owned(),
        who: itself.to_owned(),
        on: plain(arn, names),
        condition: both("", &when),
        action: BOUNDARY.to_owned(),
    };
    arms(&properties["PermissionsBoundary"], "").into_iter().map(row).collect()
}

/// Users that are in groups, said of the user or of the membership.
fn memberships(kind: &Value, properties: &Value, itself: &str, names: &Names) -> Vec<Row> {
    let row = |who: String, group: &Value, when: &str| Row {
        effect: "Allow".to_owned(),
        who,
        on: self::who(group, names),
        condition: both("", when),
        action: MEMBERSHIP.to_owned(),
    };
    match kind.as_str() {
        Some("AWS::IAM::User") => {
            let groups = arms(&properties["Groups"], "").into_iter();
            groups.map(|(when, group)| row(itself.to_owned(), group, &when)).collect()
        }
        Some("AWS::IAM::UserToGroupAddition") => {
            let users = arms(&properties["Users"], "").into_iter();
            users.map(|(when, user)| row(who(user, names), &properties["GroupName"], &when)).collect()
        }
        _ => Vec::new(),
    }
}

/// Those to whom the statements of a resource apply that name no principal.
fn holders(id: &str, properties: &Value, itself: &str, names: &Names) -> Vec<String> {
    let attached =
        ["Roles", "Users", "Groups", "RoleName", "UserName", "GroupName"].into_iter().flat_map(|name| {
            match properties.get(name) {
                Some(Value::Array(items)) => items.iter().collect(),
                Some(value @ Value::Object(_)) => vec![value],
                _ => Vec::new(),
            }
        });
    let attached: Vec<String> =
        attached.map(|holder| who(holder, names)).filter(|holder| holder != id).collect();
    if attached.is_empty() { vec![itself.to_owned()] } else { attached }
}

/// Policy documents and managed policies anywhere in the properties of a resource.
fn documents(value: &Value, at: &At<'_>, found: &mut BTreeSet<Row>) {
    if let Some((condition, yes, no)) = choice(value) {
        documents(yes, &At { when: &and(at.when, condition), ..*at }, found);
        documents(no, &At { when: &and(at.when, &format!("not {condition}")), ..*at }, found);
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| documents(item, at, found)),
        Value::Object(entries) => {
            for (when, arn) in
                entries.get("ManagedPolicyArns").into_iter().flat_map(|arns| arms(arns, at.when))
            {
                found.extend(at.holders.iter().map(|holder| Row {
                    effect: "Allow".to_owned(),
                    who: holder.clone(),
                    on: plain(arn, at.names),
                    condition: both("", &when),
                    action: "managed policy".to_owned(),
                }));
            }
            let statements = entries.get("Statement").map(|statement| arms(statement, at.when));
            for (when, one) in statements.unwrap_or_default() {
                if one["Effect"].is_string() {
                    statement(one, &At { when: &when, ..*at }, found);
                }
            }
            entries.values().for_each(|inner| documents(inner, at, found));
        }
        // Resource policies of CloudWatch Logs are text.
        Value::String(text) if text.starts_with('{') => {
            if let Ok(document) = serde_json::from_str(text) {
                documents(&document, at, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn function_permission(properties: &Value, names: &Names) -> Row {
    let text = |name: &str| properties.get(name).map(|value| plain(value, names));
    let limits = [
        "SourceArn",
        "SourceAccount",
        "PrincipalOrgID",
        "EventSourceToken",
        "FunctionUrlAuthType",
        "InvokedViaFunctionUrl",
    ];
    let limits = limits
        .into_iter()
        .filter_map(|name| Some(format!("{name} {}", text(name)?)))
        .collect::<Vec<_>>()
        .join("; ");
    Row {
        effect: "Allow".to_owned(),
        who: properties.get("Principal").map(|principal| who(principal, names)).unwrap_or_default(),
        on: properties.get("FunctionName").map(|function| who(function, names)).unwrap_or_default(),
        condition: (!limits.is_empty()).then_some(limits),
        action: texts(&properties["Action"]).collect(),
    }
}
