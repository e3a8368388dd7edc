//! Who may do more or less: statements of policies, managed policies and permissions of functions, wherever they stand.

mod arms;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use self::arms::{and, arms, both, choice};
use super::text::{Names, plain};
use crate::references::texts;

/// The action of those in a group: the group's permissions are theirs.
pub(super) const MEMBERSHIP: &str = "membership";
/// The action of a permissions boundary, which denies what is not in it.
pub(super) const BOUNDARY: &str = "permissions boundary";

/// Permissions that come or go, all alike but for their actions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PermissionChange {
    /// Whether somebody may do more after it.
    pub widens: bool,
    pub added: bool,
    /// `Allow` or `Deny`.
    pub effect: String,
    pub who: String,
    pub actions: Vec<String>,
    pub on: String,
    pub condition: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    effect: String,
    who: String,
    on: String,
    condition: Option<String>,
    action: String,
}

/// What comes and what goes. What another permission of the other side covers anyway is left out.
pub(super) fn changes(old: &Value, new: &Value, names: &Names) -> Vec<PermissionChange> {
    let (old, new) = (rows(old, new, names), rows(new, old, names));
    let mut grouped: BTreeMap<(bool, Row), Vec<String>> = BTreeMap::new();
    for (added, these, those) in [(false, &old, &new), (true, &new, &old)] {
        for row in these.difference(those).filter(|row| !those.iter().any(|other| covers(other, row))) {
            let group = Row { action: String::new(), ..row.clone() };
            grouped.entry((added, group)).or_default().push(row.action.clone());
        }
    }
    let change = |((added, row), actions): ((bool, Row), Vec<String>)| PermissionChange {
        widens: added == (row.effect == "Allow"),
        added,
        effect: row.effect,
        who: row.who,
        actions,
        on: row.on,
        condition: row.condition,
    };
    let mut found: Vec<PermissionChange> = grouped.into_iter().map(change).collect();
    found.sort_by(|one, other| (&one.who, &one.on, one.added).cmp(&(&other.who, &other.on, other.added)));
    found
}

fn covers(wide: &Row, narrow: &Row) -> bool {
    wide.effect == narrow.effect
        && wide.who == narrow.who
        && (wide.condition.is_none() || wide.condition == narrow.condition)
        && matches(&wide.action.to_lowercase(), &narrow.action.to_lowercase())
        && matches(&wide.on, &narrow.on)
}

/// Whether a pattern of `*` and `?` fits a text as a whole.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut read) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while read < text.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, read));
                at += 1;
            }
            Some(c) if *c == '?' || *c == text[read] => (at, read) = (at + 1, read + 1),
            _ => match star {
                Some((back, taken)) => {
                    (at, read) = (back + 1, taken + 1);
                    star = Some((back, taken + 1));
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|c| *c == '*')
}

fn rows(template: &Value, other: &Value, names: &Names) -> BTreeSet<Row> {
    let mut found = BTreeSet::new();
    for (id, declaration) in template["Resources"].as_object().into_iter().flatten() {
        let properties = &declaration["Properties"];
        let itself = names.get(id).unwrap_or(id).clone();
        if declaration["Type"] == "AWS::Lambda::Permission" {
            found.insert(function_permission(properties, names));
            continue;
        }
        found.extend(memberships(&declaration["Type"], properties, &itself, names));
        // A boundary that comes or goes with whom it bounds lets nobody do more or less.
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

/// Where a statement stands.
struct At<'a> {
    holders: &'a [String],
    itself: &'a str,
    names: &'a Names,
    /// The conditions of the template under which it does.
    when: &'a str,
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

fn statement(statement: &Value, at: &At<'_>, found: &mut BTreeSet<Row>) {
    let At { holders, itself, names, when } = *at;
    let any = |name: &str| match statement.get(name) {
        Some(Value::Array(items)) => items.iter().map(|item| plain(item, names)).collect(),
        Some(one) => vec![plain(one, names)],
        None => Vec::new(),
    };
    let but = |texts: Vec<String>| (!texts.is_empty()).then(|| format!("all but {}", texts.join(", ")));
    let principals = match (statement.get("Principal"), statement.get("NotPrincipal")) {
        (Some(principal), _) => principals(principal, names),
        (None, Some(others)) => but(self::principals(others, names)).into_iter().collect(),
        (None, None) => Vec::new(),
    };
    // A statement with principals is about the resource it stands in.
    let resource_based = !principals.is_empty();
    let who = if resource_based { principals } else { holders.to_vec() };
    let actions: Vec<String> = any("Action").into_iter().chain(but(any("NotAction"))).collect();
    let mut on: Vec<String> = any("Resource").into_iter().chain(but(any("NotResource"))).collect();
    if resource_based && (on.is_empty() || on == ["*"]) {
        on = vec![itself.to_owned()];
    }
    let condition = statement.get("Condition").map(|condition| conditions(condition, names));
    let condition = both(&condition.unwrap_or_default(), when);
    for who in &who {
        for action in &actions {
            found.extend(on.iter().map(|on| Row {
                effect: statement["Effect"].as_str().unwrap_or_default().to_owned(),
                who: who.clone(),
                on: on.clone(),
                condition: condition.clone(),
                action: action.clone(),
            }));
        }
    }
}

fn principals(principal: &Value, names: &Names) -> Vec<String> {
    let each = |value: &Value| match value {
        Value::Array(items) => items.iter().map(|item| who(item, names)).collect(),
        one => vec![who(one, names)],
    };
    match principal {
        Value::Object(kinds) if !crate::references::is_intrinsic(principal) => {
            kinds.values().flat_map(each).collect()
        }
        one => each(one),
    }
}

fn who(value: &Value, names: &Names) -> String {
    let text = plain(value, names);
    if text == "*" {
        return "anyone".to_owned();
    }
    let name = text
        .strip_prefix("${")
        .and_then(|rest| rest.strip_suffix('}'))
        .filter(|name| !name.contains(['$', '{']));
    name.map_or(text.clone(), |name| name.strip_suffix(".Arn").unwrap_or(name).to_owned())
}

fn conditions(condition: &Value, names: &Names) -> String {
    let mut parts = Vec::new();
    for (operator, keys) in condition.as_object().into_iter().flatten() {
        for (key, values) in keys.as_object().into_iter().flatten() {
            let values: Vec<String> = match values {
                Value::Array(items) => items.iter().map(|item| plain(item, names)).collect(),
                one => vec![plain(one, names)],
            };
            parts.push(format!("{operator} {key} {}", values.join(", ")));
        }
    }
    parts.join("; ")
}

fn function_permission(properties: &Value, names: &Names) -> Row {
    let text = |name: &str| properties.get(name).map(|value| plain(value, names));
    let limits = ["SourceArn", "SourceAccount", "PrincipalOrgID", "EventSourceToken"];
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

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_pattern_covers_what_its_wildcards_stand_for() {
        assert!(matches("s3:Get*", "s3:GetObject"));
        assert!(matches("*", "anything"));
        assert!(matches("a*c?e", "abbcde"));
        assert!(!matches("s3:Get*", "s3:PutObject"));
        assert!(!matches("s3:GetObject", "s3:GetObjectAcl"));
    }
}
