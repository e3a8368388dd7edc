//! The models of bodies, against the services' own reading of them.

use std::collections::BTreeMap;

use contract::endpoint::{Endpoint, RequestBody};
use contract::openapi;
use contract::params::PathParams;
use contract::routes::{self, Visitor};
use jiff::civil::date;
use serde_json::{Map, Value, json};

use crate::harness::{Clinic, list, plain};

/// The schemas of the models by their names.
fn models() -> BTreeMap<String, Value> {
    let models = Clinic::of("dev").all_of("08-api-gateway", "AWS::ApiGateway::Model");
    models.into_iter().map(|it| (plain(&it["Name"]), it["Schema"].clone())).collect()
}

/// Calls `visit` with each schema within a schema, itself included.
fn each(schema: &Value, visit: &mut impl FnMut(&Map<String, Value>)) {
    visit(schema.as_object().unwrap());
    let properties = schema["properties"].as_object().into_iter().flat_map(Map::values);
    let several = schema["anyOf"].as_array().into_iter().flatten();
    let items = schema.get("items").into_iter();
    properties.chain(several).chain(items).for_each(|it| each(it, visit));
}

/// Whether a value is as a schema of draft 4 says.
fn fits(schema: &Value, value: &Value) -> bool {
    let is_of = |kind: &Value| match kind.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("{other} is no type of these models"),
    };
    let kind = schema.get("type").is_none_or(|kinds| list(kinds).into_iter().any(is_of));
    let any = schema["anyOf"].as_array().is_none_or(|all| all.iter().any(|it| fits(it, value)));
    let required = schema["required"].as_array().into_iter().flatten();
    let complete = required.into_iter().all(|it| value.get(it.as_str().unwrap()).is_some());
    let mut properties = schema["properties"].as_object().into_iter().flatten();
    let inside = properties.all(|(name, schema)| value.get(name).is_none_or(|it| fits(schema, it)));
    kind && any && complete && inside
}

/// Bodies that clients may send: the description's own example, with each field absent or of another form.
fn bodies(described: &Value) -> Vec<Value> {
    let properties = described["properties"].as_object().unwrap();
    let example = properties.iter().map(|(name, it)| (name.clone(), it["examples"][0].clone()));
    let example: Map<String, Value> = example.collect();
    let forms = json!([
        null, true, 1, 7.0, 1.5, 0, -1, 1e3, "", " ", "1", "007", " Leo ", "2010-09-07", "2010-09-07T10:00:00.000Z",
        "x".repeat(9000), format!("Leo{}", " ".repeat(40)), "a\nb", [], {}, {"id": 1},
    ]);
    let mut bodies = vec![Value::Object(example.clone()), json!({})];
    for field in properties.keys().map(String::as_str).chain(["id", "petId", "pets", "message"]) {
        let mut without = example.clone();
        without.remove(field);
        bodies.push(Value::Object(without));
        for form in forms.as_array().unwrap() {
            let mut body = example.clone();
            body.insert(field.to_owned(), form.clone());
            bodies.push(Value::Object(body));
        }
    }
    bodies
}

struct Readings {
    models: BTreeMap<String, Value>,
    document: Value,
    /// How many bodies a service took, and how many a model refused.
    counts: (usize, usize),
}

impl Visitor for Readings {
    fn endpoint<E: Endpoint>(&mut self, _: E) {
        let operation = &self.document["paths"][E::ROUTE.path][E::ROUTE.method.as_str().to_lowercase()];
        let reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].as_str();
        let Some(name) = reference.and_then(|it| it.rsplit('/').next()) else { return };
        // Ids of instances have a form of their own.
        let path =
            E::Path::read(|name| Some(if name == "instanceId" { "000000000001" } else { "1" })).unwrap();
        for body in bodies(&self.document["components"]["schemas"][name]) {
            let read = serde_json::from_str::<E::Body>(&body.to_string()).ok();
            let taken = read.is_some_and(|it| it.check(&path, date(2026, 1, 31)).is_ok());
            let fits = fits(&self.models[name], &body);
            assert!(fits || !taken, "{} takes what the model {name} refuses: {body}", E::ROUTE.name);
            self.counts.0 += usize::from(taken);
            self.counts.1 += usize::from(!fits);
        }
    }
}

#[test]
fn models_refuse_no_body_that_a_service_takes() {
    let mut readings = Readings { models: models(), document: openapi::document(), counts: (0, 0) };
    routes::visit(&mut readings);
    let (taken, refused) = readings.counts;
    assert!(taken > 200 && refused > 200, "{taken} taken, {refused} refused");
}

#[test]
fn models_are_of_draft_4_and_leave_the_rules_of_texts_and_numbers_to_services() {
    let known = [
        "$schema",
        "anyOf",
        "enum",
        "items",
        "maxItems",
        "maximum",
        "minItems",
        "minimum",
        "properties",
        "required",
        "title",
        "type",
        "uniqueItems",
    ];
    let models = models();
    for (name, model) in &models {
        assert_eq!(model["$schema"], "http://json-schema.org/draft-04/schema#");
        each(model, &mut |it| assert!(it.keys().all(|it| known.contains(&it.as_str())), "{it:?} in {name}"));
    }
    assert_eq!(models["NewPetRequest"]["required"], json!(["name", "typeId"]));
    assert_eq!(models["NewOwnerRequest"]["properties"]["firstName"], json!({"type": "string"}));
}
