use std::collections::BTreeMap;

use cdk_aws::{Resource, apigateway};
use cdk_core::{IntoVal, Val};

use super::RestApiHandle;

/// What a method takes beside the parameters of its path. API Gateway answers 400 where a required parameter is missing or the body is
/// not as its model says.
#[derive(Clone, Debug, Default)]
#[must_use = "it is part of a method"]
pub struct MethodRequest {
    operation: Option<String>,
    parameters: BTreeMap<String, bool>,
    bodies: Vec<(String, Val<String>)>,
}

impl MethodRequest {
    /// Anything.
    pub fn new() -> Self {
        Self::default()
    }

    /// The operation's name in clients and documentation, such as `listPets`.
    pub fn operation(mut self, name: impl Into<String>) -> Self {
        self.operation = Some(name.into());
        self
    }

    /// A parameter of the query string, and whether it must be there.
    pub fn query(self, name: &str, is_required: bool) -> Self {
        self.parameter("querystring", name, is_required)
    }

    /// A header, and whether it must be there.
    pub fn header(self, name: &str, is_required: bool) -> Self {
        self.parameter("header", name, is_required)
    }

    fn parameter(mut self, place: &str, name: &str, is_required: bool) -> Self {
        self.parameters.insert(format!("method.request.{place}.{name}"), is_required);
        self
    }

    /// The model of bodies of a content type. Bodies of a type without a model are not checked.
    pub fn body(mut self, content_type: impl Into<String>, model: &Resource<apigateway::Model>) -> Self {
        self.bodies.push((content_type.into(), model.model_name().into_val()));
        self
    }

    pub(super) fn describe(
        mut self,
        mut method: apigateway::Method,
        api: &RestApiHandle,
        path_parameters: &[String],
    ) -> apigateway::Method {
        let is_checked = !self.parameters.is_empty() || !self.bodies.is_empty();
        self.parameters
            .extend(path_parameters.iter().map(|name| (format!("method.request.path.{name}"), true)));
        if let Some(operation) = self.operation {
            method = method.operation_name(operation);
        }
        if !self.parameters.is_empty() {
            method = method.request_parameters(self.parameters.into_iter().collect::<Vec<_>>());
        }
        if !self.bodies.is_empty() {
            method = method.request_models(self.bodies);
        }
        if is_checked {
            method = method.request_validator_id(api.validator());
        }
        method
    }
}
