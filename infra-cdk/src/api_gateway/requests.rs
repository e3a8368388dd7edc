//! What API Gateway checks of requests, from the API's description.

use std::collections::{BTreeMap, BTreeSet};

use cdk::aws::{Resource, apigateway};
use cdk::constructs::{MethodRequest, RestApiHandle};
use serde_json::Value;

use super::schema;
use crate::edge::PublicPath;

/// The API's description, with a model for each schema of a JSON body.
pub(super) struct Requests {
    document: &'static Value,
    models: BTreeMap<String, Resource<apigateway::Model>>,
}

const JSON: &str = "application/json";

impl Requests {
    pub(super) fn of(api: &RestApiHandle, document: &'static Value) -> Self {
        let names: BTreeSet<&str> = operations(document).filter_map(body).collect();
        let model = |name: &str| {
            let schema = schema::model(&document["components"]["schemas"], name);
            (name.to_owned(), api.model(name, schema))
        };
        let models = names.into_iter().map(model).collect();
        Self { document, models }
    }

    /// What a path takes.
    pub(super) fn of_path(&self, public: PublicPath) -> MethodRequest {
        let method = public.route.method.as_str().to_ascii_lowercase();
        let operation = &self.document["paths"][public.path][&method];
        let mut request = MethodRequest::new();
        if let Some(name) = operation["operationId"].as_str() {
            request = request.operation(name);
        }
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap_or_default();
            let is_required = parameter["required"] == true;
            request = match parameter["in"].as_str() {
                Some("query") => request.query(name, is_required),
                Some("header") => request.header(name, is_required),
                _ => request,
            };
        }
        match body(operation).and_then(|name| self.models.get(name)) {
            Some(model) => request.body(JSON, model),
            None => request,
        }
    }
}

/// The headers that some operation takes.
pub(super) fn headers(document: &Value) -> BTreeSet<&str> {
    let parameters = operations(document).filter_map(|it| it["parameters"].as_array()).flatten();
    parameters.filter(|it| it["in"] == "header").filter_map(|it| it["name"].as_str()).collect()
}

fn operations(document: &Value) -> impl Iterator<Item = &Value> {
    let paths = document["paths"].as_object().into_iter().flat_map(|it| it.values());
    paths.filter_map(Value::as_object).flat_map(|it| it.values())
}

/// The name of the schema of an operation's JSON body.
fn body(operation: &Value) -> Option<&str> {
    let reference = operation["requestBody"]["content"][JSON]["schema"]["$ref"].as_str()?;
    reference.strip_prefix(schema::COMPONENTS)
}
