use cdk_aws::apigateway;
use cdk_aws::apigateway::method::{Integration, IntegrationResponse, MethodResponse, Type};
use cdk_core::Scope;

use super::RestApiHandle;

/// Which pages may call an API from a browser.
#[derive(Clone, Debug)]
pub struct Cors {
    origin: String,
    headers: Vec<String>,
    methods: Vec<String>,
    max_age_seconds: u32,
}

impl Cors {
    /// Pages of one origin, such as `https://example.org`, or of any (`*`).
    pub fn origin(origin: impl Into<String>) -> Self {
        let methods = ["DELETE", "GET", "OPTIONS", "PATCH", "POST", "PUT"];
        Self {
            origin: origin.into(),
            headers: vec!["Content-Type".to_owned(), "Authorization".to_owned()],
            methods: methods.map(str::to_owned).to_vec(),
            max_age_seconds: 3600,
        }
    }

    /// One more header that pages may send.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>) -> Self {
        self.headers.push(name.into());
        self
    }

    /// How long a browser remembers the answer.
    #[must_use]
    pub fn max_age_seconds(mut self, seconds: u32) -> Self {
        self.max_age_seconds = seconds;
        self
    }

    /// Answers `OPTIONS` at a path, without calling anything.
    pub(super) fn answer(&self, api: &RestApiHandle, scope: &Scope, resource: apigateway::Method) {
        let headers = [
            ("Access-Control-Allow-Headers", self.headers.join(",")),
            ("Access-Control-Allow-Methods", self.methods.join(",")),
            ("Access-Control-Allow-Origin", self.origin.clone()),
            ("Access-Control-Max-Age", self.max_age_seconds.to_string()),
        ];
        let named = |name: &str| format!("method.response.header.{name}");
        let quoted: Vec<_> =
            headers.iter().map(|(name, value)| (named(name), format!("'{value}'"))).collect();
        let declared: Vec<_> = headers.iter().map(|(name, _)| (named(name), true)).collect();
        let integration = Integration::new()
            .type_(Type::Mock)
            .request_templates([("application/json", "{\"statusCode\": 204}")])
            .integration_responses([IntegrationResponse::new()
                .status_code("204")
                .response_parameters(quoted)]);
        let method = resource
            .authorization_type("NONE")
            .integration(integration)
            .method_responses([MethodResponse::new().status_code("204").response_parameters(declared)]);
        api.deploy_after(&scope.add("OPTIONS", method));
    }

    /// The header of an answer of API Gateway itself that pages may read.
    pub(super) fn error_header(&self) -> (String, String) {
        let name = "gatewayresponse.header.Access-Control-Allow-Origin";
        (name.to_owned(), format!("'{}'", self.origin))
    }

    /// Lets pages read the gateway's own answers, such as that there were too many requests.
    pub(super) fn let_errors_be_read(&self, api: &RestApiHandle) {
        for kind in ["DEFAULT_4XX", "DEFAULT_5XX"] {
            let response = apigateway::GatewayResponse::new()
                .response_type(kind)
                .rest_api_id(api.rest_api_id())
                .response_parameters([self.error_header()]);
            let response = api.scope().add(kind, response);
            api.deploy_after(&response);
        }
    }
}
