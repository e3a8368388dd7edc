//! SARIF 2.1.0, which code scanning reads.

use std::path::Path;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::format::Located;
use crate::checks::{RULES, Rule, Severity};
use crate::template::{Place, TemplateError};

/// What a path of a URI may have as it is.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// A log of one run. Files that could not be read are notifications of the tool.
pub(super) fn log<'a>(findings: impl Iterator<Item = Located<'a>>, unread: &[TemplateError]) -> String {
    let results: Vec<Value> = findings.map(|located| result(&located)).collect();
    let notifications: Vec<Value> = unread.iter().map(notification).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "cdk-validate",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": RULES.iter().map(rule).collect::<Vec<_>>(),
            }},
            "invocations": [{
                "executionSuccessful": unread.is_empty(),
                "toolExecutionNotifications": notifications,
            }],
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn rule(rule: &Rule) -> Value {
    json!({
        "id": rule.id,
        "shortDescription": {"text": rule.about},
        "help": {"text": rule.fix},
        "defaultConfiguration": {"level": level(rule.severity)},
    })
}

fn result(located: &Located<'_>) -> Value {
    let finding = located.finding;
    let value = finding.value.as_ref().map(|value| format!(": {value}")).unwrap_or_default();
    let mut location = json!({
        "logicalLocations": [{
            "name": finding.logical_id.as_ref().unwrap_or(&finding.path),
            "fullyQualifiedName": match &finding.property {
                Some(property) => format!("{} {property}", finding.path),
                None => finding.path.clone(),
            },
        }],
    });
    if let (Some(file), Value::Object(location)) = (located.file, &mut location) {
        location.insert("physicalLocation".to_owned(), physical(file, located.place));
    }
    let mut result = json!({
        "ruleId": finding.rule,
        "level": level(finding.severity),
        "message": {"text": format!("{}{value}", finding.message)},
        "locations": [location],
    });
    if let Value::Object(result) = &mut result {
        if let Some(index) = RULES.iter().position(|rule| rule.id == finding.rule) {
            result.insert("ruleIndex".to_owned(), index.into());
        }
        if let Some(reason) = &finding.acknowledged {
            let suppression = json!([{"kind": "inSource", "justification": reason}]);
            result.insert("suppressions".to_owned(), suppression);
        }
    }
    result
}

fn physical(file: &Path, place: Option<Place>) -> Value {
    let scheme = if file.is_absolute() { "file://" } else { "" };
    let uri = format!("{scheme}{}", utf8_percent_encode(&file.display().to_string(), PATH));
    let mut location = json!({"artifactLocation": {"uri": uri}});
    if let (Some(place), Value::Object(location)) = (place, &mut location) {
        let region = json!({"startLine": place.line, "startColumn": place.column});
        location.insert("region".to_owned(), region);
    }
    location
}

fn notification(error: &TemplateError) -> Value {
    let (file, place) = error.place();
    json!({
        "level": "error",
        "message": {"text": error.to_string()},
        "locations": [{"physicalLocation": physical(file, place)}],
    })
}
