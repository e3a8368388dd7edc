//! The last requests and their responses, for operators.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::HeaderValue;
use jiff::Timestamp;
use serde_json::{Value, json};

/// The number of requests kept.
const CAPACITY: usize = 100;

/// The last requests. Clones share the list.
#[derive(Clone, Debug, Default)]
pub struct Exchanges(Arc<Mutex<VecDeque<Exchange>>>);

/// A request and its response. It contains no personal data: neither the query, nor a body, nor what of the path is no id.
#[derive(Clone, Debug)]
pub(crate) struct Exchange {
    pub(crate) began: Timestamp,
    pub(crate) took: Duration,
    pub(crate) method: &'static str,
    /// The path as [`uri`] shows it.
    pub(crate) uri: String,
    pub(crate) status: u16,
    pub(crate) request_id: HeaderValue,
}

/// The longest id in a path, in digits.
const LONGEST_ID: usize = 10;

/// The path of a request, with the ids that it has in place of parameters. Other values, such as the secret of a feed, stay the
/// template's, and so does all of a path that is not like the template.
pub(crate) fn uri(template: &'static str, path: &str) -> String {
    let is_id =
        |part: &str| (1..=LONGEST_ID).contains(&part.len()) && part.bytes().all(|it| it.is_ascii_digit());
    let is_like = template.split('/').count() == path.split('/').count();
    if !is_like || !template.contains('{') {
        return template.to_owned();
    }
    let parts = template.split('/').zip(path.split('/'));
    let shown = parts.map(
        |(of_template, of_path)| {
            if of_template.starts_with('{') && is_id(of_path) { of_path } else { of_template }
        },
    );
    shown.collect::<Vec<_>>().join("/")
}

impl Exchanges {
    /// Adds a request, and drops the oldest one beyond the capacity.
    pub(crate) fn add(&self, exchange: Exchange) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() == CAPACITY {
            all.pop_front();
        }
        all.push_back(exchange);
    }

    /// The list in the actuator's format, latest first.
    pub(crate) fn to_json(&self) -> Value {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let exchanges: Vec<_> = all.iter().rev().map(Exchange::to_json).collect();
        json!({ "exchanges": exchanges })
    }
}

impl Exchange {
    fn to_json(&self) -> Value {
        let id = self.request_id.to_str().unwrap_or_default();
        json!({
            "timestamp": format!("{:.3}", self.began),
            "request": { "method": self.method, "uri": self.uri, "headers": { "X-Request-Id": [id] } },
            "response": { "status": self.status, "headers": {} },
            "timeTaken": format!("PT{:.6}S", self.took.as_secs_f64()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange(status: u16) -> Exchange {
        Exchange {
            began: Timestamp::UNIX_EPOCH,
            took: Duration::from_micros(1_500),
            method: "GET",
            uri: "/api/vets/vets".to_owned(),
            status,
            request_id: HeaderValue::from_static("abc"),
        }
    }

    #[test]
    fn an_exchange_is_shown_as_spring_boot_shows_it() {
        let exchanges = Exchanges::default();
        exchanges.add(exchange(200));
        let expected = json!({ "exchanges": [{
            "timestamp": "1970-01-01T00:00:00.000Z",
            "request": { "method": "GET", "uri": "/api/vets/vets", "headers": { "X-Request-Id": ["abc"] } },
            "response": { "status": 200, "headers": {} },
            "timeTaken": "PT0.001500S",
        }] });
        assert_eq!(exchanges.to_json(), expected);
    }

    #[test]
    fn a_path_is_shown_with_its_ids_and_nothing_else_that_a_client_wrote() {
        let owner = "/api/customers/owners/{ownerId}";
        assert_eq!(uri(owner, "/api/customers/owners/7"), "/api/customers/owners/7");
        assert_eq!(uri(owner, "/api/customers/owners/Franklin"), owner);
        assert_eq!(uri(owner, "/api/customer/owners/7"), "/api/customers/owners/7");
        assert_eq!(uri(owner, "/api/gateway/7"), owner);
        assert_eq!(uri("UNKNOWN", "/Franklin"), "UNKNOWN");
        let feed = "/api/visits/feeds/{feedToken}";
        assert_eq!(uri(feed, "/api/visits/feeds/00010203040506070809101112131415"), feed);
    }

    #[test]
    fn the_oldest_are_forgotten() {
        let exchanges = Exchanges::default();
        (1..=103).for_each(|it| exchanges.add(exchange(it)));
        let shown = exchanges.to_json();
        let statuses: Vec<_> = shown["exchanges"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["response"]["status"].clone())
            .collect();
        assert_eq!((statuses.len(), &statuses[0], &statuses[99]), (100, &json!(103), &json!(4)));
    }
}
