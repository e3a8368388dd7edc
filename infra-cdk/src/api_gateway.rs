//! Layer 08: the one way in to the API.

use cdk::constructs::{Integration, RestApi, RestApiHandle};
use contract::route::Audience;
use contract::routes;

use crate::app::Clinic;
use crate::application::Application;
use crate::functions;
use crate::lambda_genai::Functions;
use crate::security::Security;

/// What later layers need of the API.
pub struct ApiGateway {
    pub api: RestApiHandle,
}

/// Requests a second, and at once.
const THROTTLE: (f64, u32) = (1000.0, 2000);

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
    let api = RestApi::new().throttled(THROTTLE.0, THROTTLE.1).access_logs_to(&log).traced();
    let api = stack.add("Api", api);
    for route in routes::ALL.iter().filter(|it| it.audience == Audience::Public) {
        let Some(service) = route.service else { continue };
        for path in route.paths() {
            let integration = match functions.http.get(&service) {
                Some(function) => Integration::function(function),
                None => Integration::balancer(&application.listener, path),
            };
            api.root().path(path).method(route.method.as_str(), integration);
        }
    }
    ApiGateway { api }
}
