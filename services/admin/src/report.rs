//! What instances say of themselves, as they say it at their actuators.

use contract::admin::{ActuatorLink, StatusInfo};
use serde_json::{Map, Value, json};

use crate::reach::{Answered, NoAnswer};

/// The most that is kept of what an instance says of its parts, and of its build, in bytes.
const MOST: usize = 8 * 1024;
/// The most endpoints of an actuator that are kept.
const MOST_LINKS: usize = 64;

/// How an instance is that answered.
pub(crate) fn status(answer: &Answered) -> StatusInfo {
    let said = object(answer).unwrap_or_default();
    let word = said.get("status").and_then(Value::as_str).filter(|it| is_status(it));
    let is_success = (200..300).contains(&answer.status);
    match word {
        Some(word) => {
            let details = said.get("components").or_else(|| said.get("details")).and_then(Value::as_object);
            StatusInfo { status: word.to_owned(), details: bounded(details.cloned().unwrap_or_default()) }
        }
        None if is_success => StatusInfo { status: "UP".to_owned(), ..StatusInfo::default() },
        None => {
            StatusInfo { status: "DOWN".to_owned(), details: details(&json!({ "status": answer.status })) }
        }
    }
}

/// How an instance is that did not answer.
pub(crate) fn offline(error: &NoAnswer) -> StatusInfo {
    StatusInfo { status: "OFFLINE".to_owned(), details: details(&json!({ "message": error.to_string() })) }
}

fn details(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

fn is_status(word: &str) -> bool {
    (1..=32).contains(&word.len()) && word.bytes().all(|it| it.is_ascii_uppercase() || it == b'_')
}

/// The JSON object of an answer.
pub(crate) fn object(answer: &Answered) -> Option<Map<String, Value>> {
    serde_json::from_slice(&answer.body).ok()
}

/// An object, or an empty one if it is too large to be kept for hundreds of instances.
pub(crate) fn bounded(object: Map<String, Value>) -> Map<String, Value> {
    let fits = serde_json::to_string(&object).is_ok_and(|it| it.len() <= MOST);
    if fits { object } else { Map::new() }
}

/// The endpoints in an actuator's index. Those with parameters in their paths belong to others.
pub(crate) fn links(index: &Map<String, Value>) -> Vec<ActuatorLink> {
    let links = index.get("_links").and_then(Value::as_object).into_iter().flatten();
    let link = |(id, link): (&String, &Value)| {
        let is_parts = link.get("templated").and_then(Value::as_bool).unwrap_or_default();
        let url = link.get("href").and_then(Value::as_str).filter(|it| it.len() <= MOST)?;
        (!is_parts && id != "self" && id.len() <= 64)
            .then(|| ActuatorLink { id: id.clone(), url: url.to_owned() })
    };
    links.filter_map(link).take(MOST_LINKS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(status: u16, body: &str) -> Answered {
        Answered { status, body: body.to_owned().into(), content_range: None }
    }

    fn word(status: u16, body: &str) -> String {
        super::status(&answered(status, body)).status
    }

    #[test]
    fn the_word_of_an_instance_counts_and_its_http_status_where_it_says_none() {
        assert_eq!(word(200, r#"{"status":"UP","components":{"db":{"status":"UP"}}}"#), "UP");
        assert_eq!(word(503, r#"{"status":"OUT_OF_SERVICE"}"#), "OUT_OF_SERVICE");
        assert_eq!(word(200, "fine"), "UP");
        assert_eq!(word(200, r#"{"status":"<b>"}"#), "UP");
        assert_eq!(word(401, "{}"), "DOWN");
        assert_eq!(super::status(&answered(401, "")).details["status"], 401);
    }

    #[test]
    fn what_is_too_large_is_not_kept() {
        let long = format!(r#"{{"status":"UP","components":{{"x":"{}"}}}}"#, "x".repeat(MOST));
        assert!(super::status(&answered(200, &long)).details.is_empty());
        let short = r#"{"status":"UP","components":{"x":"y"}}"#;
        assert_eq!(super::status(&answered(200, short)).details["x"], "y");
    }

    #[test]
    fn an_index_names_endpoints() {
        let index = json!({ "_links": {
            "self": { "href": "http://h/actuator", "templated": false },
            "health": { "href": "http://h/actuator/health", "templated": false },
            "health-path": { "href": "http://h/actuator/health/{*path}", "templated": true },
        }});
        let links = links(index.as_object().unwrap());
        assert_eq!(links.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(), ["health"]);
    }
}
