mod cors;
mod deployment;
mod domain;
mod handle;
mod integration;
mod problems;
mod request;
mod resource;

use cdk_aws::apigateway::rest_api::EndpointConfiguration;
use cdk_aws::apigateway::stage::{AccessLogSetting, MethodSetting};
use cdk_aws::{apigateway, kinds};
use cdk_core::{Construct, RemovalPolicy, Scope, Stack, text};

pub use self::cors::Cors;
pub use self::domain::ApiDomain;
pub use self::handle::RestApiHandle;
pub use self::integration::Integration;
use self::problems::Problems;
pub use self::request::MethodRequest;
pub use self::resource::ApiResource;
use super::{LogGroup, LogGroupHandle, Role, aws_managed_policy};

/// A REST API of API Gateway.
///
/// Makes: `AWS::ApiGateway::RestApi`, `Deployment` (a new one whenever paths or methods change) and `Stage`; for each path an
/// `AWS::ApiGateway::Resource`, for each method an `AWS::ApiGateway::Method` and, before a function, an `AWS::Lambda::Permission`;
/// for its access log an `AWS::Logs::LogGroup` and, once in a stack, an `AWS::ApiGateway::Account` with its `AWS::IAM::Role`; for
/// checked methods `AWS::ApiGateway::Model`s and a `RequestValidator`; for [`problems`](Self::problems) `GatewayResponse`s.
///
/// ```
/// use cdk::aws::lambda::function::Runtime;
/// use cdk::constructs::{Code, Function, RestApi};
/// # let app = cdk::App::new();
/// # let stack = app.stack("S", cdk::Environment::agnostic());
/// # let hello = stack.add("Hello", Function::code(Runtime::Python3_13, "index.handler", Code::inline("def handler(e, c): return {}")));
/// let api = stack.add("Api", RestApi::new().throttled(100.0, 200));
/// let pets = api.root().path("pets");
/// pets.method("GET", &hello);
/// pets.path("{id}").method("GET", &hello);
/// stack.add("Url", cdk::Output::new(api.url()));
/// ```
#[must_use = "nothing is made of it before it is added to something"]
pub struct RestApi {
    resource: apigateway::RestApi,
    name: Option<String>,
    stage: String,
    throttle: Option<(f64, u32)>,
    access_logs: AccessLogs,
    traced: bool,
    cors: Option<Cors>,
    problems: Option<Problems>,
    error_log: Option<LogGroup>,
}

enum AccessLogs {
    Own,
    To(LogGroupHandle),
    None,
}

impl RestApi {
    /// Regional, with one stage called `live` and an access log that is kept for 30 days.
    pub fn new() -> Self {
        Self {
            resource: apigateway::RestApi::new()
                .endpoint_configuration(EndpointConfiguration::new().types(["REGIONAL"])),
            name: None,
            stage: "live".to_owned(),
            throttle: None,
            access_logs: AccessLogs::Own,
            traced: false,
            cors: None,
            problems: None,
            error_log: None,
        }
    }

    /// Its name in metrics and consoles; the construct's path with dashes unless given.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.resource = self.resource.description(text.into());
        self
    }

    /// The first part of all paths: letters, digits, `-` and `_`.
    pub fn stage(mut self, name: impl Into<String>) -> Self {
        self.stage = name.into();
        self
    }

    /// Limits the rate of requests per second and the burst; the API refuses requests beyond.
    pub fn throttled(mut self, requests_per_second: f64, burst: u32) -> Self {
        self.throttle = Some((requests_per_second, burst));
        self
    }

    /// Writes its access log to this group.
    pub fn access_logs_to(mut self, group: &LogGroupHandle) -> Self {
        self.access_logs = AccessLogs::To(group.clone());
        self
    }

    pub fn without_access_logs(mut self) -> Self {
        self.access_logs = AccessLogs::None;
        self
    }

    /// Logs the requests that API Gateway or a backend failed to serve, with the reason, to a group whose name API Gateway chooses.
    pub fn error_log(mut self, group: LogGroup) -> Self {
        self.error_log = Some(group);
        self
    }

    /// Sends traces of requests to X-Ray.
    pub fn traced(mut self) -> Self {
        self.traced = true;
        self
    }

    /// Lets pages of other origins call it: each path answers `OPTIONS`. Functions add the header to their own answers.
    pub fn cors(mut self, cors: Cors) -> Self {
        self.cors = Some(cors);
        self
    }

    /// Refuses requests by problems of RFC 9457, and paths that are not there by 404. `members` are further members of a problem: a
    /// name, and a JSON value in which `$context` stands for the request and `{title}` for the status in words.
    pub fn problems<N: Into<String>, V: Into<String>>(
        mut self,
        members: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        self.problems =
            Some(Problems(members.into_iter().map(|(name, value)| (name.into(), value.into())).collect()));
        self
    }

    /// Bodies of these types, such as `image/png` or `*/*`, are bytes and not text.
    pub fn binary(mut self, media_types: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let media_types: Vec<String> = media_types.into_iter().map(Into::into).collect();
        self.resource = self.resource.binary_media_types(media_types);
        self
    }

    /// Compresses answers of at least this many bytes.
    pub fn compressed_from(mut self, bytes: u32) -> Self {
        self.resource = self.resource.minimum_compression_size(bytes);
        self
    }
}

impl Default for RestApi {
    fn default() -> Self {
        Self::new()
    }
}

impl Construct for RestApi {
    type Output = RestApiHandle;

    fn create(self, scope: &Scope) -> RestApiHandle {
        let name = self.name.unwrap_or_else(|| scope.path().replace('/', "-"));
        let api = scope.add("Resource", self.resource.name(&name));
        let deployment = apigateway::Deployment::new().rest_api_id(api.rest_api_id());
        let deployment = scope.child("Deployment").add("Resource", deployment);
        let mut stage = apigateway::Stage::new()
            .rest_api_id(api.rest_api_id())
            .deployment_id(deployment.deployment_id())
            .stage_name(&self.stage)
            .tracing_enabled(self.traced);
        let mut all = MethodSetting::new().http_method("*").resource_path("/*").data_trace_enabled(false);
        if let Some((rate, burst)) = self.throttle {
            all = all.throttling_rate_limit(rate).throttling_burst_limit(burst);
        }
        let error_log = self.error_log.map(|group| {
            let name = text!("API-Gateway-Execution-Logs_{}/{}", api.rest_api_id(), &self.stage);
            scope.add("ErrorLog", group.name(name))
        });
        if error_log.is_some() {
            all = all.logging_level("ERROR");
        }
        if self.throttle.is_some() || error_log.is_some() {
            stage = stage.method_settings([all]);
        }
        let logs = match self.access_logs {
            AccessLogs::None => None,
            AccessLogs::To(group) => Some(group),
            AccessLogs::Own => Some(scope.add("AccessLogs", LogGroup::new())),
        };
        if let Some(logs) = &logs {
            let setting = AccessLogSetting::new()
                .destination_arn(logs.plain_arn().cast::<kinds::logs::LogGroupArn>())
                .format(ACCESS_LOG);
            stage = stage.access_log_setting(setting);
        }
        let stage = scope.child(format!("Stage{}", self.stage)).add("Resource", stage);
        if let Some(log) = &error_log {
            // API Gateway would make a group of its own, without encryption, and keep it for ever.
            stage.depends_on(log);
        }
        if logs.is_some() || error_log.is_some() {
            stage.depends_on(&account(&scope.stack(), &api));
        }
        let handle = RestApiHandle::new(scope, api, deployment, stage, (name, self.stage), self.cors);
        if let Some(problems) = self.problems {
            problems.declare(&handle);
        }
        deployment::follow(&handle);
        handle
    }
}

/// One line of JSON for each request.
const ACCESS_LOG: &str = concat!(
    r#"{"requestId":"$context.requestId","ip":"$context.identity.sourceIp","requestTime":"$context.requestTime","#,
    r#""httpMethod":"$context.httpMethod","resourcePath":"$context.resourcePath","path":"$context.path","#,
    r#""status":"$context.status","protocol":"$context.protocol","responseLength":"$context.responseLength","#,
    r#""latency":"$context.responseLatency","integrationLatency":"$context.integrationLatency","#,
    r#""error":"$context.error.message","traceId":"$context.xrayTraceId"}"#
);

/// The role with which API Gateway writes all logs of the account in the region. It belongs to the account, so it stays.
fn account(stack: &Stack, api: &Scope) -> Scope {
    if let Some(known) = stack.find("ApiGatewayAccount").and_then(|scope| scope.find("Resource")) {
        return known;
    }
    let scope = stack.child("ApiGatewayAccount");
    let role = Role::assumed_by("apigateway.amazonaws.com")
        .managed_policy(aws_managed_policy("service-role/AmazonAPIGatewayPushToCloudWatchLogs"));
    let role = scope.add("Role", role);
    role.removal_policy(RemovalPolicy::Retain);
    let account = apigateway::Account::new().cloud_watch_role_arn(role.arn());
    let account = scope.add("Resource", account);
    account.removal_policy(RemovalPolicy::Retain);
    // An account that has never had an API refuses the setting.
    account.depends_on(api);
    Scope::clone(&account)
}
