//! The effective settings by layer. Secrets arrive here already masked.

use axum::extract::{Path, State};
use axum::response::Response;
use http::HeaderMap;
use serde_json::{Map, Value, json};

use crate::actuator::media::answer;
use crate::actuator::{Property, Shared, Sources};

/// Shows all settings.
pub(super) async fn show(State(sources): Shared, headers: HeaderMap) -> Response {
    let properties = all(&sources);
    let layers = layers(&properties).into_iter().map(|layer| {
        let own = properties.iter().filter(|it| it.source == layer);
        let values: Map<_, _> = own.map(|it| (it.name.clone(), json!({ "value": it.value }))).collect();
        json!({ "name": layer, "properties": values })
    });
    let shown = described(&sources, &layers.collect::<Vec<_>>());
    answer(&headers, &shown)
}

/// Shows one setting. One that there is not has no source, as in Spring: Spring Boot Admin asks for some that only a JVM has.
pub(super) async fn show_one(
    State(sources): Shared,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    let properties = all(&sources);
    let found = properties.iter().find(|it| it.name == name);
    let layers = layers(&properties).into_iter().map(|layer| match found {
        Some(found) if layer == found.source => {
            json!({ "name": layer, "property": { "value": found.value } })
        }
        _ => json!({ "name": layer }),
    });
    let mut shown = described(&sources, &layers.collect::<Vec<_>>());
    if let Some(found) = found {
        shown["property"] = json!({ "source": found.source, "value": found.value });
    }
    answer(&headers, &shown)
}

/// The settings, after the id of the process, which Spring Boot Admin reads here.
fn all(sources: &Sources) -> Vec<Property> {
    let process = "process".to_owned();
    let pid = Property { name: "PID".to_owned(), value: std::process::id().to_string(), source: process };
    std::iter::once(pid).chain((sources.properties)()).collect()
}

fn described(sources: &Sources, layers: &[Value]) -> Value {
    json!({
        "activeProfiles": [sources.environment],
        "defaultProfiles": ["default"],
        "propertySources": layers,
    })
}

/// The layers in order of first appearance.
fn layers(properties: &[Property]) -> Vec<&str> {
    let mut layers = Vec::new();
    for property in properties {
        if !layers.contains(&property.source.as_str()) {
            layers.push(property.source.as_str());
        }
    }
    layers
}
