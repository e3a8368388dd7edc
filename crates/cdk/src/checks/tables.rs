//! Keys of DynamoDB's tables.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::model::{Model, Resource, is_token};
use super::report::Report;
use super::rules;

const TABLES: [&str; 2] = ["AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"];

pub(super) fn check(model: &Model<'_>, report: &mut Report) {
    for table in TABLES.into_iter().flat_map(|name| model.of(name)) {
        attributes(table, report);
        throughput(table, report);
    }
}

/// The names of a list of objects, if all of them are known.
fn names<'a>(list: Option<&'a Value>) -> Option<Vec<&'a str>> {
    let Some(list) = list else { return Some(Vec::new()) };
    let literal = |item: &'a Value| {
        item.get("AttributeName")?.as_str().filter(|_| !is_token(item)).filter(|name| !name.contains("{{"))
    };
    list.as_array()?.iter().map(literal).collect()
}

/// The key schemas of the table and its indexes by path; nothing if one of them is not known.
fn keys<'a>(table: Resource<'a>) -> Option<Vec<(String, Vec<&'a str>)>> {
    let mut keys = vec![("KeySchema".to_owned(), names(table.at("KeySchema"))?)];
    for indexes in ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"] {
        let Some(list) = table.at(indexes) else { continue };
        for (at, index) in list.as_array()?.iter().enumerate() {
            if is_token(index) {
                return None;
            }
            keys.push((format!("{indexes}.{at}.KeySchema"), names(index.get("KeySchema"))?));
        }
    }
    Some(keys)
}

fn attributes(table: Resource<'_>, report: &mut Report) {
    let Some(keys) = keys(table) else { return };
    for (at, key) in &keys {
        roles(table, at, report);
        let mut seen = BTreeSet::new();
        for name in key.iter().filter(|name| !seen.insert(**name)) {
            report.add(rules::TABLE_KEY, table, at, format!("`{name}` is in the key twice"));
        }
    }
    let hash = |at: &str| table.text(&format!("{at}.0.AttributeName"));
    for (at, _) in keys.iter().filter(|(at, _)| at.starts_with("Local")) {
        if let (Some(own), Some(of_table)) = (hash(at), hash("KeySchema"))
            && own != of_table
        {
            let message = format!("a local index begins with the table's `{of_table}`, and not with `{own}`");
            report.add(rules::TABLE_KEY, table, at, message);
        }
    }
    if !table.has("KeySchema") {
        return;
    }
    // A table that is restored from a backup or replicated may leave them out.
    let Some(defined) = names(table.at("AttributeDefinitions")) else { return };
    let used: BTreeSet<&str> = keys.iter().flat_map(|(_, key)| key.iter().copied()).collect();
    let mut missing: BTreeMap<&str, &str> = BTreeMap::new();
    for (at, key) in &keys {
        for name in key.iter().filter(|name| !defined.contains(name)) {
            missing.entry(name).or_insert(at);
        }
    }
    for (name, at) in missing {
        let message = format!("`{name}` is in the key, and not among the attribute definitions");
        report.add(rules::KEY_ATTRIBUTES, table, at, message);
    }
    for (index, name) in defined.iter().enumerate() {
        if !used.contains(name) {
            let message = format!("`{name}` is defined, and in no key");
            report.add(rules::KEY_ATTRIBUTES, table, &format!("AttributeDefinitions.{index}"), message);
        } else if defined.iter().take(index).any(|before| before == name) {
            let message = format!("`{name}` is defined before");
            report.add(rules::KEY_ATTRIBUTES, table, &format!("AttributeDefinitions.{index}"), message);
        }
    }
}

/// First the partition key, then the sort key if there is one.
fn roles(table: Resource<'_>, at: &str, report: &mut Report) {
    let list = table.list(at);
    let roles: Option<Vec<&str>> = list.iter().map(|item| item.get("KeyType")?.as_str()).collect();
    let Some(roles) = roles.filter(|roles| roles.iter().all(|role| matches!(*role, "HASH" | "RANGE"))) else {
        return;
    };
    // Global indexes may have several attributes of either role.
    let fits = if at.starts_with("Global") {
        roles.first() == Some(&"HASH") && roles.is_sorted()
    } else {
        matches!(roles.as_slice(), ["HASH"] | ["HASH", "RANGE"])
    };
    if !fits {
        let message = format!("a key is HASH, or HASH and RANGE, and not {}", roles.join(", "));
        report.add(rules::TABLE_KEY, table, at, message);
    }
}

fn throughput(table: Resource<'_>, report: &mut Report) {
    // A global table scales its writes by other properties.
    if table.type_name != "AWS::DynamoDB::Table" {
        return;
    }
    let Some(mode) = table.text_or("BillingMode", "PROVISIONED") else { return };
    let indexes = table.list("GlobalSecondaryIndexes").len();
    let indexes = (0..indexes).map(|index| format!("GlobalSecondaryIndexes.{index}."));
    for place in std::iter::once(String::new()).chain(indexes) {
        let given = table.has(&format!("{place}ProvisionedThroughput"));
        let (at, message) = match mode {
            "PAY_PER_REQUEST" if given => (
                format!("{place}ProvisionedThroughput"),
                "a table that is paid per request has no provisioned throughput",
            ),
            "PROVISIONED" if !given => {
                (place.trim_end_matches('.').to_owned(), "a provisioned throughput is needed")
            }
            _ => continue,
        };
        report.add(rules::THROUGHPUT, table, &at, message);
    }
}
