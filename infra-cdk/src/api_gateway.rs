//! Layer 08: the one way in to the API.

mod requests;
mod schema;

use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::time::Duration;

use cdk::aws::{Resource, apigateway};
use cdk::constructs::{ApiDomain, Cors, Integration, RestApi, RestApiHandle};
use cdk::given;
use contract::genai::PATIENCE;
use contract::openapi;
use contract::route::Patience;
use contract::service::Service;
use contract::settings::ServiceSettings;
use serde_json::Value;

use self::requests::Requests;
use crate::app::Clinic;
use crate::application::Application;
use crate::edge::{PublicPath, public_paths};
use crate::lambda_genai::Functions;
use crate::parameter_store::settings;
use crate::security::Security;
use crate::{functions, nag, names};

/// What later layers need of the API.
pub struct ApiGateway {
    pub api: RestApiHandle,
    /// Its name under the environment's domain, if it has one.
    pub domain: Option<Resource<apigateway::DomainName>>,
}

/// Requests a second, and at once.
const THROTTLE: (f64, u32) = (1000.0, 2000);

/// The members of a problem that the services' own have beyond RFC 9457. API Gateway knows the time only as logs write it.
const MEMBERS: [(&str, &str); 4] = [
    ("timestamp", "\"$context.requestTime\""),
    ("error", "\"{title}\""),
    ("path", "\"$context.path\""),
    ("errors", "[]"),
];

/// The description of the API, which is built once.
pub(crate) fn document() -> &'static Value {
    static DOCUMENT: LazyLock<Value> = LazyLock::new(openapi::document);
    &DOCUMENT
}

/// Declares the layer.
pub fn declare(
    clinic: &mut Clinic<'_>,
    security: &Security,
    functions: &Functions,
    application: &Application,
) -> ApiGateway {
    let stack = clinic.stack("08-api-gateway", "the one way in to the API");
    let log = functions::log_group_named(clinic, security, format!("/petclinic/{}/requests", clinic.env()));
    let log = stack.add("AccessLog", log);
    let document = document();
    let settings: BTreeMap<_, _> =
        Service::http().filter_map(|it| Some((it, settings(&stack, clinic, it)?))).collect();
    let mut api = RestApi::new()
        .name(format!("petclinic-{}", clinic.env()))
        .description("Owners, pets, vets, visits and the assistant")
        .stage(names::STAGE)
        .throttled(THROTTLE.0, THROTTLE.1)
        .access_logs_to(&log)
        .error_log(functions::log_group_unnamed(clinic, security))
        .problems(MEMBERS)
        .traced();
    // Services add the header to their own answers, by the same setting.
    if let Some(site) = settings.values().find_map(|it| it.server.site_origin.as_ref()) {
        let headers = requests::headers(document).into_iter();
        api = api.cors(headers.fold(Cors::origin(site), |cors, name| cors.header(name)));
    }
    let api = stack.add("Api", api);
    let why = "anyone may call the clinic's API; what only operators and peers may call is no part of it";
    nag::accept(api.scope(), "APIG4", why);
    nag::accept(api.scope(), "COG4", why);
    nag::accept(api.scope(), "APIG3", "the web ACL is of layer 09, which comes later");
    let why = "AWS's own policy is for just this: the logs of all APIs of an account";
    nag::accept(&stack, "IAM4", why);
    let requests = Requests::of(&api, document);
    let backends = Backends { clinic, functions, application, settings };
    for public in public_paths() {
        let Some(integration) = backends.integration(public) else { continue };
        let request = requests.of_path(public);
        let resource = api.root().path(&public.gateway_path());
        resource.checked_method(public.route.method.as_str(), integration, request);
    }
    let domain = clinic.environment.domain.as_ref().map(|domain| {
        let certificate = names::certificate(&stack, domain);
        let mut name = ApiDomain::of(&api, names::api_domain(domain), certificate);
        if let Some(zone) = &domain.hosted_zone {
            name = name.in_zone(given(zone.as_str()));
        }
        stack.add("Domain", name)
    });
    ApiGateway { api, domain }
}

/// What answers.
struct Backends<'a> {
    clinic: &'a Clinic<'a>,
    functions: &'a Functions,
    application: &'a Application,
    settings: BTreeMap<Service, ServiceSettings>,
}

impl Backends<'_> {
    /// The backend of a path. What a service streams arrives while it is made.
    fn integration(&self, public: PublicPath) -> Option<Integration> {
        let PublicPath { route, service, .. } = public;
        let settings = self.settings.get(&service)?;
        if let Some(function) = self.functions.http.get(&service) {
            let integration = Integration::function(function).timeout_millis(gateway_millis(PATIENCE));
            // A function that is called for streams streams all its answers.
            return Some(if settings.assistant.streaming { integration.streamed() } else { integration });
        }
        let (listener, path) = (&self.application.listener, public.backend_path());
        let integration = match &self.clinic.environment.domain {
            Some(domain) => Integration::secure_balancer(listener, &domain.name, path),
            None => Integration::balancer(listener, path),
        };
        // API Gateway would take a compressed answer for text. CloudFront compresses.
        let integration = integration.header("Accept-Encoding", "identity");
        let patience = match route.patience {
            // A stream is a request until its last byte, and its length is not known.
            _ if route.is_streamed => return Some(integration.streamed()),
            Patience::Usual => settings.server.request_timeout,
            Patience::Assistant | Patience::Operators => PATIENCE,
        };
        Some(integration.timeout_millis(gateway_millis(patience)))
    }
}

/// How long API Gateway waits for a service that answers within `patience`: a second longer, and 29 s at most.
fn gateway_millis(patience: Duration) -> u32 {
    u32::try_from(patience.as_millis().saturating_add(1000)).unwrap_or(u32::MAX).min(29_000)
}
