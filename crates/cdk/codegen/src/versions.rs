//! The versions of engines and runtimes that were known on a day.

use std::fmt::Write;

use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value, json};

use super::sources::{LISTS, VERSIONS};
use super::spec::{list, object};

/// One JSON value, with a line for each engine and runtime.
pub(super) fn file(schemas: &str) -> Result<String> {
    let (source, day) = VERSIONS;
    let mut text = format!("{{\n\"source\": {}, \"day\": {}", json!(source), json!(day));
    for group in ["known", "ended", "runtimes"] {
        let mut all = Map::new();
        for (name, _) in LISTS.iter().filter(|(name, _)| name.starts_with(group)) {
            let line = schemas.lines().find_map(|line| line.strip_prefix(name)).context(*name)?;
            let content: Value = line.parse().context(*name)?;
            let (_, type_name) = name.split_once(' ').context(*name)?;
            let entries = if group == "runtimes" { runtimes(&content) } else { engines(&content) };
            ensure!(!entries.is_empty(), "nothing is in the list {name}");
            all.insert(type_name.to_owned(), Value::Object(entries));
        }
        let _ = write!(text, ",\n{}: {{", json!(group));
        for (at, (type_name, entries)) in all.iter().enumerate() {
            let _ = write!(text, "{}{}: {{", if at > 0 { "," } else { "" }, json!(type_name));
            for (at, (name, entry)) in object(entries).enumerate() {
                let _ = write!(text, "{}\n{}: {entry}", if at > 0 { "," } else { "" }, json!(name));
            }
            text.push('}');
        }
        text.push('}');
    }
    Ok(text + "\n}\n")
}

/// The versions of each engine: those that its rule allows or, if it allows any, those that its condition lists.
fn engines(schema: &Value) -> Map<String, Value> {
    let rules = list(&schema["allOf"]).filter_map(|rule| {
        let engine = rule.pointer("/if/properties/Engine/const")?.as_str()?;
        let versions = ["/then", "/if"]
            .iter()
            .find_map(|place| rule.pointer(&format!("{place}/properties/EngineVersion/enum")))?;
        Some((engine.to_owned(), versions.clone()))
    });
    rules.collect()
}

/// The day on which each runtime is given up, and the one to use instead.
fn runtimes(lifecycle: &Value) -> Map<String, Value> {
    object(lifecycle)
        .filter(|(_, entry)| entry["deprecated"].is_string())
        .map(|(name, entry)| (name.clone(), json!([entry["deprecated"], entry["successor"]])))
        .collect()
}
