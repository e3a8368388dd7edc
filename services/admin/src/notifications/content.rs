//! What a notification says.

use contract::admin::{Notification, NotifiedInstance, StatusInfo};
use serde_json::Value;

use super::store::Watched;
use super::verdict::{Said, Severity};
use crate::applications;
use crate::instances::{Observed, UP};
use crate::time::rfc3339;

/// The most instances that a notification names.
const MOST: usize = 20;
/// The longest detail of an instance, in characters.
const DETAIL: usize = 200;

/// The notification of what is said of an application. It names instances of `named` alone.
pub(crate) fn notification(
    watched: &Watched,
    said: &Said,
    instances: &[Observed],
    named: &[&Observed],
) -> Notification {
    let statuses = || instances.iter().map(|it| it.status.status.as_str()).collect();
    let status = match said.severity {
        Severity::Well => UP.to_owned(),
        Severity::Restricted => "RESTRICTED".to_owned(),
        Severity::Down if instances.is_empty() => "OFFLINE".to_owned(),
        Severity::Down => applications::status(&statuses()),
    };
    let is_resolved = said.severity == Severity::Well;
    let failing = || count(instances.iter().filter(|it| it.condition.failing_since().is_some()).count());
    let failed = if said.severity == Severity::Restricted { said.failed } else { failing() };
    let since = |it: &Observed| match is_resolved {
        true => it.condition.well_again_since().filter(|it| *it >= watched.changed_at),
        false => it.condition.failing_since(),
    };
    let shown = |it: &&Observed| {
        Some(NotifiedInstance {
            id: it.id,
            status: it.status.status.clone(),
            since: rfc3339(since(it)?),
            detail: detail(&it.status, it.has_answered),
        })
    };
    Notification {
        id: 0,
        timestamp: String::new(),
        application: watched.application.clone(),
        status,
        is_resolved,
        known_instances: count(instances.len()),
        failed_instances: failed,
        instances: named.iter().filter_map(shown).take(MOST).collect(),
        deliveries: Vec::new(),
    }
}

fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Why an instance is as it is: the reason why it did not answer, or the names of its parts that are not up. What it says of them stays
/// inside, since that may name hosts, users and the like.
fn detail(status: &StatusInfo, has_answered: bool) -> Option<String> {
    if !has_answered {
        let message = status.details.get("message").and_then(Value::as_str)?;
        return Some(message.chars().take(DETAIL).collect());
    }
    if let Some(status) = status.details.get("status").and_then(Value::as_u64) {
        return Some(format!("it answered {status}"));
    }
    let is_word = |text: &str| {
        let is_of_word = |it: u8| it.is_ascii_alphanumeric() || it == b'_' || it == b'-';
        (1..=32).contains(&text.len()) && text.bytes().all(is_of_word)
    };
    let part = |(name, part): (&String, &Value)| {
        let status = part.get("status").and_then(Value::as_str)?;
        (is_word(name) && is_word(status) && status != UP).then(|| format!("{name} is {status}"))
    };
    let parts: Vec<_> = status.details.iter().filter_map(part).collect();
    (!parts.is_empty()).then(|| parts.join(", ").chars().take(DETAIL).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_detail_names_parts_and_nothing_that_they_say() {
        let detail = |has_answered, details: Value| {
            let details = details.as_object().unwrap().clone();
            super::detail(&StatusInfo { status: "DOWN".to_owned(), details }, has_answered)
        };
        let parts = json!({
            "db": { "status": "DOWN", "details": { "error": "mysql://me:hush@db/" } },
            "ping": { "status": "UP" },
            "odd": { "status": "<hush>" },
            "mysql://me:hush@db/": { "status": "DOWN" },
            "message": "hush",
        });
        assert_eq!(detail(true, parts).unwrap(), "db is DOWN");
        assert_eq!(detail(false, json!({ "message": "x".repeat(500) })).unwrap().len(), DETAIL);
        assert_eq!(detail(true, json!({ "status": 503 })).unwrap(), "it answered 503");
        assert_eq!(detail(true, json!({ "message": "hush" })), None);
    }
}
