//! Schemas of OpenAPI 3.1 as the models of API Gateway, which are JSON Schema of draft 4.
//!
//! A model refuses what the service would refuse, and nothing else. The description says what clients should send; services take more: `null`
//! for what may be absent, blanks around texts, `7.0` for 7. So a model has the structure and the types, and the rules of texts and numbers are
//! the service's, whose answer names each field that breaks one.

use serde_json::{Map, Value, json};

/// Where the description's schemas stand.
pub(super) const COMPONENTS: &str = "#/components/schemas/";

/// How deep schemas may refer to each other.
const DEPTH: usize = 16;

/// What is left of a schema beside its types.
const KEPT: [&str; 4] = ["enum", "maxItems", "minItems", "uniqueItems"];

/// The model of a schema by its name.
pub(super) fn model(schemas: &Value, name: &str) -> cdk::Json {
    let mut model = convert(schemas, &schemas[name], false, DEPTH);
    model.insert("$schema".to_owned(), json!("http://json-schema.org/draft-04/schema#"));
    model.insert("title".to_owned(), json!(name));
    cdk::Json::from(Value::Object(model))
}

fn convert(schemas: &Value, schema: &Value, is_optional: bool, depth: usize) -> Map<String, Value> {
    let Some(depth) = depth.checked_sub(1) else { return Map::new() };
    if let Some(name) = schema["$ref"].as_str().and_then(|it| it.strip_prefix(COMPONENTS)) {
        return convert(schemas, &schemas[name], is_optional, depth);
    }
    let nested = |schema: &Value, is_optional| Value::Object(convert(schemas, schema, is_optional, depth));
    let kept = KEPT.iter().filter_map(|it| Some(((*it).to_owned(), schema.get(it)?.clone())));
    let mut model: Map<String, Value> = kept.collect();
    if let Some(types) = types(&schema["type"], is_optional) {
        model.insert("type".to_owned(), types);
    }
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if !required.is_empty() {
        model.insert("required".to_owned(), json!(required));
    }
    if let Some(properties) = schema["properties"].as_object() {
        let property = |(name, schema): (&String, &Value)| {
            (name.clone(), nested(schema, !required.contains(&name.as_str())))
        };
        model.insert("properties".to_owned(), Value::Object(properties.iter().map(property).collect()));
    }
    if schema["items"].is_object() {
        model.insert("items".to_owned(), nested(&schema["items"], false));
    }
    // Without the rules of texts more than one of several may fit.
    let several = ["anyOf", "oneOf"].iter().find_map(|it| schema[*it].as_array());
    if let Some(several) = several {
        let mut several: Vec<Value> = several.iter().map(|it| nested(it, is_optional)).collect();
        several.dedup();
        model.insert("anyOf".to_owned(), Value::Array(several));
    }
    model
}

/// The types of a value. A whole number may be written with a fraction of zeros, which draft 4 takes for another type.
fn types(types: &Value, is_optional: bool) -> Option<Value> {
    let listed = types.as_array().map_or_else(|| vec![types], |it| it.iter().collect());
    let listed = listed.into_iter().filter_map(Value::as_str);
    let mut all: Vec<&str> = listed.map(|it| if it == "integer" { "number" } else { it }).collect();
    if all.is_empty() {
        return None;
    }
    if is_optional && !all.contains(&"null") {
        all.push("null");
    }
    Some(match all.as_slice() {
        [one] => json!(one),
        all => json!(all),
    })
}
