use std::ops::Deref;

use cdk_aws::{Resource, apigateway, kinds, wafv2};
use cdk_core::{Any, IntoVal, Json, Scope, Val, pseudo, text};

use super::{ApiResource, Cors, Integration};
use crate::constructs::{Metric, WebAclHandle};

/// Handle on a [`RestApi`](super::RestApi). Derefs to its resource.
#[derive(Clone, Debug)]
pub struct RestApiHandle {
    scope: Scope,
    resource: Resource<apigateway::RestApi>,
    deployment: Resource<apigateway::Deployment>,
    stage: Resource<apigateway::Stage>,
    name: String,
    stage_name: String,
    cors: Option<Cors>,
}

impl RestApiHandle {
    pub(super) fn new(
        scope: &Scope,
        resource: Resource<apigateway::RestApi>,
        deployment: Resource<apigateway::Deployment>,
        stage: Resource<apigateway::Stage>,
        (name, stage_name): (String, String),
        cors: Option<Cors>,
    ) -> Self {
        let api = Self { scope: scope.clone(), resource, deployment, stage, name, stage_name, cors };
        if let Some(cors) = &api.cors {
            cors.let_errors_be_read(&api);
        }
        api
    }

    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    #[must_use]
    pub fn stage(&self) -> &Resource<apigateway::Stage> {
        &self.stage
    }

    #[must_use]
    pub fn deployment(&self) -> &Resource<apigateway::Deployment> {
        &self.deployment
    }

    /// The path `/`.
    #[must_use]
    pub fn root(&self) -> ApiResource {
        ApiResource::root(self)
    }

    /// Hands each request, whatever its path and method, to one integration.
    pub fn proxy(&self, integration: impl Into<Integration>) {
        let integration = integration.into();
        self.root().method("ANY", integration.clone());
        self.root().path("{proxy+}").method("ANY", integration);
    }

    /// Where the stage answers, with a slash at the end.
    #[must_use]
    pub fn url(&self) -> Val<String> {
        text!("https://{}/{}/", self.host(), self.stage.stage_name())
    }

    /// The host within [`url`](Self::url).
    #[must_use]
    pub fn host(&self) -> Val<String> {
        let region = self.scope.stack().region();
        text!("{}.execute-api.{}.{}", self.resource.rest_api_id(), region, pseudo::url_suffix())
    }

    /// Its name in metrics and consoles.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name of its stage.
    #[must_use]
    pub fn stage_name(&self) -> &str {
        &self.stage_name
    }

    /// A model of JSON bodies: a name of letters and digits, and a JSON schema of draft 4.
    pub fn model(&self, name: &str, schema: Json) -> Resource<apigateway::Model> {
        let model = apigateway::Model::new()
            .rest_api_id(self.resource.rest_api_id())
            .content_type("application/json")
            .name(name)
            .schema(Val::<Any>::of(schema));
        self.scope.child_once("Models").add(name, model)
    }

    /// The validator of requests: API Gateway checks them against their descriptions. The first call makes it.
    pub(super) fn validator(&self) -> Val<kinds::apigateway::RequestValidatorId> {
        if let Some(known) = self.scope.find("Validator").and_then(|scope| scope.element()) {
            return known.reference();
        }
        let validator = apigateway::RequestValidator::new()
            .rest_api_id(self.resource.rest_api_id())
            .validate_request_body(true)
            .validate_request_parameters(true);
        self.scope.add("Validator", validator).request_validator_id()
    }

    pub(super) fn cors(&self) -> Option<&Cors> {
        self.cors.as_ref()
    }

    /// A deployment is a copy: it lacks resources that are made after it.
    pub(super) fn deploy_after(&self, part: &Scope) {
        self.deployment.depends_on(part);
    }

    /// The ARN of requests: `stage/METHOD/path`.
    pub(super) fn execution_arn(&self, request: impl IntoVal<String>) -> Val<String> {
        let stack = self.scope.stack();
        let api = self.resource.rest_api_id();
        text!(
            "arn:{}:execute-api:{}:{}:{}/{}",
            pseudo::partition(),
            stack.region(),
            stack.account(),
            api,
            request
        )
    }

    /// The ARN of the stage.
    #[must_use]
    pub fn stage_arn(&self) -> Val<String> {
        text!(
            "arn:{}:apigateway:{}::/restapis/{}/stages/{}",
            pseudo::partition(),
            self.scope.stack().region(),
            self.resource.rest_api_id(),
            self.stage.stage_name()
        )
    }

    /// Puts a web ACL before the stage. From a later stack, do so by [`WebAclHandle::protect`] and [`stage_arn`](Self::stage_arn).
    pub fn protect(&self, acl: &WebAclHandle) -> Resource<wafv2::WebAclAssociation> {
        acl.protect(&self.scope, self.stage_arn())
    }

    /// A metric of the API by CloudWatch's name, averaged over a minute.
    #[must_use]
    pub fn metric(&self, name: &str) -> Metric {
        Metric::new("AWS/ApiGateway", name)
            .dimension("ApiName", &self.name)
            .dimension("Stage", &self.stage_name)
            .every(60)
    }

    /// Requests.
    #[must_use]
    pub fn requests(&self) -> Metric {
        self.metric("Count").statistic("Sum").label("requests")
    }

    /// Answers that say the client is wrong.
    #[must_use]
    pub fn client_errors(&self) -> Metric {
        self.metric("4XXError").statistic("Sum").label("4xx")
    }

    /// Answers that say the server is wrong.
    #[must_use]
    pub fn server_errors(&self) -> Metric {
        self.metric("5XXError").statistic("Sum").label("5xx")
    }

    /// From the first byte of a request to the last of its answer, in milliseconds; the 99th percentile.
    #[must_use]
    pub fn latency(&self) -> Metric {
        self.metric("Latency").statistic("p99").label("latency p99")
    }
}

impl Deref for RestApiHandle {
    type Target = Resource<apigateway::RestApi>;

    fn deref(&self) -> &Self::Target {
        &self.resource
    }
}
