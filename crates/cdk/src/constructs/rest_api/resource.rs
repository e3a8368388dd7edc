use cdk_aws::{Resource, apigateway, refs};
use cdk_core::{IntoVal, Scope, Val};

use super::{Integration, MethodRequest, RestApiHandle};

/// A path of a [`RestApi`](super::RestApi).
#[derive(Clone, Debug)]
pub struct ApiResource {
    api: RestApiHandle,
    scope: Scope,
    id: Val<refs::ApiResource>,
    /// From the root on, such as `/pets/{id}`; empty for the root.
    path: String,
}

impl ApiResource {
    pub(super) fn root(api: &RestApiHandle) -> Self {
        let known = api.scope().find("Root");
        let scope = known.clone().unwrap_or_else(|| api.scope().child("Root"));
        let root =
            Self { api: api.clone(), scope, id: api.root_resource_id().into_val(), path: String::new() };
        if known.is_none() {
            root.answer_options();
        }
        root
    }

    /// The path below this one, of one part or several: `pets`, `pets/{id}`, `{proxy+}`. It is made when it is first asked for.
    #[must_use]
    pub fn path(&self, path: &str) -> Self {
        path.split('/').filter(|part| !part.is_empty()).fold(self.clone(), |above, part| above.part(part))
    }

    fn part(&self, part: &str) -> Self {
        let path = format!("{}/{part}", self.path);
        if let Some(scope) = self.scope.find(part)
            && let Some(element) = scope.find("Resource").and_then(|scope| scope.element())
        {
            return Self { api: self.api.clone(), scope, id: element.reference(), path };
        }
        let resource = apigateway::Resource::new()
            .parent_id(&self.id)
            .path_part(part)
            .rest_api_id(self.api.rest_api_id());
        let scope = self.scope.child(part);
        let resource = scope.add("Resource", resource);
        let below = Self { api: self.api.clone(), scope, id: resource.resource_id().into_val(), path };
        below.answer_options();
        below
    }

    fn answer_options(&self) {
        if let Some(cors) = self.api.cors() {
            cors.answer(&self.api, &self.scope, self.declaration("OPTIONS"));
        }
    }

    fn declaration(&self, verb: &str) -> apigateway::Method {
        apigateway::Method::new().http_method(verb).resource_id(&self.id).rest_api_id(self.api.rest_api_id())
    }

    /// The backend for a verb, such as `GET`, or for each of them (`ANY`) at this path.
    pub fn method(&self, verb: &str, integration: impl Into<Integration>) -> Resource<apigateway::Method> {
        self.checked_method(verb, integration, MethodRequest::new())
    }

    /// As [`method`](Self::method), for requests that are as `request` says; API Gateway answers others with 400 itself.
    pub fn checked_method(
        &self,
        verb: &str,
        integration: impl Into<Integration>,
        request: MethodRequest,
    ) -> Resource<apigateway::Method> {
        let integration = integration.into();
        let names: Vec<String> = self
            .path
            .split('/')
            .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
            .map(|name| name.trim_end_matches('+').to_owned())
            .collect();
        let mut method = self
            .declaration(verb)
            .authorization_type("NONE")
            .integration(integration.property(&self.api, verb, &names));
        method = request.describe(method, &self.api, &names);
        let scope = self.scope.child(verb);
        let method = scope.add("Resource", method);
        self.api.deploy_after(&method);
        integration.allow(&self.api, &scope, verb, &pattern(&self.path));
        method
    }
}

/// The path as ARNs of requests write it: parameters are anything.
fn pattern(path: &str) -> String {
    if path.is_empty() {
        return "/".to_owned();
    }
    let any = |part: &str| if part.starts_with('{') { "*".to_owned() } else { part.to_owned() };
    path.split('/').map(any).collect::<Vec<_>>().join("/")
}
